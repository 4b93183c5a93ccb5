import { ScenarioError } from '../../scenario/problems.ts';
import type { Axis, AxisGroup } from './axis.ts';
import { valueOfRange } from './axisRange.ts';
import type { AxisValue } from './axisValue.ts';

/** One value that a point sets. */
export interface PointSetting extends AxisValue {
  readonly path: string;
}

/** What one point of a sweep sets, in the order of the axes. */
export type PointSettings = readonly PointSetting[];

/** The values of one axis as points. @throws ScenarioError for a range that nothing cuts into values */
export function axisPoints({ path, span }: Axis): PointSettings[] {
  switch (span.kind) {
    case 'values':
      return span.values.map((value) => [{ path, ...value }]);
    case 'range':
      throw refusal(
        path,
        'does not say how many values; write "low..high 5", "low..high log 5" or "low..high step s", or draw samples',
      );
    default:
      return span satisfies never;
  }
}

/**
 * All combinations of lists of points, the first one slowest. A list is an axis (`axisPoints`) or axes that move together
 * (`zippedPoints`). No lists give one point that sets nothing.
 * @throws ScenarioError for more than `maximum` points, or for a path in two lists
 */
export function crossedPoints(
  lists: readonly (readonly PointSettings[])[],
  maximum: number,
): PointSettings[] {
  const count = lists.reduce((product, list) => product * list.length, 1);
  const paths = lists.flatMap((list) => list[0] ?? []).map(({ path }) => path);
  refuseTwice(paths);
  if (count > maximum) {
    const sizes = lists.map((list) => list.length).join(' x ');
    throw refusal(
      paths.join(', '),
      `has ${sizes} = ${count} points; allowed are ${maximum}. Take fewer values, or draw samples`,
    );
  }
  return lists.reduce<PointSettings[]>(
    (points, list) => points.flatMap((point) => list.map((settings) => [...point, ...settings])),
    [[]],
  );
}

/** Points whose k-th one takes the k-th value of every axis. @throws ScenarioError for axes of different lengths */
export function zippedPoints(axes: readonly Axis[]): PointSettings[] {
  refuseTwice(axes.map(({ path }) => path));
  const lists = axes.map(axisPoints);
  const lengths = new Set(lists.map((list) => list.length));
  if (lengths.size > 1) {
    const told = axes.map(({ path }, index) => `${path} has ${lists[index]!.length}`).join(', ');
    throw refusal(
      axes.map(({ path }) => path).join(', '),
      `move together and need as many values each: ${told}`,
    );
  }
  return (lists[0] ?? []).map((_, index) => lists.flatMap((list) => list[index]!));
}

/**
 * Points at coordinates of the unit cube, one for each group of axes: ranges are met at that share of their way, and of a list
 * each value is as likely as the next. The names of the groups are the names to draw the coordinates with.
 */
export function sampledPoints(
  groups: readonly AxisGroup[],
  coordinates: readonly (readonly number[])[],
): PointSettings[] {
  refuseTwice(groups.flat().map(({ path }) => path));
  return coordinates.map((point) => groups.flatMap((group, index) => groupAt(group, point[index]!)));
}

/** Name of a group: its paths. */
export function groupName(group: AxisGroup): string {
  return group.map(({ path }) => path).join(', ');
}

/** What a group sets at a share (above 0, below 1) of its way. */
export function groupAt(group: AxisGroup, share: number): PointSettings {
  return group.map(({ path, span }): PointSetting => {
    switch (span.kind) {
      case 'values':
        return { path, ...span.values[Math.floor(share * span.values.length)]! };
      case 'range':
        return { path, ...valueOfRange(span.range, share) };
      default:
        return span satisfies never;
    }
  });
}

function refuseTwice(paths: readonly string[]): void {
  const twice = paths.find((path, index) => paths.indexOf(path) < index);
  if (twice !== undefined) throw refusal(twice, 'is swept twice; write all its values in one list');
}

function refusal(where: string, message: string): ScenarioError {
  return new ScenarioError([{ file: `--sweep ${where}`, path: '', message }]);
}
