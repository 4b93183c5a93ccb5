import { OUTCOMES } from '../simulation/record.ts';
import type { Column } from './column.ts';
import { outcomeOf, type RunTable, valueAt } from './runTable.ts';

/** How metrics that are shares of an outcome begin. */
const OUTCOME_PREFIX = 'outcome.';

/** The outcome whose share a metric is; undefined for a column. */
export function outcomeNamed(metric: string): string | undefined {
  return metric.startsWith(OUTCOME_PREFIX) ? metric.slice(OUTCOME_PREFIX.length) : undefined;
}

/** Every metric a table with these columns has: the columns, and the share of each outcome. */
export function metricNames(columns: readonly Pick<Column, 'name'>[]): readonly string[] {
  return [...columns.map(({ name }) => name), ...OUTCOMES.map((outcome) => `${OUTCOME_PREFIX}${outcome}`)];
}

/**
 * A metric by row: a column, or 1 where `outcome.<name>` is how the run ended and 0 where not. NaN where a row has none,
 * because it failed or the table has no such column.
 */
export function metricValues(table: RunTable, metric: string): Float64Array {
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

/** Unit of a metric; empty for plain numbers and shares. */
export function metricUnit(columns: readonly Column[], metric: string): string {
  return columns.find(({ name }) => name === metric)?.unit ?? '';
}
