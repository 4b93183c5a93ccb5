import { rareOutcomes } from '../montecarlo/rareOutcomes.ts';
import type { StoppingRule } from '../montecarlo/stoppingRule.ts';
import {
  type Parameter,
  type PointOutcome,
  parameterColumn,
  parameterValue,
  type StudyTables,
} from '../montecarlo/studyPoint.ts';
import { metricNamed } from '../montecarlo/summary.ts';
import { splitNumber } from '../montecarlo/sweep/axisValue.ts';
import type { StudyResult } from '../runtime/runStudy.ts';
import type { ResolvedScenario } from '../scenario/resolve.ts';
import { formatDuration, formatNumber, formatPercent, table } from './format.ts';
import { precisionLines, worstPrecision } from './precisionView.ts';
import { correlationsText, type ExplainedStudy, findingsJson, splitText } from './sensitivityView.ts';
import { summaryText } from './summaryView.ts';
import type { Terminal } from './terminal.ts';

/** What a study was to do, and what it took. */
export interface StudyEffort {
  readonly rule: StoppingRule;
  readonly workers: number;
  readonly seconds: number;
}

/** A finished study in words: one point in full, several as a table. */
export function studyText(
  { scenario }: ResolvedScenario,
  result: StudyResult<ExplainedStudy>,
  { workers, seconds, rule }: StudyEffort,
  terminal: Terminal,
): string {
  const { points, folder, files, analysis } = result;
  const findings = points.length === 1 || analysis.found.length === 1 ? analysis.found[0]!.findings : [];
  return [
    terminal.colors.bold(scenario.title ?? scenario.name),
    effortText(scenario.study.seed, result, { workers, seconds }),
    '',
    points.length === 1 ? summaryText(points[0]!.summary, terminal) : pointsText(result, terminal),
    ...precisionLines(points, rule),
    ...splitText(findings, terminal),
    ...correlationsText(findings, terminal),
    ...(result.uncertain.length === 0
      ? []
      : [
          terminal.colors.dim(
            'longrun sensitivity, or --sample sobol, tells how much of the spread is luck.',
          ),
        ]),
    '',
    `Written to ${folder}/ (${files.join(', ')})`,
  ].join('\n');
}

/** How much was simulated, and with what. */
export function effortText(
  seed: string,
  { points }: StudyTables,
  { workers, seconds }: Pick<StudyEffort, 'workers' | 'seconds'>,
): string {
  const rows = points.reduce((sum, one) => sum + one.table.rows, 0);
  const of = points.length === 1 ? '' : ` at ${formatNumber(points.length)} points`;
  return `  ${formatNumber(rows)} replication${rows === 1 ? '' : 's'}${of}, seed ${JSON.stringify(seed)}, ${workers} thread${workers === 1 ? '' : 's'}, ${formatDuration(seconds)}`;
}

const SHOWN = [
  { label: 'goodput, %', metric: 'goodput', factor: 100 },
  { label: 'wall time, d', metric: 'wall_time_h', factor: 1 / 24 },
  { label: 'interruptions', metric: 'interruptions', factor: 1 },
  { label: 'energy, MWh', metric: 'facility_energy_mwh', factor: 1 },
  { label: 'total cost, M USD', metric: 'total_cost_usd', factor: 1e-6 },
] as const;

