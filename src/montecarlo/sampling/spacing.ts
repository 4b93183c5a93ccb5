/** How the values of a range follow each other. */
export type Spacing = 'linear' | 'log';

/** The value at `share` (0 to 1) of the way from `low` to `high`; both ends are exact. `log` needs `low` above 0. */
export function valueBetween(low: number, high: number, spacing: Spacing, share: number): number {
  if (share === 0) return low;
  if (share === 1) return high;
  return spacing === 'linear'
    ? low + share * (high - low)
    : Math.exp((1 - share) * Math.log(low) + share * Math.log(high));
}

/** `count` values from `low` to `high`, both included. */
export function spacedValues(low: number, high: number, spacing: Spacing, count: number): number[] {
  return Array.from({ length: count }, (_, index) =>
    valueBetween(low, high, spacing, count === 1 ? 0 : index / (count - 1)),
  );
}

/** `low`, `low + step`, … up to `high`; a step that ends within a billionth of itself from `high` ends there. */
export function steppedValues(low: number, high: number, step: number): number[] {
  const count = Math.floor((high - low) / step + 1e-9) + 1;
  return Array.from({ length: count }, (_, index) => low + index * step);
}
