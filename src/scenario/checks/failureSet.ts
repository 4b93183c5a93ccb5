import type { FaultClass } from '../faultClassSchema.ts';
import type { Finding } from '../issues.ts';
import { nearest } from '../nearest.ts';
import { rateWithScope } from '../quantitySchema.ts';
import { getAt, isTreeObject, type Tree, type TreeObject, type TreePath } from '../tree.ts';

const SET: TreePath = ['failures', 'set'];

/** What must hold between the fields of the classes, and between the classes of the set. */
export function failureSetFindings(tree: Tree): Finding[] {
  const classes = getAt(tree, [...SET, 'classes']);
  if (!isTreeObject(classes)) return [];
  const entries = Object.entries(classes).filter(([, faultClass]) => isTreeObject(faultClass));
  const replayed = getAt(tree, ['failures', 'trace']) !== undefined;
  return [
    ...entries.flatMap(([name, faultClass]) => {
      const path = [...SET, 'classes', name];
      const one = faultClass as TreeObject;
      return [
        ...basisFindings(path, one, replayed),
        ...scopeFindings(path, one),
        ...effectFindings(path, one),
        ...survivalFindings(path, one, tree),
      ];
    }),
    ...setFindings(
      tree,
      entries.map(([, faultClass]) => faultClass as TreeObject),
      replayed,
    ),
  ];
}

const BASIS = ['count', 'share', 'rate', 'mtbf'] as const satisfies readonly (keyof FaultClass)[];

function basisFindings(path: TreePath, faultClass: TreeObject, replayed: boolean): Finding[] {
  const given = BASIS.filter((key) => Object.hasOwn(faultClass, key));
  // Classes that only a log brings need no rate.
  if (given.length === 1 || (given.length === 0 && replayed)) return [];
  return [{ path, message: `needs exactly one of ${BASIS.join(', ')}` }];
}

/** The scope as given, or as the unit of the rate names it; undefined when that cannot be told. */
export function scopeIn(faultClass: TreeObject): string | undefined {
  const { rate, scope } = faultClass;
  const named = typeof rate === 'string' ? scopeOfRate(rate) : rate === undefined ? 'node' : undefined;
  return typeof scope === 'string' ? scope : scope === undefined ? named : undefined;
}

function scopeFindings(path: TreePath, faultClass: TreeObject): Finding[] {
  const { rate, scope: given, distribution, drift, on_arrival: onArrival, repair } = faultClass;
  const findings: Finding[] = [];
  const tell = (key: string, message: string) => findings.push({ path: [...path, key], message });
  const named = typeof rate === 'string' ? scopeOfRate(rate) : undefined;
  if (named !== undefined && typeof given === 'string' && given !== named) {
    tell('rate', `is per ${named}, but the scope of the class is ${given}`);
  }
  const scope = scopeIn(faultClass);
  const ages = distribution !== undefined && distribution !== 'exponential';
  if (drift !== undefined && ages)
    tell('drift', 'needs a class that is exponential: a law that ages has its own rate in time');
  if (scope === undefined || scope === 'gpu' || scope === 'node') return findings;
  for (const key of ['count', 'share']) {
    if (Object.hasOwn(faultClass, key)) {
      tell(key, `divides the rate per node of the set; give a class of scope ${scope} its own rate or mtbf`);
    }
  }
  if (ages) {
    tell(
      'distribution',
      `a ${scope}-scope class must be exponential: a ${scope} has no operating age that a repair renews`,
    );
  }
  if (onArrival !== undefined) tell('on_arrival', `is of nodes, but the scope of the class is ${scope}`);
  if (repair !== undefined && scope === 'job') tell('repair', 'a job-scope fault takes no node to repair');
  return findings;
}

function effectFindings(path: TreePath, { effect, slow }: TreeObject): Finding[] {
  if (typeof effect !== 'string') return [];
  if (effect !== 'slow') {
    return slow === undefined
      ? []
      : [{ path: [...path, 'slow'], message: `is for effect slow, not ${effect}` }];
  }
  if (slow === undefined) {
    return [{ path, message: 'needs slow, like { compute: 0.9, duration: 10 min }, for its effect' }];
  }
  if (isTreeObject(slow) && slow['compute'] === 1 && slow['network'] === 1) {
    return [{ path: [...path, 'slow'], message: 'slows nothing: give compute or network below 1' }];
  }
  return [];
}

function survivalFindings(path: TreePath, { survives }: TreeObject, tree: Tree): Finding[] {
  const tiers = getAt(tree, ['checkpoint', 'tiers']);
  const names = isTreeObject(tiers) ? Object.keys(tiers) : ['checkpoint'];
  return (Array.isArray(survives) ? survives : []).flatMap((name: Tree, index) => {
    if (typeof name !== 'string' || names.includes(name)) return [];
    const near = nearest(name, names);
    const hint = near === undefined ? '.' : `; did you mean "${near}"?`;
    const message = `"${name}" is no checkpoint tier${hint} Known: ${names.join(', ')}`;
    return [{ path: [...path, 'survives', index], message }];
  });
}

function setFindings(tree: Tree, classes: readonly TreeObject[], replayed: boolean): Finding[] {
  const uses = (key: string) => classes.some((one) => Object.hasOwn(one, key));
  const findings: Finding[] = [];
  const shares = classes.reduce((sum, { share }) => sum + (typeof share === 'number' ? share : 0), 0);
  if (uses('count') && uses('share')) {
    findings.push({
      path: SET,
      message: 'mixes classes with count and classes with share; use one of them',
    });
  } else if (uses('share') && Math.abs(shares - 1) > 1e-9) {
    findings.push({ path: SET, message: `the shares of its classes add to ${shares}, not to 1` });
  }
  const hasRate =
    getAt(tree, ['failures', 'rate']) !== undefined || getAt(tree, [...SET, 'rate']) !== undefined;
  if ((uses('count') || uses('share')) && !hasRate && !replayed) {
    findings.push({ path: SET, message: 'has classes with count or share but no total rate' });
  }
  return findings;
}

/** Scope that the unit of a rate names; undefined when the text is no rate. */
function scopeOfRate(text: string): string | undefined {
  const parsed = rateWithScope().safeParse(text);
  return parsed.success ? parsed.data.scope : undefined;
}
