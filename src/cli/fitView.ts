import type { LawFit, LawFits } from '../engine/fitting/fitLaws.ts';
import type { Estimate } from '../engine/fitting/intervals.ts';
import { LAW_KINDS } from '../engine/fitting/laws.ts';
import { everyClass, type QuantileRow } from '../scenario/failureLog/quantileTable.ts';
import {
  type ClassReport,
  type DriftReport,
  type FitReport,
  type SkewReport,
  weightOfDifference,
} from '../scenario/failureLog/report.ts';
import { formatDate } from '../scenario/failureLog/timeText.ts';
import { formatDuration, formatNumber, formatPercent, table } from './format.ts';

const DAY = 86_400;

/** The report of `longrun fit` for a person; long lines of prose stand for themselves. */
export function fitText(report: FitReport): string {
  const { window, columns, confidence, scope } = report;
  const length = window.toSeconds - window.fromSeconds;
  const point = (seconds: number) =>
    report.timeKind === 'date' ? formatDate(seconds) : `${formatNumber(seconds)} s`;
  const nodes =
    scope === 'job'
      ? 'one system'
      : `${formatNumber(window.nodes)} nodes (${formatNumber(window.nodesSeen)} in the log)`;
  const read = Object.entries(columns)
    .filter(([, header]) => header !== null)
    .map(([role, header]) => `${role} = ${header?.trim()}`);
  return [
    `${report.file}: ${formatNumber(report.rows)} rows, columns ${read.join(', ')}`,
    `  window ${point(window.fromSeconds)} to ${point(window.toSeconds)} (${formatDuration(length)}), ${nodes}`,
    `  intervals at ${formatPercent(confidence)}; laws by maximum likelihood, KS against Kaplan-Meier`,
    ...report.notes.map((note) => `  note: ${note}`),
    '',
    rateTable(report),
    ...everyClass(report).map((one) => `\n${classText(one, report)}`),
  ].join('\n');
}

function rateTable(report: FitReport): string {
  const isNode = report.scope === 'node';
  const per = isNode ? 1000 * DAY : DAY;
  return table([
    ['class', 'failures', isNode ? 'per 1000 node days' : 'per day', 'interval', 'one in'],
    ...everyClass(report).map(({ name, failures, ratePerSecond }) => [
      name,
      formatNumber(failures),
      formatNumber(ratePerSecond.value * per),
      range(ratePerSecond, (value) => formatNumber(value * per)),
      formatDuration(1 / ratePerSecond.value),
    ]),
  ]);
}

function classText(one: ClassReport, report: FitReport): string {
  const parts = [one.name];
  if (one.failures === 0) return `${one.name}\n  no failure in the window`;
  const lives =
    report.scope === 'node' ? 'operating time of a node between failures' : 'time between failures';
  parts.push(fitsText(lives, one.perNode));
  if (one.system !== null) parts.push(fitsText('time between failures anywhere in the system', one.system));
  if (one.repair !== null) parts.push(fitsText('time to repair', one.repair));
  if (one.skew !== null) parts.push(skewText(one.skew, report.confidence));
  if (one.drift !== null) parts.push(driftText(one.drift, report.confidence));
  parts.push(explanationText(one));
  return parts.join('\n');
}

function fitsText(title: string, fits: LawFits): string {
  const heading = `  ${title}: ${formatNumber(fits.events)} seen, ${formatNumber(fits.censored)} censored`;
  const [best] = fits.fits;
  const refused = fits.refused.map(({ kind, why }) => `    ${kind}: not fitted, ${why}`);
  if (best === undefined) return [heading, ...refused].join('\n');
  const columns = table(
    [
      ['', 'AIC', '', 'KS', 'mean'],
      ...fits.fits.map((fit) => [
        fit.kind,
        formatNumber(fit.aic, 6),
        `+${formatNumber(fit.aic - best.aic, 3)}`,
        formatNumber(fit.kolmogorovSmirnov, 3),
        `${formatDuration(fit.mean.value)} (${range(fit.mean, formatDuration)})`,
      ]),
    ],
    '    ',
  ).split('\n');
  const lines = columns.map((line, index) => {
    const fit = fits.fits[index - 1];
    return fit === undefined ? line : `${line}  ${parametersText(fit)}`.trimEnd();
  });
  return [heading, ...lines, ...refused, `    ${verdict(fits)}`].join('\n');
}

