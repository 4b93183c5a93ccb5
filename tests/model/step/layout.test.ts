import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dataParallel,
  divisors,
  layoutProblems,
  microBatches,
  stageLayers,
} from '../../../src/model/step/layout.ts';
import { bubbleSeconds, inFlight, overlapMicroBatches } from '../../../src/model/step/pipeline.ts';
import { BASE, GPT_175B, LLAMA_405B, MIXTRAL } from './cases.ts';

describe('layoutProblems', () => {
  it('is empty for the published layouts', () => {
    expect(layoutProblems(GPT_175B, { ...BASE, virtualStages: 3 }, 2048)).toEqual([]);
    const llama = { ...BASE, gpus: 8192, pipeline: 16, globalBatch: 2048 };
    // 126 layers on 16 ranks: uneven on purpose.
    expect(layoutProblems(LLAMA_405B, llama, 8192).map((p) => p.knob)).toEqual([]);
  });

  it('names what does not divide and the divisors that do', () => {
    const [first] = layoutProblems(GPT_175B, { ...BASE, tensor: 5, gpus: 40 }, 2048);
    expect(first).toEqual({
      knob: 'tensor',
      value: 5,
      of: 'attention heads',
      total: 96,
      allowed: [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 96],
    });
    const knobs = (change: object): readonly string[] =>
      layoutProblems(GPT_175B, { ...BASE, ...change }, 2048).map((p) => p.knob);
    expect(knobs({ gpus: 100 })).toEqual(['gpus']);
    expect(knobs({ gpus: 256, globalBatch: 63 })).toEqual(['globalBatch']);
    expect(knobs({ microBatch: 5 })).toEqual(['microBatch']);
    expect(knobs({ context: 3, gpus: 192, globalBatch: 63 })).toEqual(['context']);
    expect(knobs({ expert: 2 })).toEqual(['expert']);
    expect(knobs({ pipeline: 97, gpus: 97 * 8 })).toEqual(['pipeline']);
    expect(knobs({ virtualStages: 2, pipeline: 1 })).toEqual(['virtualStages']);
    expect(layoutProblems(MIXTRAL, { ...BASE, expert: 3 }, 2048).map((p) => p.knob)).toContain('expert');
  });

  it('lists the divisors of a number in order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), (n) => {
        const slow = Array.from({ length: n }, (_, i) => i + 1).filter((d) => n % d === 0);
        expect(divisors(n)).toEqual(slow);
      }),
      { seed: 3, numRuns: 50 },
    );
  });
});

describe('what follows from a layout', () => {
  it('derives data-parallel ranks and micro-batches', () => {
    const layout = { ...BASE, gpus: 2304, pipeline: 9, context: 2, globalBatch: 1008 };
    expect(dataParallel(layout)).toBe(16);
    expect(microBatches(layout)).toBe(63);
  });

  it('gives the ranks with embedding and head the fewer layers', () => {
    expect(stageLayers(LLAMA_405B, { ...BASE, pipeline: 16 })).toEqual({ most: 8, first: 7, last: 7 });
    expect(stageLayers({ ...GPT_175B, layers: 70 }, { ...BASE, pipeline: 12 })).toEqual({
      most: 6,
      first: 5,
      last: 5,
    });
    expect(stageLayers(GPT_175B, BASE)).toEqual({ most: 12, first: 12, last: 12 });
  });

  it('has a bubble of (p - 1) T, shorter by the chunks, none without a pipeline', () => {
    expect(bubbleSeconds({ slowest: 2, all: 16 }, 64, 8, 1)).toBe(14);
    expect(bubbleSeconds({ slowest: 2, all: 16 }, 64, 8, 7)).toBe(2);
    expect(bubbleSeconds({ slowest: 2, all: 2 }, 64, 1, 1)).toBe(0);
    // Two micro-batches short of a multiple of 8: a chunk's slot of 2/7 s is empty twice for each chunk but one.
    expect(bubbleSeconds({ slowest: 2, all: 16 }, 62, 8, 7)).toBeCloseTo(2 + (6 * 2 * 2) / 7, 12);
  });

  it('holds at most p micro-batches, never more than there are', () => {
    expect(inFlight(64, 8, 1)).toBe(8);
    expect(inFlight(3, 8, 1)).toBe(3);
    expect(inFlight(64, 8, 3)).toBeCloseTo(8 + 7 / 3, 12);
    expect(overlapMicroBatches(64, 8, 1)).toBe(1);
    expect(overlapMicroBatches(64, 8, 2)).toBe(4.5);
  });
});
