import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RandomStreams } from '../../src/engine/randomStreams.ts';
import { Ranked } from '../../src/simulation/policies/ranked.ts';

const luck = () => new RandomStreams('ranked').stream('luck');

test('brings the lowest forward, whatever the ranks', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 60 }),
      fc.nat(60),
      fc.nat(60),
      (ranks, first, second) => {
        const nodes = ranks.map((_, node) => node);
        const wide = Math.min(first, nodes.length);
        const narrow = Math.min(second, wide);
        const ranked = new Ranked(Int32Array.from(nodes), (node) => ranks[node]!, luck());
        ranked.bringForward(wide, 0, nodes.length);
        ranked.bringForward(narrow, 0, wide);
        expect([...ranked.nodes].sort((a, b) => a - b)).toEqual(nodes);
        const sorted = ranks.toSorted((a, b) => a - b);
        for (const count of [narrow, wide]) {
          const taken = [...ranked.nodes.subarray(0, count)].map((node) => ranks[node]!);
          expect(taken.sort((a, b) => a - b)).toEqual(sorted.slice(0, count));
        }
      },
    ),
    { seed: 1, numRuns: 2000 },
  );
});

test('equals are taken with equal chance', () => {
  const streams = new RandomStreams('ties');
  const stream = streams.stream('luck');
  const counts = new Array<number>(5).fill(0);
  const rounds = 5000;
  for (let round = 0; round < rounds; round++) {
    const ranked = new Ranked(Int32Array.of(0, 1, 2, 3, 4), () => 0, stream);
    ranked.bringForward(2, 0, 5);
    for (const node of ranked.nodes.subarray(0, 2)) counts[node]! += 1;
  }
  const spread = Math.sqrt(rounds * 0.4 * 0.6);
  for (const count of counts) expect(Math.abs(count - 0.4 * rounds)).toBeLessThan(4 * spread);
});