function parametersText({ parameters }: LawFit): string {
  return Object.entries(parameters)
    .filter(([name]) => name !== 'mean')
    .map(([name, estimate]) => {
      const format =
        name === 'shape' || name === 'sigma' ? (value: number) => formatNumber(value, 3) : formatDuration;
      return `${name} ${format(estimate.value)} (${range(estimate, format)})`;
    })
    .join(', ');
}

const WEIGHT = {
  none: 'as good',
  weak: 'weakly worse',
  clear: 'clearly worse',
  decisive: 'decisively worse',
} as const;

function verdict({ fits }: LawFits): string {
  const [best, second] = fits;
  if (best === undefined || second === undefined) return 'only one law could be fitted';
  const memoryless = fits.find(({ kind }) => kind === 'exponential');
  const rivals = [...new Set([second, memoryless ?? second])].filter((fit) => fit !== best);
  const told = rivals.map((rival) => `${rival.kind} is ${WEIGHT[weightOfDifference(rival.aic - best.aic)]}`);
  return `best AIC: ${best.kind}; ${told.join(', ')}`;
}

function skewText(skew: SkewReport, confidence: number): string {
  const top = skew.top.map(
    ({ nodes, share, expected }) =>
      `top ${formatPercent(nodes)} of nodes ${formatPercent(share)} (equal nodes ${formatPercent(expected)})`,
  );
  const { lemons } = skew;
  const lines = [
    `  skew: ${top.join(', ')}`,
    `    dispersion ${formatNumber(skew.dispersion, 3)}, p = ${probability(skew.pValue)}: ${skew.significant ? 'nodes are not alike' : `no lemons seen at ${formatPercent(confidence)}`}`,
  ];
  if (lemons !== null && skew.significant) {
    lines.push(
      `    two kinds of node: ${formatPercent(lemons.fraction.value)} (${range(lemons.fraction, formatPercent)}) fail ` +
        `${formatNumber(lemons.multiple.value, 3)} times as often (${range(lemons.multiple, (value) => formatNumber(value, 3))})`,
    );
  }
  return lines.join('\n');
}

function driftText(drift: DriftReport, confidence: number): string {
  const times = (value: number) => formatNumber(value, 3);
  const lines = [
    `  drift: Laplace ${formatNumber(drift.laplace, 3)}, p = ${probability(drift.laplacePValue)}` +
      ` (Lewis-Robinson, which allows for clusters, p = ${drift.lewisRobinsonPValue === null ? '-' : probability(drift.lewisRobinsonPValue)}): ` +
      `${drift.significant ? (drift.laplace < 0 ? 'the rate falls' : 'the rate rises') : `no trend seen at ${formatPercent(confidence)}`}`,
  ];
  if (drift.significant) {
    lines.push(
      `    log-linear: at the end ${times(drift.endOverStart.value)} times the rate of the start (${range(drift.endOverStart, times)})`,
    );
    if (drift.decay !== null) {
      const { initialMultiple, decayTime } = drift.decay;
      lines.push(
        `    decaying: at first ${times(initialMultiple.value)} times the later rate (${range(initialMultiple, times)}), ` +
          `decay time ${formatDuration(decayTime.value)} (${range(decayTime, formatDuration)})`,
      );
    }
  }
  return lines.join('\n');
}

function explanationText({ explanations, chosen }: ClassReport): string {
  const [best] = explanations;
  if (best === undefined) return '  printed as exponential';
  const printed = chosen === 'lemons' ? 'exponential, with the lemons as a comment' : chosen;
  const ranking = explanations.map(({ name, aic }) => `${name} +${formatNumber(aic - best.aic, 3)}`);
  return `  what lies behind, by AIC: ${ranking.join(', ')}; printed as ${printed}`;
}

/** Seen quantiles beside those of the laws. */
export function quantileText(rows: Iterable<QuantileRow>): string {
  const cells = [...rows].map(({ class: name, sample, probability, observed, laws }) => [
    name,
    sample,
    formatPercent(probability),
    formatDuration(observed),
    ...LAW_KINDS.map((kind) => {
      const value = laws[kind];
      return value === undefined ? '-' : formatDuration(value);
    }),
  ]);
  return table([['class', 'sample', 'quantile', 'seen', ...LAW_KINDS], ...cells]);
}

function range({ low, high }: Estimate, format: (value: number) => string): string {
  return `${format(low)} to ${format(high)}`;
}

function probability(value: number): string {
  return value < 1e-4 ? value.toExponential(0) : formatNumber(value, 2);
}
