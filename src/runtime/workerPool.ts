import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { runsFromSource } from './packageFiles.ts';
import type { PointChunk, PointResult, WorkerInput } from './worker.ts';

/** Chunks given to a worker ahead of time, so that it never waits for the next. */
const QUEUED = 2;

const WORKER_FILE = new URL(runsFromSource ? './workerBoot.mjs' : './worker.mjs', import.meta.url);

/** Worker threads that simulate chunks. Results come back as they are ready, in any order. */
export interface WorkerPool {
  /** Simulates all chunks, or stops handing them out once `stopped()` is true; those begun are always finished. */
  run(
    chunks: readonly PointChunk[],
    onResult: (result: PointResult) => void,
    stopped: () => boolean,
  ): Promise<void>;
  close(): Promise<void>;
}

export function createWorkerPool(workerInput: WorkerInput, size: number): WorkerPool {
  const workers: Worker[] = [];
  return {
    run: (chunks, onResult, stopped) =>
      new Promise((resolve, reject) => {
        // No more threads than there is work for.
        while (workers.length < Math.min(size, chunks.length)) {
          workers.push(new Worker(WORKER_FILE, { workerData: workerInput }));
        }
        let next = 0;
        let inFlight = 0;
        const finish = (error?: unknown) => {
          for (const worker of workers) {
            worker.removeAllListeners('message');
            worker.removeAllListeners('error');
          }
          if (error === undefined) resolve();
          else reject(error);
        };
        const feed = (worker: Worker) => {
          const chunk = stopped() ? undefined : chunks[next];
          if (chunk === undefined) return;
          next += 1;
          inFlight += 1;
          worker.postMessage(chunk);
        };
        for (const worker of workers) {
          worker.on('message', (result: PointResult) => {
            inFlight -= 1;
            try {
              onResult(result);
            } catch (error) {
              finish(error);
              return;
            }
            feed(worker);
            if (inFlight === 0) finish();
          });
          worker.on('error', (error) => finish(error));
        }
        for (let round = 0; round < QUEUED; round++) workers.forEach(feed);
        if (inFlight === 0) finish();
      }),
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/**
 * Threads to use by default: what a batch system gave this task (`SLURM_CPUS_PER_TASK`, `SLURM_CPUS_ON_NODE`), else the
 * cores the operating system reports, else the cgroup's quota if that is less.
 */
export function defaultWorkers(environment: NodeJS.ProcessEnv = process.env): number {
  for (const name of ['SLURM_CPUS_PER_TASK', 'SLURM_CPUS_ON_NODE']) {
    const given = Number(environment[name]);
    if (Number.isInteger(given) && given > 0) return given;
  }
  return Math.max(1, Math.min(availableParallelism(), cgroupCpus()));
}

/** CPUs that a container's cgroup (version 2) allows; Infinity without a limit. */
function cgroupCpus(): number {
  try {
    const [quota, period] = readFileSync('/sys/fs/cgroup/cpu.max', 'utf8').split(' ');
    return quota === undefined || quota === 'max'
      ? Number.POSITIVE_INFINITY
      : Math.ceil(Number(quota) / Number(period));
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
