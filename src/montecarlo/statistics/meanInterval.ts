import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import type { Estimate } from './interval.ts';
import { meanOf, varianceOf } from './moments.ts';

export interface MeanEstimate extends Estimate {
  readonly standardError: number;
}

/** Mean with Student's t interval; of differences of pairs it is the paired t interval. */
export function meanInterval(values: Float64Array, confidence: number): MeanEstimate {
  const n = values.length;
  const value = meanOf(values);
  const standardError = Math.sqrt(varianceOf(values) / n);
  const halfWidth = n < 2 ? Number.NaN : tQuantile(0.5 + confidence / 2, n - 1) * standardError;
  return { value, standardError, low: value - halfWidth, high: value + halfWidth };
}
