import type { Finding } from '../issues.ts';
import { nearest } from '../nearest.ts';
import { getAt, isTreeObject, type Tree } from '../tree.ts';
import { scopeIn } from './failureSet.ts';

/** Whether every event of a log to replay has a class of the set and, where that takes one, a node of the run. */
export function traceFindings(tree: Tree): Finding[] {
  const trace = getAt(tree, ['failures', 'trace']);
  const events = getAt(trace, ['events']);
  const classes = getAt(tree, ['failures', 'set', 'classes']);
  if (isTreeObject(trace) && trace['start'] !== undefined && events !== undefined) {
    return [{ path: ['failures', 'trace', 'start'], message: 'is for a file with dates' }];
  }
  if (!Array.isArray(events) || !isTreeObject(classes)) return [];
  const names = Object.keys(classes);
  const total = totalNodesOf(tree);
  return events.flatMap((event: Tree, index): Finding[] => {
    if (!isTreeObject(event)) return [];
    const path = ['failures', 'trace', 'events', index];
    const { class: name, node } = event;
    if (typeof name === 'string' && !names.includes(name)) {
      const near = nearest(name, names);
      const hint = near === undefined ? '.' : `; did you mean "${near}"?`;
      const known = names.length === 0 ? 'none' : names.join(', ');
      return [
        {
          path: [...path, 'class'],
          message: `"${name}" is no class of the failure set${hint} Known: ${known}`,
        },
      ];
    }
    const faultClass = typeof name === 'string' ? classes[name] : undefined;
    const scope = isTreeObject(faultClass) ? scopeIn(faultClass) : undefined;
    if (node === undefined && scope !== undefined && scope !== 'job' && scope !== 'site') {
      return [{ path, message: `needs the node: class ${String(name)} has scope ${scope}` }];
    }
    if (typeof node === 'number' && total !== undefined && node >= total) {
      const message = `is ${node}, but the ${total} nodes of the job and its spares are 0 to ${total - 1}`;
      return [{ path: [...path, 'node'], message }];
    }
    return [];
  });
}

function totalNodesOf(tree: Tree): number | undefined {
  const counts = [
    getAt(tree, ['cluster', 'nodes']),
    ...['hot', 'warm', 'cold', 'shared'].map((kind) => getAt(tree, ['cluster', 'spares', kind])),
  ];
  return counts.every((count) => typeof count === 'number')
    ? counts.reduce((sum: number, count) => sum + Number(count), 0)
    : undefined;
}
