import type { Distribution } from './distribution.ts';

/** Memoryless waiting time. */
export function exponential(mean: number): Distribution {
  return {
    mean,
    variance: mean * mean,
    cumulative: (x) => (x <= 0 ? 0 : -Math.expm1(-x / mean)),
    quantile: (p) => -mean * Math.log1p(-p),
    cumulativeHazard: (age) => (age <= 0 ? 0 : age / mean),
    ageAtHazard: (hazard) => hazard * mean,
  };
}
