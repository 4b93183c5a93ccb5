import type { StoppingRule } from '../montecarlo/stoppingRule.ts';
import {
  type Parameter,
  type PointOutcome,
  parameterColumn,
  parameterValue,
  type StudyTables,
} from '../montecarlo/studyPoint.ts';
import { metricNamed } from '../montecarlo/summary.ts';
import type { StudyPoint, StudyResult } from '../runtime/runStudy.ts';
import type { ResolvedScenario } from '../scenario/resolve.ts';
import { formatDuration, formatNumber, formatPercent, table } from './format.ts';
import { summaryText } from './summaryView.ts';
import type { Terminal } from './terminal.ts';

/** A finished study in words: one point in full, several as a table. */
export function studyText(
  { scenario }: ResolvedScenario,
  result: StudyResult,
  { workers, seconds }: { readonly workers: number; readonly seconds: number },
  terminal: Terminal,
): string {
  const { points, folder, files } = result;
  return [
    terminal.colors.bold(scenario.title ?? scenario.name),
    effortText(scenario.study.seed, result, { workers, seconds }),
    '',
    points.length === 1 ? summaryText(points[0]!.summary, terminal) : pointsText(result, terminal),
    '',
    `Written to ${folder}/ (${files.join(', ')})`,
  ].join('\n');
}

/** How much was simulated, and with what. */
export function effortText(
  seed: string,
  { points }: StudyTables,
  { workers, seconds }: { readonly workers: number; readonly seconds: number },
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

/** One line a point: what it sets, and means with the half-width of their interval. */
function pointsText({ parameters, points }: StudyTables, terminal: Terminal): string {
  const heading = [
    'point',
    ...parameters.map(({ path }) => path),
    ...SHOWN.map(({ label }) => label),
    'completed',
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
    formatPercent(point.summary.outcomes.find(({ outcome }) => outcome === 'completed')?.share ?? 0, 3),
  ]);
  const [head = '', ...body] = table([heading, ...lines]).split('\n');
  return [terminal.colors.dim(head), ...body].join('\n');
}

/** What a point sets of a parameter. */
export function settingText({ settings }: PointOutcome, { path }: Parameter): string {
  return settings.find((one) => one.path === path)?.text ?? '';
}

/** What a study would be, without running it. */
export function dryRunText(
  points: readonly StudyPoint[],
  parameters: readonly Parameter[],
  rule: StoppingRule,
  folder: string,
): string {
  const each =
    rule.kind === 'fixed'
      ? `${formatNumber(rule.replications)} replications`
      : `up to ${formatNumber(rule.maximum)} replications, until ${rule.metric} is within ${formatPercent(rule.relative, 2)}`;
  const most = points.length * (rule.kind === 'fixed' ? rule.replications : rule.maximum);
  const heading = ['point', ...parameters.map(({ path }) => path)];
  const lines = points.map(({ settings }, index) => [
    String(index),
    ...parameters.map(({ path }) => settings.find((one) => one.path === path)?.text ?? ''),
  ]);
  return [
    `${formatNumber(points.length)} point${points.length === 1 ? '' : 's'} of ${each}: ${rule.kind === 'fixed' ? '' : 'at most '}${formatNumber(most)} rows in ${folder}/runs.csv`,
    ...(parameters.length === 0 ? [] : [table([heading, ...lines])]),
  ].join('\n');
}

/** A finished study as one object. A study of one point has its fields at the top, as ever. */
export function studyJson({ scenario }: ResolvedScenario, result: StudyResult): object {
  const { folder, points, parameters, complete, failed } = result;
  const common = {
    schema: 'longrun-run/1',
    scenario: scenario.name,
    seed: scenario.study.seed,
    folder,
    replications: points.reduce((sum, { table: each }) => sum + each.rows, 0),
    complete,
    failed,
    confidence: points[0]!.summary.confidence,
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
          p05: finite(metric.quantiles[0] ?? Number.NaN),
          p50: finite(metric.quantiles[2] ?? Number.NaN),
          p95: finite(metric.quantiles[4] ?? Number.NaN),
        },
      ]),
    ),
  };
}
