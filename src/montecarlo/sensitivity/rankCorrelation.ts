import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { sampleCorrelation } from 'simple-statistics';
import { type Estimate, NO_INTERVAL } from '../statistics/interval.ts';
import { pairUp } from '../statistics/pairs.ts';

/**
 * Spearman's rank correlation of a parameter and a metric over replications or points; equal values share their mean rank.
 * Pairs with a NaN drop out. The interval is Fisher's z with the variance (1 + r^2/2)/(n - 3) of Bonett and Wright
 * (Psychometrika 65, 2000). NaN where one of the two does not vary; no bounds for fewer than five pairs, nor
 * for a perfect correlation, where that variance says nothing.
 */
export function rankCorrelation(
  parameter: ArrayLike<number>,
  metric: ArrayLike<number>,
  confidence: number,
): Estimate & { readonly n: number } {
  const { baseline, other } = pairUp(parameter, metric);
  const n = baseline.length;
  const value = n < 2 ? Number.NaN : correlation(meanRanks(baseline), meanRanks(other));
  if (n < 5 || Number.isNaN(value) || Math.abs(value) === 1) return { n, value, ...NO_INTERVAL };
  const spread = normalQuantile(0.5 + confidence / 2, 0, 1) * Math.sqrt((1 + (value * value) / 2) / (n - 3));
  const centre = Math.atanh(value);
  return { n, value, low: Math.tanh(centre - spread), high: Math.tanh(centre + spread) };
}

/** Rank of each value from 1; equal values have the mean of their ranks. */
export function meanRanks(values: ArrayLike<number>): number[] {
  const order = Array.from(values, (_, item) => item).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Array<number>(order.length).fill(0);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to += 1;
    for (let place = from; place < to; place++) ranks[order[place]!] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}

function correlation(left: number[], right: number[]): number {
  const value = sampleCorrelation(left, right);
  if (!Number.isFinite(value)) return Number.NaN;
  // Rounding leaves perfect order a little short of 1, or beyond it.
  return Math.abs(value) > 1 - 1e-12 ? Math.sign(value) : value;
}
