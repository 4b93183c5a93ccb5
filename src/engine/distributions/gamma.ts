import { gammaHazard, inverseGammaHazard, lowerIncompleteGamma } from '../special/gamma.ts';
import { normalAtHazard } from '../special/normal.ts';
import type { Distribution } from './distribution.ts';

/** Gamma of given mean and shape; its inverse is numeric (about 1 microsecond), still one uniform a draw. */
export function gamma(mean: number, shape: number): Distribution {
  const scale = mean / shape;
  const ageAtHazard = (hazard: number) =>
    scale * inverseGammaHazard(shape, hazard, normalAtHazard(Math.min(hazard, 600)));
  return {
    mean,
    variance: mean * scale,
    cumulative: (x) => lowerIncompleteGamma(shape, x / scale),
    quantile: (p) => ageAtHazard(-Math.log1p(-p)),
    cumulativeHazard: (age) => gammaHazard(shape, age / scale),
    ageAtHazard,
  };
}
