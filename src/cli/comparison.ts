import { RandomStreams } from '../engine/randomStreams.ts';
import { comparePoints } from '../montecarlo/comparison.ts';
import type { StudyTables } from '../montecarlo/studyPoint.ts';
import type { PointSettings } from '../montecarlo/sweep/points.ts';
import { comparisonTable } from '../report/comparisonTable.ts';
import type { ComparedStudy } from './comparisonView.ts';
import { UsageError } from './exit.ts';
import type { StudyRunOptions } from './studyRun.ts';
import { settingText } from './studyView.ts';

export interface CompareOptions extends StudyRunOptions {
  readonly baseline: string;
  readonly compared: readonly string[];
}

/** Compares the points of a study, and makes the table of it. */
export function analyseComparison(
  study: StudyTables,
  {
    seed,
    baseline,
    metrics,
    confidence,
  }: {
    readonly seed: string;
    readonly baseline: number;
    readonly metrics: readonly string[];
    readonly confidence: number;
  },
): ComparedStudy {
  const streams = new RandomStreams(seed);
  const comparisons = comparePoints(study, { baseline, metrics, confidence, streams });
  return { comparisons, tables: [comparisonTable(study, baseline, confidence, comparisons)] };
}

/** The point that `--baseline` means: its number, or the only one that sets a value. @throws UsageError */
export function baselineOf(text: string, points: readonly { readonly settings: PointSettings }[]): number {
  if (points.length < 2)
    throw new UsageError(
      'there is only one point, and nothing to compare it with; give --sweep, a second scenario or a second study',
    );
  if (/^\d+$/.test(text) && Number(text) < points.length) return Number(text);
  const named = points.flatMap(({ settings }, point) =>
    settings.some((setting) =>
      [setting.text, settingText({ settings: [setting] }, { path: setting.path, unit: null })].includes(text),
    )
      ? [point]
      : [],
  );
  if (named.length === 1) return named[0]!;
  const several =
    named.length > 1
      ? `; several points set it, give the number of one: ${named.join(', ')}`
      : `; no point has it as a value. There are ${valuesOf(points)}`;
  throw new UsageError(`--baseline ${text} is not one of the points 0 to ${points.length - 1}${several}`);
}

/** Some points with what they set. */
function valuesOf(points: readonly { readonly settings: PointSettings }[]): string {
  const shown = points
    .slice(0, 8)
    .map(({ settings }, point) => `${point} (${settings.map((one) => one.text).join(', ')})`);
  return [...shown, ...(points.length > 8 ? ['…'] : [])].join(', ');
}
