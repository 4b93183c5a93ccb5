import type { ClosedForm } from '../montecarlo/search/closedForm.ts';
import type { CurvePoint, Finding } from '../montecarlo/search/finding.ts';
import type { AxisOptimum } from '../montecarlo/search/search.ts';
import type { SearchAxis } from '../montecarlo/search/searchAxis.ts';
import { parameterColumn, parameterValue } from '../montecarlo/studyPoint.ts';
import { numberText } from '../montecarlo/sweep/axisValue.ts';
import type { StudyResult } from '../runtime/runStudy.ts';
import type { ResolvedScenario } from '../scenario/resolve.ts';
import { closedFormLines } from './closedFormView.ts';
import { formatNumber, formatPercent, table } from './format.ts';
import { effortText } from './studyView.ts';
import type { Terminal } from './terminal.ts';

const FILES =
  'optimum.csv, curve.csv, comparison.csv, runs.csv, summary.csv, datapackage.json, scenario.yaml, manifest.json';

const BAR = 24;

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
    `Written to ${study.folder}/ (${FILES})`,
  ].join('\n');
}

export function stoppedText({ points }: StudyResult): string {
  return `the search has not ended: ${formatNumber(points.length)} points so far`;
}

/** The points that differ from the chosen one in this axis alone, in order. */
function lineOf(path: string, { points }: StudyResult, { chosen, curve }: Finding): readonly CurvePoint[] {
  const other = (point: number) =>
    JSON.stringify(points[point]!.settings.filter((one) => one.path !== path).map(({ text }) => text));
  const settingOf = (point: number) => points[point]!.settings.find((one) => one.path === path)!;
  const line = curve.filter(({ point }) => other(point) === other(chosen));
  return line.sort(
    (a, b) =>
      (settingOf(a.point).number ?? Number.NEGATIVE_INFINITY) -
        (settingOf(b.point).number ?? Number.NEGATIVE_INFINITY) || a.point - b.point,
  );
}

function curveLines(path: string, study: StudyResult, finding: Finding, terminal: Terminal): string[] {
  const line = lineOf(path, study, finding);
  const sign = finding.objective.goal === 'minimize' ? 1 : -1;
  const excess = line.map(({ toChosen }) => Math.max(0, sign * toChosen.value));
  const most = Math.max(...excess.filter(Number.isFinite), 0);
  const rows = line.map((one, index) => {
    const { text } = study.points[one.point]!.settings.find((setting) => setting.path === path)!;
    const isChosen = one.point === finding.chosen;
    return [
      text,
      formatNumber(one.mean.value, 6),
      isChosen ? 'to take' : withHalfWidth(one.toChosen, true),
      one.maybeBest ? '*' : '',
      one.point === 0 ? 'own' : '',
    ].concat(most > 0 ? '#'.repeat(Math.round((BAR * excess[index]!) / most)).padEnd(BAR) : '');
  });
  const [head = '', ...body] = table([[path, 'mean', 'difference', '', '', ''], ...rows]).split('\n');
  return [terminal.colors.dim(head), ...body];
}

function withHalfWidth(
  { value, low, high }: { readonly value: number; readonly low: number; readonly high: number },
  signed = false,
): string {
  const half = (high - low) / 2;
  const sign = signed && value > 0 ? '+' : '';
  return `${sign}${formatNumber(value)}${Number.isFinite(half) ? ` ± ${formatNumber(half, 2)}` : ''}`;
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

/** A search as one object. */
export function optimumJson(
  { scenario }: ResolvedScenario,
  { folder, points, parameters, complete, failed }: StudyResult,
  finding: Finding | null,
  closedForms: readonly (ClosedForm | null)[],
): object {
  return {
    schema: 'longrun-optimize/1',
    scenario: scenario.name,
    seed: scenario.study.seed,
    folder,
    complete: complete && finding !== null,
    failed,
    ...(finding === null
      ? { points: points.length }
      : {
          objective: { ...finding.objective, unit: finding.unit },
          confidence: finding.confidence,
          settled: finding.optimum.settled,
          optimum: {
            point: finding.chosen,
            set: finding.optimum.point.map(({ path, text, number }) => ({ path, text, number })),
            mean: finding.curve[finding.chosen]!.mean,
            gain: finding.gain,
          },
          axes: finding.optimum.axes.map((axis, index) => ({
            ...axis,
            closedForm: closedForms[index] ?? null,
          })),
          curve: finding.curve.map((one) => ({
            parameters: Object.fromEntries(
              parameters.map((parameter) => [
                parameterColumn(parameter),
                parameterValue(points[one.point]!, parameter),
              ]),
            ),
            ...one,
          })),
        }),
  };
}
