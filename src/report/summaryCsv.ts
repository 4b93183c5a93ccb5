import { QUANTILES } from '../montecarlo/statistics.ts';
import {
  type Parameter,
  type PointOutcome,
  parameterColumn,
  parameterValue,
  type StudyTables,
} from '../montecarlo/studyPoint.ts';
import type { PointSummary } from '../montecarlo/summary.ts';
import { type Cell, csv } from './csv.ts';

/** A column of a table, for its data dictionary. */
export interface DescribedColumn {
  readonly name: string;
  readonly type: string;
  readonly meaning: string;
}

/** Name of the column of a quantile, like p05. */
export function quantileColumn(probability: number): string {
  return `p${String(Math.round(probability * 100)).padStart(2, '0')}`;
}

/** Columns of summary.csv. */
export const SUMMARY_COLUMNS: readonly DescribedColumn[] = [
  { name: 'point', type: 'integer', meaning: 'parameter setting, from 0' },
  {
    name: 'metric',
    type: 'string',
    meaning: 'a column of runs.csv, or outcome.<name>: the share of runs with that outcome',
  },
  { name: 'unit', type: 'string', meaning: 'unit of the metric' },
  { name: 'n', type: 'integer', meaning: 'replications with a value' },
  { name: 'mean', type: 'number', meaning: 'mean, or share of an outcome' },
  { name: 'sd', type: 'number', meaning: 'sample standard deviation' },
  { name: 'standard_error', type: 'number', meaning: 'sd / sqrt(n)' },
  {
    name: 'ci_low',
    type: 'number',
    meaning: 'lower end of the confidence interval: Student t for means, Wilson for shares',
  },
  { name: 'ci_high', type: 'number', meaning: 'upper end of the confidence interval' },
  { name: 'confidence', type: 'number', meaning: 'confidence of the interval' },
  { name: 'min', type: 'number', meaning: 'smallest value' },
  ...QUANTILES.map((p) => ({
    name: quantileColumn(p),
    type: 'number',
    meaning: `${Math.round(p * 100)} % quantile (type 7)`,
  })),
  { name: 'max', type: 'number', meaning: 'largest value' },
];

/** summary.csv: one row per point and metric. */
export function summaryCsv({ parameters, points }: StudyTables): Generator<string> {
  const [point, ...columns] = SUMMARY_COLUMNS.map((column) => column.name);
  return csv([point!, ...parameters.map(parameterColumn), ...columns], rows(parameters, points));
}

function* rows(parameters: readonly Parameter[], points: readonly PointOutcome[]): Generator<Cell[]> {
  for (const [index, point] of points.entries()) {
    const values = parameters.map((parameter) => parameterValue(point, parameter));
    for (const cells of pointRows(point.summary)) yield [index, ...values, ...cells];
  }
}

function* pointRows({ metrics, outcomes, confidence }: PointSummary): Generator<Cell[]> {
  for (const { column, summary } of metrics) {
    const { n, mean, standardDeviation, standardError, low, high, minimum, maximum, quantiles } = summary;
    yield [
      column.name,
      column.unit,
      n,
      mean,
      standardDeviation,
      standardError,
      low,
      high,
      confidence,
      minimum,
      ...quantiles,
      maximum,
    ];
  }
  const noQuantiles = QUANTILES.map(() => null);
  for (const { outcome, n, share, low, high } of outcomes) {
    yield [`outcome.${outcome}`, '', n, share, null, null, low, high, confidence, null, ...noQuantiles, null];
  }
}
