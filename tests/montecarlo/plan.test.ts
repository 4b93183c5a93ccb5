import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHUNK_SIZE, type Chunk, missingChunks } from '../../src/montecarlo/plan.ts';

/** The replications of chunks, in their order. */
const members = (chunks: readonly Chunk[]) =>
  chunks.flatMap(({ from, count }) => Array.from({ length: count }, (_, index) => from + index));

describe('missingChunks', () => {
  it('cuts a fresh study into chunks of the usual size and a rest', () => {
    expect(missingChunks([], 60)).toEqual([
      { from: 0, count: 25 },
      { from: 25, count: 25 },
      { from: 50, count: 10 },
    ]);
  });

  it('is empty for a study that is done, or that wants nothing', () => {
    expect(missingChunks([{ from: 0, count: 60 }], 60)).toEqual([]);
    expect(missingChunks([{ from: 0, count: 60 }], 30)).toEqual([]);
    expect(missingChunks([], 0)).toEqual([]);
  });

  it('fills the gaps that an interruption left, in whatever order the chunks were finished', () => {
    const done = [
      { from: 50, count: 25 },
      { from: 0, count: 25 },
    ];
    expect(missingChunks(done, 100)).toEqual([
      { from: 25, count: 25 },
      { from: 75, count: 25 },
    ]);
  });

  it('ignores what is done beyond the wanted number', () => {
    expect(missingChunks([{ from: 75, count: 25 }], 30)).toEqual([
      { from: 0, count: 25 },
      { from: 25, count: 5 },
    ]);
  });

  const chunk = fc.record({ from: fc.nat({ max: 300 }), count: fc.integer({ min: 1, max: 60 }) });

  it('holds exactly the missing replications, once each, in order, in chunks of 1 to 25', () => {
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 15 }), fc.nat({ max: 350 }), (done, wanted) => {
        const have = new Set(members(done));
        const missing = Array.from({ length: wanted }, (_, replication) => replication).filter(
          (replication) => !have.has(replication),
        );
        const chunks = missingChunks(done, wanted);
        expect(members(chunks)).toEqual(missing);
        expect(chunks.every(({ count }) => count >= 1 && count <= CHUNK_SIZE)).toBe(true);
      }),
      { seed: 37, numRuns: 1000 },
    );
  });

  it('does not depend on the order of what is done, and leaves it alone', () => {
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 10 }), fc.nat({ max: 350 }), (done, wanted) => {
        const before = structuredClone(done);
        expect(missingChunks(done.toReversed(), wanted)).toEqual(missingChunks(done, wanted));
        expect(done).toEqual(before);
      }),
      { seed: 41, numRuns: 300 },
    );
  });

  it('is finished once its own chunks are done', () => {
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 10 }), fc.nat({ max: 350 }), (done, wanted) => {
        expect(missingChunks([...done, ...missingChunks(done, wanted)], wanted)).toEqual([]);
      }),
      { seed: 43, numRuns: 300 },
    );
  });
});
