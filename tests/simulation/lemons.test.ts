import { describe, expect, test } from 'vitest';
import { RandomStreams } from '../../src/engine/randomStreams.ts';
import type { SimulationInput } from '../../src/simulation/input.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import { BARE, checkpointed, DAY, faultClass, fixed, phase, replicate } from '../support/simulationInput.ts';
import { expectMean, expectPoisson, expectShare } from '../support/statistics.ts';

const NODES = 50;
const LEMONS = 5;
const MULTIPLE = 8;
const HORIZON = 40 * DAY;
const MTBF = 100 * DAY;

const fleet = (change: Partial<SimulationInput>): SimulationInput => ({
  ...BARE,
  job: { ...BARE.job, nodes: NODES - 4, phases: [phase(1e6 * DAY)] },
  spares: { ...BARE.spares, hot: 4 },
  lemons: { nodes: LEMONS, multiple: MULTIPLE },
  faults: { ...BARE.faults, classes: [faultClass(MTBF)] },
  checkpoint: { ...checkpointed(1), interval: { kind: 'continuous' } },
  limits: { ...BARE.limits, horizonSeconds: HORIZON },
  ...change,
});

/** Faults of each node, sorted by their number within each replication: the worst nodes first. */
function faultsByNode(input: SimulationInput, count: number, seed: string): number[][] {
  const streams = new RandomStreams(seed);
  return Array.from({ length: count }, (_, replication) => {
    streams.startReplication(replication);
    const faults = new Array<number>(NODES).fill(0);
    simulate(input, streams, ({ event, node }) => {
      if ((event === 'fault' || event === 'fault on standby') && node !== undefined) faults[node]! += 1;
    });
    return faults;
  });
}

describe('lemons', () => {
  // Everything is transient: all nodes are at risk all the time.
  test('take their weight of the faults, and each node its own Poisson count', () => {
    const runs = faultsByNode(fleet({}), 2000, 'lemons');
    const weight = LEMONS * MULTIPLE + NODES - LEMONS;
    expectPoisson(
      runs.map((faults) => faults.reduce((sum, each) => sum + each, 0)),
      (weight * HORIZON) / MTBF,
    );
    // Which nodes are lemons is not told; a mixture of two Poisson laws is known by its factorial moments.
    const lemon = (MULTIPLE * HORIZON) / MTBF;
    const healthy = HORIZON / MTBF;
    const perRun = (moment: (count: number) => number) =>
      runs.map((faults) => faults.reduce((sum, count) => sum + moment(count), 0) / NODES);
    const expected = (power: number) =>
      (LEMONS * lemon ** power + (NODES - LEMONS) * healthy ** power) / NODES;
    expectMean(
      perRun((count) => count * (count - 1)),
      expected(2),
    );
    expectMean(
      perRun((count) => count * (count - 1) * (count - 2)),
      expected(3),
    );
  });

  test('all nodes lemons is a fleet that fails so many times as often', () => {
    const all = fleet({ lemons: { nodes: NODES, multiple: MULTIPLE } });
    expectPoisson(
      replicate(all, 2000, 'all').map(({ faults }) => faults),
      (NODES * MULTIPLE * HORIZON) / MTBF,
    );
  });

  test('a fraction of a lemon is one with that probability, and they are anywhere', () => {
    // A multiple so high that every lemon fails, and healthy nodes do not.
    const input = fleet({
      lemons: { nodes: 2.3, multiple: 1e9 },
      faults: { ...BARE.faults, classes: [faultClass(1e9 * HORIZON)] },
      limits: { ...BARE.limits, horizonSeconds: 25 * HORIZON },
    });
    const runs = faultsByNode(input, 2000, 'fraction');
    // Each of them has 25 faults to come.
    const lemons = runs.map((faults) => faults.filter((count) => count > 0).length);
    expect([...new Set(lemons)].sort()).toEqual([2, 3]);
    expectMean(lemons, 2.3, 0.01);
    const first = runs.filter((faults) => faults[0]! > 0).length;
    expectShare(first, runs.length, 2.3 / NODES);
  });

  test.each([0.7, 2])('of an ageing class live so many times as fast, Weibull shape %d', (shape) => {
    const scale = 200 * DAY;
    const timeToFault = { kind: 'weibull' as const, scale, shape };
    const input = fleet({ faults: { ...BARE.faults, classes: [faultClass(1, { timeToFault })] } });
    const runs = faultsByNode(input, 2000, 'ageing');
    const lemon = ((MULTIPLE * HORIZON) / scale) ** shape;
    const healthy = (HORIZON / scale) ** shape;
    expectPoisson(
      runs.map((faults) => faults.reduce((sum, each) => sum + each, 0)),
      LEMONS * lemon + (NODES - LEMONS) * healthy,
    );
    const pairs = runs.map((faults) => faults.reduce((sum, count) => sum + count * (count - 1), 0));
    expectMean(pairs, LEMONS * lemon * lemon + (NODES - LEMONS) * healthy * healthy);
  });

  test('new at every start (renewal at the restart), the first fault is a lemon by the law of the minimum', () => {
    // Hazards in a fixed ratio multiple^shape: so is the chance of who is first.
    const shape = 2;
    const input: SimulationInput = {
      ...fleet({}),
      job: { ...BARE.job, nodes: NODES, phases: [phase(1e6 * DAY)] },
      spares: BARE.spares,
      faults: {
        ...BARE.faults,
        exposure: 'training',
        renewal: 'restart',
        classes: [faultClass(1, { timeToFault: { kind: 'weibull', scale: 30 * DAY, shape } })],
      },
      limits: { ...BARE.limits, horizonSeconds: 2 * HORIZON },
    };
    const runs = faultsByNode(input, 1500, 'renewal');
    const total = runs.flat().reduce((sum, count) => sum + count, 0);
    // Lemons are told from healthy nodes by their number of faults, the gaps by their law: Weibull of the whole fleet.
    const hazard = LEMONS * MULTIPLE ** shape + NODES - LEMONS;
    const meanGap = (30 * DAY * (Math.sqrt(Math.PI) / 2)) / Math.sqrt(hazard);
    // Renewal theory (Cox 1962): t / mu + (cv^2 - 1) / 2.
    const expected = (2 * HORIZON) / meanGap + (4 / Math.PI - 1 - 1) / 2;
    expectMean(
      runs.map((faults) => faults.reduce((sum, count) => sum + count, 0)),
      expected,
    );
    const worst = runs.map((faults) => faults.toSorted((a, b) => b - a));
    const ofLemons = worst.reduce(
      (sum, faults) => sum + faults.slice(0, LEMONS).reduce((a, b) => a + b, 0),
      0,
    );
    // A lemon has ten faults on average, a healthy node a sixth: the five worst are the lemons.
    expectShare(ofLemons, total, (LEMONS * MULTIPLE ** shape) / hazard);
  });
});

