import type { PointComparison } from '../montecarlo/comparison.ts';
import { QUANTILES } from '../montecarlo/statistics.ts';
import { parameterValue, type StudyTables } from '../montecarlo/studyPoint.ts';
import { withParameters } from './parameterFields.ts';
import { quantileColumn } from './summaryTable.ts';
import { type Cell, type Field, integer, number, string, type Table } from './table.ts';

/** Columns of comparison.csv, for its data dictionary. */
export const COMPARISON_FIELDS: readonly Field[] = [
  integer('point', 'parameter setting, from 0'),
  string('metric', 'a column of runs.csv, or outcome.<name>: the share of runs with that outcome'),
  string('unit', 'unit of the metric'),
  integer('baseline', 'point that this one is compared with'),
  number('confidence', 'confidence of each interval'),
  number('mean', 'mean at this point, over the replications with a value at both'),
  number('baseline_mean', 'mean at the baseline, over the replications with a value at both'),
  integer('n', 'replications with a value at both points'),
  number('difference', 'mean of this point less baseline, replication by replication'),
  number('difference_standard_error', 'standard error of the difference'),
  number('difference_low', 'lower end of its paired t interval'),
  number('difference_high', 'upper end of its paired t interval'),
  number('all_low', 'lower end of an interval that holds for all points of the metric together (Bonferroni)'),
  number('all_high', 'upper end of an interval that holds for all points of the metric together'),
  number('ratio', 'mean at this point over mean at the baseline'),
  number('ratio_low', "lower end of Fieller's interval"),
  number('ratio_high', "upper end of Fieller's interval"),
  number('worse', 'share of replications in which this point is worse than the baseline, ties half'),
  number('worse_low', "lower end of Wilson's interval"),
  number('worse_high', "upper end of Wilson's interval"),
  ...QUANTILES.flatMap((p) => {
    const name = `${quantileColumn(p)}_difference`;
    return [
      number(name, `${Math.round(p * 100)} % quantile (type 7) of this point less that of the baseline`),
      number(`${name}_low`, 'lower end of its interval: percentiles of the bootstrap over replications'),
      number(`${name}_high`, 'upper end of its interval'),
    ];
  }),
  number('variance_reduction', 'share of the variance of the difference that common luck takes out'),
  number('to_best', 'mean less the best mean of the other points'),
  number('to_best_low', 'lower end of its interval, for all points together (Hsu 1984)'),
  number('to_best_high', 'upper end of its interval, for all points together'),
  integer('maybe_best', '1 where the point is not to be told from the best, else 0'),
];

/** comparison.csv: one row per metric and point. */
export function comparisonTable(
  { parameters, points }: StudyTables,
  baseline: number,
  confidence: number,
  comparisons: readonly PointComparison[],
): Table {
  return {
    name: 'comparison',
    fields: withParameters(COMPARISON_FIELDS, parameters),
    rows: () =>
      comparisons.map((one): Cell[] => [
        one.point,
        ...parameters.map((parameter) => parameterValue(points[one.point]!, parameter)),
        one.metric,
        one.unit,
        baseline,
        confidence,
        one.mean,
        ...pairedCells(one),
        one.standing.gap,
        one.standing.low,
        one.standing.high,
        Number(one.standing.maybeBest),
      ]),
  };
}

function pairedCells({ paired, simultaneous }: PointComparison): Cell[] {
  if (paired === null || simultaneous === null) return Array<null>(14 + 3 * QUANTILES.length + 1).fill(null);
  const { n, baselineMean, difference, ratio, worse, quantiles, varianceReduction } = paired;
  return [
    baselineMean,
    n,
    difference.value,
    difference.standardError,
    difference.low,
    difference.high,
    simultaneous.low,
    simultaneous.high,
    ratio.value,
    ratio.low,
    ratio.high,
    worse.value,
    worse.low,
    worse.high,
    ...quantiles.flatMap(({ value, low, high }) => [value, low, high]),
    varianceReduction,
  ];
}
