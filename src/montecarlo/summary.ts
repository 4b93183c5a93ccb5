import { OUTCOMES } from '../simulation/record.ts';
import type { Column } from './column.ts';
import { outcomeNamed } from './metricValues.ts';
import { columnValues, outcomes, type RunTable } from './runTable.ts';
import { type MetricSummary, relativeTo, summarize, wilsonInterval } from './statistics.ts';

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
  /** Half the width of that interval over the share; NaN where none was seen. */
  readonly relativeHalfWidth: number;
}

/** What is told of one point. */
export interface PointSummary {
  readonly rows: number;
  readonly confidence: number;
  readonly metrics: readonly MetricRow[];
  /** Every outcome that can be, and `failed`, in fixed order. */
  readonly outcomes: readonly OutcomeRow[];
}

/** Summary of the rows of a point, or of those that are counted. */
export function summarizePoint(
  table: RunTable,
  confidence: number,
  isCounted: (row: number) => boolean = () => true,
): PointSummary {
  const counts = new Map<string, number>();
  let rows = 0;
  for (const [row, outcome] of outcomes(table).entries()) {
    if (!isCounted(row)) continue;
    rows += 1;
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  return {
    rows,
    confidence,
    metrics: table.columns.map((column, index) => ({
      column,
      summary: summarize(columnValues(table, index, isCounted), confidence),
    })),
    outcomes: [...OUTCOMES, 'failed'].map((outcome) => {
      const count = counts.get(outcome) ?? 0;
      const share = count / rows;
      const { low, high } = wilsonInterval(count, rows, confidence);
      const relativeHalfWidth = relativeTo(share, (high - low) / 2);
      return { outcome, count, n: rows, share, low, high, relativeHalfWidth };
    }),
  };
}

/** The summary of a metric by its name. */
export function metricNamed(summary: PointSummary, name: string): MetricSummary {
  const row = summary.metrics.find((metric) => metric.column.name === name);
  if (row === undefined) throw new RangeError(`there is no metric ${name}`);
  return row.summary;
}

/** The precision achieved of a metric or of the share of an outcome; NaN where there is none. */
export function achievedPrecision(summary: PointSummary, metric: string): number {
  const wanted = outcomeNamed(metric);
  if (wanted === undefined)
    return (
      summary.metrics.find(({ column }) => column.name === metric)?.summary.relativeHalfWidth ?? Number.NaN
    );
  return summary.outcomes.find(({ outcome }) => outcome === wanted)?.relativeHalfWidth ?? Number.NaN;
}
