/** A distribution of a non-negative quantity as plain data: it crosses worker threads and files. */
export type DistributionSpec =
  | { readonly kind: 'fixed'; readonly value: number }
  | { readonly kind: 'exponential'; readonly mean: number }
  | { readonly kind: 'weibull'; readonly scale: number; readonly shape: number }
  | { readonly kind: 'lognormal'; readonly median: number; readonly sigma: number }
  | { readonly kind: 'gamma'; readonly mean: number; readonly shape: number }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  | { readonly kind: 'triangular'; readonly low: number; readonly mode: number; readonly high: number }
  | { readonly kind: 'empirical'; readonly values: readonly number[] };

/** What can be asked of a distribution. All functions are pure; the inverses are exact where a closed form exists. */
export interface Distribution {
  readonly mean: number;
  readonly variance: number;
  /** P(X <= x). */
  cumulative(x: number): number;
  /** Inverse of `cumulative` for 0 < p < 1. One uniform through it is one draw, so common random numbers stay in step. */
  quantile(p: number): number;
  /** -log P(X > age): the integral of the hazard rate from 0 to `age`. */
  cumulativeHazard(age: number): number;
  /** Inverse of `cumulativeHazard`: the age at which that much hazard has been lived through. */
  ageAtHazard(hazard: number): number;
}
