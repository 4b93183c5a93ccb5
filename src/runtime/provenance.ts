import { createHash } from 'node:crypto';
import { STREAMS_VERSION } from '../engine/randomStreams.ts';
import { isTreeObject, type Tree } from '../scenario/tree.ts';
import { readPieces } from './fileSystem.ts';

/** Bump when the same scenario, seed and replication give other numbers; CHANGELOG says why. */
export const MODEL_VERSION = 'longrun-model/4';

/** Keys of a scenario that do not change a replication. */
const DESCRIPTIVE = ['title', 'notes', 'sources'];

/** Hash of all that decides the replications of a study, but not how many there are. */
export function planHash(tree: Tree): string {
  return sha256(JSON.stringify([MODEL_VERSION, STREAMS_VERSION, canonical(planTree(tree))]));
}

/** Of the plans of its points that of a study; of one point it is the plan of that. */
export function studyHash(plans: readonly string[]): string {
  return plans.length === 1 ? plans[0]! : sha256(JSON.stringify(plans));
}

/** Paths at which two resolved scenarios differ in what decides the replications. */
export function differingPaths(before: Tree, after: Tree): string[] {
  const left = flatten(planTree(before));
  const right = flatten(planTree(after));
  const keys = [...new Set([...left.keys(), ...right.keys()])];
  return keys
    .filter((key) => left.get(key) !== right.get(key))
    .map((key) => `${key}: ${left.get(key) ?? 'absent'} -> ${right.get(key) ?? 'absent'}`);
}

export function sha256(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Of a file of any size. @throws FileError */
export function sha256OfFile(path: string): string {
  const hash = createHash('sha256');
  for (const piece of readPieces(path)) hash.update(piece);
  return hash.digest('hex');
}

function planTree(tree: Tree): Tree {
  if (!isTreeObject(tree)) return tree;
  const kept = Object.entries(tree).filter(([key]) => !DESCRIPTIVE.includes(key));
  const study = tree['study'];
  const seed = isTreeObject(study) ? (study['seed'] ?? null) : null;
  return { ...Object.fromEntries(kept), study: { seed: String(seed) } };
}

function canonical(tree: Tree): Tree {
  if (Array.isArray(tree)) return tree.map(canonical);
  if (!isTreeObject(tree)) return tree;
  return Object.fromEntries(
    Object.keys(tree)
      .sort()
      .map((key) => [key, canonical(tree[key] ?? null)]),
  );
}

function flatten(tree: Tree, path = ''): Map<string, string> {
  const leaves = new Map<string, string>();
  const entries = Array.isArray(tree)
    ? tree.map((item, index) => [String(index), item] as const)
    : isTreeObject(tree)
      ? Object.entries(tree)
      : null;
  if (entries === null) return leaves.set(path, JSON.stringify(tree));
  for (const [key, value] of entries) {
    for (const [leaf, text] of flatten(value, path === '' ? key : `${path}.${key}`)) leaves.set(leaf, text);
  }
  return leaves;
}
