import { comparableMetrics } from '../montecarlo/comparison.ts';
import { columnsOf } from '../montecarlo/runChunk.ts';
import { METRIC_NAMES, metricOf, type Objective } from '../montecarlo/search/objective.ts';
import { type SearchAxis, searchAxis } from '../montecarlo/search/searchAxis.ts';
import { type Axis, parseAxis } from '../montecarlo/sweep/axis.ts';
import { writtenValue } from '../montecarlo/sweep/axisRange.ts';
import { measure } from '../montecarlo/sweep/axisValue.ts';
import type { PointSetting, PointSettings } from '../montecarlo/sweep/points.ts';
import { refuseNotVaried } from '../montecarlo/sweep/sweepPlan.ts';
import { besideScenario, loadCatalog, readScenario } from '../runtime/packageFiles.ts';
import { compileScenario } from '../scenario/compile.ts';
import { nearest } from '../scenario/nearest.ts';
import { ScenarioError } from '../scenario/problems.ts';
import { parseOverride, type ResolvedScenario, resolveScenario } from '../scenario/resolve.ts';
import type { Tree } from '../scenario/tree.ts';
import { UsageError } from './exit.ts';
import { seedOverride } from './scenarioOptions.ts';
import type { StudyRunOptions } from './studyRun.ts';
import { valueAt } from './sweepOptions.ts';

export interface OptimizeOptions extends StudyRunOptions {
  readonly over: readonly string[];
  readonly minimize?: string;
  readonly maximize?: string;
}

/** Options of other studies that a search has no use for. */
export const UNUSED_OPTIONS = [
  '--sweep',
  '--zip',
  '--sample',
  '--points',
  '--maximum-points',
  '--precision',
  '--metric',
  '--maximum',
] as const;

/** What a search is about to do. */
export interface LoadedSearch {
  readonly base: ResolvedScenario;
  /** What the scenario itself has at the paths of the axes. */
  readonly own: PointSettings;
  readonly axes: readonly SearchAxis[];
  readonly objective: Objective;
  readonly replications: number;
  readonly resolve: (settings: PointSettings) => ResolvedScenario;
}

/** @throws UsageError, ScenarioError */
export function loadSearch(given: string, options: OptimizeOptions): LoadedSearch {
  refuseUnused(options);
  const { file, text } = readScenario(given);
  const catalog = loadCatalog();
  const overrides = [...options.set.map(parseOverride), ...seedOverride(options)];
  const context = { readBeside: besideScenario(file) };
  const resolve = (settings: PointSettings) =>
    resolveScenario(
      file,
      text,
      catalog,
      [...overrides, ...settings.map(({ path, text: value }) => ({ path, value }))],
      context,
    );
  const base = resolve([]);
  if (options.over.length === 0)
    throw new UsageError('what shall be searched? Give --over, like --over "checkpoint.interval=1 min..4 h"');
  const parsed = options.over.map((axis) => parseAxis(axis, (path) => valueAt(base.tree, path), '--over'));
  refuseNotVaried(parsed, '--over');
  const twice = parsed.find(({ path }, index) => parsed.findIndex((other) => other.path === path) < index);
  if (twice !== undefined)
    throw new UsageError(`--over ${twice.path} is given twice; write one range or list`);
  const replications = options.replications ?? base.scenario.study.replications;
  if (replications < 2)
    throw new UsageError(
      `a search needs 2 replications a point or more to tell luck from a difference; give -n`,
    );
  return {
    base,
    own: parsed.map(({ path }) => ownSetting(path, valueAt(base.tree, path))),
    axes: parsed.map((axis) => refuseNoChoice(searchAxis(axis, takesWholeNumbers(axis, resolve)))),
    objective: objectiveOf(options, base),
    replications,
    resolve,
  };
}

function refuseNoChoice(axis: SearchAxis): SearchAxis {
  const isChoice = axis.kind === 'list' ? axis.values.length > 1 : axis.range.high > axis.range.low;
  if (isChoice) return axis;
  const what = axis.kind === 'list' ? 'value' : 'whole number';
  throw new UsageError(
    `--over ${axis.path} has no two ${what}s to choose from; write a range like "1..8" or a list like "a,b"`,
  );
}

function refuseUnused(options: OptimizeOptions): void {
  if (options.sweep.length > 0 || options.zip === true || options.sample !== undefined)
    throw new UsageError(
      'optimize chooses its points itself; give --over instead of --sweep, --zip or --sample',
    );
  if (options.precision !== undefined)
    throw new UsageError(
      'optimize compares points on equally many replications; give -n instead of --precision',
    );
}

function ownSetting(path: string, tree: Tree | undefined): PointSetting {
  const text = typeof tree === 'string' ? tree : JSON.stringify(tree ?? null);
  return { path, text, number: measure(text)?.value ?? null };
}

/** Whether the scenario accepts whole numbers alone at a path, like a number of nodes. */
function takesWholeNumbers({ path, unit, span }: Axis, resolve: LoadedSearch['resolve']): boolean {
  if (span.kind !== 'range' || unit !== '' || span.range.whole) return false;
  const { low, high } = span.range;
  if (!Number.isInteger(low) || !Number.isInteger(high)) return false;
  const accepts = (number: number): boolean => {
    try {
      resolve([{ path, ...writtenValue(span.range, number) }]);
      return true;
    } catch (error) {
      if (error instanceof ScenarioError) return false;
      throw error;
    }
  };
  return accepts(low) && !accepts(low + 0.5);
}

function objectiveOf({ minimize, maximize }: OptimizeOptions, base: ResolvedScenario): Objective {
  if (minimize !== undefined && maximize !== undefined)
    throw new UsageError('--minimize and --maximize exclude each other; a search has one objective');
  const goal = maximize === undefined ? 'minimize' : 'maximize';
  const name = maximize ?? minimize ?? 'total_cost_usd';
  const columns = columnsOf(compileScenario(base.scenario));
  const metric = metricOf(name, columns);
  if (metric !== undefined) return { metric, goal };
  const known = [...Object.keys(METRIC_NAMES), ...comparableMetrics(columns)];
  const near = nearest(name, known);
  throw new UsageError(
    `--${goal} ${name} is no column${near === undefined ? '.' : `; did you mean ${near}?`} Known: ${known.join(', ')}`,
  );
}
