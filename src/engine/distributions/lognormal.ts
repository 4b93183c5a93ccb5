import { normalAtHazard, normalHazard, normalQuantile, normalSurvival } from '../special/normal.ts';
import type { Distribution } from './distribution.ts';

/** exp(N(log median, sigma^2)). */
export function lognormal(median: number, sigma: number): Distribution {
  const mu = Math.log(median);
  const spread = sigma * sigma;
  const mean = Math.exp(mu + 0.5 * spread);
  const deviate = (x: number) => (Math.log(x) - mu) / sigma;
  const quantile = (p: number) => Math.exp(mu + sigma * normalQuantile(p));
  return {
    mean,
    variance: mean * mean * Math.expm1(spread),
    cumulative: (x) => (x <= 0 ? 0 : normalSurvival(-deviate(x))),
    quantile,
    cumulativeHazard: (age) => (age <= 0 ? 0 : normalHazard(deviate(age))),
    ageAtHazard: (hazard) => Math.exp(mu + sigma * normalAtHazard(hazard)),
  };
}

const NINETY_FIFTH_PERCENTILE = 1.6448536269514722;

/** Sigma of the lognormal with this median and 95th percentile. */
export function lognormalSigmaFromP95(median: number, p95: number): number {
  return Math.log(p95 / median) / NINETY_FIFTH_PERCENTILE;
}

/** Sigma of the lognormal with this median and mean (mean > median). */
export function lognormalSigmaFromMean(median: number, mean: number): number {
  return Math.sqrt(2 * Math.log(mean / median));
}
