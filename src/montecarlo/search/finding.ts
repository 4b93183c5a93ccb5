import { metricUnit, metricValues } from '../metricValues.ts';
import { compareWithBest } from '../statistics/bestSet.ts';
import { type MeanEstimate, meanInterval } from '../statistics/meanInterval.ts';
import { differences, pairUp } from '../statistics/pairs.ts';
import { simultaneousConfidence } from '../statistics/simultaneous.ts';
import type { StudyTables } from '../studyPoint.ts';
import type { Optimum } from './axisSearch.ts';
import type { Objective } from './objective.ts';

/** The objective at one point of a search. */
export interface CurvePoint {
  readonly point: number;
  /** Replications with a value. */
  readonly n: number;
  readonly mean: MeanEstimate;
  /** Mean less that of the chosen point, by replication, with the paired t interval. */
  readonly toChosen: MeanEstimate;
  /** Not to be told from the best of all points together. */
  readonly maybeBest: boolean;
}

/** What a search has found. */
export interface Finding {
  readonly objective: Objective;
  readonly unit: string;
  readonly confidence: number;
  readonly optimum: Optimum;
  /** Number of the point to take. */
  readonly chosen: number;
  readonly curve: readonly CurvePoint[];
  /**
   * What the chosen point has less (more, if that is better) than the scenario itself, point 0, by replication. Where the chosen
   * point was picked because its mean is the best, the interval holds for all points together (Bonferroni), so that picking does
   * not flatter it.
   */
  readonly gain: MeanEstimate;
}

/** The objective by replication, turned so that less is better, of the first `rows` replications. */
export function objectiveValues(
  { points }: Pick<StudyTables, 'points'>,
  { metric, goal }: Objective,
  rows: number,
): Float64Array[] {
  const sign = goal === 'minimize' ? 1 : -1;
  return points.map(({ table }) =>
    metricValues({ ...table, rows: Math.min(rows, table.rows) }, metric).map((value) => sign * value),
  );
}

/** What the points of a finished search say, the first of which is the scenario as it is. */
export function findingOf(
  tables: Pick<StudyTables, 'points' | 'columns'>,
  objective: Objective,
  optimum: Optimum,
  chosen: number,
  rows: number,
  confidence: number,
): Finding {
  const turned = objectiveValues(tables, objective, rows);
  const sign = objective.goal === 'minimize' ? 1 : -1;
  const values = turned.map((column) => column.map((value) => sign * value));
  const standings = compareWithBest(turned, 'higher', confidence);
  const curve = values.map((own, point): CurvePoint => {
    const present = own.filter((value) => !Number.isNaN(value));
    return {
      point,
      n: present.length,
      mean: meanInterval(present, confidence),
      toChosen: meanInterval(differences(pairUp(values[chosen]!, own)), confidence),
      maybeBest: standings[point]!.maybeBest,
    };
  });
  const picked = optimum.axes.some(({ method }) => method !== 'fit');
  const level = picked ? simultaneousConfidence(confidence, values.length - 1) : confidence;
  return {
    objective,
    unit: metricUnit(tables.columns, objective.metric),
    confidence,
    optimum,
    chosen,
    curve,
    gain: meanInterval(differences(pairUp(turned[chosen]!, turned[0]!)), level),
  };
}
