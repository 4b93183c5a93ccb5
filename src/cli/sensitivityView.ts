import { metricUnit } from '../montecarlo/metricValues.ts';
import type { Finding, Measure } from '../montecarlo/sensitivity/finding.ts';
import { LUCK } from '../montecarlo/sensitivity/sobolFindings.ts';
import type { StudyTables } from '../montecarlo/studyPoint.ts';
import type { PointFindings } from '../report/sensitivityTable.ts';
import type { Analysis } from '../runtime/runStudy.ts';
import { formatNumber, formatPercent, table } from './format.ts';
import type { Terminal } from './terminal.ts';

/** What a command finds of how metrics depend on what is uncertain. */
export interface ExplainedStudy extends Analysis {
  readonly found: readonly PointFindings[];
}

/** Rank correlations as a table: a line a parameter, a column a metric. Empty without any. */
export function correlationsText(findings: readonly Finding[], terminal: Terminal): string[] {
  const own = findings.filter(({ measure }) => measure === 'rank_correlation');
  if (own.length === 0) return [];
  const metrics = distinct(own.map(({ metric }) => metric));
  const parameters = distinct(own.map(({ parameter }) => parameter));
  const rows = parameters.map((parameter) => [
    parameter,
    ...metrics.map((metric) => {
      const one = own.find((finding) => finding.metric === metric && finding.parameter === parameter);
      return one === undefined ? '' : withHalf(one, 2);
    }),
  ]);
  return [
    '',
    terminal.colors.bold('Rank correlation with what is uncertain'),
    ...lines([['', ...metrics], ...rows], terminal),
  ];
}

/** How the variance of each metric splits. Empty where the study cannot tell. */
export function splitText(findings: readonly Finding[], terminal: Terminal): string[] {
  const own = findings.filter(({ measure }) => measure === 'variance_share');
  if (own.length === 0) return [];
  const rows = distinct(own.map(({ metric }) => metric)).map((metric) => [
    metric,
    ...['parameters', LUCK, 'both'].map((parameter) => {
      const one = own.find((finding) => finding.metric === metric && finding.parameter === parameter)!;
      return Number.isNaN(one.value)
        ? '-'
        : `${formatPercent(one.value, 2)}${Number.isNaN(one.low) ? '' : ` (${formatPercent(one.low, 2)} to ${formatPercent(one.high, 2)})`}`;
    }),
  ]);
  return [
    '',
    terminal.colors.bold('Share of the variance'),
    ...lines([['', 'what is not known', 'luck', 'both together'], ...rows], terminal),
  ];
}

/** Sobol indices and tornado of each metric, what matters most first. */
export function importanceText(
  findings: readonly Finding[],
  { columns }: Pick<StudyTables, 'columns'>,
  terminal: Terminal,
): string[] {
  return distinct(findings.map(({ metric }) => metric)).flatMap((metric) => {
    const own = findings.filter((one) => one.metric === metric);
    const of = (measure: Measure, parameter: string) =>
      own.find((one) => one.measure === measure && one.parameter === parameter);
    const size = (parameter: string) => of('sobol_total', parameter)?.value ?? Number.NEGATIVE_INFINITY;
    const parameters = distinct(
      own.filter(({ measure }) => measure === 'sobol_total').map(({ parameter }) => parameter),
    ).sort((one, other) => (size(other) || 0) - (size(one) || 0));
    const swings = parameters.map((parameter) => Math.abs(of('swing', parameter)?.value ?? 0));
    const largest = Math.max(...swings);
    const rows = parameters.map((parameter, index) => [
      parameter,
      withHalf(of('sobol_first', parameter), 2),
      withHalf(of('sobol_total', parameter), 2),
      parameter === LUCK ? '' : change(of('low_change', parameter)),
      parameter === LUCK ? '' : change(of('high_change', parameter)),
      largest > 0 ? ` ${'#'.repeat(Math.round((20 * swings[index]!) / largest))}`.padEnd(21) : '',
    ]);
    const unit = metricUnit(columns, metric);
    const heading = ['', 'first', 'total', 'at its 5 %', 'at its 95 %', ''];
    return [
      '',
      `${terminal.colors.bold(metric)}${unit === '' ? '' : `, ${unit}`}`,
      ...lines([heading, ...rows], terminal),
    ];
  });
}

function change(finding: Finding | undefined): string {
  if (finding === undefined || Number.isNaN(finding.value)) return '-';
  return `${finding.value > 0 ? '+' : ''}${withHalf(finding, 3)}`;
}

function withHalf(finding: Finding | undefined, digits: number): string {
  if (finding === undefined || Number.isNaN(finding.value)) return '-';
  const half = (finding.high - finding.low) / 2;
  return `${formatNumber(finding.value, digits)}${Number.isFinite(half) && half > 0 ? ` ± ${formatNumber(half, 2)}` : ''}`;
}

function lines(rows: readonly (readonly string[])[], terminal: Terminal): string[] {
  const [head = '', ...body] = table(rows).split('\n');
  return [terminal.colors.dim(head), ...body];
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

/** Findings for `--json`: null where there is no number. */
export function findingsJson(found: readonly PointFindings[]): object[] {
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  return found.flatMap(({ point, findings }) =>
    findings.map(({ metric, parameter, measure, value, low, high, n }) => ({
      ...(point === null ? {} : { point }),
      metric,
      parameter,
      measure,
      value: finite(value),
      low: finite(low),
      high: finite(high),
      n,
    })),
  );
}
