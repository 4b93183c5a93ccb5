import { describe, expect, test } from 'vitest';
import { RandomStreams } from '../../src/engine/randomStreams.ts';
import type { SimulationInput } from '../../src/simulation/input.ts';
import { TimeBucket } from '../../src/simulation/record.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import {
  BARE,
  checkpointed,
  DAY,
  faultClass,
  fixed,
  HOUR,
  maintained,
  replicate,
} from '../support/simulationInput.ts';

function one(input: SimulationInput) {
  const [record] = replicate(input, 1, 'outcomes');
  if (record === undefined) throw new Error('no record');
  return record;
}

const limits = (change: Partial<SimulationInput['limits']>) => ({ ...BARE.limits, ...change });

describe('how a run ends', () => {
  test('a run that is done at its deadline has completed', () => {
    expect(one({ ...BARE, limits: limits({ deadlineSeconds: DAY }) }).outcome).toBe('completed');
    const late = one({ ...BARE, limits: limits({ deadlineSeconds: DAY - 1 }) });
    expect(late.outcome).toBe('deadline');
    expect(late.wallSeconds).toBe(DAY - 1);
    expect(late.steps).toBeCloseTo((8640 * (DAY - 1)) / DAY, 6);
  });

  test('the horizon ends a run that is still going', () => {
    const record = one({ ...BARE, limits: limits({ horizonSeconds: HOUR }) });
    expect(record.outcome).toBe('horizon');
    expect(record.bucketSeconds[TimeBucket.productive]).toBe(HOUR);
  });

  test.each([
    ['by rent alone', 1, [0, 0]],
    ['by energy, dearer in training than in stalls', 0, [8000, 2000]],
    ['by both, dearer in stalls', 0.5, [1000, 9000]],
  ])('a budget is spent to the cent: %s', (_, holdingUsdPerNodeSecond, [training = 0, stall = 0]) => {
    const input: SimulationInput = {
      ...BARE,
      checkpoint: checkpointed(1000, { stallSeconds: 100 }),
      power: { ...BARE.power, nodeWatts: [training, stall, 500, 500, 500, 500, 0, 0, 0, 0, 0, 0], pue: 1.2 },
      money: { ...BARE.money, usdPerJoule: 1e-4, holdingUsdPerNodeSecond },
    };
    const whole = one(input).totalCostUsd;
    for (const share of [0.001, 0.0131, 0.25, 0.5003, 0.9, 0.99999]) {
      const record = one({ ...input, limits: limits({ budgetUsd: whole * share }) });
      expect(record.outcome).toBe('budget');
      expect(Math.abs(record.totalCostUsd / (whole * share) - 1)).toBeLessThan(1e-9);
    }
    expect(one({ ...input, limits: limits({ budgetUsd: whole * 1.000001 }) }).outcome).toBe('completed');
  });

  test('a budget is spent to the cent also through faults, repairs, waiting and maintenance', () => {
    const input: SimulationInput = {
      ...BARE,
      job: { ...BARE.job, nodes: 20 },
      spares: { ...BARE.spares, hot: 1, cold: 1 },
      faults: {
        ...BARE.faults,
        classes: [faultClass(10 * DAY, { transientProbability: 0.2, detection: fixed(300) })],
      },
      checkpoint: checkpointed(900, { stallSeconds: 30, writeSeconds: 200, load: fixed(60) }),
      recovery: {
        ...BARE.recovery,
        startup: fixed(500),
        diagnosis: fixed(100),
        swap: fixed(30),
        boot: fixed(600),
        restart: fixed(240),
      },
      repair: { ...BARE.repair, time: { kind: 'exponential', mean: 3 * HOUR }, retireProbability: 0 },
      maintenance: [maintained('m', fixed(4 * HOUR), fixed(700))],
      power: {
        ...BARE.power,
        nodeWatts: [8000, 2000, 2100, 2200, 1900, 1800, 10, 5, 5, 0, 0, 0],
        infrastructureWattsPerNode: 100,
        pue: 1.3,
      },
      money: { ...BARE.money, usdPerJoule: 1e-6, holdingUsdPerNodeSecond: 0.01 / 22 },
    };
    const streams = new RandomStreams('budget');
    const outcomes = new Set<string>();
    for (let replication = 0; replication < 200; replication++) {
      streams.startReplication(replication);
      const whole = simulate(input, streams).totalCostUsd;
      const budgetUsd = whole * ((replication + 0.5) / 200);
      streams.startReplication(replication);
      const record = simulate({ ...input, limits: limits({ budgetUsd }) }, streams);
      outcomes.add(record.outcome);
      expect(Math.abs(record.totalCostUsd / budgetUsd - 1)).toBeLessThan(1e-9);
    }
    expect([...outcomes]).toEqual(['budget']);
  });

  test('a job that can never have its nodes again is depleted', () => {
    const input: SimulationInput = {
      ...BARE,
      job: { ...BARE.job, nodes: 4 },
      spares: { ...BARE.spares, hot: 1, cold: 1 },
      faults: { ...BARE.faults, classes: [faultClass(DAY, { transientProbability: 0 })] },
      repair: { ...BARE.repair, time: fixed(HOUR), retireProbability: 1 },
    };
    const record = one(input);
    expect(record.outcome).toBe('depleted');
    // Two spares cover two failures; the third leaves three nodes for a job of four.
    expect(record.nodesRetired + record.faults).toBeGreaterThanOrEqual(3);
    expect(record.nodesReplaced).toBeLessThanOrEqual(2);
  });

  test('a job without spares waits for the repair and goes on', () => {
    const input: SimulationInput = {
      ...BARE,
      faults: {
        ...BARE.faults,
        exposure: 'training',
        classes: [faultClass(6 * HOUR, { transientProbability: 0 })],
      },
      checkpoint: checkpointed(60),
      repair: { ...BARE.repair, time: fixed(2 * HOUR), retireProbability: 0 },
    };
    const record = one(input);
    expect(record.outcome).toBe('completed');
    expect(record.faults).toBeGreaterThan(0);
    expect(record.bucketSeconds[TimeBucket.waiting]).toBeCloseTo(record.faults * 2 * HOUR, 3);
  });

  test('a runaway replication is an error that says where it was', () => {
    const input = {
      ...BARE,
      faults: { ...BARE.faults, classes: [faultClass(1)] },
      limits: limits({ maximumEvents: 1000 }),
    };
    expect(() => one(input)).toThrow(
      /limit of 1000 events.*simulation time .* s, event .*, seed "outcomes", replication 0/,
    );
  });
});
