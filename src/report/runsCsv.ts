import { ERROR_COLUMN, KEY_COLUMNS } from '../montecarlo/columns.ts';
import { outcomeOf, valueAt } from '../montecarlo/runTable.ts';
import { parameterColumn, parameterValue, type StudyTables } from '../montecarlo/studyPoint.ts';
import { type Cell, csv } from './csv.ts';

/** runs.csv: one row per point and replication, sorted. */
export function runsCsv(study: StudyTables): Generator<string> {
  const [point, ...keys] = KEY_COLUMNS.map((column) => column.name);
  const header = [
    point!,
    ...study.parameters.map(parameterColumn),
    ...keys,
    ...study.columns.map((column) => column.name),
    ERROR_COLUMN.name,
  ];
  return csv(header, rows(study));
}

function* rows({ parameters, columns, points }: StudyTables): Generator<Cell[]> {
  for (const [index, point] of points.entries()) {
    const { table } = point;
    const values = parameters.map((parameter) => parameterValue(point, parameter));
    const places = columns.map(({ name }) => table.columns.findIndex((column) => column.name === name));
    for (let row = 0; row < table.rows; row++) {
      const cells: Cell[] = [index, ...values, row, outcomeOf(table, row)];
      for (const place of places) cells.push(place < 0 ? null : valueAt(table, row, place));
      cells.push(table.errors.get(row) ?? null);
      yield cells;
    }
  }
}
