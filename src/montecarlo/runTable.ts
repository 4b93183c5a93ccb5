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
  /** Row-major, `rowWidth(columns)` values a row; or kept where a million rows do not fill the memory. */
  readonly values: Float64Array | StoredValues;
  /** Messages of failed replications. */
  readonly errors: ReadonlyMap<number, string>;
}

/** Values that need not be in memory. Place 0 of a row is its outcome code, place k + 1 the value of column k. */
export interface StoredValues {
  /** Fast for rows one after the other. */
  readonly valueAt: (row: number, place: number) => number;
  /** A new array of one place of rows 0 to `rows` - 1; fast for places one after the other. */
  readonly placeValues: (place: number, rows: number) => Float64Array;
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
  return outcomeName(cellAt(table, row, 0));
}

/** Outcome of each row. */
export function outcomes(table: RunTable): string[] {
  return Array.from(placeValues(table, 0), outcomeName);
}

export function valueAt(table: RunTable, row: number, column: number): number {
  return cellAt(table, row, column + 1);
}

/** One column by replication, NaN where a replication has no value. */
export function wholeColumn(table: RunTable, column: number): Float64Array {
  return placeValues(table, column + 1);
}

/** The finite values of one column, in order of replication; of all rows, or of those that are counted. */
export function columnValues(
  table: RunTable,
  column: number,
  isCounted: (row: number) => boolean = () => true,
): Float64Array {
  const values = wholeColumn(table, column);
  let count = 0;
  for (const [row, value] of values.entries()) {
    if (!Number.isNaN(value) && isCounted(row)) values[count++] = value;
  }
  return values.subarray(0, count);
}

export function failedRows({ rows, errors }: RunTable): number {
  let count = 0;
  for (const row of errors.keys()) if (row < rows) count += 1;
  return count;
}

function outcomeName(code: number): string {
  return code === FAILED ? 'failed' : OUTCOMES[code]!;
}

function cellAt({ values, columns }: RunTable, row: number, place: number): number {
  return values instanceof Float64Array
    ? values[row * rowWidth(columns) + place]!
    : values.valueAt(row, place);
}

function placeValues({ values, columns, rows }: RunTable, place: number): Float64Array {
  if (!(values instanceof Float64Array)) return values.placeValues(place, rows);
  const width = rowWidth(columns);
  return Float64Array.from({ length: rows }, (_, row) => values[row * width + place]!);
}
