import { HOURLY_GROUPS } from '../hourly/hourlyFile.ts';
import type { Finding } from '../issues.ts';
import { getAt, isTreeObject, type Tree, type TreePath } from '../tree.ts';

/** Groups that take exactly one of several keys, where the group is there at all. */
const CHOICES: readonly { readonly path: TreePath; readonly keys: readonly string[] }[] = [
  { path: ['cost'], keys: ['owned', 'rented'] },
  { path: ['cluster', 'lemons'], keys: ['fraction', 'nodes'] },
  { path: ['cluster', 'elastic'], keys: ['minimum_replicas', 'minimum'] },
  { path: ['failures', 'divergence'], keys: ['probability', 'rate'] },
  { path: ['failures', 'trace'], keys: ['events', 'file'] },
  { path: ['checkpoint', 'interval'], keys: ['steps', 'adaptive'] },
  { path: ['site', 'price'], keys: ['tariff', 'wholesale', 'hourly'] },
  { path: ['site', 'carbon'], keys: ['zone', 'country', 'hourly'] },
  { path: ['site', 'climate'], keys: ['mean', 'hourly'] },
  ...HOURLY_GROUPS.map(({ path }) => ({ path, keys: ['values', 'file'] })),
  { path: ['power', 'curve'], keys: ['law', 'table'] },
  { path: ['policies', 'removal'], keys: ['threshold', 'score', 'any'] },
];

export function choiceFindings(tree: Tree): Finding[] {
  const maintenance = getAt(tree, ['maintenance']);
  const programmes = getAt(tree, ['power', 'demand_response']);
  const rules = getAt(tree, ['policies', 'removal', 'any']);
  return [
    ...CHOICES,
    ...(isTreeObject(maintenance) ? Object.keys(maintenance) : []).map((name) => ({
      path: ['maintenance', name],
      keys: ['every', 'at', 'daily'],
    })),
    ...(isTreeObject(programmes) ? Object.keys(programmes) : []).flatMap((name) => [
      { path: ['power', 'demand_response', name], keys: ['hours', 'price_above', 'random'] },
      { path: ['power', 'demand_response', name], keys: ['pause', 'cap'] },
    ]),
    ...(Array.isArray(rules) ? rules : []).map((_, index) => ({
      path: ['policies', 'removal', 'any', index],
      keys: ['threshold', 'score'],
    })),
  ].flatMap(({ path, keys }) => {
    const group = getAt(tree, path);
    if (!isTreeObject(group) || keys.filter((key) => Object.hasOwn(group, key)).length === 1) return [];
    return [{ path, message: `needs exactly one of ${keys.join(', ')}` }];
  });
}
