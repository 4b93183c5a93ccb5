import { parentPort, workerData } from 'node:worker_threads';
import type { Chunk } from '../montecarlo/plan.ts';
import { createChunkRunner } from '../montecarlo/runChunk.ts';
import type { SimulationInput } from '../simulation/input.ts';

/** What a worker thread is started with. */
export interface WorkerInput {
  readonly input: SimulationInput;
  readonly seed: string;
}

const port = parentPort;
if (port === null) throw new Error('worker.ts runs only in a worker thread');
const { input, seed } = workerData as WorkerInput;
const run = createChunkRunner(input, seed);
port.on('message', (chunk: Chunk) => {
  const result = run(chunk);
  port.postMessage(result, [result.values.buffer as ArrayBuffer]);
});
