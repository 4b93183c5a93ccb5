import type { FailureLog } from './readLog.ts';

/** What the log cannot tell about how it was kept. */
export interface ObservationOptions {
  /** Start and end of the window, as the log counts seconds; the first and last failure if not given. */
  readonly fromSeconds?: number;
  readonly toSeconds?: number;
  /** Nodes observed, those that never failed too; the nodes in the log if not given. */
  readonly nodes?: number;
  /** Age of every node at the window's start, in seconds; 'unknown' leaves out what began before the window. 0 if not given. */
  readonly age?: number | 'unknown';
  /** Failures of one class and node (or system) this close after the one before are one incident; only the simultaneous ones if not given. */
  readonly mergeSeconds?: number;
}

export interface ObservationWindow {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** Whether the first failure of the log opens the window: it is then not counted. */
  readonly openedByFailure: boolean;
  /** Whether the last failure of the log closes it. */
  readonly closedByFailure: boolean;
  readonly nodes: number;
  readonly nodesSeen: number;
  readonly nodesGiven: boolean;
  /** Rows outside the window. */
  readonly rowsBefore: number;
  readonly rowsAfter: number;
}

/** The options and the log do not go together. */
export class ObservationError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ObservationError';
  }
}

/** A failure is in the window if it comes after its start, and not after its end. */
export function observationWindow(log: FailureLog, options: ObservationOptions): ObservationWindow {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const seconds of log.seconds) {
    first = Math.min(first, seconds);
    last = Math.max(last, seconds);
  }
  const fromSeconds = options.fromSeconds ?? first;
  const toSeconds = options.toSeconds ?? last;
  if (!(toSeconds > fromSeconds)) {
    const given = options.fromSeconds !== undefined || options.toSeconds !== undefined;
    throw new ObservationError(
      given
        ? 'the window has no length: --to must be later than --from (what is not given is the first and last failure of the log)'
        : 'all failures of the log are at one time, which makes no window; say with --from and --to when the nodes were watched',
    );
  }
  const nodesSeen = log.nodeNames.length;
  const nodes = options.nodes ?? nodesSeen;
  if (nodes < nodesSeen) {
    throw new ObservationError(
      `--nodes is ${nodes}, but the log names ${nodesSeen} nodes; it must be ${nodesSeen} or more`,
    );
  }
  if (log.columns.node === null && nodes > 1) {
    throw new ObservationError(
      'the log has no column of nodes, so that --nodes has no meaning; name the column with --columns node=HEADER',
    );
  }
  let rowsBefore = 0;
  let rowsAfter = 0;
  for (const seconds of log.seconds) {
    if (seconds < fromSeconds || (seconds === fromSeconds && options.fromSeconds !== undefined))
      rowsBefore += 1;
    else if (seconds > toSeconds) rowsAfter += 1;
  }
  return {
    fromSeconds,
    toSeconds,
    openedByFailure: options.fromSeconds === undefined,
    closedByFailure: options.toSeconds === undefined,
    nodes,
    nodesSeen,
    nodesGiven: options.nodes !== undefined,
    rowsBefore,
    rowsAfter,
  };
}
