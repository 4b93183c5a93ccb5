import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import { quantileSorted } from 'simple-statistics';
import type { Interval } from './statistics/interval.ts';
import { meanOf, varianceOf } from './statistics/moments.ts';
import { quantileInterval } from './statistics/quantileInterval.ts';

/** What is told of one metric over the replications of a point. NaN where it does not exist (fewer than two values). */
export interface MetricSummary {
  readonly n: number;
  readonly mean: number;
  readonly standardDeviation: number;
  readonly standardError: number;
  /** Student t interval of the mean. */
  readonly low: number;
  readonly high: number;
  /** Half the width of that interval over the size of the mean: the precision achieved. NaN for a mean of 0. */
  readonly relativeHalfWidth: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Type 7 quantiles (Hyndman and Fan 1996) at `QUANTILES`. */
  readonly quantiles: readonly number[];
  /** Order-statistic intervals of the same; NaN at a side that the values do not bound. */
  readonly quantileIntervals: readonly Interval[];
}

export const QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

/** Summary of one column; `confidence` like 0.95. */
export function summarize(values: Float64Array, confidence: number): MetricSummary {
  const n = values.length;
  const ascending = Float64Array.from(values).sort();
  const sorted = ascending as unknown as number[];
  const average = meanOf(ascending);
  const standardDeviation = Math.sqrt(varianceOf(ascending));
  const standardError = standardDeviation / Math.sqrt(n);
  const halfWidth = n < 2 ? Number.NaN : tQuantile(0.5 + confidence / 2, n - 1) * standardError;
  return {
    n,
    mean: average,
    standardDeviation,
    standardError,
    low: average - halfWidth,
    high: average + halfWidth,
    relativeHalfWidth: relativeTo(average, halfWidth),
    minimum: n === 0 ? Number.NaN : sorted[0]!,
    maximum: n === 0 ? Number.NaN : sorted[n - 1]!,
    quantiles: QUANTILES.map((p) => (n === 0 ? Number.NaN : quantileSorted(sorted, p))),
    quantileIntervals: QUANTILES.map((p) => quantileInterval(sorted, p, confidence)),
  };
}

/** A half-width over the size of what it is the half-width of; NaN where that is 0. */
export function relativeTo(value: number, halfWidth: number): number {
  return value === 0 ? Number.NaN : halfWidth / Math.abs(value);
}

/** Wilson's score interval of a proportion (Wilson 1927): honest near 0 and 1. Half successes are those of `probabilityWorse`. */
export function wilsonInterval(successes: number, n: number, confidence: number): Interval {
  if (n === 0) return { low: Number.NaN, high: Number.NaN };
  const z = normalQuantile(0.5 + confidence / 2, 0, 1);
  const share = successes / n;
  const centre = share + (z * z) / (2 * n);
  const spread = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return {
    low: successes === 0 ? 0 : Math.max(0, (centre - spread) / scale),
    high: successes === n ? 1 : Math.min(1, (centre + spread) / scale),
  };
}
