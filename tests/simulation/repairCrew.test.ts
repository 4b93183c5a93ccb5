import { describe, expect, test } from 'vitest';
import { RandomStreams } from '../../src/engine/randomStreams.ts';
import { erlangMeanInSystem, erlangMeanWait, erlangWaitingProbability } from '../../src/model/erlang.ts';
import { probabilitiesOut } from '../../src/model/machineRepair.ts';
import type { SimulationInput } from '../../src/simulation/input.ts';
import { NodeState, TimeBucket } from '../../src/simulation/record.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import { BARE, checkpointed, DAY, faultClass, HOUR, phase, replicate } from '../support/simulationInput.ts';
import { expectMean, expectPoisson, expectShare } from '../support/statistics.ts';

const REPAIR = 6 * HOUR;
/** Long enough for the crew to forget that it began with nothing to do. */
const WARM = 60 * DAY;
const HORIZON = 160 * DAY;

/** A gang of 100 that never lacks nodes: faults come as a Poisson stream, `load` of them in one mean repair. */
function workshop(load: number, change: Partial<SimulationInput['repair']>): SimulationInput {
  return {
    ...BARE,
    job: { ...BARE.job, nodes: 100, phases: [phase(1e6 * DAY)] },
    spares: { ...BARE.spares, cold: 400 },
    faults: {
      ...BARE.faults,
      classes: [faultClass((100 * REPAIR) / load, { transientProbability: 0 })],
    },
    checkpoint: { ...checkpointed(1), interval: { kind: 'continuous' } },
    repair: { ...BARE.repair, time: { kind: 'exponential', mean: REPAIR }, ...change },
  };
}

/** The same replications, ended at two horizons: what happens between the two is in the steady state. */
function between(input: SimulationInput, count: number, seed: string) {
  const at = (horizonSeconds: number) =>
    replicate({ ...input, limits: { ...BARE.limits, horizonSeconds } }, count, seed);
  const early = at(WARM);
  return at(HORIZON).map((late, index) => ({
    waitSeconds: late.crewWaitSeconds - early[index]!.crewWaitSeconds,
    repairs: late.repairsManual - early[index]!.repairsManual,
    nodeSeconds: late.nodeSeconds[NodeState.repair]! - early[index]!.nodeSeconds[NodeState.repair]!,
    waiting: late.bucketSeconds[TimeBucket.waiting]! - early[index]!.bucketSeconds[TimeBucket.waiting]!,
  }));
}

describe('a crew of c technicians (M/M/c)', () => {
  test.each([
    [1, 0.6, 400],
    [3, 2.1, 250],
    [8, 6, 120],
  ])('c = %d, load %d: nodes that wait, their wait, and nodes out, by Erlang C', (crew, load, count) => {
    const windows = between(workshop(load, { crew }), count, 'crew');
    const window = HORIZON - WARM;
    const wait = erlangMeanWait(crew, load, REPAIR);
    // Nodes in the queue on average: arrivals x mean wait (Little).
    expectMean(
      windows.map(({ waitSeconds }) => waitSeconds / window),
      (load / REPAIR) * wait,
      0.04,
    );
    expectMean(
      windows.map(({ nodeSeconds }) => nodeSeconds / window),
      erlangMeanInSystem(crew, load),
    );
    // Wait per manual repair, as a ratio: its error is that of wait - ratio x repairs.
    const repairs = windows.reduce((sum, each) => sum + each.repairs, 0) / windows.length;
    expectMean(
      windows.map((each) => wait + (each.waitSeconds - wait * each.repairs) / repairs),
      wait,
      0.04,
    );
  });

  test('the share of nodes that find no technician free is the waiting probability, and the state is geometric', () => {
    const [crew, load] = [3, 2.1];
    const streams = new RandomStreams('arrivals');
    const found = Array.from({ length: 500 }, (_, replication) => {
      streams.startReplication(replication);
      let out = 0;
      const atArrivals: number[] = [];
      simulate(
        { ...workshop(load, { crew }), limits: { ...BARE.limits, horizonSeconds: 40 * DAY } },
        streams,
        ({ event, seconds }) => {
          if (event === 'fault') {
            if (seconds > 20 * DAY) atArrivals.push(out);
            out += 1;
          }
          if (event === 'repaired') out -= 1;
        },
      );
      return atArrivals;
    });
    const arrivals = (load / REPAIR) * 20 * DAY;
    const waits = erlangWaitingProbability(crew, load);
    for (const queue of [0, 1, 3]) {
      expectMean(
        found.map((atArrivals) => atArrivals.filter((out) => out >= crew + queue).length / arrivals),
        waits * (load / crew) ** queue,
        0.04,
      );
    }
  });

  test('a crew that is never all busy is M/M/infinity: nobody waits, and nodes out are Poisson', () => {
    const horizon = { ...BARE.limits, horizonSeconds: 20 * DAY };
    const unlimited = replicate({ ...workshop(5, {}), limits: horizon }, 300, 'infinite');
    const large = replicate({ ...workshop(5, { crew: 60 }), limits: horizon }, 300, 'infinite');
    expect(large).toEqual(unlimited);
    expect(unlimited.every(({ crewWaitSeconds }) => crewWaitSeconds === 0)).toBe(true);
    const seconds = unlimited.map(
      ({ nodeSeconds }) => nodeSeconds[NodeState.repair]! / horizon.horizonSeconds,
    );
    // From empty: the mean out at t is 5 (1 - exp(-t / T)).
    const begun = (REPAIR / horizon.horizonSeconds) * -Math.expm1(-horizon.horizonSeconds / REPAIR);
    expectMean(seconds, 5 * (1 - begun));
  });

  test('is first come, first served', () => {
    const trace = [3, 1, 4, 0, 2].map((node, index) => ({ seconds: (index + 1) * HOUR, node, class: 0 }));
    const base = workshop(1, { crew: 2, time: { kind: 'fixed', value: 5 * HOUR } });
    const mended: [hours: number, node: number][] = [];
    simulate(
      {
        ...base,
        faults: { ...base.faults, trace },
        limits: { ...BARE.limits, horizonSeconds: DAY },
      },
      new RandomStreams('served'),
      ({ event, seconds, node }) => {
        if (event === 'repaired') mended.push([seconds / HOUR, node!]);
      },
    );
    expect(mended).toEqual([
      [6, 3],
      [7, 1],
      [11, 4],
      [12, 0],
      [16, 2],
    ]);
  });

  test('waits that are still going on at the end count', () => {
    // One technician, whom nobody ever gets back from: every node but the first waits from its fault on.
    const input = workshop(2, { crew: 1, time: { kind: 'fixed', value: 1e6 * DAY } });
    const streams = new RandomStreams('still waiting');
    const horizonSeconds = 30 * DAY;
    streams.startReplication(0);
    const faults: number[] = [];
    const { crewWaitSeconds } = simulate(
      { ...input, limits: { ...BARE.limits, horizonSeconds } },
      streams,
      ({ event, seconds }) => {
        if (event === 'fault') faults.push(seconds);
      },
    );
    expect(faults.length).toBeGreaterThan(100);
    const expected = faults.slice(1).reduce((sum, at) => sum + horizonSeconds - at, 0);
    expect(crewWaitSeconds / expected).toBeCloseTo(1, 9);
  });
});

