import { type Command, Option } from 'commander';
import type { Parameter } from '../montecarlo/studyPoint.ts';
import { planSweep, SAMPLES, type SweepRequest } from '../montecarlo/sweep/sweepPlan.ts';
import { besideScenario, loadCatalog, readScenario } from '../runtime/packageFiles.ts';
import type { StudyPoint } from '../runtime/runStudy.ts';
import { parseSource } from '../scenario/document.ts';
import { parseOverride, type ResolvedScenario, resolveScenario } from '../scenario/resolve.ts';
import { getAt, type Tree } from '../scenario/tree.ts';
import { UsageError } from './exit.ts';
import { type ScenarioOptions, seedOverride, wholeNumber } from './scenarioOptions.ts';

export interface SweepOptions extends ScenarioOptions {
  readonly sweep: readonly string[];
  readonly zip?: boolean;
  readonly sample?: (typeof SAMPLES)[number];
  readonly points?: number;
  readonly maximumPoints: number;
}

/** Options of every command that varies a scenario. */
export function withSweepOptions(command: Command): Command {
  return command
    .option(
      '--sweep <path=values>',
      'vary a value: "a,b,c", "low..high 5", "low..high log 5", "low..high step s", "0.5x,1x,2x" (repeatable: all combinations)',
      (value: string, before: readonly string[]) => [...before, value],
      [] as readonly string[],
    )
    .option('--zip', 'several --sweep move together: the k-th value of each makes point k')
    .addOption(
      new Option('--sample <kind>', 'draw --points from the ranges of --sweep')
        .choices(SAMPLES)
        .conflicts('zip'),
    )
    .option('--points <count>', 'points that --sample draws', wholeNumber(1))
    .option('--maximum-points <count>', 'most points of a study', wholeNumber(1), 10_000);
}

/** What a study is about to simulate. */
export interface LoadedPoints {
  /** Says the seed, the number of replications and the name of the study. */
  readonly base: ResolvedScenario;
  readonly points: readonly StudyPoint[];
  readonly parameters: readonly Parameter[];
  readonly overridden: boolean;
}

/** Column that says which of several scenarios a point is. */
const SCENARIO = 'scenario';

/** Several scenarios as points of one study, each at all points of the sweep; the first says the seed of all. */
export function loadScenarios(given: readonly string[], options: SweepOptions): LoadedPoints {
  const first = loadPoints(given[0]!, options);
  if (given.length === 1) return first;
  const { seed } = first.base.scenario.study;
  const all = [first, ...given.slice(1).map((one) => loadPoints(one, { ...options, seed }))];
  const names = all.map(({ base }) => base.scenario.name);
  const areNames = new Set(names).size === names.length;
  const named = all.map(({ points }, index) => {
    const setting = { path: SCENARIO, text: (areNames ? names : given)[index]!, number: null };
    return points.map((point): StudyPoint => ({ ...point, settings: [setting, ...point.settings] }));
  });
  return {
    base: first.base,
    parameters: [{ path: SCENARIO, unit: null }, ...first.parameters],
    points: named.flat(),
    overridden: true,
  };
}

/** A scenario at all points of its sweep. @throws ScenarioError of the first point that is not allowed */
export function loadPoints(given: string, options: SweepOptions): LoadedPoints {
  const { file, text } = readScenario(given);
  // Parsed once: a sweep resolves it at every point.
  const source = parseSource(file, text);
  const catalog = loadCatalog();
  const overrides = [...options.set.map(parseOverride), ...seedOverride(options)];
  const context = { readBeside: besideScenario(file) };
  const base = resolveScenario(file, source, catalog, overrides, context);
  const request: SweepRequest = {
    axes: options.sweep,
    plan: planOf(options),
    seed: base.scenario.study.seed,
    maximumPoints: options.maximumPoints,
  };
  const { parameters, points } = planSweep(request, (path) => valueAt(base.tree, path));
  return {
    base,
    parameters,
    points: points.map((settings): StudyPoint => {
      if (settings.length === 0) return { settings, resolved: base };
      const set = settings.map(({ path, text: value }) => ({ path, value }));
      return { settings, resolved: resolveScenario(file, source, catalog, [...overrides, ...set], context) };
    }),
    overridden: overrides.length > 0 || options.sweep.length > 0,
  };
}

function planOf({ sweep, zip, sample, points }: SweepOptions): SweepRequest['plan'] {
  if (sample === undefined && points !== undefined)
    throw new UsageError(
      '--points says how many points --sample draws; give --sample latin or --sample sobol',
    );
  if (sweep.length === 0 && (sample !== undefined || zip === true))
    throw new UsageError(
      '--sample and --zip need --sweep: what to vary, like --sweep "checkpoint.interval=1 min..1 h log"',
    );
  if (sample === undefined) return zip === true ? 'zip' : 'grid';
  if (points === undefined) throw new UsageError('--sample needs --points: how many to draw');
  return { sample, points };
}

/** A path that the scenario leaves to a row of a catalogue has the row's value. */
function valueAt(tree: Tree, path: string): Tree | undefined {
  const value = getAt(tree, path.split('.'));
  return value === undefined && path === 'failures.rate' ? getAt(tree, ['failures', 'set', 'rate']) : value;
}
