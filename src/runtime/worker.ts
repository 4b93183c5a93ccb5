import { parentPort, workerData } from 'node:worker_threads';
import type { Chunk } from '../montecarlo/plan.ts';
import { type ChunkResult, createChunkRunner } from '../montecarlo/runChunk.ts';
import type { SimulationInput } from '../simulation/input.ts';

/** A chunk of one point of a study. */
export interface PointChunk extends Chunk {
  readonly point: number;
}

export interface PointResult extends ChunkResult {
  readonly point: number;
}

/** What a worker thread is started with. */
export interface WorkerInput {
  /** By point. */
  readonly inputs: readonly SimulationInput[];
  readonly seed: string;
}

const port = parentPort;
if (port === null) throw new Error('worker.ts runs only in a worker thread');
const { inputs, seed } = workerData as WorkerInput;
// Chunks come point by point: one runner is kept.
let point = -1;
let run = createChunkRunner(inputs[0]!, seed);
port.on('message', ({ point: next, ...chunk }: PointChunk) => {
  if (next !== point) {
    point = next;
    run = createChunkRunner(inputs[point]!, seed);
  }
  const result: PointResult = { point, ...run(chunk) };
  port.postMessage(result, [result.values.buffer as ArrayBuffer]);
});
