import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import type { Estimate } from './interval.ts';
import { covarianceOf, meanOf, varianceOf } from './moments.ts';
import type { Pairs } from './pairs.ts';

/**
 * Mean of the other over mean of the baseline, with Fieller's interval for pairs (Fieller, JRSS B 16, 1954): the ratios r
 * whose differences other - r baseline have a mean that the t test does not tell from 0. It needs no logarithm, so means may be
 * of any sign, and it agrees with the paired t interval on whether the two differ. Where the mean of the baseline is
 * itself not told from 0, no ratio can be excluded and there are no bounds.
 */
export function ratioOfMeans(pairs: Pairs, confidence: number): Estimate {
  const { baseline, other } = pairs;
  const n = baseline.length;
  const below = meanOf(baseline);
  const above = meanOf(other);
  const value = above / below;
  if (n < 2 || below === 0)
    return { value: below === 0 ? Number.NaN : value, low: Number.NaN, high: Number.NaN };
  const t = tQuantile(0.5 + confidence / 2, n - 1);
  const scale = (t * t) / n;
  const a = below * below - scale * varianceOf(baseline);
  const b = above * below - scale * covarianceOf(baseline, other);
  const c = above * above - scale * varianceOf(other);
  if (!(a > 0)) return { value, low: Number.NaN, high: Number.NaN };
  const root = Math.sqrt(Math.max(0, b * b - a * c));
  return { value, low: (b - root) / a, high: (b + root) / a };
}
