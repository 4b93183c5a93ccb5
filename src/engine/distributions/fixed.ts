import type { Distribution } from './distribution.ts';

/** A constant. */
export function fixed(value: number): Distribution {
  return {
    mean: value,
    variance: 0,
    cumulative: (x) => (x >= value ? 1 : 0),
    quantile: () => value,
    cumulativeHazard: (age) => (age >= value ? Number.POSITIVE_INFINITY : 0),
    ageAtHazard: () => value,
  };
}
