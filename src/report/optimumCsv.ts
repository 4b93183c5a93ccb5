import type { Finding } from '../montecarlo/search/finding.ts';
import { parameterColumn, parameterValue, type StudyTables } from '../montecarlo/studyPoint.ts';
import { csv } from './csv.ts';
import type { FurtherTable } from './furtherTable.ts';
import type { DescribedColumn } from './summaryCsv.ts';

const described = (name: string, type: string, meaning: string): DescribedColumn => ({ name, type, meaning });
const number = (name: string, meaning: string) => described(name, 'number', meaning);
const text = (name: string, meaning: string) => described(name, 'string', meaning);
const flag = (name: string, meaning: string) => described(name, 'integer', `1 ${meaning}, else 0`);

/** Columns of curve.csv. */
export const CURVE_COLUMNS: readonly DescribedColumn[] = [
  described('point', 'integer', 'parameter setting, from 0; 0 is the scenario as it is'),
  text('metric', 'the objective: a column of runs.csv, or outcome.<name>'),
  text('unit', 'unit of the metric'),
  described('n', 'integer', 'replications with a value'),
  number('confidence', 'confidence of each interval'),
  number('mean', 'mean at this point'),
  number('mean_low', 'lower end of its t interval'),
  number('mean_high', 'upper end of its t interval'),
  number('to_chosen', 'mean less that of the chosen point, replication by replication'),
  number('to_chosen_low', 'lower end of its paired t interval'),
  number('to_chosen_high', 'upper end of its paired t interval'),
  flag('maybe_best', 'where the point is not to be told from the best of all points together (Hsu 1984)'),
  flag('chosen', 'at the point to take'),
];

/** Columns of optimum.csv. */
export const OPTIMUM_COLUMNS: readonly DescribedColumn[] = [
  text('axis', 'path of the scenario that was searched'),
  text('unit', 'unit of value, low and high; empty for plain numbers and for text'),
  text('metric', 'the objective'),
  text('goal', 'minimize or maximize'),
  described('point', 'integer', 'the point to take, in curve.csv and runs.csv'),
  text('value_text', 'its value as --set takes it'),
  number('value', 'its value'),
  number('low', 'lower end of the interval of the optimum'),
  number('high', 'upper end of the interval of the optimum'),
  number('confidence', 'confidence of the interval, the other axes being at their values'),
  flag('reaches_low', 'where the optimum may lie at, or beyond, the low end of the range'),
  flag('reaches_high', 'where the optimum may lie at, or beyond, the high end of the range'),
  text(
    'method',
    'fit: where the slope of a polynomial is not told from 0; neighbours: between the nearest values told from the best; set: the values not told from the best',
  ),
  described('fit_degree', 'integer', 'degree of the polynomial'),
  text('maybe_best', 'values simulated that are not to be told from the best, with | between them'),
];

/** curve.csv: the objective at every point of a search. */
export function curveTable(
  tables: StudyTables,
  { curve, objective, unit, confidence, chosen }: Finding,
): FurtherTable {
  const [point, ...columns] = CURVE_COLUMNS.map(({ name }) => name);
  const rows = curve.map((one) => [
    one.point,
    ...tables.parameters.map((parameter) => parameterValue(tables.points[one.point]!, parameter)),
    objective.metric,
    unit,
    one.n,
    confidence,
    one.mean.value,
    one.mean.low,
    one.mean.high,
    one.toChosen.value,
    one.toChosen.low,
    one.toChosen.high,
    Number(one.maybeBest),
    Number(one.point === chosen),
  ]);
  return {
    name: 'curve',
    columns: CURVE_COLUMNS,
    hasParameters: true,
    text: csv([point!, ...tables.parameters.map(parameterColumn), ...columns], rows),
  };
}

/** optimum.csv: one row per axis. */
export function optimumTable({ optimum, objective, confidence, chosen }: Finding): FurtherTable {
  const rows = optimum.axes.map((axis) => {
    const isNumber = axis.unit !== null;
    return [
      axis.path,
      axis.unit,
      objective.metric,
      objective.goal,
      chosen,
      axis.chosen.text,
      isNumber ? axis.chosen.number : null,
      isNumber ? (axis.low?.number ?? null) : null,
      isNumber ? (axis.high?.number ?? null) : null,
      confidence,
      Number(axis.reachesLow),
      Number(axis.reachesHigh),
      axis.method,
      axis.fit?.degree ?? null,
      axis.maybeBest.map(({ text: value }) => value).join(' | '),
    ];
  });
  return {
    name: 'optimum',
    columns: OPTIMUM_COLUMNS,
    hasParameters: false,
    text: csv(
      OPTIMUM_COLUMNS.map(({ name }) => name),
      rows,
    ),
  };
}
