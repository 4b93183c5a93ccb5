import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RandomStreams } from '../engine/randomStreams.ts';
import { comparePoints } from '../montecarlo/comparison.ts';
import type { Optimum } from '../montecarlo/search/axisSearch.ts';
import { type Finding, findingOf, objectiveValues } from '../montecarlo/search/finding.ts';
import type { Objective } from '../montecarlo/search/objective.ts';
import type { Search } from '../montecarlo/search/search.ts';
import type { Parameter, StudyTables } from '../montecarlo/studyPoint.ts';
import type { PointSettings } from '../montecarlo/sweep/points.ts';
import { comparisonTable } from '../report/comparisonTable.ts';
import { curveTable, optimumTable } from '../report/optimumTables.ts';
import { parseSource } from '../scenario/document.ts';
import type { ResolvedScenario } from '../scenario/resolve.ts';
import { readText } from './packageFiles.ts';
import { differingPaths, planHash } from './provenance.ts';
import {
  type Analysis,
  OtherStudyError,
  runStudy,
  type StudyOptions,
  type StudyPoint,
  type StudyResult,
} from './runStudy.ts';

export interface SearchRequest {
  /** The scenario as it is: point 0. */
  readonly base: StudyPoint;
  readonly parameters: readonly Parameter[];
  readonly uncertain: readonly Parameter[];
  readonly objective: Objective;
  /** Of each point, from 0: what there is beyond is not looked at. */
  readonly replications: number;
  /** A point of the search. @throws ScenarioError */
  readonly pointAt: (settings: PointSettings) => StudyPoint;
  readonly search: () => Search<Optimum>;
}

/** No replication of any point has a value of the objective. */
export class NoObjectiveError extends Error {
  constructor(metric: string) {
    super(
      `${metric} has no value in any replication of this scenario, so nothing has the best; choose another objective`,
    );
    this.name = 'NoObjectiveError';
  }
}

/** Tables of a search, the curve and the optimum once it has ended. */
export interface SearchAnalysis extends Analysis {
  readonly finding: Finding | null;
}

/** Points of a search in the order in which they were asked for; what resolves to the same scenario is one point. */
function createPoints({ base, pointAt }: SearchRequest) {
  const points: StudyPoint[] = [base];
  const byPlan = new Map([[planHash(base.resolved.tree), 0]]);
  const bySettings = new Map<string, number>();
  const keyOf = (settings: PointSettings) => JSON.stringify(settings.map(({ path, text }) => [path, text]));
  return {
    points,
    add(settings: PointSettings): void {
      const key = keyOf(settings);
      if (bySettings.has(key)) return;
      const point = pointAt(settings);
      const plan = planHash(point.resolved.tree);
      const index = byPlan.get(plan) ?? points.push(point) - 1;
      byPlan.set(plan, index);
      bySettings.set(key, index);
    },
    indexOf: (settings: PointSettings): number => bySettings.get(keyOf(settings))!,
  };
}

/**
 * Runs a search as a study whose points are those that the search asks for, round by round. The search sees results and
 * nothing else, so after a stop or a kill the same command goes through the same rounds, finds what is in the journals and
 * goes on; more replications keep the points that are asked for again.
 * @throws OtherStudyError, StudyBusyError, JournalError, FileError, ScenarioError
 */
export async function searchStudy(
  request: SearchRequest,
  options: StudyOptions<SearchAnalysis>,
): Promise<StudyResult<SearchAnalysis>> {
  const { base, parameters, uncertain, objective, replications } = request;
  if (!options.fresh) refuseOtherScenario(options.folder, base.resolved);
  const points = createPoints(request);
  let simulatedBefore = 0;
  let study: StudyResult<SearchAnalysis> | null = null;
  let fresh = options.fresh;
  const perform = async (
    isLast: boolean,
    analyse: (tables: StudyTables) => SearchAnalysis,
  ): Promise<StudyResult<SearchAnalysis>> => {
    let simulated = 0;
    const design = { points: points.points, parameters, uncertain, stored: base.resolved.tree };
    const result = await runStudy(design, {
      ...options,
      fresh,
      analyse,
      round: { simulatedBefore, isLast },
      onProgress: (progress) => {
        simulated = progress.done - progress.resumed;
        options.onProgress(progress);
      },
    });
    fresh = false;
    simulatedBefore = Math.max(simulatedBefore, simulated);
    return result;
  };
  const search = request.search();
  let step = search.next();
  while (!step.done) {
    const before = points.points.length;
    for (const settings of step.value) points.add(settings);
    if (study === null || points.points.length > before) {
      options.onDetail(`${points.points.length - (study === null ? 0 : before)} more points to simulate`);
      study = await perform(false, () => ({ tables: [], finding: null }));
      if (!study.complete) return study;
    }
    const values = objectiveValues(study, objective, replications);
    if (values.every((own) => own.every(Number.isNaN))) throw new NoObjectiveError(objective.metric);
    step = search.next((settings) => values[points.indexOf(settings)]!);
  }
  const optimum = step.value;
  const chosen = points.indexOf(optimum.point);
  const { confidence } = options;
  return perform(true, (tables) => {
    const finding = findingOf(tables, objective, optimum, chosen, replications, confidence);
    const { seed } = base.resolved.scenario.study;
    const streams = new RandomStreams(seed);
    const comparisons = comparePoints(tables, {
      baseline: chosen,
      metrics: [objective.metric],
      confidence,
      streams,
    });
    const compared = comparisonTable(tables, chosen, confidence, comparisons);
    return { finding, tables: [compared, curveTable(tables, finding), optimumTable(finding)] };
  });
}

/** @throws OtherStudyError where the folder holds the search of another scenario */
function refuseOtherScenario(folder: string, { tree }: ResolvedScenario): void {
  const stored = join(folder, 'scenario.yaml');
  if (!existsSync(stored)) return;
  const differences = differingPaths(parseSource('', readText(stored)).tree, tree);
  if (differences.length > 0) throw new OtherStudyError(folder, differences);
}
