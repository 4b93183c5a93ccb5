import type { PointComparison } from '../montecarlo/comparison.ts';
import { parameterColumn, parameterValue } from '../montecarlo/studyPoint.ts';
import type { Analysis, StudyResult } from '../runtime/runStudy.ts';
import { formatNumber, formatPercent, table } from './format.ts';
import { settingText } from './studyView.ts';
import type { Terminal } from './terminal.ts';

/** What `compare` makes of a study. */
export interface ComparedStudy extends Analysis {
  readonly comparisons: readonly PointComparison[];
}

/** What a comparison is of. */
interface About {
  /** Name of the first scenario. */
  readonly scenario: string;
  readonly seed: string;
  /** Point that the others are compared with. */
  readonly baseline: number;
}

/** A comparison in words: a table a metric, a line a point; `effort` says what was simulated or read. */
export function comparisonText(
  result: StudyResult<ComparedStudy>,
  { baseline, effort }: About & { readonly effort: string },
  terminal: Terminal,
): string {
  const { bold, dim } = terminal.colors;
  const { points, folder, files, analysis } = result;
  const { comparisons } = analysis;
  const metrics = [...new Set(comparisons.map(({ metric }) => metric))];
  const { confidence } = points[0]!.summary;
  return [
    bold(`${points.length} points against point ${baseline}`),
    effort,
    ...metrics.flatMap((metric) => ['', ...metricLines(metric, result, terminal)]),
    '',
    dim(
      `Intervals of ${formatPercent(confidence)}, paired by replication: replication r has the same luck at every point.`,
    ),
    ...(new Set(points.map(({ table: own }) => own.rows)).size === 1
      ? []
      : [
          dim(
            'Points have different numbers of replications: each pair is compared over those that both have.',
          ),
        ]),
    dim(`* not to be told from the best point (all points together at ${formatPercent(confidence)}).`),
    '',
    `Written to ${folder}/ (${files.join(', ')})`,
  ].join('\n');
}

function metricLines(metric: string, result: StudyResult<ComparedStudy>, terminal: Terminal): string[] {
  const { parameters, points, analysis } = result;
  const own = analysis.comparisons.filter((one) => one.metric === metric);
  const { unit, worse } = own[0]!;
  const heading = [
    'point',
    ...parameters.map(({ path }) => path),
    'mean',
    'difference',
    'ratio',
    'worse in',
    'luck taken out',
    '',
  ];
  const lines = own.map((one) => [
    String(one.point),
    ...parameters.map((parameter) => settingText(points[one.point]!, parameter)),
    formatNumber(one.mean),
    ...pairedCells(one),
    one.standing.maybeBest ? '*' : '',
  ]);
  const [head = '', ...body] = table([heading, ...lines]).split('\n');
  return [
    `${terminal.colors.bold(metric)}${unit === '' ? '' : `, ${unit}`} (${worse} is worse)`,
    terminal.colors.dim(head),
    ...body,
  ];
}

function pairedCells({ paired }: PointComparison): readonly string[] {
  if (paired === null) return ['baseline', '', '', ''];
  const { n, difference, ratio, worse, varianceReduction } = paired;
  const half = (difference.high - difference.low) / 2;
  const sign = difference.value > 0 ? '+' : '';
  return [
    `${sign}${formatNumber(difference.value)}${Number.isFinite(half) ? ` ± ${formatNumber(half, 2)}` : ''}`,
    formatNumber(ratio.value),
    worse.ties === n ? 'equal' : formatPercent(worse.value),
    Number.isFinite(varianceReduction) ? formatPercent(varianceReduction, 2) : '-',
  ];
}

/** A comparison as one object, of the same shape whatever was compared. */
export function comparisonJson(
  result: StudyResult<ComparedStudy>,
  { scenario, seed, baseline }: About,
): object {
  const { folder, points, parameters, complete, failed, analysis } = result;
  return {
    schema: 'longrun-compare/1',
    scenario,
    seed,
    folder,
    complete,
    failed,
    confidence: points[0]!.summary.confidence,
    baseline,
    points: points.map((point) => ({
      parameters: Object.fromEntries(
        parameters.map((parameter) => [parameterColumn(parameter), parameterValue(point, parameter)]),
      ),
      replications: point.table.rows,
    })),
    comparisons: analysis.comparisons.map(
      ({ metric, unit, worse, point, mean, paired, simultaneous, standing }) => ({
        metric,
        unit,
        worse,
        point,
        mean,
        paired,
        simultaneous,
        standing,
      }),
    ),
  };
}
