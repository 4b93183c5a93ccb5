import type { Comparison, ErrorSummary, SetReport } from '../model/step/validation.ts';
import { STEP_TIME_AIM } from '../model/step/validationSets.ts';
import { formatDuration, formatPercent, table } from './format.ts';
import { assumptionsOf, inputsOf, type StepTimeCheck, sourcesOf } from './stepTimeCheck.ts';

/** Every row, for who wants them. */
export function stepTimeRowsText({ reports, unpredicted }: StepTimeCheck): string {
  return [
    ROW_HEADING,
    ...reports.flatMap(({ comparisons }) => comparisons.map(rowText)),
    ...unpredicted.map(
      ({ id, set, reason }) => `${id.padEnd(24)}  ${set.padEnd(22)}  not predicted; ${reason}`,
    ),
    '',
  ].join('\n');
}

export const STEP_TIME_HEADING = [
  'steps of',
  'fitted rows',
  'mean |error|',
  'unseen rows',
  'mean |error|',
  'errors',
  'memory',
  'too large',
  'tolerance',
  'inputs',
  'result',
] as const;

/** A source per line under STEP_TIME_HEADING. */
export function stepTimeCells(reports: readonly SetReport[]): readonly (readonly string[])[] {
  return reports.map(({ set, comparisons, all, fitted, unseen, memory, verdict }) => [
    set.name,
    String(fitted?.rows ?? 0),
    meanOf(fitted),
    String(unseen?.rows ?? 0),
    meanOf(unseen),
    rangeOf(all),
    meanOf(memory),
    String(comparisons.filter(({ fits }) => !fits).length),
    formatPercent(STEP_TIME_AIM, 2),
    `${inputsOf(comparisons)}${unseen === null ? ', from itself' : ''}`,
    verdict ?? '-',
  ]);
}

/** The sources, each with where it is from and what is to be said of it. */
export function stepTimeText({ reports }: StepTimeCheck, withRemarks: boolean): string {
  const [heading, ...lines] = table([STEP_TIME_HEADING, ...stepTimeCells(reports)]).split('\n');
  return [
    heading!,
    ...lines.flatMap((line, index) => [
      line,
      ...(withRemarks ? sourceRemarks(reports[index]!).map((text) => `      ${text}`) : []),
    ]),
  ].join('\n');
}

/** What the steps of a source are, where from, why not reproduced, and what had to be assumed. */
export function sourceRemarks({ set, comparisons, memory }: SetReport): readonly string[] {
  const [first, ...others] = sourcesOf(comparisons);
  return [
    set.about,
    // Releases of one table, or sections of one page; each step has its own in the CSV.
    `${first ?? ''}${others.length === 0 ? '' : `, and ${others.length} more of its releases or tables`}`,
    ...(set.notReproduced === null ? [] : [`not reproduced: ${set.notReproduced}`]),
    ...(memory === null || set.memoryNotReproduced === null
      ? []
      : [`memory not reproduced: ${set.memoryNotReproduced}`]),
    assumptionsOf(comparisons),
  ].filter((text) => text !== '');
}

const ROW_HEADING = [
  'row'.padEnd(24),
  'steps of'.padEnd(22),
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
  return summary === null ? '-' : formatPercent(summary.meanAbsolute, 3);
}

function rangeOf(summary: ErrorSummary | null): string {
  if (summary === null) return '-';
  const ends = [summary.least, summary.most].map(signedPercent);
  return [...new Set(ends)].join(' to ');
}

function signedPercent(error: number): string {
  return `${error < 0 ? '-' : '+'}${formatPercent(Math.abs(error), 2)}`;
}

function rowText(row: Comparison): string {
  const { id, set, measuredSeconds, predictedSeconds, timeError, fitted } = row;
  return [
    id.padEnd(24),
    set.padEnd(22),
    formatDuration(measuredSeconds, 4).padStart(10),
    formatDuration(predictedSeconds, 4).padStart(10),
    signedPercent(timeError).padStart(9),
    teraflops(row.measuredTflops).padStart(5),
    teraflops(row.predictedTflops).padStart(5),
    fitted ? 'fitted' : 'unseen',
  ].join('  ');
}