describe('automatic repair first, manual repair for what it does not resolve', () => {
  const automatic = {
    time: { kind: 'exponential' as const, mean: REPAIR / 3 },
    resolvesProbability: 0.4,
    successProbability: 1,
  };

  /** Nodes in each stage at the end of a run of 20 mean repairs. */
  function snapshot(input: SimulationInput, count: number): { automatic: number; manual: number }[] {
    const streams = new RandomStreams('pipeline');
    return Array.from({ length: count }, (_, replication) => {
      streams.startReplication(replication);
      const inManual = new Set<number>();
      let out = 0;
      simulate(
        { ...input, limits: { ...BARE.limits, horizonSeconds: 5 * DAY } },
        streams,
        ({ event, node }) => {
          if (event === 'fault') out += 1;
          if (event === 'manual repair') inManual.add(node!);
          if (event === 'repaired') {
            out -= 1;
            inManual.delete(node!);
          }
        },
      );
      return { automatic: out - inManual.size, manual: inManual.size };
    });
  }

  test('without limit both stages are M/G/infinity: Poisson with their own means', () => {
    const nodes = snapshot(workshop(12, { automatic }), 1000);
    expectPoisson(
      nodes.map((each) => each.automatic),
      12 / 3,
    );
    expectPoisson(
      nodes.map((each) => each.manual),
      12 * 0.6,
    );
  });

  test('with a crew the second stage is M/M/c of what is left over (Burke 1956)', () => {
    const [crew, load] = [5, 5];
    const nodes = snapshot(workshop(load, { automatic, crew }), 1000);
    expectPoisson(
      nodes.map((each) => each.automatic),
      load / 3,
    );
    expectMean(
      nodes.map((each) => each.manual),
      erlangMeanInSystem(crew, load * 0.6),
    );
  });

  test('as many need hands as the automatic repair leaves over', () => {
    const records = replicate(
      { ...workshop(12, { automatic }), limits: { ...BARE.limits, horizonSeconds: 10 * DAY } },
      500,
      'hands',
    );
    const begun = records.reduce((sum, { repairsBegun }) => sum + repairsBegun, 0);
    const manual = records.reduce((sum, { repairsManual }) => sum + repairsManual, 0);
    expectShare(manual, begun, 0.6);
  });
});

describe('a finite fleet with a crew', () => {
  test('the job waits as long as more nodes are out than it has spares (machine interference)', () => {
    // All healthy nodes are powered and at risk, trained or waiting: the count of nodes out is a birth-death chain.
    const [nodes, hot, crew, mtbf] = [10, 2, 2, 4 * DAY];
    const input: SimulationInput = {
      ...workshop(1, { crew }),
      job: { ...BARE.job, nodes, phases: [phase(1e6 * DAY)] },
      spares: { ...BARE.spares, hot },
      faults: { ...BARE.faults, classes: [faultClass(mtbf, { transientProbability: 0 })] },
    };
    const out = probabilitiesOut(nodes + hot, 1 / mtbf, 1 / REPAIR, crew);
    const short = out.slice(hot + 1).reduce((sum, share) => sum + share, 0);
    const windows = between(input, 400, 'interference');
    expectMean(
      windows.map(({ waiting }) => waiting / (HORIZON - WARM)),
      short,
    );
    expectMean(
      windows.map(({ nodeSeconds }) => nodeSeconds / (HORIZON - WARM)),
      out.reduce((sum, share, count) => sum + share * count, 0),
    );
  });
});