describe('the cure of lemons', () => {
  test('faults until a lemon is mended are geometric', () => {
    const success = 0.25;
    const input: SimulationInput = {
      ...BARE,
      job: { ...BARE.job, nodes: 1, phases: [phase(1e9 * DAY)] },
      lemons: { nodes: 1, multiple: 1e9 },
      faults: { ...BARE.faults, classes: [faultClass(1e9 * DAY, { transientProbability: 0 })] },
      checkpoint: { ...checkpointed(1), interval: { kind: 'continuous' } },
      repair: { ...BARE.repair, time: fixed(60), successProbability: success },
      limits: { ...BARE.limits, horizonSeconds: 300 * DAY },
    };
    const counts = replicate(input, 4000, 'geometric').map(({ faults }) => faults);
    expectMean(counts, 1 / success);
    for (const k of [1, 2, 5]) {
      expectShare(counts.filter((count) => count > k).length, counts.length, (1 - success) ** k);
    }
  });

  test('an unsuccessful repair that leaves a lemon: the state after each repair is drawn anew', () => {
    // Gaps after the first are hyperexponential: mean M (s + (1 - s) / m).
    const [success, multiple, mean, horizon] = [0.6, 5, 10 * DAY, 400 * DAY];
    const input: SimulationInput = {
      ...BARE,
      job: { ...BARE.job, nodes: 1, phases: [phase(1e9 * DAY)] },
      lemons: { nodes: 0, multiple },
      faults: { ...BARE.faults, classes: [faultClass(mean, { transientProbability: 0 })] },
      checkpoint: { ...checkpointed(1), interval: { kind: 'continuous' } },
      repair: { ...BARE.repair, time: fixed(0), successProbability: success, unfixed: 'lemon' },
      // Only the higher rate shows that it was not mended.
      diagnosis: { ...BARE.diagnosis, recurrence: null },
      limits: { ...BARE.limits, horizonSeconds: horizon },
    };
    const counts = replicate(input, 2000, 'unfixed').map(({ faults }) => faults);
    const gap = mean * (success + (1 - success) / multiple);
    const square = 2 * mean * mean * (success + (1 - success) / (multiple * multiple));
    // Delayed renewal process (Cox 1962): t / mu + E X^2 / (2 mu^2) - mu_1 / mu; the first gap is a healthy one.
    expectMean(counts, horizon / gap + square / (2 * gap * gap) - mean / gap);
  });

  test('automatic repairs that resolve have their own chance to mend', () => {
    const automatic = { time: fixed(60), resolvesProbability: 0.7, successProbability: 0.2 };
    const input: SimulationInput = {
      ...BARE,
      job: { ...BARE.job, nodes: 1, phases: [phase(1e9 * DAY)] },
      lemons: { nodes: 1, multiple: 1e9 },
      faults: { ...BARE.faults, classes: [faultClass(1e9 * DAY, { transientProbability: 0 })] },
      checkpoint: { ...checkpointed(1), interval: { kind: 'continuous' } },
      repair: { ...BARE.repair, automatic, time: fixed(600), successProbability: 0.5 },
      limits: { ...BARE.limits, horizonSeconds: 300 * DAY },
    };
    const counts = replicate(input, 4000, 'automatic').map(({ faults }) => faults);
    expectMean(counts, 1 / (0.7 * 0.2 + 0.3 * 0.5));
  });
});
