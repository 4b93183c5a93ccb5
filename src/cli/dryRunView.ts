import type { StoppingRule } from '../montecarlo/stoppingRule.ts';
import { type EffortSample, expectedSeconds } from '../runtime/effortSample.ts';
import type { StudyDesign } from '../runtime/runStudy.ts';
import type { ResolvedScenario } from '../scenario/resolve.ts';
import { formatDuration, formatNumber, formatPercent, table } from './format.ts';
import { settingText } from './studyView.ts';

/** What a study would be, and what it would take. */
export interface PlannedStudy {
  readonly rule: StoppingRule;
  readonly folder: string;
  readonly workers: number;
  readonly sample: EffortSample;
}

/** What a study would be, without running more of it than a sample that says how long it would take. */
export function dryRunText(
  { points, parameters, uncertain }: StudyDesign,
  { rule, folder, workers, sample }: PlannedStudy,
): string {
  const told =
    rule.kind === 'fixed'
      ? `${formatNumber(rule.replications)} replications`
      : `up to ${formatNumber(rule.maximum)} replications, until ${rule.metrics.join(' and ')} ${rule.metrics.length === 1 ? 'is' : 'are'} within ${formatPercent(rule.relative, 2)}`;
  const most = mostRows(points, rule);
  const atMost = rule.kind === 'fixed' ? '' : 'at most ';
  const heading = ['point', ...parameters.map(({ path }) => path)];
  const lines = points.map(({ settings }, index) => [
    String(index),
    ...parameters.map((parameter) => settingText({ settings }, parameter)),
  ]);
  return [
    `${formatNumber(points.length)} point${points.length === 1 ? '' : 's'} of ${told}: ${atMost}${formatNumber(most)} rows in ${folder}/runs.csv`,
    effortLine(points.length, most, atMost, workers, sample),
    ...(uncertain.length === 0
      ? []
      : [`each replication draws ${uncertain.map(({ path }) => path).join(', ')}`]),
    ...(parameters.length === 0 ? [] : [table([heading, ...lines])]),
  ].join('\n');
}

/** The same as data. */
export function dryRunJson(
  { base, points, uncertain }: StudyDesign & { readonly base: ResolvedScenario },
  { rule, folder, workers, sample }: PlannedStudy,
): object {
  const rows = mostRows(points, rule);
  return {
    schema: 'longrun-dry-run/1',
    scenario: base.scenario.name,
    seed: base.scenario.study.seed,
    folder,
    rule,
    points: points.map(({ settings }) => Object.fromEntries(settings.map(({ path, text }) => [path, text]))),
    uncertain: uncertain.map(({ path }) => path),
    /** At most, where the rule looks at the precision. */
    rows,
    bytes: rows * sample.bytesPerRow,
    seconds: expectedSeconds(sample, { points: points.length, replications: rows, workers }),
    workers,
    simulated: sample.took.length,
  };
}

/** Rows of all points together, at most. */
export function mostRows(points: StudyDesign['points'], rule: StoppingRule): number {
  const each = rule.kind === 'fixed' ? rule.replications : rule.maximum;
  return points.reduce((sum, { rows }) => sum + (rows ?? each), 0);
}

function effortLine(
  points: number,
  replications: number,
  atMost: string,
  workers: number,
  sample: EffortSample,
): string {
  const seconds = expectedSeconds(sample, { points, replications, workers });
  const of = points === 1 ? '' : ` at ${formatNumber(sample.points)} of the points`;
  const threads = `${workers} thread${workers === 1 ? '' : 's'}`;
  const size = sizeText(replications * sample.bytesPerRow);
  return `${atMost}about ${formatDuration(seconds, 2)} on ${threads} and ${size} of runs.csv, by ${formatNumber(sample.took.length)} replications simulated${of}`;
}

/** A size in bytes as a person would say it. */
function sizeText(bytes: number): string {
  for (const [unit, size] of [
    ['GB', 1e9],
    ['MB', 1e6],
  ] as const)
    if (bytes >= size) return `${formatNumber(bytes / size, 2)} ${unit}`;
  return `${formatNumber(bytes / 1000, 2)} kB`;
}
