import type { RandomStreams } from '../engine/randomStreams.ts';
import { metricUnit, metricValues } from './metricValues.ts';
import { compareWithBest, type Standing } from './statistics/bestSet.ts';
import { comparePaired, type PairedComparison } from './statistics/comparison.ts';
import { type MeanEstimate, meanInterval } from './statistics/meanInterval.ts';
import { meanOf } from './statistics/moments.ts';
import { differences, pairUp } from './statistics/pairs.ts';
import type { Worse } from './statistics/probabilityWorse.ts';
import { simultaneousConfidence } from './statistics/simultaneous.ts';
import type { StudyTables } from './studyPoint.ts';

/** Metrics that are compared unless told otherwise. */
export const COMPARED_METRICS = [
  'goodput',
  'wall_time_h',
  'interruptions',
  'facility_energy_mwh',
  'total_cost_usd',
  'outcome.completed',
] as const;

/** Metrics of which less is worse. Of all others more is: hours, failures, energy, money. */
const LOWER_IS_WORSE: ReadonlySet<string> = new Set([
  'goodput',
  'mfu',
  'tokens',
  'steps',
  'outcome.completed',
]);

/** One metric of one point against that of the baseline. */
export interface PointComparison {
  readonly metric: string;
  readonly unit: string;
  readonly worse: Worse;
  readonly point: number;
  readonly mean: number;
  /** Null for the baseline itself. */
  readonly paired: PairedComparison | null;
  /** Mean difference whose intervals hold for all points of the metric together; null for the baseline. */
  readonly simultaneous: MeanEstimate | null;
  readonly standing: Standing;
}

export interface ComparePointsOptions {
  /** Point that the others are compared with. */
  readonly baseline: number;
  readonly metrics: readonly string[];
  readonly confidence: number;
  /** Luck of the bootstrap, one stream a metric and point. */
  readonly streams: RandomStreams;
  /** Of the bootstrap; as many as its intervals need unless told. */
  readonly resamples?: number;
}

/** Every metric of every point against the baseline, paired by replication: row r of all points has the same luck. */
export function comparePoints(
  { columns, points }: Pick<StudyTables, 'columns' | 'points'>,
  { baseline, metrics, confidence, streams, resamples }: ComparePointsOptions,
): PointComparison[] {
  const together = simultaneousConfidence(confidence, points.length - 1);
  return metrics.flatMap((metric) => {
    const worse = LOWER_IS_WORSE.has(metric) ? 'lower' : 'higher';
    const unit = metricUnit(columns, metric);
    const values = points.map(({ table }) => metricValues(table, metric));
    const standings = compareWithBest(values, worse, confidence);
    return values.map((own, point): PointComparison => {
      const mean = meanOf(own.filter((value) => !Number.isNaN(value)));
      const common = { metric, unit, worse, point, mean, standing: standings[point]! } as const;
      if (point === baseline) return { ...common, paired: null, simultaneous: null };
      const stream = streams.stream(`comparison/${metric}/${point}`);
      const against = values[baseline]!;
      const paired = comparePaired(against, own, {
        worse,
        confidence,
        stream,
        ...(resamples === undefined ? {} : { resamples }),
      });
      return {
        ...common,
        // Of the replications that both have, so that it is the baseline and the difference.
        mean: paired.baselineMean + paired.difference.value,
        paired,
        simultaneous: meanInterval(differences(pairUp(against, own)), together),
      };
    });
  });
}
