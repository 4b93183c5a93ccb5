import { OUTCOMES } from '../simulation/record.ts';
import type { Column } from './column.ts';
import { outcomeOf, type RunTable, valueAt } from './runTable.ts';

/** Metrics that can be compared and explained: every column, and the share of each outcome. */
export function metricNames(columns: readonly Pick<Column, 'name'>[]): readonly string[] {
  return [...columns.map(({ name }) => name), ...OUTCOMES.map((outcome) => `outcome.${outcome}`)];
}

/** A metric by row, NaN where a row has none; of an outcome 1 where the row has it, else 0. */
export function metricValues(table: RunTable, metric: string): Float64Array {
  const values = new Float64Array(table.rows).fill(Number.NaN);
  if (metric.startsWith('outcome.')) {
    const wanted = metric.slice('outcome.'.length);
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

/** Unit of a metric; empty for plain numbers and shares. */
export function metricUnit(columns: readonly Column[], metric: string): string {
  return columns.find(({ name }) => name === metric)?.unit ?? '';
}
