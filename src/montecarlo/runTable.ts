import type { SimulationInput } from '../simulation/input.ts';
import { OUTCOMES, type RunRecord } from '../simulation/record.ts';
import type { Column } from './column.ts';

/** Outcome code of a replication that could not be simulated. */
export const FAILED = -1;

/**
 * Results of replications 0, 1, 2, … of one point, as numbers: per row the outcome code and one value per column.
 * Flat typed arrays, because they cross threads and files by the million.
 */
export interface RunTable {
  readonly columns: readonly Column[];
  readonly rows: number;
  /** Row-major, `rowWidth(columns)` values a row. */
  readonly values: Float64Array;
  /** Messages of failed replications. */
  readonly errors: ReadonlyMap<number, string>;
}

export function rowWidth(columns: readonly Column[]): number {
  return columns.length + 1;
}

/** Writes one replication into `target` at `offset`. */
export function encodeRow(
  record: RunRecord,
  input: SimulationInput,
  columns: readonly Column[],
  target: Float64Array,
  offset: number,
): void {
  target[offset] = OUTCOMES.indexOf(record.outcome);
  for (let index = 0; index < columns.length; index++) {
    target[offset + 1 + index] = columns[index]!.value(record, input);
  }
}

/** A row without numbers. */
export function encodeFailure(columns: readonly Column[], target: Float64Array, offset: number): void {
  target[offset] = FAILED;
  target.fill(Number.NaN, offset + 1, offset + rowWidth(columns));
}

export function outcomeOf(table: RunTable, row: number): string {
  const code = table.values[row * rowWidth(table.columns)]!;
  return code === FAILED ? 'failed' : OUTCOMES[code]!;
}

export function valueAt(table: RunTable, row: number, column: number): number {
  return table.values[row * rowWidth(table.columns) + 1 + column]!;
}

/** The finite values of one column, in order of replication. */
export function columnValues(table: RunTable, column: number): Float64Array {
  const values = new Float64Array(table.rows);
  let count = 0;
  for (let row = 0; row < table.rows; row++) {
    const value = valueAt(table, row, column);
    if (!Number.isNaN(value)) values[count++] = value;
  }
  return values.subarray(0, count);
}

/** How metrics that are shares of an outcome begin. */
const OUTCOME_PREFIX = 'outcome.';

/** The outcome whose share a metric is; undefined for a column. */
export function outcomeNamed(metric: string): string | undefined {
  return metric.startsWith(OUTCOME_PREFIX) ? metric.slice(OUTCOME_PREFIX.length) : undefined;
}

/** Every metric a table with these columns has: the columns, and the share of each outcome. */
export function metricNames(columns: readonly Column[]): readonly string[] {
  return [...columns.map(({ name }) => name), ...OUTCOMES.map((outcome) => `${OUTCOME_PREFIX}${outcome}`)];
}

/**
 * A metric by replication: a column, or 1 where `outcome.<name>` is how the run ended and 0 where not. NaN where a replication
 * has none, because it failed or the table has no such column.
 */
export function metricByReplication(table: RunTable, metric: string): Float64Array {
  const values = new Float64Array(table.rows).fill(Number.NaN);
  const wanted = outcomeNamed(metric);
  if (wanted !== undefined) {
    for (let row = 0; row < table.rows; row++) {
      const outcome = outcomeOf(table, row);
      if (outcome !== 'failed') values[row] = Number(outcome === wanted);
    }
    return values;
  }
  const column = table.columns.findIndex(({ name }) => name === metric);
  if (column < 0) return values;
  for (let row = 0; row < table.rows; row++) values[row] = valueAt(table, row, column);
  return values;
}

export function failedRows(table: RunTable): number {
  let count = 0;
  const width = rowWidth(table.columns);
  for (let row = 0; row < table.rows; row++) if (table.values[row * width] === FAILED) count += 1;
  return count;
}
