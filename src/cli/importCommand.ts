import { Command, InvalidArgumentError, Option } from 'commander';
import { writeFileAtomically } from '../runtime/fileSystem.ts';
import { readText } from '../runtime/packageFiles.ts';
import { importAiresim } from '../scenario/airesim/importAiresim.ts';
import {
  DEFAULT_SCORED,
  DEFAULT_THRESHOLD,
  HOST_POLICIES,
  type HostPolicy,
  REMOVALS,
  type RemovalKind,
  type RemovalPolicy,
  type ScoredRemoval,
} from '../scenario/airesim/policies.ts';
import { EXIT, UsageError } from './exit.ts';
import { wholeNumber, withOutputOptions } from './scenarioOptions.ts';
import { createTerminal, type TerminalOptions } from './terminal.ts';

interface AiresimOptions extends TerminalOptions {
  readonly out?: string;
  readonly name?: string;
  readonly hostPolicy: HostPolicy;
  readonly removal: RemovalKind;
  readonly maxFailures?: number;
  readonly windowMinutes?: number;
  readonly initialScore?: number;
  readonly failurePenalty?: number;
  readonly successIncrement?: number;
  readonly timePeriod?: number;
  readonly retirementThreshold?: number;
  readonly json?: boolean;
}

const THRESHOLD_OPTIONS = ['maxFailures', 'windowMinutes'] as const;
const SCORE_OPTIONS = ['initialScore', 'failurePenalty', 'successIncrement', 'timePeriod'] as const;

export function importCommand(finish: (code: number) => void): Command {
  return new Command('import')
    .description("another simulator's configuration as a scenario")
    .addCommand(airesimCommand(finish));
}

function airesimCommand(finish: (code: number) => void): Command {
  const command = new Command('airesim')
    .description('AIReSim (arXiv:2603.07041): the scenario to stdout, what has no counterpart to stderr')
    .argument(
      '<config>',
      'its configuration, YAML or JSON; parameters that it leaves out have their defaults',
    )
    .option('-o, --out <file>', 'write the scenario to a file')
    .option('--name <scenario>', 'name of the scenario (default: by the name of the file)', scenarioName)
    .addOption(
      new Option('--host-policy <policy>', 'random is the default of later versions of AIReSim')
        .choices(HOST_POLICIES)
        .default('default'),
    )
    .addOption(
      new Option('--removal <policy>', 'which repaired servers are retired')
        .choices(REMOVALS)
        .default('never'),
    )
    .option('--max-failures <count>', 'threshold, composite (default: 5)', wholeNumber(1))
    .option('--window-minutes <minutes>', 'threshold, composite (default: 10080)', positive)
    .option('--initial-score <points>', 'scored, composite (default: 100)', points)
    .option('--failure-penalty <points>', 'scored, composite (default: 30)', points)
    .option('--success-increment <points>', 'scored, composite (default: 10)', points)
    .option('--time-period <minutes>', 'scored, composite (default: 1440)', notNegative)
    .option(
      '--retirement-threshold <points>',
      'scored (default: 0); -inf for scores that retire nobody',
      threshold,
    );
  withOutputOptions(command)
    .addHelpText(
      'after',
      `
The policies are arguments of AIReSim's simulator, not parameters. composite: the threshold retires servers, the scores
rank them for highest-score-first.

Examples:
  longrun import airesim config.yaml -o scenario.yaml && longrun run scenario.yaml
  longrun import airesim config.json --removal threshold --max-failures 2 --window-minutes 10080`,
    )
    .showSuggestionAfterError(true)
    .showHelpAfterError('(--help shows the options)')
    .exitOverride();
  return command.action((file: string, options: AiresimOptions) => finish(run(file, options)));
}

function run(file: string, options: AiresimOptions): number {
  const terminal = createTerminal(options);
  const policies = { host: options.hostPolicy, removal: removalOf(options) };
  const { name, yaml, notes } = importAiresim(file, readText(file), policies, options.name);
  if (options.out !== undefined) writeFileAtomically(options.out, [yaml]);
  if (options.json === true) {
    terminal.out(JSON.stringify({ schema: 'longrun-import/1', from: 'airesim', name, notes, yaml }));
    return EXIT.ok;
  }
  if (options.out === undefined) terminal.out(yaml.trimEnd());
  else terminal.note(`longrun: scenario ${name} written to ${options.out}`);
  terminal.note(['longrun: to know about this scenario:', ...notes].join('\n  - '));
  return EXIT.ok;
}

function removalOf(options: AiresimOptions): RemovalPolicy {
  const { removal: kind, hostPolicy } = options;
  const usesThreshold = kind === 'threshold' || kind === 'composite';
  const usesScore = kind === 'scored' || kind === 'composite';
  if (!usesThreshold) refuse(options, THRESHOLD_OPTIONS, '--removal threshold or composite');
  if (!usesScore) refuse(options, SCORE_OPTIONS, '--removal scored or composite');
  if (kind !== 'scored') refuse(options, ['retirementThreshold'], '--removal scored');
  if (hostPolicy === 'highest-score-first' && !usesScore) {
    throw new UsageError(
      '--host-policy highest-score-first needs scores: give --removal scored or composite (with --retirement-threshold -inf they retire nobody)',
    );
  }
  const limits = {
    maxFailures: options.maxFailures ?? DEFAULT_THRESHOLD.maxFailures,
    windowMinutes: options.windowMinutes ?? DEFAULT_THRESHOLD.windowMinutes,
  };
  const score: ScoredRemoval = {
    initialScore: options.initialScore ?? DEFAULT_SCORED.initialScore,
    failurePenalty: options.failurePenalty ?? DEFAULT_SCORED.failurePenalty,
    successIncrement: options.successIncrement ?? DEFAULT_SCORED.successIncrement,
    periodMinutes: options.timePeriod ?? DEFAULT_SCORED.periodMinutes,
    retirementThreshold: options.retirementThreshold ?? DEFAULT_SCORED.retirementThreshold,
  };
  switch (kind) {
    case 'never':
      return { kind };
    case 'threshold':
      return { kind, ...limits };
    case 'scored':
      return { kind, ...score };
    case 'composite':
      return {
        kind,
        threshold: limits,
        score: { ...score, retirementThreshold: Number.NEGATIVE_INFINITY },
      };
    default:
      return kind satisfies never;
  }
}

function refuse(options: AiresimOptions, keys: readonly (keyof AiresimOptions)[], needs: string): void {
  for (const key of keys) {
    if (options[key] === undefined) continue;
    const option = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new UsageError(`--${option} needs ${needs}`);
  }
}

function scenarioName(text: string): string {
  if (!/^[a-z0-9][a-z0-9.-]*$/.test(text)) {
    throw new InvalidArgumentError('it must be lower-case letters, digits, dots and dashes.');
  }
  return text;
}

function points(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('it must be a number.');
  return value;
}

function threshold(text: string): number {
  return /^-inf(inity)?$/i.test(text) ? Number.NEGATIVE_INFINITY : points(text);
}

function notNegative(text: string): number {
  const value = points(text);
  if (value < 0) throw new InvalidArgumentError('it must be a number of minutes, 0 or more.');
  return value;
}

function positive(text: string): number {
  const value = points(text);
  if (value <= 0) throw new InvalidArgumentError('it must be a number of minutes above 0.');
  return value;
}
