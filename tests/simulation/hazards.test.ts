import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RandomStreams } from '../../src/engine/randomStreams.ts';
import { expectedWallSeconds } from '../../src/model/expectedTime.ts';
import { driftedSeconds, operatingSeconds } from '../../src/simulation/hazardDrift.ts';
import type { FaultClassInput, SimulationInput } from '../../src/simulation/input.ts';
import { simulate } from '../../src/simulation/simulate.ts';
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
import { expectMean, expectPoisson, expectUncorrelated } from '../support/statistics.ts';

/** Ten nodes that train for `seconds` under these classes, saved at every instant. */
const running = (seconds: number, classes: readonly FaultClassInput[]): SimulationInput => ({
  ...BARE,
  job: { ...BARE.job, nodes: 10, phases: [phase(seconds)] },
  faults: { ...BARE.faults, classes },
  checkpoint: { ...checkpointed(1), interval: { kind: 'continuous' } },
});

/** Integral of 1 + (initial - 1) exp(-t / decay) by the midpoint rule. */
function integral(initial: number, decay: number, end: number): number {
  const panels = 20_000;
  let sum = 0;
  for (let panel = 0; panel < panels; panel++) {
    sum += 1 + (initial - 1) * Math.exp((-(panel + 0.5) * end) / panels / decay);
  }
  return (sum * end) / panels;
}

describe('drift of the hazard', () => {
  test('the integral of the multiplier, and its inverse to 1e-9', () => {
    expect(driftedSeconds({ initial: 3, decaySeconds: 10 }, 25) / integral(3, 10, 25)).toBeCloseTo(1, 8);
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1000, noNaN: true }),
        fc.double({ min: 1, max: 1e8, noNaN: true }),
        fc.double({ min: 0, max: 1000, noNaN: true }),
        (initial, decaySeconds, decays) => {
          const drift = { initial, decaySeconds };
          const drifted = driftedSeconds(drift, decays * decaySeconds);
          const again = driftedSeconds(drift, operatingSeconds(drift, drifted));
          expect(Math.abs(again - drifted)).toBeLessThanOrEqual(1e-9 * (drifted + decaySeconds));
        },
      ),
      { seed: 31, numRuns: 3000 },
    );
    fc.assert(
      fc.property(
        // A multiplier near 0 makes time a steep function of the hazard: rounding counts 1 / multiplier times.
        fc.double({ min: 0.1, max: 100, noNaN: true }),
        fc.double({ min: 1, max: 1e8, noNaN: true }),
        fc.double({ min: 0, max: 100, noNaN: true }),
        (initial, decaySeconds, decays) => {
          const drift = { initial, decaySeconds };
          const t = decays * decaySeconds;
          expect(Math.abs(operatingSeconds(drift, driftedSeconds(drift, t)) - t)).toBeLessThanOrEqual(
            1e-9 * (t + decaySeconds),
          );
        },
      ),
      { seed: 32, numRuns: 3000 },
    );
  });

  test.each([
    ['an immature cluster', 4, 5 * DAY, 10 * DAY],
    ['one that gets worse', 0.25, 3 * DAY, 10 * DAY],
    ['one whose life is short against the drift', 3, 100 * DAY, 2 * DAY],
  ])('counts are Poisson with the integral of the rate: %s', (_, initial, decaySeconds, horizon) => {
    const mean = 20 * DAY;
    const drift = { initial, decaySeconds };
    const input = {
      ...running(1000 * DAY, [
        faultClass(mean, { name: 'drifting', drift }),
        faultClass(30 * HOUR, { name: 'job', scope: 'job', drift }),
        faultClass(mean, { name: 'steady' }),
      ]),
      limits: { ...BARE.limits, horizonSeconds: horizon },
    };
    const records = replicate(input, 2000, 'drift');
    const drifted = integral(initial, decaySeconds, horizon);
    const counts = [0, 1, 2].map((index) => records.map(({ faultsByClass }) => faultsByClass[index]!));
    expectPoisson(counts[0]!, (10 * drifted) / mean);
    expectPoisson(counts[1]!, drifted / (30 * HOUR));
    expectPoisson(counts[2]!, (10 * horizon) / mean);
    expectUncorrelated(counts[0]!, counts[1]!);
  });

  test('only training ages a cluster whose exposure is training', () => {
    const input: SimulationInput = {
      ...running(4 * DAY, [faultClass(10 * DAY, { drift: { initial: 5, decaySeconds: DAY } })]),
      recovery: { ...BARE.recovery, restart: fixed(HOUR) },
    };
    const trained = { ...input, faults: { ...input.faults, exposure: 'training' as const } };
    expectPoisson(
      replicate(trained, 2000, 'training').map(({ faults }) => faults),
      (10 * integral(5, DAY, 4 * DAY)) / (10 * DAY),
    );
  });
});

