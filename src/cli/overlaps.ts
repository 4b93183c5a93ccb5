import type { Axis, AxisGroup } from '../montecarlo/sweep/axis.ts';
import { groupName } from '../montecarlo/sweep/points.ts';
import type { ResolvedScenario } from '../scenario/resolve.ts';
import { UsageError } from './exit.ts';

/** Whether one path is the other, or leads to it. */
export function overlap(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
}

/** @throws UsageError where two groups draw the same value: the last would win, and the columns show another */
export function refuseOverlappingDraws(groups: readonly AxisGroup[]): void {
  for (const [index, group] of groups.entries()) {
    for (const other of groups.slice(0, index)) {
      const both = pairOf(group, other, overlap);
      if (both !== undefined)
        throw new UsageError(
          `the uncertainty of ${groupName(group)} and that of ${groupName(other)} both draw ${both.path}; take one out with --uncertain "${groupName(other)}=null"`,
        );
    }
  }
}

/** @throws UsageError where a draw would take the place of what a point sets, or the other way round */
export function refuseOverwritten(option: string, axes: readonly Axis[], drawn: readonly AxisGroup[]): void {
  for (const group of drawn) {
    const both = pairOf(axes, group, overlap);
    if (both !== undefined)
      throw new UsageError(
        `${option} ${both.path} is uncertain, and each replication draws it anew; take it out with --uncertain "${groupName(group)}=null"`,
      );
  }
}

/** @throws UsageError where --set gives a value that a law draws without regard to it */
export function refuseSetAndDrawn(
  set: readonly string[],
  { scenario }: ResolvedScenario,
  drawn: readonly AxisGroup[],
): void {
  for (const group of drawn) {
    const law = scenario.uncertainty?.[groupName(group)];
    if (typeof law === 'string' && /[\d.]\s*x\b/.test(law)) continue;
    const path = set
      .map((text) => text.slice(0, text.indexOf('=')).trim())
      .find((one) => group.some((axis) => one === axis.path || one.startsWith(`${axis.path}.`)));
    if (path !== undefined)
      throw new UsageError(
        `--set ${path} gives a value that each replication draws anew; take the law out with --uncertain "${groupName(group)}=null"`,
      );
  }
}

/**
 * Multiples are of the value in the scenario: where something else brings another value they would be multiples of the
 * wrong one. @throws UsageError
 */
export function refuseMovingBase(groups: readonly AxisGroup[]): void {
  const axes = groups.flat();
  for (const { path, multiplies } of axes) {
    if (multiplies !== true) continue;
    const other = axes.find((axis) => axis.path !== path && bringsValueOf(axis.path, path));
    if (other !== undefined)
      throw new UsageError(
        `${path} is varied in multiples of the scenario's own value, and ${other.path} brings another one; write the values out, or vary one of the two`,
      );
  }
}

/** A failure set has a rate of its own. */
function bringsValueOf(path: string, of: string): boolean {
  return of.startsWith(`${path}.`) || (of === 'failures.rate' && overlap(path, 'failures.set'));
}

function pairOf(
  one: readonly Axis[],
  other: readonly Axis[],
  isPair: (one: string, other: string) => boolean,
): Axis | undefined {
  return one.find(({ path }) => other.some((axis) => isPair(path, axis.path)));
}
