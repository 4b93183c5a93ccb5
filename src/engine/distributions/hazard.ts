import type { Distribution } from './distribution.ts';

/** Hazard functions by way of the distribution function, for laws without a closed hazard of their own. */
export function hazardFromCumulative(
  cumulative: (x: number) => number,
  quantile: (p: number) => number,
): Pick<Distribution, 'cumulativeHazard' | 'ageAtHazard'> {
  return {
    cumulativeHazard: (age) => -Math.log1p(-cumulative(age)),
    ageAtHazard: (hazard) => quantile(-Math.expm1(-hazard)),
  };
}