describe('superposition', () => {
  // Rates add: three classes of three scopes make one exponential law of mean 1 / (10/50 + 10*8/800 + 1/8 per day).
  const mtbf = DAY / (10 / 50 + 80 / 800 + 1 / 8);
  const classes = [
    faultClass(50 * DAY, { name: 'node' }),
    faultClass(800 * DAY, { name: 'gpu', scope: 'gpu', unitsPerNode: 8 }),
    faultClass(8 * DAY, { name: 'job', scope: 'job' }),
  ];

  test('classes together behave as one whose rate is the sum, by the expected wall time', () => {
    const job = {
      mtbfSeconds: mtbf,
      stallSeconds: 600,
      restartSeconds: HOUR,
      intervalSeconds: 10 * HOUR,
      workSeconds: 200 * HOUR,
    };
    const input: SimulationInput = {
      ...running(job.workSeconds, classes),
      checkpoint: checkpointed(job.intervalSeconds, { stallSeconds: job.stallSeconds }, true),
      recovery: { ...BARE.recovery, restart: fixed(job.restartSeconds) },
    };
    const walls = replicate(input, 3000, 'superposition').map(({ wallSeconds }) => wallSeconds);
    expectMean(walls, expectedWallSeconds(job, true));
  });

  test('gaps between the faults are exponential, and who strikes does not depend on when', () => {
    const streams = new RandomStreams('gaps');
    const input = { ...running(1000 * DAY, classes), limits: { ...BARE.limits, horizonSeconds: 900 * DAY } };
    const gaps: number[] = [];
    const isNode: number[] = [];
    for (let replication = 0; replication < 20; replication++) {
      streams.startReplication(replication);
      let last = 0;
      simulate(input, streams, ({ event, seconds, what }) => {
        if (event !== 'fault') return;
        gaps.push(seconds - last);
        isNode.push(Number(what === 'node'));
        last = seconds;
      });
    }
    expectMean(gaps, mtbf);
    // E X^2 = 2 M^2, Var X^2 = 20 M^4.
    const squares = gaps.map((gap) => (gap / mtbf) ** 2);
    const mean = squares.reduce((sum, value) => sum + value, 0) / squares.length;
    expect(Math.abs(mean - 2)).toBeLessThan(4 * Math.sqrt(20 / squares.length));
    expectMean(isNode, 10 / 50 / (DAY / mtbf));
    expectUncorrelated(gaps, isNode);
    expectUncorrelated(gaps.slice(1), gaps.slice(0, -1));
  });
});

describe('thinning', () => {
  test('transient and lasting faults are independent Poisson streams', () => {
    const input: SimulationInput = {
      ...running(1000 * DAY, [faultClass(20 * DAY, { transientProbability: 0.7 })]),
      // A repair that takes no time leaves all nodes at risk.
      repair: { ...BARE.repair, time: fixed(0) },
      limits: { ...BARE.limits, horizonSeconds: 60 * DAY },
    };
    const records = replicate(input, 3000, 'thinning');
    const lasting = records.map(({ repairsBegun }) => repairsBegun);
    const transient = records.map(({ faults, repairsBegun }) => faults - repairsBegun);
    expectPoisson(lasting, 30 * 0.3);
    expectPoisson(transient, 30 * 0.7);
    expectUncorrelated(lasting, transient);
  });
});
