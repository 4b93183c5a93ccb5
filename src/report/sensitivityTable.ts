import { metricUnit } from '../montecarlo/metricValues.ts';
import type { Finding, Measure } from '../montecarlo/sensitivity/finding.ts';
import type { StudyTables } from '../montecarlo/studyPoint.ts';
import { type Cell, type Field, integer, number, string, type Table } from './table.ts';

/** Columns of sensitivity.csv. */
export const SENSITIVITY_FIELDS: readonly Field[] = [
  integer('point', 'parameter setting of a sweep; empty where all points together say it'),
  string('metric', 'a column of runs.csv, or outcome.<name>: 1 where a run ended so, else 0'),
  string(
    'parameter',
    'paths of an uncertain parameter, or luck; shares of variance are of parameters, of luck and of both together',
  ),
  string(
    'measure',
    'rank_correlation (Spearman); sobol_first and sobol_total (share of variance that goes if the parameter is known, and that stays if all others are); variance_share; low_change, high_change and swing (mean change of the metric with the parameter at its 5 % or 95 % quantile, and between the two)',
  ),
  string('unit', 'unit of the value: that of the metric for changes, none for shares and correlations'),
  number('value', 'the estimate; shares may fall a little outside 0 to 1'),
  number('low', 'lower end of its interval'),
  number('high', 'upper end of its interval'),
  number('confidence', 'confidence of the interval'),
  integer('n', 'rows, design rows, points or replications that it rests on'),
];

/** What is found of a point of a sweep, or of all points together. */
export interface PointFindings {
  readonly point: number | null;
  readonly findings: readonly Finding[];
}

/** sensitivity.csv: one row per point, metric, parameter and measure. */
export function sensitivityTable(
  { columns }: StudyTables,
  found: readonly PointFindings[],
  confidence: number,
): Table {
  return {
    name: 'sensitivity',
    fields: SENSITIVITY_FIELDS,
    rows: () =>
      found.flatMap(({ point, findings }) =>
        findings.map(({ metric, parameter, measure, value, low, high, n }): Cell[] => [
          point,
          metric,
          parameter,
          measure,
          isChange(measure) ? metricUnit(columns, metric) : '',
          value,
          low,
          high,
          confidence,
          n,
        ]),
      ),
  };
}

function isChange(measure: Measure): boolean {
  return measure === 'low_change' || measure === 'high_change' || measure === 'swing';
}
