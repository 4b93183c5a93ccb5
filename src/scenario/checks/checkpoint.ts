import { tierNames } from '../compile/checkpoint.ts';
import { strikesJob } from '../compile/faultRates.ts';
import { compileFaults } from '../compile/faults.ts';
import type { Finding } from '../issues.ts';
import type { Scenario } from '../schema.ts';
import { getAt, isTreeObject, type Tree, type TreeObject, type TreePath } from '../tree.ts';

/** Keys of a place that `tiers` takes over. */
const PLACE_KEYS = [
  'stall',
  'snapshot_bandwidth',
  'write',
  'write_bandwidth',
  'node_bandwidth',
  'contention',
  'load',
  'read_bandwidth',
  'readers',
  'retained',
  'lost_with',
];

/** What is given twice, given for nothing, or missing; on the raw tree. */
export function checkpointFindings(tree: Tree): Finding[] {
  const checkpoint = getAt(tree, ['checkpoint']);
  if (!isTreeObject(checkpoint)) return [];
  const { tiers, interval } = checkpoint;
  const saves = interval !== 'none' && interval !== 'continuous';
  if (!isTreeObject(tiers)) return placeFindings(['checkpoint'], checkpoint, saves);
  const doubled = PLACE_KEYS.filter((key) => Object.hasOwn(checkpoint, key)).map((key) => ({
    path: ['checkpoint', key],
    message: 'stands beside tiers; give it in each tier',
  }));
  const path = ['checkpoint', 'tiers'];
  const entries = Object.entries(tiers).filter(([, tier]) => isTreeObject(tier));
  if (Object.keys(tiers).length === 0) return [...doubled, { path, message: 'needs at least one tier' }];
  return [
    ...doubled,
    ...entries.flatMap(([name, tier]) => placeFindings([...path, name], tier as TreeObject, saves)),
    ...rhythmFindings(path, entries as [string, TreeObject][]),
  ];
}

function placeFindings(path: TreePath, place: TreeObject, saves: boolean): Finding[] {
  const has = (key: string) => Object.hasOwn(place, key);
  const findings: Finding[] = [];
  const tell = (key: string, message: string) => findings.push({ path: [...path, key], message });
  if (!has('stall') && !has('snapshot_bandwidth') && saves) {
    tell('stall', 'is missing; write a time with its unit, like "30 min", or give snapshot_bandwidth');
  }
  if (has('stall') && has('snapshot_bandwidth'))
    tell('snapshot_bandwidth', 'is another word for stall; give one');
  if (has('write') && has('write_bandwidth')) tell('write_bandwidth', 'is another word for write; give one');
  if (has('load') && has('read_bandwidth')) tell('read_bandwidth', 'is another word for load; give one');
  if (has('node_bandwidth') && has('write') && has('load')) {
    tell('node_bandwidth', 'has no effect: write and load are given');
  }
  if (has('contention') && !['write_bandwidth', 'read_bandwidth', 'node_bandwidth'].some(has)) {
    tell('contention', 'needs write_bandwidth, read_bandwidth or node_bandwidth');
  }
  if (has('readers') && !has('read_bandwidth') && (!has('node_bandwidth') || has('load'))) {
    tell('readers', 'needs read_bandwidth or node_bandwidth');
  }
  return findings;
}

