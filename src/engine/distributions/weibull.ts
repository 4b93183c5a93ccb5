import { logGamma } from '../special/gamma.ts';
import { power } from '../special/power.ts';
import type { Distribution } from './distribution.ts';

/** Weibull: cumulative hazard (x / scale)^shape. Shape below 1 is infant mortality, above 1 is wear-out. */
export function weibull(scale: number, shape: number): Distribution {
  const inverseShape = 1 / shape;
  const firstMoment = Math.exp(logGamma(1 + inverseShape));
  const secondMoment = Math.exp(logGamma(1 + 2 * inverseShape));
  const cumulativeHazard = (age: number) => (age <= 0 ? 0 : power(age / scale, shape));
  const ageAtHazard = (hazard: number) => scale * power(hazard, inverseShape);
  return {
    mean: scale * firstMoment,
    variance: scale * scale * (secondMoment - firstMoment * firstMoment),
    cumulative: (x) => -Math.expm1(-cumulativeHazard(x)),
    quantile: (p) => ageAtHazard(-Math.log1p(-p)),
    cumulativeHazard,
    ageAtHazard,
  };
}

/** Scale that gives a Weibull of this shape the wanted mean. */
export function weibullScaleForMean(mean: number, shape: number): number {
  return mean / Math.exp(logGamma(1 + 1 / shape));
}
