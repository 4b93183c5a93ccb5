import { OUTCOMES } from '../simulation/record.ts';
import type { Column } from './column.ts';
import { columnValues, outcomeCounts, type RunTable } from './runTable.ts';
import { type MetricSummary, summarize, wilsonInterval } from './statistics.ts';

export interface MetricRow {
  readonly column: Pick<Column, 'name' | 'unit' | 'meaning'>;
  readonly summary: MetricSummary;
}

export interface OutcomeRow {
  readonly outcome: string;
  readonly count: number;
  readonly n: number;
  readonly share: number;
  /** Wilson interval. */
  readonly low: number;
  readonly high: number;
}

/** What is told of one point. */
export interface PointSummary {
  readonly rows: number;
  readonly confidence: number;
  readonly metrics: readonly MetricRow[];
  /** Every outcome that can be, and `failed`, in fixed order. */
  readonly outcomes: readonly OutcomeRow[];
}

export function summarizePoint(table: RunTable, confidence: number): PointSummary {
  const counts = outcomeCounts(table);
  return {
    rows: table.rows,
    confidence,
    metrics: table.columns.map((column, index) => ({
      column,
      summary: summarize(columnValues(table, index), confidence),
    })),
    outcomes: [...OUTCOMES, 'failed'].map((outcome) => {
      const count = counts.get(outcome) ?? 0;
      return {
        outcome,
        count,
        n: table.rows,
        share: count / table.rows,
        ...wilsonInterval(count, table.rows, confidence),
      };
    }),
  };
}

/** The summary of a metric by its name. */
export function metricNamed(summary: PointSummary, name: string): MetricSummary {
  const row = summary.metrics.find((metric) => metric.column.name === name);
  if (row === undefined) throw new RangeError(`there is no metric ${name}`);
  return row.summary;
}
