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

/** Writes one replication into `target` at `offset`; a column that it has not is NaN. */
export function encodeRow(
  record: RunRecord,
  input: SimulationInput,
  columns: readonly (Column | null)[],
  target: Float64Array,
  offset: number,
): void {
  target[offset] = OUTCOMES.indexOf(record.outcome);
  for (let index = 0; index < columns.length; index++) {
    target[offset + 1 + index] = columns[index]?.value(record, input) ?? Number.NaN;
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

/** The finite values of one column, in order of replication; of all rows, or of those that are counted. */
export function columnValues(
  table: RunTable,
  column: number,
  isCounted: (row: number) => boolean = () => true,
): Float64Array {
  const values = new Float64Array(table.rows);
  let count = 0;
  for (let row = 0; row < table.rows; row++) {
    const value = valueAt(table, row, column);
    if (!Number.isNaN(value) && isCounted(row)) values[count++] = value;
  }
  return values.subarray(0, count);
}

export function failedRows(table: RunTable): number {
  let count = 0;
  const width = rowWidth(table.columns);
  for (let row = 0; row < table.rows; row++) if (table.values[row * width] === FAILED) count += 1;
  return count;
}
