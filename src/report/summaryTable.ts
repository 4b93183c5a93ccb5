import { QUANTILES } from '../montecarlo/statistics.ts';
import { parameterValue, type StudyTables } from '../montecarlo/studyPoint.ts';
import type { PointSummary } from '../montecarlo/summary.ts';
import { withParameters } from './parameterFields.ts';
import { type Cell, type Field, integer, number, string, type Table } from './table.ts';

/** Name of the column of a quantile, like p05. */
export function quantileColumn(probability: number): string {
  return `p${String(Math.round(probability * 100)).padStart(2, '0')}`;
}

/** Columns of summary.csv. */
export const SUMMARY_FIELDS: readonly Field[] = [
  integer('point', 'parameter setting, from 0'),
  string('metric', 'a column of runs.csv, or outcome.<name>: the share of runs with that outcome'),
  string('unit', 'unit of the metric'),
  integer('n', 'replications with a value'),
  number('mean', 'mean, or share of an outcome'),
  number('sd', 'sample standard deviation'),
  number('standard_error', 'sd / sqrt(n)'),
  number('ci_low', 'lower end of the confidence interval: Student t for means, Wilson for shares'),
  number('ci_high', 'upper end of the confidence interval'),
  number('confidence', 'confidence of the interval'),
  number('min', 'smallest value'),
  ...QUANTILES.map((p) => number(quantileColumn(p), `${Math.round(p * 100)} % quantile (type 7)`)),
  number('max', 'largest value'),
  ...QUANTILES.flatMap((p) => [
    number(
      `${quantileColumn(p)}_low`,
      `lower end of the interval of the ${Math.round(p * 100)} % quantile (order statistics); empty where the values do not bound it`,
    ),
    number(`${quantileColumn(p)}_high`, 'upper end of that interval'),
  ]),
  number(
    'relative_half_width',
    'precision achieved: half of ci_high - ci_low over the size of the mean; empty where the mean is 0',
  ),
];

/** summary.csv: one row per point and metric. */
export function summaryTable(study: StudyTables): Table {
  return {
    name: 'summary',
    fields: withParameters(SUMMARY_FIELDS, study.parameters),
    rows: () => rows(study),
  };
}

function* rows({ parameters, points }: StudyTables): Generator<Cell[]> {
  for (const [index, point] of points.entries()) {
    const values = parameters.map((parameter) => parameterValue(point, parameter));
    for (const cells of pointRows(point.summary)) yield [index, ...values, ...cells];
  }
}

function* pointRows({ metrics, outcomes, confidence }: PointSummary): Generator<Cell[]> {
  for (const { column, summary } of metrics) {
    const { n, mean, standardDeviation, standardError, low, high, minimum, maximum } = summary;
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
      ...summary.quantiles,
      maximum,
      ...summary.quantileIntervals.flatMap((interval) => [interval.low, interval.high]),
      summary.relativeHalfWidth,
    ];
  }
  const none = Array<null>(2 + 3 * QUANTILES.length).fill(null);
  for (const { outcome, n, share, low, high, relativeHalfWidth } of outcomes) {
    yield [`outcome.${outcome}`, '', n, share, null, null, low, high, confidence, ...none, relativeHalfWidth];
  }
}
