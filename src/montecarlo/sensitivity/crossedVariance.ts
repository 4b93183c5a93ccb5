import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import type { Estimate, Interval } from '../statistics/interval.ts';

/** How the variance of a metric splits where every setting saw the same replications. */
export interface CrossedVariance {
  readonly settings: number;
  /** Replications with a value at every setting. */
  readonly replications: number;
  /** Sum of the three components. */
  readonly variance: number;
  /** Share of the parameters alone. */
  readonly epistemic: Estimate;
  /** Share of luck alone. */
  readonly aleatory: Estimate;
  /** Share of luck that matters more at some settings than at others. */
  readonly interaction: Estimate;
}

/**
 * Splits variance by two-way random-effects analysis of variance without repetition (Searle, Casella and McCulloch 1992,
 * section 4.3): column r of row k is replication r at the k-th drawn setting, so the luck of a column is common. A one-way
 * split would find the parameters too small by the share of luck over the replications. A replication with a NaN at any setting
 * drops out. Shares may fall a little outside 0 to 1, intervals do not: t intervals of the log odds by a jackknife over
 * settings and one over replications, variances added, degrees of freedom as Satterthwaite (1946). Measured at 95 % with 20 to 100
 * settings and 10 to 50 replications: they hold the truth in 94 to 97 of 100 studies for normal effects, 91 to 94 for exponential
 * ones, where each share is a tenth or more; a share below 1 % is held in 81 to 91 of 100. NaN for fewer than two settings or replications, no bounds for fewer than three.
 */
export function crossedVariance(matrix: readonly ArrayLike<number>[], confidence: number): CrossedVariance {
  const width = Math.min(...matrix.map((row) => row.length));
  const columns = Array.from({ length: Number.isFinite(width) ? width : 0 }, (_, column) => column).filter(
    (column) => matrix.every((row) => !Number.isNaN(row[column]!)),
  );
  // Taken from one of them, values that are all alike have no variance at all, not that of their rounding.
  const origin = matrix[0]?.[columns[0] ?? 0] ?? 0;
  const rows = matrix.map((row) => Float64Array.from(columns, (column) => row[column]! - origin));
  const largest = Math.max(
    0,
    ...rows.map((row) => row.reduce((most, value) => Math.max(most, Math.abs(value)), 0)),
  );
  if (largest <= ROUNDING * Math.abs(origin)) for (const row of rows) row.fill(0);
  const [settings, replications] = [rows.length, columns.length];
  const whole = components(rows, -1, -1);
  const jackknifed = settings > 2 && replications > 2 && whole.variance > 0;
  const bySetting = jackknifed ? rows.map((_, row) => components(rows, row, -1)) : [];
  const byReplication = jackknifed ? columns.map((_, column) => components(rows, -1, column)) : [];
  const estimate = (part: 'epistemic' | 'aleatory' | 'interaction'): Estimate => {
    const value = whole[part] / whole.variance;
    if (!jackknifed) return { value, low: Number.NaN, high: Number.NaN };
    const shares = [bySetting, byReplication].map((leftOut) =>
      leftOut.map((left) => left[part] / left.variance),
    );
    return { value, ...jackknifeInterval(value, shares, confidence) };
  };
  return {
    settings,
    replications,
    variance: whole.variance,
    epistemic: estimate('epistemic'),
    aleatory: estimate('aleatory'),
    interaction: estimate('interaction'),
  };
}

/** Spread over size below which values differ by rounding alone. */
const ROUNDING = 1e-12;

interface Components {
  readonly epistemic: number;
  readonly aleatory: number;
  readonly interaction: number;
  readonly variance: number;
}

/** Components of variance without one row or column (-1 leaves none out). */
function components(rows: readonly Float64Array[], leftRow: number, leftColumn: number): Components {
  const width = rows[0]?.length ?? 0;
  const height = rows.length - (leftRow < 0 ? 0 : 1);
  const count = width - (leftColumn < 0 ? 0 : 1);
  const rowMeans = new Float64Array(rows.length);
  const columnMeans = new Float64Array(width);
  let centre = 0;
  rows.forEach((row, k) => {
    if (k === leftRow) return;
    for (let r = 0; r < width; r++) {
      if (r === leftColumn) continue;
      rowMeans[k]! += row[r]! / count;
      columnMeans[r]! += row[r]! / height;
      centre += row[r]! / (height * count);
    }
  });
  let [bySetting, byReplication, rest] = [0, 0, 0];
  for (let r = 0; r < width; r++) {
    if (r !== leftColumn) byReplication += height * square(columnMeans[r]! - centre);
  }
  rows.forEach((row, k) => {
    if (k === leftRow) return;
    bySetting += count * square(rowMeans[k]! - centre);
    for (let r = 0; r < width; r++) {
      if (r !== leftColumn) rest += square(row[r]! - rowMeans[k]! - columnMeans[r]! + centre);
    }
  });
  const enough = height > 1 && count > 1;
  const interaction = enough ? rest / ((height - 1) * (count - 1)) : Number.NaN;
  const epistemic = (bySetting / (height - 1) - interaction) / count;
  const aleatory = (byReplication / (count - 1) - interaction) / height;
  return { epistemic, aleatory, interaction, variance: epistemic + aleatory + interaction };
}

/** On the scale of log odds, unless a share lies so near 0 or 1 (0.1 %, or beyond) that its odds say nothing. */
function jackknifeInterval(
  value: number,
  leftOut: readonly (readonly number[])[],
  confidence: number,
): Interval {
  const inside = [value, ...leftOut.flat()].every((share) => share > 1e-3 && share < 1 - 1e-3);
  const scaled = (share: number) => (inside ? Math.log(share / (1 - share)) : share);
  const back = (number: number) => (inside ? 1 / (1 + Math.exp(-number)) : Math.max(0, Math.min(1, number)));
  const variances = leftOut.map((shares) => jackknifeVariance(shares.map(scaled)));
  const variance = variances.reduce((sum, part) => sum + part, 0);
  if (variance === 0) return { low: value, high: value };
  const parts = variances.reduce((sum, part, way) => sum + (part * part) / (leftOut[way]!.length - 1), 0);
  const halfWidth = tQuantile(0.5 + confidence / 2, (variance * variance) / parts) * Math.sqrt(variance);
  return { low: back(scaled(value) - halfWidth), high: back(scaled(value) + halfWidth) };
}

function jackknifeVariance(leftOut: readonly number[]): number {
  const n = leftOut.length;
  const centre = leftOut.reduce((sum, value) => sum + value, 0) / n;
  return ((n - 1) / n) * leftOut.reduce((sum, value) => sum + square(value - centre), 0);
}

function square(value: number): number {
  return value * value;
}
