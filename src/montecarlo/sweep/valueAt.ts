import { getAt, type Tree } from '../../scenario/tree.ts';
import { measure } from './axisValue.ts';
import type { PointSetting } from './points.ts';

/** The value of a path of a resolved scenario; one that it leaves to a row of a catalogue has the row's. */
export function valueAt(tree: Tree, path: string): Tree | undefined {
  const value = getAt(tree, path.split('.'));
  return value === undefined && path === 'failures.rate' ? getAt(tree, ['failures', 'set', 'rate']) : value;
}

/** What a resolved scenario itself sets at a path. */
export function ownSetting(tree: Tree, path: string): PointSetting {
  const value = valueAt(tree, path);
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  return { path, text, number: measure(text)?.value ?? null };
}
