import { quantileSorted } from 'simple-statistics';

/** Equal intervals one after the other. */
export interface Bins {
  /** Left edge of the first bin. */
  readonly start: number;
  readonly width: number;
  readonly count: number;
}

export interface Histogram extends Pick<Bins, 'start' | 'width'> {
  /** Values in [start + k width, start + (k + 1) width); the last bin holds its right edge too. */
  readonly counts: Uint32Array;
}

/** Bins that a chart can still show; wide tails get wider bins. */
const MOST_BINS = 200;

/** Histogram in the bins of `binsOf`. */
export function histogram(values: ArrayLike<number>, type: 'number' | 'integer'): Histogram {
  const bins = binsOf(values, type);
  return { start: bins.start, width: bins.width, counts: countsIn(bins, values) };
}

/**
 * Bins of the width of Freedman and Diaconis (1981), 2 IQR / cube root of n, from the smallest to the largest value. NaN is left
 * out. Bins of `integer` metrics are whole numbers wide and centred on them. Where the middle half of the values is equal, the
 * width is that of Sturges (1926) over the range. No values give no bins.
 */
export function binsOf(values: ArrayLike<number>, type: 'number' | 'integer'): Bins {
  const sorted = Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort() as unknown as number[];
  const n = sorted.length;
  if (n === 0) return { start: 0, width: 1, count: 0 };
  const [low, high] = [sorted[0]!, sorted[n - 1]!];
  const whole = type === 'integer';
  const least = (high - low) / MOST_BINS;
  const width = whole
    ? Math.max(1, high > low ? Math.round(widthOf(sorted)) : 1, Math.ceil(least))
    : Math.max(widthOf(sorted), least);
  const start = whole ? low - 0.5 : low;
  return { start, width, count: Math.max(1, Math.ceil(((whole ? high + 0.5 : high) - start) / width)) };
}

/** How many of the values lie in each bin; NaN is left out, and all others must lie in the bins. */
export function countsIn({ start, width, count }: Bins, values: ArrayLike<number>): Uint32Array {
  const counts = new Uint32Array(count);
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (!Number.isNaN(value)) counts[Math.min(count - 1, Math.floor((value - start) / width))]! += 1;
  }
  return counts;
}

function widthOf(sorted: number[]): number {
  const n = sorted.length;
  const range = sorted[n - 1]! - sorted[0]!;
  const middle = quantileSorted(sorted, 0.75) - quantileSorted(sorted, 0.25);
  if (middle > 0) return (2 * middle) / Math.cbrt(n);
  // One bin for values that are all alike: as wide as the value, so that a chart has something to show.
  return range > 0 ? range / Math.ceil(Math.log2(n) + 1) : Math.abs(sorted[0]!) || 1;
}
