import { type Command, Option } from 'commander';
import type { Parameter } from '../montecarlo/studyPoint.ts';
import { type AxisGroup, parseGroup } from '../montecarlo/sweep/axis.ts';
import { scenarioGroups } from '../montecarlo/sweep/scenarioGroups.ts';
import {
  parametersOf,
  planSweep,
  refuseNotVaried,
  SAMPLES,
  type SweepShape,
} from '../montecarlo/sweep/sweepPlan.ts';
import { valueAt } from '../montecarlo/sweep/valueAt.ts';
import { checkDraws } from '../montecarlo/uncertainty/checkDraws.ts';
import { besideScenario, loadCatalog, readScenario } from '../runtime/packageFiles.ts';
import type { StudyDesign, StudyPoint } from '../runtime/runStudy.ts';
import { parseSource } from '../scenario/document.ts';
import { ScenarioError } from '../scenario/problems.ts';
import { type Override, parseOverride, type ResolvedScenario, resolveScenario } from '../scenario/resolve.ts';
import { UsageError } from './exit.ts';
import {
  refuseMovingBase,
  refuseOverlappingDraws,
  refuseOverwritten,
  refuseSetAndDrawn,
} from './overlaps.ts';
import { repeatable, type ScenarioOptions, seedOverride, wholeNumber } from './scenarioOptions.ts';
import { storedScenario } from './storedScenario.ts';
import { uncertainPoints } from './uncertainPoints.ts';

/** Most points of a study unless told otherwise. */
export const MAXIMUM_POINTS = 10_000;

export interface SweepOptions extends ScenarioOptions {
  readonly sweep: readonly string[];
  readonly uncertain: readonly string[];
  readonly zip?: boolean;
  readonly sample?: (typeof SAMPLES)[number];
  readonly points?: number;
  readonly maximumPoints: number;
}

/** Options of every command that varies a scenario. */
export function withSweepOptions(command: Command): Command {
  return command
    .addOption(
      repeatable(
        '--sweep <path=values>',
        'vary a value: "a,b,c", "low..high 5", "low..high log 5", "low..high step s", "0.5x,1x,2x" (repeatable: all combinations)',
      ),
    )
    .addOption(
      repeatable(
        '--uncertain <path=law>',
        'a value that is not known, drawn by each replication: "low..high lognormal" or "normal" (ends hold the middle 90 %), "low..high", "low..high log", "low..mode..high", "a,b,c" (repeatable)',
      ),
    )
    .option('--zip', 'several --sweep move together: the k-th value of each makes point k')
    .addOption(
      new Option('--sample <kind>', 'draw --points from the ranges of --sweep, or of what is uncertain')
        .choices(SAMPLES)
        .conflicts('zip'),
    )
    .option('--points <count>', 'points that --sample draws', wholeNumber(1))
    .option('--maximum-points <count>', 'most points of a study', wholeNumber(1), MAXIMUM_POINTS);
}

/** What a study is about to simulate. */
export interface LoadedPoints extends StudyDesign {
  /** Says the seed, the number of replications and the name of the study. */
  readonly base: ResolvedScenario;
  /** Whether the points are draws of all that is uncertain, each with the same luck. */
  readonly isNested: boolean;
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
    parameters: [{ path: SCENARIO, unit: null }, ...distinct(all.flatMap(({ parameters }) => parameters))],
    uncertain: distinct(all.flatMap(({ uncertain }) => uncertain)),
    points: named.flat(),
    isNested: false,
    stored: first.stored,
    overridden: true,
  };
}

function distinct(parameters: readonly Parameter[]): readonly Parameter[] {
  return [...new Map(parameters.map((parameter) => [parameter.path, parameter])).values()];
}

/** What takes out of a scenario that it is one of many: a point of nested draws is known, and alone. */
const PLAIN_POINT: readonly Override[] = ['uncertainty', 'study.sample', 'study.points'].map((path) => ({
  path,
  value: 'null',
}));

