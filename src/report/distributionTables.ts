import type { Column } from '../montecarlo/column.ts';
import { columnValues } from '../montecarlo/runTable.ts';
import { bandHalfHeight, empiricalDistribution, thinned } from '../montecarlo/statistics/ecdf.ts';
import { binsOf, countsIn } from '../montecarlo/statistics/histogram.ts';
import { type PointOutcome, parameterValue, type StudyTables } from '../montecarlo/studyPoint.ts';
import { withParameters } from './parameterFields.ts';
import { type Cell, type Field, integer, number, string, type Table } from './table.ts';

/** Metrics whose distributions are written unless told otherwise. */
export const DISTRIBUTION_METRICS: readonly string[] = [
  'goodput',
  'wall_time_h',
  'interruptions',
  'facility_energy_mwh',
  'total_cost_usd',
];

/** Steps of one distribution function in ecdf.csv: more than a chart can show, and runs.csv has every value. */
const MOST_STEPS = 1000;

const KEYS: readonly Field[] = [
  integer('point', 'parameter setting, from 0'),
  string('metric', 'a column of runs.csv'),
  string('unit', 'unit of the metric'),
];

/** Columns of histogram.csv. */
export const HISTOGRAM_FIELDS: readonly Field[] = [
  ...KEYS,
  number('bin_low', 'lower edge of the bin, in the unit of the metric; the edges are the same at all points'),
  number('bin_high', 'upper edge: itself only in the last bin'),
  integer('count', 'replications in the bin'),
  number('share', 'count over the replications with a value'),
  number('cumulative', 'share of this bin and all below'),
];

/** Columns of ecdf.csv. */
export const ECDF_FIELDS: readonly Field[] = [
  ...KEYS,
  number(
    'value',
    `value at which the function rises, in the unit of the metric; at most ${MOST_STEPS} of them, evenly by share`,
  ),
  number('share', 'share of replications at or below the value'),
  number(
    'share_low',
    'lower end of a band that holds the whole true function (Dvoretzky, Kiefer, Wolfowitz, Massart)',
  ),
  number('share_high', 'upper end of the band'),
];

/** histogram.csv: one row per metric, point and bin. Bins are those of the values of all points together. */
export function histogramTable(study: StudyTables, metrics: readonly string[]): Table {
  return table('histogram', HISTOGRAM_FIELDS, study, function* () {
    for (const column of columnsNamed(study, metrics)) {
      const bins = binsOf(joined(study.points.map((point) => valuesOf(point, column))), column.type);
      for (const [index, point] of study.points.entries()) {
        const values = valuesOf(point, column);
        let below = 0;
        for (const [bin, count] of countsIn(bins, values).entries()) {
          below += count;
          const [low, high] = [bin, bin + 1].map((edge) => bins.start + edge * bins.width);
          yield {
            point: index,
            column,
            cells: [low!, high!, count, count / values.length, below / values.length],
          };
        }
      }
    }
  });
}

/** ecdf.csv: one row per metric, point and step of the empirical distribution function. */
export function ecdfTable(study: StudyTables, metrics: readonly string[]): Table {
  return table('ecdf', ECDF_FIELDS, study, function* () {
    for (const column of columnsNamed(study, metrics)) {
      for (const [index, point] of study.points.entries()) {
        const all = valuesOf(point, column);
        const half = bandHalfHeight(all.length, point.summary.confidence);
        const { values, shares } = thinned(empiricalDistribution(all), MOST_STEPS);
        for (const [step, share] of shares.entries()) {
          const band = [Math.max(0, share - half), Math.min(1, share + half)];
          yield { point: index, column, cells: [values[step]!, share, ...band] };
        }
      }
    }
  });
}

interface DistributionRow {
  readonly point: number;
  readonly column: Column;
  readonly cells: readonly Cell[];
}

function table(
  name: string,
  fields: readonly Field[],
  { parameters, points }: StudyTables,
  rows: () => Iterable<DistributionRow>,
): Table {
  const settings = points.map((point) => parameters.map((parameter) => parameterValue(point, parameter)));
  return {
    name,
    fields: withParameters(fields, parameters),
    *rows() {
      for (const { point, column, cells } of rows())
        yield [point, ...settings[point]!, column.name, column.unit, ...cells];
    },
  };
}

function columnsNamed({ columns }: StudyTables, names: readonly string[]): Column[] {
  return names.flatMap((name) => columns.filter((column) => column.name === name));
}

/** None where the point does not have the column. */
function valuesOf({ table: own, isCounted }: PointOutcome, { name }: Column): Float64Array {
  const place = own.columns.findIndex((column) => column.name === name);
  return place < 0 ? new Float64Array(0) : columnValues(own, place, isCounted);
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    all.set(part, end);
    end += part.length;
  }
  return all;
}
