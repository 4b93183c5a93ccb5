import { describe, expect, test } from 'vitest';
import { probabilitiesOut } from '../../src/model/machineRepair.ts';
import type { SimulationInput } from '../../src/simulation/input.ts';
import { NodeState, TimeBucket } from '../../src/simulation/record.ts';
import {
  BARE,
  checkpointed,
  DAY,
  faultClass,
  fixed,
  HOUR,
  phase,
  replicate,
} from '../support/simulationInput.ts';
import { expectMean } from '../support/statistics.ts';

const MTBF = 3 * DAY;
const REPAIR = 10 * HOUR;
const WARM = 30 * DAY;
const HORIZON = 130 * DAY;

interface Elastic {
  readonly replicas: number;
  readonly nodesPerReplica: number;
  readonly minimum: number;
  readonly crew: number;
  readonly hot: number;
}

/** Wall seconds per nominal second: more than in proportion to the replicas that are missing. */
function pace({ replicas }: Elastic, width: number): number {
  return (replicas / width) * (1 + 0.05 * (replicas - width));
}

function run(elastic: Elastic): SimulationInput {
  const { replicas, nodesPerReplica, minimum, crew, hot } = elastic;
  const widths = Array.from({ length: replicas - minimum + 1 }, (_, index) => minimum + index);
  const paceByWidth = widths.map((width) => pace(elastic, width));
  return {
    ...BARE,
    job: {
      ...BARE.job,
      nodes: replicas * nodesPerReplica,
      phases: [phase(1e6 * DAY, { paceByWidth })],
      elastic: { nodesPerReplica, minimumReplicas: minimum, reconfigure: fixed(0) },
    },
    spares: { ...BARE.spares, hot },
    faults: { ...BARE.faults, classes: [faultClass(MTBF, { transientProbability: 0 })] },
    checkpoint: { ...checkpointed(1), interval: { kind: 'continuous' } },
    repair: { ...BARE.repair, time: { kind: 'exponential', mean: REPAIR }, crew },
  };
}

/** What happens between two horizons of the same replications, per second: the steady state. */
function steady(input: SimulationInput, count: number) {
  const at = (horizonSeconds: number) =>
    replicate({ ...input, limits: { ...BARE.limits, horizonSeconds } }, count, 'elastic');
  const early = at(WARM);
  return at(HORIZON).map((late, index) => {
    const before = early[index]!;
    const share = (after: number, until: number): number => (after - until) / (HORIZON - WARM);
    const bucket = (which: number): number => share(late.bucketSeconds[which]!, before.bucketSeconds[which]!);
    return {
      throughput: bucket(TimeBucket.productive),
      waiting: bucket(TimeBucket.waiting),
      reduced: share(late.reducedSeconds, before.reducedSeconds),
      repair: share(late.nodeSeconds[NodeState.repair]!, before.nodeSeconds[NodeState.repair]!),
      lost: bucket(TimeBucket.rework),
    };
  });
}

/** The same from the Markov chain of nodes out: each powered node fails, a crew mends. */
function expected(elastic: Elastic) {
  const { replicas, nodesPerReplica, minimum, crew, hot } = elastic;
  const nodes = replicas * nodesPerReplica + hot;
  const out = probabilitiesOut(nodes, 1 / MTBF, 1 / REPAIR, crew);
  let [throughput, waiting, reduced, repair] = [0, 0, 0, 0];
  out.forEach((share, count) => {
    const width = Math.min(replicas, Math.floor((nodes - count) / nodesPerReplica));
    repair += share * count;
    if (width < minimum) waiting += share;
    else {
      throughput += share / pace(elastic, width);
      if (width < replicas) reduced += share;
    }
  });
  return { throughput, waiting, reduced, repair };
}

