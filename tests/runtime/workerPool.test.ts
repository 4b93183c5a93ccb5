import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { missingChunks } from '../../src/montecarlo/plan.ts';
import { type ChunkResult, createChunkRunner } from '../../src/montecarlo/runChunk.ts';
import type { PointChunk } from '../../src/runtime/worker.ts';
import { createWorkerPool, defaultWorkers } from '../../src/runtime/workerPool.ts';
import { compile, SMALL } from '../support/scenarioText.ts';

describe('the default number of threads', () => {
  it('is what the batch system gave this task', () => {
    expect(defaultWorkers({ SLURM_CPUS_PER_TASK: '3' })).toBe(3);
    expect(defaultWorkers({ SLURM_CPUS_ON_NODE: '72' })).toBe(72);
    expect(defaultWorkers({ SLURM_CPUS_PER_TASK: '3', SLURM_CPUS_ON_NODE: '72' })).toBe(3);
  });

  it('ignores what is no number of cores', () => {
    const plain = defaultWorkers({});
    for (const text of ['', '0', '-2', '1.5', 'many', '72(x2)']) {
      expect(defaultWorkers({ SLURM_CPUS_PER_TASK: text })).toBe(plain);
    }
    expect(defaultWorkers({ SLURM_CPUS_PER_TASK: '', SLURM_CPUS_ON_NODE: '5' })).toBe(5);
  });

  it('without a batch system is at least one and at most the cores of the machine', () => {
    expect(defaultWorkers({})).toBeGreaterThanOrEqual(1);
    expect(defaultWorkers({})).toBeLessThanOrEqual(availableParallelism());
    expect(Number.isInteger(defaultWorkers({}))).toBe(true);
  });
});

const chunksOf = (...args: Parameters<typeof missingChunks>): PointChunk[] =>
  missingChunks(...args).map((chunk) => ({ point: 0, ...chunk }));

describe('a pool of threads', () => {
  const input = compile(SMALL);
  const here = createChunkRunner(input, 'pool');

  it('gives what this thread gives, every chunk once', async () => {
    const pool = createWorkerPool({ points: [{ kind: 'fixed', input }], seed: 'pool' }, 3);
    const results: ChunkResult[] = [];
    try {
      await pool.run(
        chunksOf([], 110),
        (result) => results.push(result),
        () => false,
      );
      await pool.run(
        chunksOf([{ from: 0, count: 110 }], 150),
        (result) => results.push(result),
        () => false,
      );
    } finally {
      await pool.close();
    }
    results.sort((a, b) => a.from - b.from);
    expect(results.map(({ from }) => from)).toEqual([0, 25, 50, 75, 100, 110, 135]);
    for (const result of results)
      expect(result).toEqual({ point: 0, ...here({ from: result.from, count: result.count }) });
  });

  it('finishes what has begun when it is to stop, and begins nothing more', async () => {
    const pool = createWorkerPool({ points: [{ kind: 'fixed', input }], seed: 'pool' }, 2);
    let count = 0;
    try {
      await pool.run(
        chunksOf([], 10_000),
        () => {
          count += 1;
        },
        () => count >= 3,
      );
    } finally {
      await pool.close();
    }
    expect(count).toBeGreaterThanOrEqual(3);
    expect(count).toBeLessThanOrEqual(3 + 2 * 2);
  });

  it('that is to stop at once runs nothing', async () => {
    const pool = createWorkerPool({ points: [{ kind: 'fixed', input }], seed: 'pool' }, 1);
    try {
      await pool.run(
        chunksOf([], 100),
        () => expect.unreachable(),
        () => true,
      );
    } finally {
      await pool.close();
    }
  });

  it('hands on an error of whoever takes the results', async () => {
    const pool = createWorkerPool({ points: [{ kind: 'fixed', input }], seed: 'pool' }, 2);
    try {
      const run = pool.run(
        chunksOf([], 200),
        () => {
          throw new Error('no place for it');
        },
        () => false,
      );
      await expect(run).rejects.toThrow('no place for it');
    } finally {
      await pool.close();
    }
  });
});
