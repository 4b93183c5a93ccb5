import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differingPaths, planHash } from '../../src/runtime/provenance.ts';
import { getAt, isTreeObject, setAt, type Tree, type TreePath } from '../../src/scenario/tree.ts';
import { shipped, shippedText } from '../support/catalog.ts';
import { resolve, SMALL } from '../support/scenarioText.ts';

const { tree } = resolve(SMALL);

function leaves(at: Tree, path: TreePath = []): TreePath[] {
  if (Array.isArray(at)) return at.flatMap((item, index) => leaves(item, [...path, index]));
  if (isTreeObject(at)) return Object.entries(at).flatMap(([key, value]) => leaves(value, [...path, key]));
  return [path];
}

/** The same data with the keys of every object in another order. */
function turned(at: Tree): Tree {
  if (Array.isArray(at)) return at.map(turned);
  if (!isTreeObject(at)) return at;
  return Object.fromEntries(
    Object.entries(at)
      .reverse()
      .map(([key, value]) => [key, turned(value)]),
  );
}

describe('the plan hash', () => {
  it('is a SHA-256 and differs between scenarios', () => {
    const hashes = [SMALL, ...shipped.map(shippedText)].map((text) => planHash(resolve(text).tree));
    for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it.each<[string, TreePath, Tree]>([
    ['the title', ['title'], 'Another'],
    ['the notes', ['notes'], ['one', 'two']],
    ['the sources', ['sources'], ['a paper']],
    ['how many replications', ['study', 'replications'], 5],
  ])('does not change with %s', (_, path, value) => {
    expect(planHash(setAt(tree, path, value))).toBe(planHash(tree));
    expect(differingPaths(tree, setAt(tree, path, value))).toEqual([]);
  });

  it('does not change with the order of keys', () => {
    expect(JSON.stringify(turned(tree))).not.toBe(JSON.stringify(tree));
    expect(planHash(turned(tree))).toBe(planHash(tree));
    expect(differingPaths(tree, turned(tree))).toEqual([]);
  });

  it('is the same for a seed given as a number and as its text', () => {
    expect(planHash(setAt(tree, ['study', 'seed'], 7))).toBe(planHash(setAt(tree, ['study', 'seed'], '7')));
  });

  it('changes with any value that decides a replication, and the path is named', () => {
    const paths = leaves(tree).filter(
      (path) => path[0] !== 'title' && path.join('.') !== 'study.replications',
    );
    expect(paths.length).toBeGreaterThan(60);
    for (const path of paths) {
      const value = getAt(tree, path)!;
      const changed = setAt(tree, path, typeof value === 'number' ? value + 1 : `${String(value)}x`);
      expect(planHash(changed), path.join('.')).not.toBe(planHash(tree));
      const [difference, ...rest] = differingPaths(tree, changed);
      expect(rest).toEqual([]);
      expect(difference).toMatch(new RegExp(`^${path.join('\\.')}: .+ -> .+$`));
    }
  });

  it('tells the order of phases apart', () => {
    const two = resolve(SMALL).scenario.workload.phases.length;
    expect(two).toBe(1);
    const phase = getAt(tree, ['workload', 'phases', 0])!;
    const other = setAt(phase, ['tokens'], '1 Gtoken');
    const forward = setAt(tree, ['workload', 'phases'], [phase, other]);
    const backward = setAt(tree, ['workload', 'phases'], [other, phase]);
    expect(planHash(forward)).not.toBe(planHash(backward));
  });
});

describe('what differs', () => {
  it('is told with both values, and with absent where there is none', () => {
    const more = setAt(tree, ['limits', 'deadline'], '3 day');
    expect(differingPaths(tree, more)).toEqual(['limits.deadline: absent -> "3 day"']);
    expect(differingPaths(more, tree)).toEqual(['limits.deadline: "3 day" -> absent']);
    expect(differingPaths(tree, setAt(tree, ['study', 'seed'], 'x'))).toEqual(['study.seed: "small" -> "x"']);
  });

  it('is nothing between a scenario and itself, and something for any two of different hash', () => {
    const texts = [SMALL, ...shipped.map(shippedText)];
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.constantFrom(...texts), (left, right) => {
        const [a, b] = [resolve(left).tree, resolve(right).tree];
        expect(differingPaths(a, b).length === 0).toBe(planHash(a) === planHash(b));
      }),
      { seed: 41, numRuns: 20 },
    );
  });

  it('is everything where there was no scenario', () => {
    expect(differingPaths(null, tree).length).toBeGreaterThan(60);
  });
});
