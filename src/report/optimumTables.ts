import type { Finding } from '../montecarlo/search/finding.ts';
import { parameterValue, type StudyTables } from '../montecarlo/studyPoint.ts';
import { withParameters } from './parameterFields.ts';
import { type Cell, type Field, integer, number, string, type Table } from './table.ts';

const flag = (name: string, meaning: string): Field => integer(name, `1 ${meaning}, else 0`);

/** Columns of curve.csv. */
export const CURVE_FIELDS: readonly Field[] = [
  integer('point', 'parameter setting, from 0; 0 is the scenario as it is'),
  string('metric', 'the objective: a column of runs.csv, or outcome.<name>'),
  string('unit', 'unit of the metric'),
  integer('n', 'replications with a value'),
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
export const OPTIMUM_FIELDS: readonly Field[] = [
  string('axis', 'path of the scenario that was searched'),
  string('unit', 'unit of value, low and high; empty for plain numbers and for text'),
  string('metric', 'the objective'),
  string('goal', 'minimize or maximize'),
  integer('point', 'the point to take, in curve.csv and runs.csv'),
  string('value_text', 'its value as --set takes it'),
  number('value', 'its value'),
  number('low', 'lower end of the interval of the optimum'),
  number('high', 'upper end of the interval of the optimum'),
  number('confidence', 'confidence of the interval, the other axes being at their values'),
  flag('reaches_low', 'where the optimum may lie at, or beyond, the low end of the range'),
  flag('reaches_high', 'where the optimum may lie at, or beyond, the high end of the range'),
  string(
    'method',
    'fit: where the slope of a polynomial is not told from 0; neighbours: between the nearest values told from the best; set: the values not told from the best',
  ),
  integer('fit_degree', 'degree of the polynomial'),
  string('maybe_best', 'values simulated that are not to be told from the best, with | between them'),
];

/** curve.csv: the objective at every point of a search. */
export function curveTable(
  { parameters, points }: StudyTables,
  { curve, objective, unit, confidence, chosen }: Finding,
): Table {
  return {
    name: 'curve',
    fields: withParameters(CURVE_FIELDS, parameters),
    rows: () =>
      curve.map((one): Cell[] => [
        one.point,
        ...parameters.map((parameter) => parameterValue(points[one.point]!, parameter)),
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
      ]),
  };
}

/** optimum.csv: one row per axis. */
export function optimumTable({ optimum, objective, confidence, chosen }: Finding): Table {
  return {
    name: 'optimum',
    fields: OPTIMUM_FIELDS,
    rows: () =>
      optimum.axes.map((axis): Cell[] => {
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
          axis.maybeBest.map(({ text }) => text).join(' | '),
        ];
      }),
  };
}
