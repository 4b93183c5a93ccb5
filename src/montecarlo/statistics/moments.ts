import { mean, sampleCovariance, sampleVariance } from 'simple-statistics';

/** `values` as the library wants them; it only reads by index. */
const list = (values: Float64Array) => values as unknown as number[];

/** NaN for no values. */
export function meanOf(values: Float64Array): number {
  if (values.length === 0) return Number.NaN;
  return isConstant(values) ? values[0]! : mean(list(values));
}

/** Unbiased; NaN for fewer than two values. */
export function varianceOf(values: Float64Array): number {
  if (values.length < 2) return Number.NaN;
  return isConstant(values) ? 0 : sampleVariance(list(values));
}

/** A sum of equal numbers over their count may be another number, and then what never varied would have a spread of rounding. */
function isConstant(values: Float64Array): boolean {
  return values.every((value) => value === values[0]);
}

/** Unbiased; NaN for fewer than two pairs. */
export function covarianceOf(left: Float64Array, right: Float64Array): number {
  return left.length < 2 ? Number.NaN : sampleCovariance(list(left), list(right));
}
