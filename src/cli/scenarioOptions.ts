import { type Command, InvalidArgumentError, Option } from 'commander';
import { besideScenario, loadCatalog, readScenario } from '../runtime/packageFiles.ts';
import { type Override, parseOverride, type ResolvedScenario, resolveScenario } from '../scenario/resolve.ts';

export interface ScenarioOptions {
  readonly set: readonly string[];
  readonly seed?: string;
}

/** Options of every command that takes a scenario. */
export function withScenarioOptions(
  command: Command,
  argument = '<scenario>',
  meaning = 'scenario file, or the name of one that comes with longrun',
): Command {
  return command
    .argument(argument, meaning)
    .addOption(
      repeatable(
        '--set <path=value>',
        'override a value of the scenario, with its unit; null takes it out (repeatable)',
      ),
    )
    .option('--seed <text>', 'seed of all luck (default: study.seed of the scenario)');
}

/** Options of every command about what it prints. */
export function withOutputOptions(command: Command): Command {
  return command
    .option('--json', 'print one JSON object instead of text')
    .option('-q, --quiet', 'no notes and no progress on stderr')
    .option('--verbose', 'say more on stderr')
    .option('--no-color', 'no colours')
    .option('--no-progress', 'no progress');
}

export function loadScenario(
  given: string,
  options: ScenarioOptions,
  { checkLayout = true }: { readonly checkLayout?: boolean } = {},
): { readonly resolved: ResolvedScenario; readonly overridden: boolean } {
  const { file, text } = readScenario(given);
  const overrides: readonly Override[] = [...options.set.map(parseOverride), ...seedOverride(options)];
  return {
    resolved: resolveScenario(file, text, loadCatalog(), overrides, {
      checkLayout,
      readBeside: besideScenario(file),
    }),
    overridden: overrides.length > 0,
  };
}

/** `--seed` as what it overrides. */
export function seedOverride({ seed }: ScenarioOptions): Override[] {
  return seed === undefined ? [] : [{ path: 'study.seed', value: JSON.stringify(seed) }];
}

/** Most of anything that an option counts, also of the replications of a study: what is to be done is kept in memory. */
export const MOST = 100_000_000;

export function wholeNumber(minimum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text.trim()) || value < minimum || value > MOST) {
      throw new InvalidArgumentError(
        `it must be a whole number from ${minimum} to ${MOST}, written in digits alone.`,
      );
    }
    return value;
  };
}

/** A share given as `1%` or `0.01`. */
export function share(text: string): number {
  const match = /^\s*(\d+(?:\.\d+)?(?:e-?\d+)?)\s*(%?)\s*$/i.exec(text);
  const value = match === null ? Number.NaN : Number(match[1]) / (match[2] === '%' ? 100 : 1);
  if (!(value > 0 && value < 1)) {
    throw new InvalidArgumentError('it must be a share between 0 and 1, like 1% or 0.01.');
  }
  return value;
}

/** An option that may be given many times; none unless given. */
export function repeatable(flags: string, description: string): Option {
  return new Option(flags, description)
    .argParser((value: string, before: readonly string[]) => [...before, value])
    .default([], 'none');
}
