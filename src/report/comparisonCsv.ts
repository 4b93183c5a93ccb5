import type { PointComparison } from '../montecarlo/comparison.ts';
import { QUANTILES } from '../montecarlo/statistics.ts';
import { parameterColumn, parameterValue, type StudyTables } from '../montecarlo/studyPoint.ts';
import { type Cell, csv } from './csv.ts';
import { type DescribedColumn, quantileColumn } from './summaryCsv.ts';

const described = (name: string, type: string, meaning: string): DescribedColumn => ({ name, type, meaning });
const number = (name: string, meaning: string) => described(name, 'number', meaning);

/** Columns of comparison.csv, for its data dictionary. */
export const COMPARISON_COLUMNS: readonly DescribedColumn[] = [
  described('point', 'integer', 'parameter setting, from 0'),
  described(
    'metric',
    'string',
    'a column of runs.csv, or outcome.<name>: the share of runs with that outcome',
  ),
  described('unit', 'string', 'unit of the metric'),
  described('baseline', 'integer', 'point that this one is compared with'),
  number('confidence', 'confidence of each interval'),
  number('mean', 'mean at this point'),
  number('baseline_mean', 'mean at the baseline, over the replications with a value at both'),
  described('n', 'integer', 'replications with a value at both points'),
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
  described('maybe_best', 'integer', '1 where the point is not to be told from the best, else 0'),
];

/** comparison.csv: one row per metric and point. */
export function comparisonCsv(
  tables: StudyTables,
  baseline: number,
  confidence: number,
  comparisons: readonly PointComparison[],
): Generator<string> {
  const [point, ...columns] = COMPARISON_COLUMNS.map(({ name }) => name);
  return csv(
    [point!, ...tables.parameters.map(parameterColumn), ...columns],
    comparisons.map((one): Cell[] => [
      one.point,
      ...tables.parameters.map((parameter) => parameterValue(tables.points[one.point]!, parameter)),
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
  );
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
