import type { Climate } from './climate.ts';

/**
 * Weather noise by way of a standard normal process z: noise = scale x (exp(k z) - e^(k^2/2)), a shifted lognormal of mean 0
 * and the standard deviation asked for, turned round for a skew below 0, and z itself for none.
 */
export interface NoiseShape {
  /** Correlation that z must have from hour to hour for the noise to have its own. */
  readonly innerCorrelation: number;
  /** Noise of standard deviation 1 at z. */
  at(z: number): number;
}

export function noiseShape({ noiseCorrelation, noiseSkew }: Climate): NoiseShape {
  if (noiseSkew === 0) return { innerCorrelation: noiseCorrelation, at: (z) => z };
  // Variance of exp(k z) is e^(k^2) (e^(k^2) - 1), its covariance over a lag of correlation rho e^(k^2) (e^(k^2 rho) - 1).
  const square = noiseSkew * noiseSkew;
  const mean = Math.exp(0.5 * square);
  const spread = mean * Math.sqrt(Math.expm1(square));
  const innerCorrelation = Math.log1p(noiseCorrelation * Math.expm1(square)) / square;
  const scale = Math.sign(noiseSkew) / spread;
  return { innerCorrelation, at: (z) => scale * (Math.exp(noiseSkew * z) - mean) };
}

/** What makes the mean variance of a year that of the noise when its standard deviation is 1 + season x wave. */
export function seasonNormaliser({ noiseSeason }: Climate): number {
  return 1 / Math.sqrt(1 + 0.5 * noiseSeason * noiseSeason);
}
