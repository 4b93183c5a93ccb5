import type { Distribution } from './distribution.ts';
import { hazardFromCumulative } from './hazard.ts';

/** Each of the observed values with equal probability (not interpolated). */
export function empirical(values: readonly number[]): Distribution {
  const sorted = Float64Array.from(values).sort();
  const count = sorted.length;
  let mean = 0;
  for (const value of sorted) mean += value / count;
  let variance = 0;
  for (const value of sorted) variance += ((value - mean) * (value - mean)) / count;
  const cumulative = (x: number) => {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]! <= x) low = middle + 1;
      else high = middle;
    }
    return low / count;
  };
  // A rounding below: 0.07 x 100 is 7.000000000000001, and 0.07 belongs to the seventh of a hundred values.
  const quantile = (p: number) =>
    sorted[Math.min(count - 1, Math.max(0, Math.ceil(p * count * (1 - 2 ** -51)) - 1))]!;
  return { mean, variance, cumulative, quantile, ...hazardFromCumulative(cumulative, quantile) };
}
