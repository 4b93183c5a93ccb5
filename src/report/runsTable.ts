import { ERROR_COLUMN, KEY_COLUMNS } from '../montecarlo/columns.ts';
import { outcomeOf, valueAt } from '../montecarlo/runTable.ts';
import { parameterValue, type StudyTables } from '../montecarlo/studyPoint.ts';
import { parameterFields, withParameters } from './parameterFields.ts';
import type { Cell, Field, Table } from './table.ts';

/** runs.csv: one row per point and replication, sorted. */
export function runsTable(study: StudyTables): Table {
  const columns = study.columns.map(
    ({ name, type, unit, meaning }): Field => ({ name, type, meaning, ...(unit === '' ? {} : { unit }) }),
  );
  return {
    name: 'runs',
    fields: [
      ...withParameters(KEY_COLUMNS, study.parameters),
      ...parameterFields(study.uncertain),
      ...columns,
      ERROR_COLUMN,
    ],
    rows: () => rows(study),
  };
}

function* rows({ parameters, uncertain, columns, points }: StudyTables): Generator<Cell[]> {
  for (const [index, point] of points.entries()) {
    const { table } = point;
    const values = parameters.map((parameter) => parameterValue(point, parameter));
    const places = columns.map(({ name }) => table.columns.findIndex((column) => column.name === name));
    for (let row = 0; row < table.rows; row++) {
      const { settings, luck } = point.drawn?.(row) ?? { settings: point.settings, luck: row };
      const cells: Cell[] = [index, ...values, luck, outcomeOf(table, row)];
      for (const parameter of uncertain) cells.push(parameterValue({ settings }, parameter));
      for (const place of places) cells.push(place < 0 ? null : valueAt(table, row, place));
      cells.push(table.errors.get(row) ?? null);
      yield cells;
    }
  }
}
