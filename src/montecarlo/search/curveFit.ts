import type { Interval } from '../statistics/interval.ts';
import { covarianceOf, meanOf } from '../statistics/moments.ts';
import {
  type Coefficients,
  derivative,
  orthonormalPolynomials,
  polynomialAt,
} from './orthonormalPolynomials.ts';

/** A curve as it was simulated: at each coordinate a value by replication, NaN where there is none. */
export interface SampledCurve {
  readonly coordinates: readonly number[];
  readonly columns: readonly Float64Array[];
}

/** Polynomials through a curve, replication by replication, so that what common luck does to all points alike cancels. */
export interface CurveFit {
  /** Replications with a value at every point. */
  readonly replications: number;
  /** Mean coefficient of the orthonormal polynomial of that degree over its standard error: whether the curve has that term. */
  readonly termRatio: (degree: number) => number;
  /** Mean slope of the curve in a fit of that degree over its standard error: a paired t statistic. */
  readonly slopeRatio: (coordinate: number, degree: number) => number;
  /** Second derivative of the mean of the fit of degree 2. */
  readonly bend: number;
  /** Mean of the fit of that degree. */
  readonly valueAt: (coordinate: number, degree: number) => number;
}

/** Means smaller than this share of the values are rounding. */
const ROUNDING = 1e-11;

/**
 * Least squares over the points of `curve`, which lie in `window`, up to `degree`. A fit is linear in the values, so its mean
 * coefficients and their covariance over replications tell everything: there is no assumption on the noise, nor on how that
 * of neighbouring points hangs together. Null with fewer than two complete replications.
 */
export function fitCurve(curve: SampledCurve, window: Interval, degree: number): CurveFit | null {
  const rows = completeRows(curve.columns);
  if (rows.length < 2) return null;
  const middle = (window.low + window.high) / 2;
  const half = (window.high - window.low) / 2;
  const places = curve.coordinates.map((coordinate) => (coordinate - middle) / half);
  const basis = orthonormalPolynomials(places, degree);
  const slopes = basis.map(derivative);
  const weights = basis.map((polynomial) => places.map((z) => polynomialAt(polynomial, z)));
  const coefficients = weights.map((weight) =>
    Float64Array.from(rows, (row) =>
      weight.reduce((sum, one, point) => sum + one * curve.columns[point]![row]!, 0),
    ),
  );
  const means = coefficients.map(meanOf);
  const covariances = coefficients.map((left) =>
    coefficients.map((right) => covarianceOf(left, right) / rows.length),
  );
  const scale = Math.abs(means[0]!) / Math.sqrt(places.length);
  const ratio = (loads: Coefficients, size: number): number => {
    const mean = loads.reduce((sum, load, index) => sum + load * means[index]!, 0);
    if (Math.abs(mean) <= ROUNDING * scale * size) return 0;
    let variance = 0;
    for (let left = 0; left < loads.length; left++)
      for (let right = 0; right < loads.length; right++)
        variance += loads[left]! * loads[right]! * covariances[left]![right]!;
    return mean / Math.sqrt(Math.max(0, variance));
  };
  return {
    replications: rows.length,
    termRatio: (term) =>
      ratio(
        basis.map((_, index) => Number(index === term)),
        1,
      ),
    slopeRatio: (coordinate, upTo) => {
      const z = (coordinate - middle) / half;
      const loads = slopes.slice(0, upTo + 1).map((slope) => polynomialAt(slope, z));
      return ratio(
        loads,
        loads.reduce((sum, load) => sum + Math.abs(load), 0),
      );
    },
    bend: (2 * means[2]! * basis[2]![2]!) / (half * half),
    valueAt: (coordinate, upTo) => {
      const z = (coordinate - middle) / half;
      return basis
        .slice(0, upTo + 1)
        .reduce((sum, polynomial, index) => sum + means[index]! * polynomialAt(polynomial, z), 0);
    },
  };
}

/** Replications that have a value in every column. */
function completeRows(columns: readonly Float64Array[]): number[] {
  const count = Math.min(...columns.map(({ length }) => length));
  return Array.from({ length: count }, (_, row) => row).filter((row) =>
    columns.every((column) => !Number.isNaN(column[row])),
  );
}
