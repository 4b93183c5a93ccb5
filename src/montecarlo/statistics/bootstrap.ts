import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { quantileSorted } from 'simple-statistics';
import type { RandomStream } from '../../engine/randomStream.ts';
import { normalSurvival } from '../../engine/special/normal.ts';
import { type Interval, NO_INTERVAL } from './interval.ts';

/**
 * Resamples that intervals are made of unless told otherwise: 2,000, as Efron and Tibshirani (1993) ask for, but no more than
 * cost 20 million draws, and at least 400 (a judgement of what a user waits for).
 */
export function usualResamples(n: number): number {
  return Math.max(400, Math.min(2000, Math.floor(2e7 / Math.max(1, n))));
}

/** How often each of the n items is in a resample. The same array each time. */
export type Multiplicities = Uint32Array;

/**
 * Draws `resamples` samples of `n` items with replacement and hands on how often each item is in them (Efron 1979). Counts
 * instead of copies, so that statistics of sorted data need no sorting.
 */
export function resample(
  n: number,
  resamples: number,
  stream: RandomStream,
  take: (multiplicities: Multiplicities, resample: number) => void,
): void {
  const multiplicities = new Uint32Array(n);
  for (let round = 0; round < resamples; round++) {
    multiplicities.fill(0);
    for (let draw = 0; draw < n; draw++) multiplicities[stream.integerBelow(n)]! += 1;
    take(multiplicities, round);
  }
}

/** Percentile interval of the bootstrap: type 7 quantiles of the resampled statistic, those that do not exist left out. */
export function percentileInterval(resampled: Float64Array, confidence: number): Interval {
  const sorted = finiteSorted(resampled);
  if (sorted.length === 0) return NO_INTERVAL;
  const tail = (1 - confidence) / 2;
  return { low: quantileSorted(sorted, tail), high: quantileSorted(sorted, 1 - tail) };
}

/**
 * BCa interval (Efron, JASA 82, 1987): percentiles moved by the bias of the resampled statistic and by how its standard error
 * changes with it, which `leftOut`, the statistic without each item in turn, tells. For smooth statistics like
 * means and shares of variance; not for quantiles, whose leave-one-out values tell nothing.
 */
export function bcaInterval(
  value: number,
  resampled: Float64Array,
  leftOut: Float64Array,
  confidence: number,
): Interval {
  const sorted = finiteSorted(resampled);
  if (sorted.length === 0) return NO_INTERVAL;
  let below = 0;
  for (const other of sorted) below += other < value ? 1 : other === value ? 0.5 : 0;
  if (below === 0 || below === sorted.length) return percentileInterval(resampled, confidence);
  const bias = normalQuantile(below / sorted.length, 0, 1);
  const acceleration = accelerationOf(leftOut);
  const share = (z: number) => 1 - normalSurvival(bias + (bias + z) / (1 - acceleration * (bias + z)));
  const z = normalQuantile(0.5 + confidence / 2, 0, 1);
  return { low: quantileSorted(sorted, share(-z)), high: quantileSorted(sorted, share(z)) };
}

function accelerationOf(leftOut: Float64Array): number {
  const centre = leftOut.reduce((sum, value) => sum + value, 0) / leftOut.length;
  let squares = 0;
  let cubes = 0;
  for (const value of leftOut) {
    const gap = centre - value;
    squares += gap * gap;
    cubes += gap * gap * gap;
  }
  return squares > 0 ? cubes / (6 * squares * Math.sqrt(squares)) : 0;
}

function finiteSorted(values: Float64Array): number[] {
  return values.filter((value) => Number.isFinite(value)).sort() as unknown as number[];
}
