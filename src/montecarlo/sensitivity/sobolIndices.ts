import type { RandomStream } from '../../engine/randomStream.ts';
import { percentileInterval, resample, usualResamples } from '../statistics/bootstrap.ts';
import type { Estimate } from '../statistics/interval.ts';

/** Values of one metric at the runs of a Sobol design, row by row; a row with a NaN drops out whole. */
export interface SobolValues {
  readonly a: Float64Array;
  readonly b: Float64Array;
  /** For each factor the values of `a` with that factor taken from `b`. */
  readonly mixed: readonly Float64Array[];
}

export interface SobolIndex {
  /** Share of variance that goes if the factor is known: what it does alone. */
  readonly first: Estimate;
  /** Share of variance that stays if all others are known: what it does alone and together with others. */
  readonly total: Estimate;
  /** Total less first: what it does only together with others. */
  readonly together: Estimate;
}

export interface SobolResult {
  /** Rows with all values. */
  readonly n: number;
  readonly variance: number;
  /** One for each factor, in the order of `mixed`. NaN where nothing varies. */
  readonly indices: readonly SobolIndex[];
}

/**
 * First and total Sobol indices: mean of f_B (f_ABi - f_A) over the variance, and Jansen's mean of (f_A - f_ABi)^2 / 2 over
 * it (Saltelli et al., Computer Physics Communications 181, 2010, table 2, (b) and (f)). Values are taken from their mean
 * first, which changes no expectation and lowers the error. Intervals are percentiles of a bootstrap over rows; rows of a
 * Sobol sequence are more even than chance, so there they are wider than need be. Estimates may fall a little outside 0 to 1.
 */
export function sobolIndices(
  values: SobolValues,
  confidence: number,
  stream: RandomStream,
  resamples?: number,
): SobolResult {
  const { a, b, mixed } = completeRows(values);
  const n = a.length;
  const factors = mixed.length;
  const estimate = (multiplicities: Uint32Array | null) => estimates(a, b, mixed, multiplicities);
  const { variance, first, total } = estimate(null);
  const rounds = n < 2 ? 0 : (resamples ?? usualResamples(n * (factors + 1)));
  const firsts = mixed.map(() => new Float64Array(rounds));
  const totals = mixed.map(() => new Float64Array(rounds));
  const differences = mixed.map(() => new Float64Array(rounds));
  resample(n, rounds, stream, (multiplicities, round) => {
    const again = estimate(multiplicities);
    for (let factor = 0; factor < factors; factor++) {
      firsts[factor]![round] = again.first[factor]!;
      totals[factor]![round] = again.total[factor]!;
      differences[factor]![round] = again.total[factor]! - again.first[factor]!;
    }
  });
  return {
    n,
    variance,
    indices: mixed.map((_, factor) => ({
      first: { value: first[factor]!, ...percentileInterval(firsts[factor]!, confidence) },
      total: { value: total[factor]!, ...percentileInterval(totals[factor]!, confidence) },
      together: {
        value: total[factor]! - first[factor]!,
        ...percentileInterval(differences[factor]!, confidence),
      },
    })),
  };
}

function estimates(
  a: Float64Array,
  b: Float64Array,
  mixed: readonly Float64Array[],
  multiplicities: Uint32Array | null,
) {
  const n = a.length;
  const times = (row: number) => (multiplicities === null ? 1 : multiplicities[row]!);
  let sum = 0;
  for (let row = 0; row < n; row++) sum += times(row) * (a[row]! + b[row]!);
  const centre = sum / (2 * n);
  let squares = 0;
  for (let row = 0; row < n; row++) {
    const [left, right] = [a[row]! - centre, b[row]! - centre];
    squares += times(row) * (left * left + right * right);
  }
  const variance = squares / (2 * n - 1);
  const first: number[] = [];
  const total: number[] = [];
  for (const values of mixed) {
    let product = 0;
    let square = 0;
    for (let row = 0; row < n; row++) {
      const step = values[row]! - a[row]!;
      product += times(row) * (b[row]! - centre) * step;
      square += times(row) * step * step;
    }
    first.push(variance > 0 ? product / n / variance : Number.NaN);
    total.push(variance > 0 ? square / (2 * n) / variance : Number.NaN);
  }
  return { variance, first, total };
}

function completeRows({ a, b, mixed }: SobolValues): SobolValues {
  const columns = [a, b, ...mixed];
  const complete = (_: number, row: number) => columns.every((column) => !Number.isNaN(column[row]!));
  const [left = a, right = b, ...rest] = columns.map((column) => column.filter(complete));
  return { a: left, b: right, mixed: rest };
}
