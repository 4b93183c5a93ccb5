import { OUTCOMES } from '../simulation/record.ts';
import type { Column } from './column.ts';
import { outcomes, type RunTable, wholeColumn } from './runTable.ts';

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
  const wanted = outcomeNamed(metric);
  if (wanted !== undefined) {
    return Float64Array.from(outcomes(table), (outcome) =>
      outcome === 'failed' ? Number.NaN : Number(outcome === wanted),
    );
  }
  const column = table.columns.findIndex(({ name }) => name === metric);
  return column < 0 ? new Float64Array(table.rows).fill(Number.NaN) : wholeColumn(table, column);
}

/** Unit of a metric; empty for plain numbers and shares. */
export function metricUnit(columns: readonly Column[], metric: string): string {
  return columns.find(({ name }) => name === metric)?.unit ?? '';
}
