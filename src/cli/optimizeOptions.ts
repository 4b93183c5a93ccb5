import type { Column } from '../montecarlo/column.ts';
import { metricNames } from '../montecarlo/metricValues.ts';
import { METRIC_NAMES, metricOf, type Objective } from '../montecarlo/search/objective.ts';
import { type SearchAxis, searchAxis } from '../montecarlo/search/searchAxis.ts';
import type { Parameter } from '../montecarlo/studyPoint.ts';
import { type Axis, parseAxis } from '../montecarlo/sweep/axis.ts';
import { writtenValue } from '../montecarlo/sweep/axisRange.ts';
import type { PointSettings } from '../montecarlo/sweep/points.ts';
import { scenarioGroups } from '../montecarlo/sweep/scenarioGroups.ts';
import { parametersOf, refuseNotVaried } from '../montecarlo/sweep/sweepPlan.ts';
import { ownSetting, valueAt } from '../montecarlo/sweep/valueAt.ts';
import { checkDraws } from '../montecarlo/uncertainty/checkDraws.ts';
import { besideScenario, loadCatalog, readScenario } from '../runtime/packageFiles.ts';
import type { StudyPoint } from '../runtime/runStudy.ts';
import { ScenarioError } from '../scenario/problems.ts';
import { type ResolvedScenario, resolveScenario } from '../scenario/resolve.ts';
import { columnsOfPoints, unknownColumn } from './chosenMetrics.ts';
import { UsageError } from './exit.ts';
import {
  refuseMovingBase,
  refuseOverlappingDraws,
  refuseOverwritten,
  refuseSetAndDrawn,
} from './overlaps.ts';
import type { StudyRunOptions } from './studyRun.ts';
import { scenarioOverrides } from './sweepOptions.ts';
import { uncertainPoints } from './uncertainPoints.ts';

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
  /** A point with what its replications draw, where something is uncertain: the same draws at every point. */
  readonly pointAt: (settings: PointSettings) => StudyPoint;
  readonly uncertain: readonly Parameter[];
}

/** @throws UsageError, ScenarioError */
export function loadSearch(given: string, options: OptimizeOptions): LoadedSearch {
  const { file, text } = readScenario(given);
  const catalog = loadCatalog();
  const overrides = scenarioOverrides(options);
  const context = { readBeside: besideScenario(file) };
  const resolve = (settings: PointSettings) =>
    resolveScenario(
      file,
      text,
      catalog,
      [...overrides, ...settings.map(({ path, text: value }) => ({ path, value, option: `--over ${path}` }))],
      context,
    );
  const base = resolve([]);
  if (options.over.length === 0)
    throw new UsageError('what shall be searched? Give --over, like --over "checkpoint.interval=1 min..4 h"');
  const parsed = options.over.map((axis) => parseAxis(axis, (path) => valueAt(base.tree, path), '--over'));
  refuseNotVaried(
    parsed.map(({ path }) => path),
    '--over',
  );
  const twice = parsed.find(({ path }, index) => parsed.findIndex((other) => other.path === path) < index);
  if (twice !== undefined)
    throw new UsageError(`--over ${twice.path} is given twice; write one range or list`);
  const drawn = scenarioGroups(base, 'uncertainty');
  if (drawn.length > 0) checkDraws(base, drawn, catalog);
  refuseOverlappingDraws(drawn);
  refuseSetAndDrawn(options.set, base, drawn);
  refuseMovingBase(drawn);
  refuseMovingBase(parsed.map((axis) => [axis]));
  refuseOverwritten('--over', parsed, drawn);
  refuseLaws(parsed);
  if (base.scenario.study.sweep !== undefined)
    throw new UsageError(
      'the scenario sweeps, and optimize chooses its points itself; take it out with --set study.sweep=null',
    );
  const replications = options.replications ?? base.scenario.study.replications;
  if (replications < 2)
    throw new UsageError(
      `a search needs 2 replications a point or more to tell luck from a difference; give -n`,
    );
  const pointAt = (settings: PointSettings): StudyPoint =>
    uncertainPoints([{ settings, resolved: resolve(settings) }], catalog)[0]!;
  return {
    base,
    own: parsed.map(({ path }) => ownSetting(base.tree, path)),
    axes: parsed.map((axis) => refuseNoChoice(searchAxis(axis, takesWholeNumbers(axis, resolve)))),
    objective: objectiveOf(options, columnsOfPoints([pointAt([])])),
    replications,
    resolve,
    pointAt,
    uncertain: parametersOf(drawn),
  };
}

/** A search looks at values, and has no use for how likely they are. */
function refuseLaws(axes: readonly Axis[]): void {
  const axis = axes.find(({ span }) => span.kind === 'range' && span.range.law.kind !== 'even');
  if (axis === undefined) return;
  throw new UsageError(
    `--over ${axis.path} has a law to draw from; a search takes "low..high", with log or whole`,
  );
}

function refuseNoChoice(axis: SearchAxis): SearchAxis {
  const isChoice = axis.kind === 'list' ? axis.values.length > 1 : axis.range.high > axis.range.low;
  if (isChoice) return axis;
  const what = axis.kind === 'list' ? 'value' : 'whole number';
  throw new UsageError(
    `--over ${axis.path} has no two ${what}s to choose from; write a range like "1..8" or a list like "a,b"`,
  );
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

function objectiveOf({ minimize, maximize }: OptimizeOptions, columns: readonly Column[]): Objective {
  if (minimize !== undefined && maximize !== undefined)
    throw new UsageError('--minimize and --maximize exclude each other; a search has one objective');
  const goal = maximize === undefined ? 'minimize' : 'maximize';
  const name = maximize ?? minimize ?? 'total_cost_usd';
  const metric = metricOf(name, columns);
  if (metric !== undefined) return { metric, goal };
  const known = [...Object.keys(METRIC_NAMES), ...metricNames(columns)];
  throw unknownColumn(`--${goal} ${name}`, name, known);
}
