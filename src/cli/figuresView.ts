import { type Judgement, wayOf } from '../montecarlo/validation/judge.ts';
import {
  AREAS,
  type Area,
  type PublishedRow,
  type Tolerance,
} from '../montecarlo/validation/publishedRow.ts';
import { type FigureRecord, JUDGED_WITH_SOURCE } from './figuresTable.ts';
import { formatNumber, formatPercent, table } from './format.ts';

/** Five digits, so that errors below a percent can be seen. */
const DIGITS = 5;

export const FIGURE_HEADING = [
  'figure',
  'measured',
  'predicted',
  '95 % interval',
  'unit',
  'error',
  'tolerance',
  'inputs',
  'result',
] as const;

/** Judgements of one area, in the order of the file. */
export function judgementsOf(judgements: readonly Judgement[], area: Area): readonly Judgement[] {
  return judgements.filter(({ row }) => row.area === area);
}

export function figureCells(judgement: Judgement): readonly string[] {
  const { row, prediction, error, verdict } = judgement;
  return [
    row.what,
    measuredText(row),
    prediction === null ? '-' : formatNumber(prediction.value, DIGITS),
    intervalText(judgement),
    row.unit,
    errorText(row, error),
    toleranceText(row.tolerance),
    `${row.inputs}${row.fromItself ? ', from itself' : ''}`,
    verdict,
  ];
}

/** All figures, area by area, each with its source and what is to be said of it. */
export function figuresText(judgements: readonly Judgement[], bold: (text: string) => string): string {
  return AREAS.flatMap((area) => {
    const mine = judgementsOf(judgements, area);
    if (mine.length === 0) return [];
    const [heading, ...lines] = table([FIGURE_HEADING, ...mine.map(figureCells)]).split('\n');
    return [
      bold(area),
      heading!,
      ...lines.flatMap((line, index) => [line, ...remarks(mine[index]!.row).map((text) => `      ${text}`)]),
      '',
    ];
  }).join('\n');
}

/** How many figures of each area came out how, and all; a source of steps is one. */
export function figureCounts(records: readonly FigureRecord[]): readonly (readonly string[])[] {
  const judged = records.filter(({ result }) => result !== JUDGED_WITH_SOURCE);
  const areas = [...AREAS, 'step-time'].map(
    (area) => [area, judged.filter((one) => one.area === area)] as const,
  );
  const told = areas.filter(([, mine]) => mine.length > 0);
  return (told.length > 1 ? [...told, ['all', judged] as const] : told).map(([name, mine]) => {
    const count = (holds: (record: FigureRecord) => boolean) => mine.filter(holds).length;
    const isReproduced = ({ result }: FigureRecord) => result === 'reproduced';
    const isArithmetic = (one: FigureRecord) => one.predicted_by === 'arithmetic';
    const reproduced = count(isReproduced);
    const arithmetic = count((one) => isReproduced(one) && isArithmetic(one));
    const fromItself = count((one) => isReproduced(one) && !isArithmetic(one) && one.from_itself === true);
    const known = count(({ result }) => result === 'not reproduced');
    return [
      name,
      ...[
        mine.length,
        reproduced,
        arithmetic,
        fromItself,
        reproduced - arithmetic - fromItself,
        known,
        mine.length - reproduced - known,
      ].map(String),
    ];
  });
}

export const COUNT_HEADING = [
  'area',
  'figures',
  'reproduced',
  'of these arithmetic',
  'from itself',
  'test a model',
  'not reproduced',
  'failed',
] as const;

export function countsText(records: readonly FigureRecord[]): string {
  return table([COUNT_HEADING, ...figureCounts(records)]);
}

/** Source, reason and note of a figure. */
export function remarks({ source, notReproduced, note }: PublishedRow): readonly string[] {
  return [source, ...(notReproduced === null ? [] : [`not reproduced: ${notReproduced}`]), note].filter(
    (text) => text !== '',
  );
}

/** With the digits that the source prints; closed forms and arithmetic with those of predictions. */
function measuredText({ measured: { low, high, text } }: PublishedRow): string {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return text;
  const ends = low === high ? [low] : [low, high];
  const printed = text.split('..').map((end) => end.trim());
  return ends
    .map((end, index) =>
      /^\d*\.\d+$/.test(printed[index] ?? '') ? printed[index]! : formatNumber(end, DIGITS),
    )
    .join(' to ');
}

function intervalText(judgement: Judgement): string {
  const { prediction } = judgement;
  if (prediction === null) return '-';
  const way = wayOf(judgement);
  if (way === 'arithmetic') return 'arithmetic';
  if (way === 'model') return 'before luck';
  const { low, high } = prediction;
  return low === high ? 'no luck' : `${formatNumber(low, DIGITS)} to ${formatNumber(high, DIGITS)}`;
}

function errorText({ measured: { low, high } }: PublishedRow, error: number): string {
  if (!Number.isFinite(error)) return '-';
  if (error === 0) return low === high ? '0 %' : 'within';
  return `${error < 0 ? '-' : '+'}${formatPercent(Math.abs(error), 2)}`;
}

function toleranceText(tolerance: Tolerance): string {
  switch (tolerance.kind) {
    case 'relative':
      return formatPercent(tolerance.share);
    case 'statistical':
      return `${formatNumber(tolerance.errors)} standard errors`;
    default:
      return tolerance satisfies never;
  }
}
