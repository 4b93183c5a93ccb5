import {
  type Comparison,
  compareRows,
  type ErrorSummary,
  reportSets,
  type SetReport,
  type Unpredicted,
  unpredictedRows,
} from '../model/step/validation.ts';
import type { ValidationRow } from '../model/step/validationRow.ts';
import { csv } from '../report/csv.ts';
import { formatDuration, formatPercent, table } from './format.ts';

/** Measured steps beside predicted ones. */
export interface StepTimeCheck {
  readonly comparisons: readonly Comparison[];
  readonly unpredicted: readonly Unpredicted[];
  readonly reports: readonly SetReport[];
}

export function checkStepTimes(rows: readonly ValidationRow[]): StepTimeCheck {
  const comparisons = compareRows(rows);
  return { comparisons, unpredicted: unpredictedRows(rows), reports: reportSets(comparisons) };
}

/** Every row, for who wants them. */
export function stepTimeRowsText({ comparisons, unpredicted }: StepTimeCheck): string {
  return [
    ROW_HEADING,
    ...comparisons.map(rowText),
    ...unpredicted.map(
      ({ id, source, reason }) => `${id.padEnd(24)}  ${source.padEnd(22)}  not predicted; ${reason}`,
    ),
    '',
  ].join('\n');
}

export const STEP_TIME_HEADING = [
  'source',
  'rows',
  'mean |error|',
  'fitted rows',
  'unseen rows',
  'worst',
  'tolerance',
  '',
  'what',
] as const;

/** The error per source, a line each under STEP_TIME_HEADING. */
export function stepTimeCells({ reports }: StepTimeCheck): readonly (readonly string[])[] {
  return reports.map(({ set, all, fitted, unseen, passes }) => [
    set.name,
    String(all?.rows ?? 0),
    meanOf(all),
    meanOf(fitted),
    meanOf(unseen),
    all === null ? '-' : formatPercent(all.worst, 2),
    formatPercent(set.tolerance, 2),
    passes ? 'ok' : 'EXCEEDED',
    set.about,
  ]);
}

export function stepTimeText(check: StepTimeCheck): string {
  return table([STEP_TIME_HEADING, ...stepTimeCells(check)]);
}

const ROW_HEADING = [
  'row'.padEnd(24),
  'source'.padEnd(22),
  'measured'.padStart(10),
  'predicted'.padStart(10),
  'error'.padStart(9),
  'model TFLOP/s per GPU, measured and predicted',
].join('  ');

/** Three significant digits are what the tables print. */
function teraflops(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(value < 100 ? 1 : 0);
}

function meanOf(summary: ErrorSummary | null): string {
  return summary === null ? '-' : formatPercent(summary.meanAbsolute, 2);
}

function rowText(row: Comparison): string {
  const { id, set, measuredSeconds, predictedSeconds, timeError, fitted } = row;
  const sign = timeError < 0 ? '-' : '+';
  return [
    id.padEnd(24),
    set.padEnd(22),
    formatDuration(measuredSeconds, 4).padStart(10),
    formatDuration(predictedSeconds, 4).padStart(10),
    `${sign}${formatPercent(Math.abs(timeError), 2)}`.padStart(9),
    teraflops(row.measuredTflops).padStart(5),
    teraflops(row.predictedTflops).padStart(5),
    fitted ? 'fitted' : 'unseen',
  ].join('  ');
}

export function comparisonCsv({ comparisons, unpredicted }: StepTimeCheck): Generator<string> {
  return csv(
    [
      'id',
      'source',
      'profile',
      'fitted',
      'measured_s',
      'predicted_s',
      'error',
      'measured_tflops_per_gpu',
      'predicted_tflops_per_gpu',
      'memory_error',
      'fits',
      'not_predicted',
    ],
    [
      ...comparisons.map((row) => [
        row.id,
        row.set,
        row.profile,
        String(row.fitted),
        row.measuredSeconds,
        row.predictedSeconds,
        row.timeError,
        row.measuredTflops,
        row.predictedTflops,
        row.memoryError,
        String(row.fits),
        null,
      ]),
      ...unpredicted.map(({ id, source, reason }) => [id, source, ...new Array<null>(9).fill(null), reason]),
    ],
  );
}