/** A scenario at all points of its sweep. @throws ScenarioError of the first point that is not allowed */
export function loadPoints(given: string, options: SweepOptions): LoadedPoints {
  const { file, text } = readScenario(given);
  // Parsed once: a sweep resolves it at every point.
  const source = parseSource(file, text);
  const catalog = loadCatalog();
  const context = { readBeside: besideScenario(file) };
  const overrides = scenarioOverrides(options);
  const resolve = (more: readonly Override[], given = overrides) =>
    resolveScenario(file, source, catalog, [...given, ...more], context);
  const base = resolve([]);
  const { seed } = base.scenario.study;
  const drawn = scenarioGroups(base, 'uncertainty');
  refuseNotVaried(
    drawn.flat().map(({ path }) => path),
    'uncertainty of',
  );
  refuseOverlappingDraws(drawn);
  refuseSetAndDrawn(options.set, base, drawn);
  refuseMovingBase(drawn);
  const swept = sweptGroups(base, options);
  refuseMovingBase(swept);
  refuseOverwritten('--sweep', swept.flat(), drawn);
  const isNested = swept.length === 0 && drawn.length > 0 && givenShape(options, base).sample !== undefined;
  const groups = isNested ? drawn : swept;
  const plan = shapeOf(givenShape(options, base), groups.length > 0);
  const { parameters, points } = planSweep({ groups, plan, seed, maximumPoints: options.maximumPoints });
  if (drawn.length > 0) checkDraws(base, drawn, catalog);
  const known: readonly Override[] = isNested ? PLAIN_POINT : [];
  const kept = isNested ? overrides.filter(({ path }) => path.split('.')[0] !== 'uncertainty') : overrides;
  const option = isNested ? 'drawn' : '--sweep';
  const resolved = points.map((settings) => ({
    settings,
    resolved:
      settings.length === 0
        ? base
        : resolve(
            [
              ...known,
              ...settings.map(({ path, text: value }) => ({ path, value, option: `${option} ${path}` })),
            ],
            kept,
          ),
  }));
  return {
    base,
    parameters,
    uncertain: isNested ? [] : parametersOf(drawn),
    points: isNested
      ? resolved.map((point): StudyPoint => ({ ...point, uncertain: null }))
      : uncertainPoints(resolved, catalog),
    isNested,
    stored: storedScenario(base, options),
    overridden: overrides.length > 0 || options.sweep.length > 0 || options.sample !== undefined,
  };
}

/** What the options of the command line override of a scenario. */
export function scenarioOverrides(options: SweepOptions): readonly Override[] {
  refuseTwoLaws(options.uncertain);
  return [
    ...options.set.map(parseOverride),
    ...seedOverride(options),
    ...options.uncertain.map((text): Override => {
      const equals = text.indexOf('=');
      if (equals <= 0) {
        const message = 'must be path=law, like failures.rate="0.5x..2x lognormal"';
        throw new ScenarioError([{ file: `--uncertain ${text}`, path: '', message }]);
      }
      const [paths, law] = [text.slice(0, equals).trim(), text.slice(equals + 1).trim()];
      return {
        path: `uncertainty.${paths}`,
        keys: ['uncertainty', paths],
        value: law === 'null' ? law : JSON.stringify(law),
        option: `--uncertain ${paths}`,
      };
    }),
  ];
}

/** @throws UsageError for two laws of one value: the last would win */
function refuseTwoLaws(uncertain: readonly string[]): void {
  const names = uncertain.map((text) => text.slice(0, Math.max(0, text.indexOf('='))).trim());
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined && twice !== '')
    throw new UsageError(`--uncertain ${twice} is given twice; write one law`);
}

/** The axes of the command line, or where it has none those of the scenario. */
function sweptGroups(base: ResolvedScenario, { sweep }: SweepOptions): readonly AxisGroup[] {
  if (sweep.length === 0) return scenarioGroups(base, 'study.sweep');
  return sweep.map((text) => parseGroup(text, (path) => valueAt(base.tree, path)));
}

interface GivenShape {
  readonly zip: boolean;
  readonly sample?: (typeof SAMPLES)[number] | undefined;
  readonly points?: number | undefined;
}

/** What says how axes make points: the options, and what they leave open the scenario, unless they have axes of their own. */
function givenShape(
  { sweep, zip, sample, points }: SweepOptions,
  { scenario }: ResolvedScenario,
): GivenShape {
  const { study } = scenario;
  if (zip === true && sweep.length === 0 && study.sweep === undefined)
    throw new UsageError('--zip needs --sweep: what moves together');
  if (sweep.length > 0 || zip === true) return { zip: zip ?? false, sample, points };
  return { zip: study.zip ?? false, sample: sample ?? study.sample, points: points ?? study.points };
}

function shapeOf({ zip, sample, points }: GivenShape, hasAxes: boolean): SweepShape {
  if (sample === undefined && points !== undefined)
    throw new UsageError(
      '--points says how many points --sample draws; give --sample latin or --sample sobol',
    );
  if (!hasAxes && sample !== undefined)
    throw new UsageError(
      '--sample needs --sweep: what to vary, like --sweep "checkpoint.interval=1 min..1 h log", or a scenario with a sweep or uncertainty',
    );
  if (sample === undefined) return zip ? 'zip' : 'grid';
  if (points === undefined) throw new UsageError('--sample needs --points: how many to draw');
  return { sample, points };
}
