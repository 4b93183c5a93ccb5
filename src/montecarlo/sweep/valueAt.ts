import { getAt, type Tree } from '../../scenario/tree.ts';

/** The value of a path of a resolved scenario; one that it leaves to a row of a catalogue has the row's. */
export function valueAt(tree: Tree, path: string): Tree | undefined {
  const value = getAt(tree, path.split('.'));
  return value === undefined && path === 'failures.rate' ? getAt(tree, ['failures', 'set', 'rate']) : value;
}
