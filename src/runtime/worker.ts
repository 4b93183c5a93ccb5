import { parentPort, workerData } from 'node:worker_threads';
import type { Chunk } from '../montecarlo/plan.ts';
import { type ChunkResult, type ChunkRunner, createChunkRunner } from '../montecarlo/runChunk.ts';
import type { UncertainPoint } from '../montecarlo/uncertainty/uncertainRunner.ts';
import type { SimulationInput } from '../simulation/input.ts';

/** A chunk of one point of a study. */
export interface PointChunk extends Chunk {
  readonly point: number;
}

export interface PointResult extends ChunkResult {
  readonly point: number;
}

/** A point as a worker simulates it: a scenario compiled once, or one that each row draws. */
export type PointWork =
  | { readonly kind: 'fixed'; readonly input: SimulationInput }
  | { readonly kind: 'uncertain'; readonly point: UncertainPoint };

/** What a worker thread is started with. */
export interface WorkerInput {
  /** By point. */
  readonly points: readonly PointWork[];
  readonly seed: string;
}

const port = parentPort;
if (port === null) throw new Error('worker.ts runs only in a worker thread');
const { points, seed } = workerData as WorkerInput;
// What reads scenarios takes a while to load, and most studies do without.
const uncertain = points.some(({ kind }) => kind === 'uncertain')
  ? await import('../montecarlo/uncertainty/uncertainRunner.ts')
  : null;

function runnerOf(work: PointWork): ChunkRunner {
  switch (work.kind) {
    case 'fixed':
      return createChunkRunner(work.input, seed);
    case 'uncertain':
      return uncertain!.createUncertainRunner(work.point);
    default:
      return work satisfies never;
  }
}

// Chunks come point by point: one runner is kept.
let point = 0;
let run = runnerOf(points[0]!);
port.on('message', ({ point: next, ...chunk }: PointChunk) => {
  if (next !== point) {
    point = next;
    run = runnerOf(points[point]!);
  }
  const result: PointResult = { point, ...run(chunk) };
  port.postMessage(result, [result.values.buffer as ArrayBuffer]);
});
