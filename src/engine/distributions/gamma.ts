import { inverseUpperIncompleteGamma, lowerIncompleteGamma, upperIncompleteGamma } from '../special/gamma.ts';
import { normalQuantile } from '../special/normal.ts';
import type { Distribution } from './distribution.ts';

/** Gamma of given mean and shape; its inverse is numeric (about 1 microsecond), still one uniform a draw. */
export function gamma(mean: number, shape: number): Distribution {
  const scale = mean / shape;
  const ageAtSurvival = (survival: number) =>
    scale * inverseUpperIncompleteGamma(shape, survival, -normalQuantile(survival));
  return {
    mean,
    variance: mean * scale,
    cumulative: (x) => lowerIncompleteGamma(shape, x / scale),
    quantile: (p) => ageAtSurvival(1 - p),
    cumulativeHazard: (age) => -Math.log(upperIncompleteGamma(shape, age / scale)),
    ageAtHazard: (hazard) => (hazard <= 0 ? 0 : ageAtSurvival(Math.exp(-hazard))),
  };
}
