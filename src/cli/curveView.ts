import type { CurvePoint, Finding } from '../montecarlo/search/finding.ts';
import type { PointSettings } from '../montecarlo/sweep/points.ts';
import type { StudyResult } from '../runtime/runStudy.ts';
import { formatNumber, table } from './format.ts';
import type { Terminal } from './terminal.ts';

const BAR = 24;

/** The points that differ from the chosen one in this axis alone, in order. */
function lineOf(
  path: string,
  { points }: StudyResult,
  { chosen, curve, optimum }: Finding,
): readonly CurvePoint[] {
  const others = (settings: PointSettings) =>
    JSON.stringify(settings.filter((one) => one.path !== path).map(({ text }) => text));
  // The chosen point may be the scenario as it is, whose values are written in another way.
  const wanted = [others(optimum.point), others(points[chosen]!.settings)];
  const settingOf = (point: number) => points[point]!.settings.find((one) => one.path === path)!;
  const line = curve.filter(({ point }) => wanted.includes(others(points[point]!.settings)));
  return line.sort(
    (a, b) =>
      (settingOf(a.point).number ?? Number.NEGATIVE_INFINITY) -
        (settingOf(b.point).number ?? Number.NEGATIVE_INFINITY) || a.point - b.point,
  );
}

/** A table of the points of one axis, with bars of how much worse they are. */
export function curveLines(path: string, study: StudyResult, finding: Finding, terminal: Terminal): string[] {
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

/** A number with half the width of its interval. */
export function withHalfWidth(
  { value, low, high }: { readonly value: number; readonly low: number; readonly high: number },
  signed = false,
): string {
  const half = (high - low) / 2;
  const sign = signed && value > 0 ? '+' : '';
  return `${sign}${formatNumber(value)}${Number.isFinite(half) ? ` ± ${formatNumber(half, 2)}` : ''}`;
}