/** One line a point: what it sets, means with the half-width of their interval, and how its runs ended. */
function pointsText({ parameters, points }: StudyTables, terminal: Terminal): string {
  const share = ({ summary }: PointOutcome, name: string) =>
    summary.outcomes.find(({ outcome }) => outcome === name)?.share ?? 0;
  const outcomes = (points[0]?.summary.outcomes ?? [])
    .map(({ outcome }) => outcome)
    .filter((name) => name === 'completed' || points.some((point) => share(point, name) > 0));
  const heading = [
    'point',
    ...parameters.map(({ path }) => path),
    ...SHOWN.map(({ label }) => label),
    ...outcomes,
  ];
  const lines = points.map((point, index) => [
    String(index),
    ...parameters.map((parameter) => settingText(point, parameter)),
    ...SHOWN.map(({ metric, factor }) => {
      const { mean, low, high } = metricNamed(point.summary, metric);
      if (!Number.isFinite(mean)) return '';
      const half = ((high - low) / 2) * factor;
      return `${formatNumber(mean * factor)}${Number.isFinite(half) ? ` ± ${formatNumber(half, 2)}` : ''}`;
    }),
    ...outcomes.map((name) => formatPercent(share(point, name), 3)),
  ]);
  const [head = '', ...body] = table([heading, ...lines]).split('\n');
  const precision = SHOWN.map(
    ({ label, metric }) => `${label.split(',')[0]} ${formatPercent(worstPrecision(points, metric), 2)}`,
  );
  return [
    terminal.colors.dim(head),
    ...body,
    '',
    `Half-width of the interval over the mean, at most: ${precision.join(', ')}`,
  ].join('\n');
}

/** What a point sets of a parameter, drawn numbers in short. */
export function settingText({ settings }: Pick<PointOutcome, 'settings'>, { path }: Parameter): string {
  const text = settings.find((one) => one.path === path)?.text ?? '';
  const split = splitNumber(text);
  return split === null || String(split.number).length <= LONGEST_NUMBER
    ? text
    : formatNumber(split.number) + split.suffix;
}

/** Digits that a table has room for. */
const LONGEST_NUMBER = 7;

/** A finished study as one object. A study of one point has its fields at the top, as ever. */
export function studyJson({ scenario }: ResolvedScenario, result: StudyResult<ExplainedStudy>): object {
  const { folder, points, parameters, complete, failed, analysis } = result;
  const findings = findingsJson(analysis.found);
  const common = {
    schema: 'longrun-run/1',
    scenario: scenario.name,
    seed: scenario.study.seed,
    folder,
    replications: points.reduce((sum, { table: each }) => sum + each.rows, 0),
    complete,
    failed,
    confidence: points[0]!.summary.confidence,
    ...(findings.length === 0 ? {} : { findings }),
  };
  if (parameters.length === 0) return { ...common, ...pointJson(points[0]!) };
  return {
    ...common,
    points: points.map((point) => ({
      parameters: Object.fromEntries(
        parameters.map((parameter) => [parameterColumn(parameter), parameterValue(point, parameter)]),
      ),
      replications: point.table.rows,
      ...pointJson(point),
    })),
  };
}

function pointJson({ summary }: PointOutcome): object {
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  return {
    outcomes: Object.fromEntries(summary.outcomes.map(({ outcome, count }) => [outcome, count])),
    outcomeShares: Object.fromEntries(
      summary.outcomes.map(({ outcome, share, low, high, relativeHalfWidth }) => [
        outcome,
        {
          share: finite(share),
          ciLow: finite(low),
          ciHigh: finite(high),
          relativeHalfWidth: finite(relativeHalfWidth),
        },
      ]),
    ),
    rareOutcomes: rareOutcomes(summary).map(({ outcome, count, replicationsForFew }) => ({
      outcome,
      count,
      replicationsForTen: replicationsForFew,
    })),
    metrics: Object.fromEntries(
      summary.metrics.map(({ column, summary: metric }) => [
        column.name,
        {
          unit: column.unit,
          n: metric.n,
          mean: finite(metric.mean),
          sd: finite(metric.standardDeviation),
          ciLow: finite(metric.low),
          ciHigh: finite(metric.high),
          relativeHalfWidth: finite(metric.relativeHalfWidth),
          p05: finite(metric.quantiles[0] ?? Number.NaN),
          p50: finite(metric.quantiles[2] ?? Number.NaN),
          p95: finite(metric.quantiles[4] ?? Number.NaN),
        },
      ]),
    ),
  };
}
