import { mean, sampleCovariance, sampleVariance } from 'simple-statistics';

/** `values` as the library wants them; it only reads by index. */
const list = (values: Float64Array) => values as unknown as number[];

/** NaN for no values. */
export function meanOf(values: Float64Array): number {
  return values.length === 0 ? Number.NaN : mean(list(values));
}

/** Unbiased; NaN for fewer than two values. */
export function varianceOf(values: Float64Array): number {
  return values.length < 2 ? Number.NaN : sampleVariance(list(values));
}

/** Unbiased; NaN for fewer than two pairs. */
export function covarianceOf(left: Float64Array, right: Float64Array): number {
  return left.length < 2 ? Number.NaN : sampleCovariance(list(left), list(right));
}
