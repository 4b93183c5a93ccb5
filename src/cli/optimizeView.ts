import type { ClosedForm } from '../montecarlo/search/closedForm.ts';
import type { Finding } from '../montecarlo/search/finding.ts';
import type { AxisOptimum } from '../montecarlo/search/search.ts';
import type { SearchAxis } from '../montecarlo/search/searchAxis.ts';
import { numberText } from '../montecarlo/sweep/axisValue.ts';
import type { StudyResult } from '../runtime/runStudy.ts';
import type { ResolvedScenario } from '../scenario/resolve.ts';
import { closedFormLines } from './closedFormView.ts';
import { curveLines, withHalfWidth } from './curveView.ts';
import { formatNumber, formatPercent } from './format.ts';
import { effortText } from './studyView.ts';
import type { Terminal } from './terminal.ts';

/** How an axis is searched, in words. */
export function rangeText(axis: SearchAxis): string {
  switch (axis.kind) {
    case 'list':
      return `${axis.path}: all of ${axis.values.map(({ text }) => text).join(', ')}`;
    case 'whole':
    case 'range': {
      const { low, high, suffix, spacing } = axis.range;
      const over = axis.kind === 'whole' ? 'the whole numbers ' : '';
      const by = spacing === 'log' ? ', by the logarithm' : '';
      return `${axis.path}: ${over}${numberText(low)}${suffix} to ${numberText(high)}${suffix}${by}`;
    }
    default:
      return axis satisfies never;
  }
}

/** A finished search in words. */
export function optimumText(
  { scenario }: ResolvedScenario,
  study: StudyResult,
  finding: Finding,
  closedForms: readonly (ClosedForm | null)[],
  effort: { readonly workers: number; readonly seconds: number },
  terminal: Terminal,
): string {
  const { bold, dim } = terminal.colors;
  const { objective, unit, confidence, optimum } = finding;
  const paths = optimum.axes.map(({ path }) => path).join(' and ');
  return [
    bold(`${paths} to ${objective.goal} ${objective.metric}${unit === '' ? '' : `, ${unit}`}`),
    effortText(scenario.study.seed, study, effort),
    ...optimum.axes.flatMap((axis) => ['', ...curveLines(axis.path, study, finding, terminal)]),
    '',
    ...optimum.axes.flatMap((axis, index) => [
      bold(optimumLine(axis, confidence)),
      ...detailLines(axis),
      ...closedFormLines(closedForms[index] ?? null, axis, objective.metric),
    ]),
    ...valueLines(study, finding),
    ...(optimum.settled
      ? []
      : ['  the axes still moved each other when the search was ended: search them again']),
    '',
    dim(
      `Intervals of ${formatPercent(confidence)}, paired by replication. * not to be told from the best point (all points together).`,
    ),
    '',
    `Written to ${study.folder}/ (${study.files.join(', ')})`,
  ].join('\n');
}

export function stoppedText({ points }: StudyResult): string {
  return `the search has not ended: ${formatNumber(points.length)} points so far`;
}

function optimumLine(axis: AxisOptimum, confidence: number): string {
  const { path, chosen, low, high, reachesLow, reachesHigh, method } = axis;
  const interval = `${formatPercent(confidence, 2)} interval`;
  if (method === 'set' || low === null || high === null) return `best ${path} = ${chosen.text}`;
  if (reachesLow && reachesHigh) {
    return `no optimum of ${path} to be told between ${low.text} and ${high.text}: the curve is flat within its noise`;
  }
  if (low.text === high.text && (reachesLow || reachesHigh)) {
    return `the optimum of ${path} lies at or beyond the end ${chosen.text}`;
  }
  if (reachesHigh)
    return `the optimum of ${path} lies at ${low.text} or more (${interval}), perhaps at or beyond the end ${high.text}`;
  if (reachesLow)
    return `the optimum of ${path} lies at ${high.text} or less (${interval}), perhaps at or beyond the end ${low.text}`;
  return `optimum of ${path}: ${chosen.text}, ${interval} ${low.text} to ${high.text}`;
}

function detailLines({ method, fit, maybeBest, chosen }: AxisOptimum): string[] {
  switch (method) {
    case 'fit':
      return fit === null
        ? []
        : [
            `  by a polynomial of degree ${fit.degree} through ${fit.points} points from ${fit.from.text} to ${fit.to.text}`,
          ];
    case 'neighbours':
      return [
        '  from the nearest value below to the nearest above that are told from the best, for one valley',
      ];
    case 'set': {
      const others = maybeBest.filter(({ text }) => text !== chosen.text).map(({ text }) => text);
      return [
        others.length === 0
          ? '  told from all other values'
          : `  not to be told from it: ${others.join(', ')}`,
      ];
    }
    default:
      return method satisfies never;
  }
}

function valueLines(
  { points }: StudyResult,
  { objective, unit, curve, chosen, gain, optimum }: Finding,
): string[] {
  const suffix = unit === '' ? '' : ` ${unit}`;
  const there = curve[chosen]!.mean;
  const own = curve[0]!.mean.value;
  const owned = points[0]!.settings.map(({ text }) => text).join(', ');
  const setting = optimum.point.map(({ path, text }) => `--set "${path}=${text}"`).join(' ');
  const verb = objective.goal === 'minimize' ? 'saves' : 'gains';
  const lines = [`  ${objective.metric} there: ${withHalfWidth(there)}${suffix} (${setting})`];
  if (chosen === 0) return [...lines, '  it is what the scenario has'];
  if (gain.value === 0 && gain.low === 0) return [...lines, '  no different from the scenario as it is'];
  const against = `the scenario's own ${owned === 'null' ? 'without it' : owned}`;
  const share = formatPercent(Math.abs(gain.value / own), 3);
  const size = `${withHalfWidth({ ...gain, value: Math.abs(gain.value) })}${suffix} (${share})`;
  if (gain.value < 0) return [...lines, `  ${size} worse than ${against}${gain.high < 0 ? '' : LUCK}`];
  return [...lines, `  ${verb} ${size} against ${against}${gain.low > 0 ? '' : LUCK}`];
}

const LUCK = ', which luck alone may be';
