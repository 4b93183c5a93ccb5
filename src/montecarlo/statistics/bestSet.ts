import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import type { Interval } from './interval.ts';
import { meanOf, varianceOf } from './moments.ts';
import { differences, pairUp } from './pairs.ts';
import type { Worse } from './probabilityWorse.ts';

/** Where one point stands among several. */
export interface Standing extends Interval {
  /** Not to be told from the best: the truly best point is among these with at least the confidence. */
  readonly maybeBest: boolean;
  /**
   * Its mean minus the best mean of the others; below 0 (above 0 where lower is worse) it is better than all. `low` and `high`
   * hold for all points together. NaN for fewer than two points.
   */
  readonly gap: number;
}

/**
 * Multiple comparisons with the best (Hsu, Annals of Statistics 12, 1984; intervals as Chang and Hsu 1992) on paired
 * differences with common luck: column k holds a metric by replication at point k, NaN where it has no value. One-sided t
 * bounds at 1 - (1 - confidence)/(points - 1) as Nelson and Matejcik (Management Science 41, 1995): only the comparisons with the
 * true best must hold, and Bonferroni's inequality allows any dependence between them. Pairs of points with fewer than two
 * common replications, and equal columns, exclude nothing.
 */
export function compareWithBest(
  columns: readonly ArrayLike<number>[],
  worse: Worse,
  confidence: number,
): Standing[] {
  const points = columns.length;
  const sign = worse === 'higher' ? 1 : -1;
  const gaps = columns.map((column, point) =>
    columns.map((other, against) =>
      point === against ? NOTHING : gapBetween(column, other, sign, (1 - confidence) / (points - 1)),
    ),
  );
  const others = (point: number) => gaps[point]!.filter((_, against) => against !== point);
  const maybeBest = gaps.map((_, point) => others(point).every(({ low }) => !(low > 0)));
  const rivals = maybeBest.filter((maybe) => maybe).length;
  return gaps.map((_, point) => {
    if (points < 2) return { maybeBest: true, gap: Number.NaN, low: Number.NaN, high: Number.NaN };
    // Constrained intervals of (mean - best of the others): 0 is always inside or at an end.
    const low = Math.min(0, Math.max(...others(point).map(({ low }) => low)));
    const alone = maybeBest[point] && rivals === 1;
    // Hsu takes the bounds against points that may be best; by the triangle inequality the others are never larger.
    const high = alone ? 0 : Math.max(0, ...others(point).map(({ high }) => high));
    const gap = Math.max(...others(point).map(({ mean }) => mean));
    return {
      maybeBest: maybeBest[point]!,
      gap: sign * gap,
      low: sign === 1 ? low : -high,
      high: sign === 1 ? high : -low,
    };
  });
}

interface Gap extends Interval {
  readonly mean: number;
}

const NOTHING: Gap = { mean: Number.NaN, low: Number.NaN, high: Number.NaN };

/** How much worse `column` is than `other`, with one-sided bounds that each fail with probability `tail`. */
function gapBetween(column: ArrayLike<number>, other: ArrayLike<number>, sign: number, tail: number): Gap {
  const gap = differences(pairUp(other, column)).map((value) => sign * value);
  const mean = meanOf(gap);
  if (gap.length < 2) return { mean, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const halfWidth = tQuantile(1 - tail, gap.length - 1) * Math.sqrt(varianceOf(gap) / gap.length);
  return { mean, low: mean - halfWidth, high: mean + halfWidth };
}