describe('an elastic job at no cost follows the Markov chain of its nodes', () => {
  test.each<[string, Elastic]>([
    ['two states: one or two replicas', { replicas: 2, nodesPerReplica: 1, minimum: 1, crew: 2, hot: 0 }],
    ['one technician', { replicas: 4, nodesPerReplica: 1, minimum: 2, crew: 1, hot: 0 }],
    ['any width, a crew without limit', { replicas: 8, nodesPerReplica: 1, minimum: 1, crew: 1e9, hot: 0 }],
    ['a narrow minimum, crew of 2', { replicas: 8, nodesPerReplica: 1, minimum: 6, crew: 2, hot: 0 }],
    ['hot spares', { replicas: 6, nodesPerReplica: 1, minimum: 3, crew: 2, hot: 1 }],
    ['replicas of 3 nodes', { replicas: 4, nodesPerReplica: 3, minimum: 2, crew: 3, hot: 1 }],
  ])('%s', (_, elastic) => {
    const windows = steady(run(elastic), 400);
    const want = expected(elastic);
    expectMean(
      windows.map(({ throughput }) => throughput),
      want.throughput,
      0.01,
    );
    expectMean(
      windows.map(({ reduced }) => reduced),
      want.reduced,
    );
    expectMean(
      windows.map(({ repair }) => repair),
      want.repair,
      0.04,
    );
    const waits = windows.map(({ waiting }) => waiting);
    if (want.waiting > 2e-3) expectMean(waits, want.waiting, 0.1);
    else expect(Math.max(...waits)).toBeLessThan(0.1);
    for (const { lost } of windows) expect(Math.abs(lost)).toBeLessThan(1e-9);
  });

  test.each([1, 2, 3, 4])('the share of time at width %d is the probability of that state', (width) => {
    const elastic: Elastic = { replicas: 4, nodesPerReplica: 1, minimum: 1, crew: 1, hot: 0 };
    const base = run(elastic);
    // At any other width it makes no headway.
    const paceByWidth = [1, 2, 3, 4].map((each) => (each === width ? 1 : 1e12));
    const input = { ...base, job: { ...base.job, phases: [phase(1e6 * DAY, { paceByWidth })] } };
    const out = probabilitiesOut(4, 1 / MTBF, 1 / REPAIR, 1);
    expectMean(
      steady(input, 500).map(({ throughput }) => throughput),
      out[4 - width]!,
      0.05,
    );
  });

  test('gains what the job that waits for all its nodes loses', () => {
    const elastic: Elastic = { replicas: 6, nodesPerReplica: 1, minimum: 1, crew: 2, hot: 0 };
    const out = probabilitiesOut(6, 1 / MTBF, 1 / REPAIR, 2);
    const rigid = {
      ...run(elastic),
      job: { ...run(elastic).job, elastic: null, phases: [phase(1e6 * DAY)] },
    };
    const records = replicate(
      { ...rigid, limits: { ...BARE.limits, horizonSeconds: HORIZON } },
      200,
      'rigid',
    );
    // It begins with all nodes up, which is better than the steady state for the first day.
    const productive = records.map(({ bucketSeconds }) => bucketSeconds[TimeBucket.productive]! / HORIZON);
    const mean = productive.reduce((sum, share) => sum + share, 0) / productive.length;
    expect(Math.abs(mean - out[0]!)).toBeLessThan(0.02);
    expect(expected(elastic).throughput - mean).toBeGreaterThan(0.2);
  });

  test('a reconfiguration costs its time, at each change of the width', () => {
    // Two replicas; node 0 fails after 1 h and is back 3 h later: 1 h at 2, then 0.2 h, then half speed for 2.8 h, then
    // 0.2 h again.
    const base = run({ replicas: 2, nodesPerReplica: 1, minimum: 1, crew: 1, hot: 0 });
    const input: SimulationInput = {
      ...base,
      job: {
        ...base.job,
        phases: [phase(10 * HOUR, { paceByWidth: [2, 1] })],
        elastic: { nodesPerReplica: 1, minimumReplicas: 1, reconfigure: fixed(0.2 * HOUR) },
      },
      faults: { ...base.faults, trace: [{ seconds: HOUR, node: 0, class: 0 }] },
      recovery: { ...BARE.recovery, restart: fixed(5 * HOUR) },
      repair: { ...BARE.repair, time: fixed(3 * HOUR) },
    };
    const [record] = replicate(input, 1, 'reconfigure');
    expect(record!.wallSeconds / HOUR).toBeCloseTo(1 + 0.2 + 2.8 + 0.2 + (10 - 1 - 1.4), 9);
    expect(record!.reducedSeconds / HOUR).toBeCloseTo(2.8, 9);
    expect(record!.shrinks).toBe(1);
    // The fault, and the stop to grow.
    expect(record!.interruptions).toBe(2);
    expect(record!.bucketSeconds[TimeBucket.slowdown]! / HOUR).toBeCloseTo(1.4, 9);
  });

  test('a node that is back while the job still starts again is not forgotten', () => {
    // Down to one replica at 1 h; the node is back at 1.1 h, before the first reconfiguration ends at 1.2 h: one more follows.
    const base = run({ replicas: 2, nodesPerReplica: 1, minimum: 1, crew: 1, hot: 0 });
    const input: SimulationInput = {
      ...base,
      job: {
        ...base.job,
        phases: [phase(10 * HOUR, { paceByWidth: [2, 1] })],
        elastic: { nodesPerReplica: 1, minimumReplicas: 1, reconfigure: fixed(0.2 * HOUR) },
      },
      faults: { ...base.faults, trace: [{ seconds: HOUR, node: 0, class: 0 }] },
      repair: { ...BARE.repair, time: fixed(0.1 * HOUR) },
    };
    const [record] = replicate(input, 1, 'back early');
    expect(record!.reducedSeconds).toBe(0);
    expect(record!.wallSeconds / HOUR).toBeCloseTo(10 + 0.4, 9);
  });
});
