import { compareWithBest } from '../statistics/bestSet.ts';
import { meanOf } from '../statistics/moments.ts';

/** Which of some points may be the best one, by their places in the list. */
export interface Bracket {
  /** The one of the least mean. */
  readonly best: number;
  readonly maybeBest: readonly number[];
}

/**
 * The points that are not to be told from the best, all together at `confidence`. With one valley the minimum lies between
 * the point before the first of them and the point after the last.
 */
export function bracketOf(columns: readonly Float64Array[], confidence: number): Bracket {
  const means = columns.map((column) => meanOf(column.filter((value) => !Number.isNaN(value))));
  const least = means.reduce((low, mean) => (mean < low ? mean : low), Number.POSITIVE_INFINITY);
  const standings = compareWithBest(columns, 'higher', confidence);
  return {
    best: Math.max(0, means.indexOf(least)),
    maybeBest: standings.flatMap(({ maybeBest }, point) => (maybeBest ? [point] : [])),
  };
}