/** The rhythm of the first tier is checkpoint.interval; every other has its own, in whole multiples. */
function rhythmFindings(path: TreePath, tiers: readonly (readonly [string, TreeObject])[]): Finding[] {
  const findings: Finding[] = [];
  let before = 1;
  let rounded: string | null = null;
  tiers.forEach(([name, { every, interval }], position) => {
    if (position === 0) {
      if (interval !== undefined) {
        findings.push({
          path: [...path, name, 'interval'],
          message: 'of the first tier is checkpoint.interval',
        });
      }
      if (typeof every === 'number' && every !== 1) {
        findings.push({
          path: [...path, name, 'every'],
          message: `is ${every}, but the first tier has every 1`,
        });
      }
      return;
    }
    if ((every === undefined) === (interval === undefined)) {
      findings.push({ path: [...path, name], message: 'needs exactly one of every, interval' });
    }
    if (interval !== undefined) rounded = name;
    if (typeof every !== 'number' || !(every >= 1)) return;
    if (rounded !== null) {
      const message = `cannot be checked: the interval of ${rounded} before it is rounded to a multiple that follows from the rates; give interval`;
      findings.push({ path: [...path, name, 'every'], message });
      return;
    }
    if (every % before !== 0) {
      const below = Math.max(1, Math.floor(every / before)) * before;
      const nearby = below < every ? `${below}, ${below + before}` : `${below}`;
      const message = `is ${every}, not a multiple of the ${before} of the tier before; nearest: ${nearby}`;
      findings.push({ path: [...path, name, 'every'], message });
    }
    before = every;
  });
  return findings;
}

/** Rules that have nothing to go by; on a validated scenario. */
export function intervalFindings(scenario: Scenario): Finding[] {
  const { checkpoint } = scenario;
  const path = ['checkpoint', 'interval'];
  const findings: Finding[] = [];
  const { interval } = checkpoint;
  const tiers = Object.entries(checkpoint.tiers ?? {});
  const first = tiers[0]?.[1] ?? checkpoint;
  const hasStall = ({ stall, snapshot_bandwidth }: typeof first) =>
    snapshot_bandwidth !== undefined || (stall ?? 0) > 0;
  let before = interval;
  for (const [name, tier] of tiers.slice(1)) {
    const own = tier.interval;
    if (typeof own === 'number' && typeof before === 'number' && own < before) {
      findings.push({
        path: ['checkpoint', 'tiers', name, 'interval'],
        message: `is ${own} s, shorter than the ${before} s of the tier before; put the fastest tier first`,
      });
    }
    before = own ?? before;
  }
  const undefinedRule = (at: TreePath, rule: string) =>
    findings.push({
      path: at,
      message: `"${rule}" is undefined for a checkpoint without a stall; give a time`,
    });
  if (interval === 'continuous') {
    if (tiers.length > 1)
      findings.push({ path, message: 'continuous saves every instant: it takes one tier' });
    if (hasStall(first)) {
      const message = 'continuous saves every instant without a stall; take the stall out, or give a time';
      findings.push({ path, message });
    }
  } else if (typeof interval === 'string') {
    if (interval !== 'none' && !hasStall(first)) undefinedRule(path, interval);
  } else if (typeof interval === 'object' && interval.adaptive !== undefined) {
    const { rule, assumed_mtbf: assumed } = interval.adaptive;
    if (!hasStall(first)) undefinedRule([...path, 'adaptive', 'rule'], rule);
    if (assumed === undefined && nothingFails(scenario)) {
      findings.push({
        path: [...path, 'adaptive'],
        message: 'needs assumed_mtbf: by the rates nothing ever fails',
      });
    }
  }
  for (const [name, tier] of tiers) {
    if (typeof tier.interval === 'string' && !hasStall(tier)) {
      undefinedRule(['checkpoint', 'tiers', name, 'interval'], tier.interval);
    }
  }
  return findings;
}

function nothingFails(scenario: Scenario): boolean {
  const { classes, trace } = compileFaults(scenario, tierNames(scenario));
  if ((scenario.failures.spikes?.rate ?? 0) > 0) return false;
  const { nodes, topology } = scenario.cluster;
  if (trace !== null) {
    return trace.every(({ node, class: index }) => {
      const { effect, scope } = classes[index]!;
      return effect.kind === 'slow' || !strikesJob(node, scope, topology, nodes);
    });
  }
  return classes.every(
    ({ effect, timeToFault }) =>
      effect.kind === 'slow' ||
      (timeToFault.kind === 'exponential' && timeToFault.mean === Number.POSITIVE_INFINITY),
  );
}
