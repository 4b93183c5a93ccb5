import type { Column } from '../montecarlo/column.ts';
import type { MetricSummary } from '../montecarlo/statistics.ts';
import { parameterValue, type StudyTables } from '../montecarlo/studyPoint.ts';
import type { OutcomeRow, PointSummary } from '../montecarlo/summary.ts';
import { withParameters } from './parameterFields.ts';
import { type Cell, type Field, integer, number, type Table } from './table.ts';

interface Statistic<Row> {
  /** As the column of summary.csv that has it too. */
  readonly name: string;
  /** What it is of a metric or an outcome, before its meaning. */
  readonly meaning: string;
  readonly of: (row: Row) => number | undefined;
}

const METRIC_STATISTICS: readonly Statistic<MetricSummary>[] = [
  { name: 'mean', meaning: 'mean', of: ({ mean }) => mean },
  { name: 'ci_low', meaning: 'lower end of the interval of the mean', of: ({ low }) => low },
  { name: 'ci_high', meaning: 'upper end of the interval of the mean', of: ({ high }) => high },
  { name: 'sd', meaning: 'sample standard deviation', of: ({ standardDeviation }) => standardDeviation },
  { name: 'p05', meaning: '5 % quantile', of: ({ quantiles }) => quantiles[0] },
  { name: 'p50', meaning: 'median', of: ({ quantiles }) => quantiles[2] },
  { name: 'p95', meaning: '95 % quantile', of: ({ quantiles }) => quantiles[4] },
];

const OUTCOME_STATISTICS: readonly Statistic<OutcomeRow>[] = [
  { name: 'mean', meaning: 'share of runs', of: ({ share }) => share },
  { name: 'ci_low', meaning: "lower end of Wilson's interval of the share", of: ({ low }) => low },
  { name: 'ci_high', meaning: "upper end of Wilson's interval of the share", of: ({ high }) => high },
];

const KEYS: readonly Field[] = [
  integer('point', 'parameter setting, from 0'),
  integer('replications', 'replications of the point, failed ones too'),
  number('confidence', 'confidence of the intervals'),
];

/** Columns of wide.csv without parameters, in order: shares of outcomes, then metrics. */
export function wideFields(
  outcomes: readonly string[],
  columns: readonly Pick<Column, 'name' | 'unit' | 'meaning'>[],
): readonly Field[] {
  return [
    ...KEYS,
    ...outcomes.flatMap((outcome) =>
      OUTCOME_STATISTICS.map(({ name, meaning }) =>
        number(`outcome.${outcome}.${name}`, `${meaning}: ${outcome}`),
      ),
    ),
    ...columns.flatMap((column) =>
      METRIC_STATISTICS.map(({ name, meaning }) =>
        number(`${column.name}.${name}`, `${meaning}: ${column.meaning}`, column.unit),
      ),
    ),
  ];
}

/** wide.csv: one row per point, a column per metric and statistic, as a chart in a spreadsheet wants it. */
export function wideTable(study: StudyTables): Table {
  const outcomes = study.points[0]?.summary.outcomes.map(({ outcome }) => outcome) ?? [];
  return {
    name: 'wide',
    fields: withParameters(wideFields(outcomes, study.columns), study.parameters),
    rows: () =>
      study.points.map((point, index) => [
        index,
        ...study.parameters.map((parameter) => parameterValue(point, parameter)),
        ...pointCells(point.summary, outcomes, study.columns),
      ]),
  };
}

function pointCells(
  { rows, confidence, outcomes: outcomeRows, metrics }: PointSummary,
  outcomes: readonly string[],
  columns: readonly Pick<Column, 'name'>[],
): Cell[] {
  const byOutcome = new Map(outcomeRows.map((row) => [row.outcome, row]));
  const byMetric = new Map(metrics.map(({ column, summary }) => [column.name, summary]));
  return [
    rows,
    confidence,
    ...outcomes.flatMap((outcome) => cells(byOutcome.get(outcome), OUTCOME_STATISTICS)),
    ...columns.flatMap(({ name }) => cells(byMetric.get(name), METRIC_STATISTICS)),
  ];
}

/** None of a metric that the point does not have. */
function cells<Row>(row: Row | undefined, statistics: readonly Statistic<Row>[]): Cell[] {
  return statistics.map(({ of }) => (row === undefined ? null : (of(row) ?? null)));
}
