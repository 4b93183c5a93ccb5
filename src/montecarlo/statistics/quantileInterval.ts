import binomialQuantile from '@stdlib/stats-base-dists-binomial-quantile';
import type { Interval } from './interval.ts';

/**
 * Interval of the `probability` quantile of the law that `sorted` was drawn from, between two of its values (Conover,
 * Practical Nonparametric Statistics, 3rd ed., section 3.2). How many of n values lie below the quantile is binomial
 * whatever the law, so each side misses it with at most (1 - confidence)/2: exact, and more than that with few values. A side
 * that no value bounds is NaN: with 95 % the upper bound of the 95 % quantile needs 72 values, the lower one of the median 6.
 */
export function quantileInterval(
  sorted: ArrayLike<number>,
  probability: number,
  confidence: number,
): Interval {
  const n = sorted.length;
  if (n === 0) return { low: Number.NaN, high: Number.NaN };
  const tail = (1 - confidence) / 2;
  // Counted from 1: P(B < rank) < tail for the lower one and P(B >= rank) <= tail for the upper one.
  const lowerRank = binomialQuantile(tail, n, probability);
  const upperRank = binomialQuantile(1 - tail, n, probability) + 1;
  return { low: sorted[lowerRank - 1] ?? Number.NaN, high: sorted[upperRank - 1] ?? Number.NaN };
}
