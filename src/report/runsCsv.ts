import { ERROR_COLUMN, KEY_COLUMNS } from '../montecarlo/columns.ts';
import { outcomeOf, type RunTable, valueAt } from '../montecarlo/runTable.ts';
import { type Cell, csv } from './csv.ts';

/** runs.csv: one row per point and replication, sorted. */
export function runsCsv(table: RunTable): Generator<string> {
  const header = [
    ...KEY_COLUMNS.map((column) => column.name),
    ...table.columns.map((column) => column.name),
    ERROR_COLUMN.name,
  ];
  return csv(header, rows(table));
}

function* rows(table: RunTable): Generator<Cell[]> {
  for (let row = 0; row < table.rows; row++) {
    const cells: Cell[] = [0, row, outcomeOf(table, row)];
    for (let column = 0; column < table.columns.length; column++) cells.push(valueAt(table, row, column));
    cells.push(table.errors.get(row) ?? null);
    yield cells;
  }
}
