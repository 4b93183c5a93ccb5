import pc from 'picocolors';

/** What a command may print with: the result to stdout, everything else to stderr. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly note: (text: string) => void;
  /** Printed only with --verbose. */
  readonly detail: (text: string) => void;
  readonly error: (text: string) => void;
  readonly colors: ReturnType<typeof pc.createColors>;
  readonly quiet: boolean;
  /** Whether a moving progress line is wanted. */
  readonly live: boolean;
  readonly progress: boolean;
}

export interface TerminalOptions {
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color?: boolean;
  readonly progress?: boolean;
}

export function createTerminal(options: TerminalOptions): Terminal {
  const quiet = options.quiet ?? false;
  const wantsColor = options.color !== false && process.stdout.isTTY === true && pc.isColorSupported;
  const progress = !quiet && options.progress !== false;
  return {
    out: (text) => process.stdout.write(`${text}\n`),
    note: (text) => {
      if (!quiet) process.stderr.write(`${text}\n`);
    },
    detail: (text) => {
      if (options.verbose === true && !quiet) process.stderr.write(`${text}\n`);
    },
    error: (text) => process.stderr.write(`${text}\n`),
    colors: pc.createColors(wantsColor),
    quiet,
    progress,
    live: progress && process.stderr.isTTY === true && process.env['CI'] === undefined,
  };
}
