import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import type { Estimate, Interval } from '../statistics/interval.ts';
import { meanOf, varianceOf } from '../statistics/moments.ts';

/** How much of the variance of a metric comes from not knowing the parameters, and how much from luck. */
export interface NestedVariance {
  readonly settings: number;
  readonly values: number;
  /** Sum of the two components. */
  readonly variance: number;
  /** Share of the variance between settings: what knowing the parameters would take away. */
  readonly epistemic: Estimate;
  /** Share of luck, at a setting. */
  readonly aleatory: Estimate;
}

/**
 * Splits variance by one-way random-effects analysis of variance (Searle, Casella and McCulloch, Variance Components, 1992,
 * section 3.6, also for unequal group sizes). Group k holds a metric at the k-th drawn setting of the uncertain parameters, every
 * value with luck of its own; for settings that share their luck use `crossedVariance`. NaN drops out. The estimate
 * is unbiased before it is divided, so shares may fall a little outside 0 to 1. The interval is the jackknife over settings on
 * the logarithm of the F ratio (Arvesen and Schmitz, Biometrics 26, 1970). Measured at 95 % it holds the truth in 95 of 100 studies
 * for normal effects, and for exponential ones in 90 with 40 settings of 5 values, 93 with 100 of 5, 94 with 200 of 2 (the F
 * interval of normal theory in 80, 80 and 91): many settings of few values serve best. NaN for fewer
 * than two settings or without any setting that has two values.
 */
export function nestedVariance(groups: readonly ArrayLike<number>[], confidence: number): NestedVariance {
  const summaries = groups.flatMap((group) => {
    const values = Float64Array.from(group).filter((value) => !Number.isNaN(value));
    const { length: n } = values;
    return n === 0 ? [] : [{ n, mean: meanOf(values), squares: n < 2 ? 0 : varianceOf(values) * (n - 1) }];
  });
  const { between, within, size, values } = meanSquares(summaries);
  const component = (between - within) / size;
  const variance = component + within;
  const share = component / variance;
  const { low, high } = shareInterval(summaries, confidence);
  return {
    settings: summaries.length,
    values,
    variance,
    epistemic: { value: share, low, high },
    aleatory: { value: 1 - share, low: 1 - high, high: 1 - low },
  };
}

interface GroupSummary {
  readonly n: number;
  readonly mean: number;
  /** Sum of squares about the mean. */
  readonly squares: number;
}

function meanSquares(groups: readonly GroupSummary[]) {
  let values = 0;
  let sum = 0;
  let sizes = 0;
  let inside = 0;
  for (const { n, mean, squares } of groups) {
    values += n;
    sum += n * mean;
    sizes += n * n;
    inside += squares;
  }
  const centre = sum / values;
  let outside = 0;
  for (const { n, mean } of groups) outside += n * (mean - centre) * (mean - centre);
  const freedom = groups.length - 1;
  return {
    values,
    between: freedom < 1 ? Number.NaN : outside / freedom,
    within: values > groups.length ? inside / (values - groups.length) : Number.NaN,
    /** The group size that makes (between - within) / size unbiased. */
    size: (values - sizes / values) / freedom,
  };
}

function shareInterval(groups: readonly GroupSummary[], confidence: number): Interval {
  const count = groups.length;
  const { between, within, size } = meanSquares(groups);
  if (count < 3 || !(between > 0 && within > 0)) return { low: Number.NaN, high: Number.NaN };
  const whole = Math.log(between / within);
  const pseudo = Float64Array.from(groups, (_, left) => {
    const rest = meanSquares(groups.filter((_, index) => index !== left));
    return count * whole - (count - 1) * Math.log(rest.between / rest.within);
  });
  const centre = meanOf(pseudo);
  const halfWidth = tQuantile(0.5 + confidence / 2, count - 1) * Math.sqrt(varianceOf(pseudo) / count);
  const share = (logarithm: number) => {
    const excess = Math.max(0, Math.expm1(logarithm));
    return excess === Number.POSITIVE_INFINITY ? 1 : excess / (excess + size);
  };
  return { low: share(centre - halfWidth), high: share(centre + halfWidth) };
}
