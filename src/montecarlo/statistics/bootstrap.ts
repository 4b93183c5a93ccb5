import { quantileSorted } from 'simple-statistics';
import type { RandomStream } from '../../engine/randomStream.ts';
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

function finiteSorted(values: Float64Array): number[] {
  return values.filter((value) => Number.isFinite(value)).sort() as unknown as number[];
}
