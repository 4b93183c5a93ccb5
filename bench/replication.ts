import { CHUNK_SIZE, missingChunks } from '../src/montecarlo/plan.ts';
import { createChunkRunner } from '../src/montecarlo/runChunk.ts';
import { createWorkerPool, type WorkerPool } from '../src/runtime/workerPool.ts';
import { type Contender, type Effort, measureInterleaved } from './measure.ts';
import { number, type Section } from './report.ts';
import { countsOf, llama3Input, SEED } from './scenario.ts';

const COUNTED_REPLICATIONS = 100;
const WORKERS = [1, 2];

/** Replications per second of the Llama 3 scenario, with all its columns: in this thread, and through worker threads. */
export async function benchReplications(effort: Effort): Promise<Section> {
  const input = llama3Input();
  const { events, interruptions } = countsOf(input, COUNTED_REPLICATIONS);
  const pools = WORKERS.map((size) =>
    createWorkerPool({ points: [{ kind: 'fixed', input }], seed: SEED }, size),
  );
  const runner = createChunkRunner(input, SEED);
  const here: Contender = {
    name: 'in this thread',
    run: (operations) => {
      for (const chunk of chunks(operations)) runner(chunk);
    },
  };
  try {
    const there = pools.map((pool, index) => throughPool(pool, WORKERS[index]!));
    const timings = await measureInterleaved([here, ...there], effort);
    return {
      title: 'Replications of scenarios/llama3-405b-16k-h100.yaml',
      notes: [
        `One replication: ${number(events)} events, ${number(interruptions)} interruptions (mean of ${COUNTED_REPLICATIONS}).`,
        `Workers are started before the clock is; chunks of ${CHUNK_SIZE} replications. CPU is the processor time of one replication in all threads: where it stays the same, workers cost nothing, and two are twice as fast as soon as they have two cores to themselves.`,
      ],
      columns: [
        '',
        'replications/s',
        'speed',
        'ms per replication',
        'CPU ms',
        'ns per event',
        'ns per interruption',
      ],
      rows: timings.map(({ name, nanoseconds, ratio, cpuNanoseconds }) => {
        const each = nanoseconds / CHUNK_SIZE;
        return [
          name,
          number(1e9 / each),
          `${number(1 / ratio)}x`,
          number(each / 1e6),
          number(cpuNanoseconds / CHUNK_SIZE / 1e6),
          number(each / events),
          number(each / interruptions),
        ];
      }),
    };
  } finally {
    await Promise.all(pools.map((pool) => pool.close()));
  }
}

function throughPool(pool: WorkerPool, size: number): Contender {
  return {
    name: `${size} worker thread${size === 1 ? '' : 's'}`,
    run: (operations) =>
      pool.run(
        chunks(operations),
        () => {},
        () => false,
      ),
  };
}

function chunks(count: number) {
  return missingChunks([], count * CHUNK_SIZE).map((chunk) => ({ point: 0, ...chunk }));
}
