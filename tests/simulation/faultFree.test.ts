import { expect, test } from 'vitest';
import { NodeState, TimeBucket } from '../../src/simulation/record.ts';
import {
  BARE,
  checkpointed,
  DAY,
  fixed,
  HOUR,
  maintained,
  phase,
  rent,
  replicate,
  tier,
} from '../support/simulationInput.ts';

const close = (actual: number, expected: number) =>
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * Math.abs(expected));

test('a run without faults has the time, joules, dollars and carbon that one computes by hand', () => {
  // 10 h of training in 5 intervals of 2 h: 4 checkpoints on the way and the final one, 60 s each, the last written for 300 s.
  const input = {
    ...BARE,
    job: {
      ...BARE.job,
      nodes: 128,
      slowestSpeed: 0.8,
      phases: [
        phase(5 * HOUR, { steps: 100, tokens: 4e8, flops: 1e20 }),
        phase(3 * HOUR, { steps: 50, tokens: 4e8, flops: 2e20 }),
      ],
    },
    spares: { ...BARE.spares, hot: 2, cold: 3 },
    checkpoint: checkpointed(2 * HOUR, { stallSeconds: 60, writeSeconds: 300 }, true),
    recovery: { ...BARE.recovery, startup: fixed(600) },
    power: {
      ...BARE.power,
      nodeWatts: [8430, 2218, 0, 2000, 1000, 1797, 50, 0, 0, 0, 0, 0],
      infrastructureWattsPerNode: 700,
      pue: 1.1,
    },
    money: { ...BARE.money, usdPerJoule: 0.4 / 3.6e6, holdingUsdPerNodeSecond: rent(0.3 / 133) },
    carbonKgPerJoule: 0.238 / 3.6e6,
  };
  const [record] = replicate(input, 1, 'any');
  if (record === undefined) throw new Error('no record');
  const wall = 600 + 36_000 + 5 * 60 + 300;
  expect(record.outcome).toBe('completed');
  close(record.wallSeconds, wall);
  close(record.bucketSeconds[TimeBucket.startup]!, 600);
  close(record.bucketSeconds[TimeBucket.productive]!, 28_800);
  close(record.bucketSeconds[TimeBucket.slowdown]!, 7200);
  close(record.bucketSeconds[TimeBucket.checkpoint]!, 600);
  expect(record.checkpoints).toBe(5);
  close(record.tokens, 8e8);
  close(record.steps, 150);
  close(record.flops, 3e20);
  close(record.nodeSeconds[NodeState.training]!, 128 * 36_000);
  close(record.nodeSeconds[NodeState.checkpoint]!, 128 * 600);
  close(record.nodeSeconds[NodeState.standby]!, 2 * wall);
  close(record.nodeSeconds[NodeState.off]!, 3 * wall);
  // The slowest node takes 1.25 s where the others work for 1 s and wait for 0.25 s.
  const trainingWatts = 0.8 * 8430 + 0.2 * 1000;
  const itJoules =
    128 * (600 * 2000 + 36_000 * trainingWatts + 600 * 2218) + wall * (2 * 1797 + 3 * 50 + 133 * 700);
  close(record.itJoules, itJoules);
  close(record.facilityJoules, itJoules * 1.1);
  close(record.peakFacilityWatts, (128 * trainingWatts + 2 * 1797 + 3 * 50 + 133 * 700) * 1.1);
  close(record.energyCostUsd, (itJoules * 1.1 * 0.4) / 3.6e6);
  close(record.totalCostUsd, (itJoules * 1.1 * 0.4) / 3.6e6 + 0.3 * wall);
  close(record.carbonKg, (itJoules * 1.1 * 0.238) / 3.6e6);
});

test('a checkpoint still being written delays the next one', () => {
  const input = {
    ...BARE,
    checkpoint: checkpointed(HOUR, { stallSeconds: 10, writeSeconds: 2 * HOUR }),
  };
  const [record] = replicate(input, 1, 'any');
  // One day of training in stretches of 2 h: eleven stalls between twelve stretches.
  expect(record?.checkpoints).toBe(11);
  close(record?.wallSeconds ?? 0, DAY + 110);
});

test('a checkpoint still being written delays the last one, and that before a planned pause', () => {
  const MINUTE = 60;
  const input = {
    ...BARE,
    job: { ...BARE.job, phases: [phase(HOUR)] },
    checkpoint: checkpointed(55 * MINUTE, { writeSeconds: 50 * MINUTE }, true),
  };
  // Written at 105 min, and once more after it.
  close(replicate(input, 1, 'final')[0]!.wallSeconds, 155 * MINUTE);
  const paused = {
    ...input,
    job: { ...BARE.job, phases: [phase(2 * HOUR)] },
    checkpoint: {
      ...input.checkpoint,
      tiers: [
        tier({ stallSeconds: MINUTE }),
        tier({ every: 2, stallSeconds: 2 * MINUTE, writeSeconds: 40 * MINUTE }),
      ],
      interval: { kind: 'time' as const, seconds: 30 * MINUTE },
      final: false,
    },
    maintenance: [
      { name: 'm', due: { kind: 'at' as const, seconds: [74 * MINUTE] }, window: null, duration: fixed(0) },
    ],
  };
  // The slow tier is stalled until 64 min and written until 104 min: 30 min, stalls and a write from 74 min on; then 50 min to train.
  const saved = 74 + 30 + 3 + 40;
  close(replicate(paused, 1, 'pause')[0]!.wallSeconds, (saved + 50 + 1) * MINUTE);
});

test('planned maintenance pauses the run and costs no rework', () => {
  const input = {
    ...BARE,
    checkpoint: checkpointed(Number.POSITIVE_INFINITY, {
      stallSeconds: 20,
      writeSeconds: 30,
      load: fixed(40),
    }),
    recovery: { ...BARE.recovery, restart: fixed(100) },
    maintenance: [maintained('weekly', fixed(10 * HOUR), fixed(HOUR))],
  };
  const [record] = replicate(input, 1, 'any');
  if (record === undefined) throw new Error('no record');
  // Due at 10 h and 20 h; training ends after 24 h of it, before the third.
  expect(record.interruptions).toBe(2);
  expect(record.interruptionsUnplanned).toBe(0);
  close(record.bucketSeconds[TimeBucket.paused]!, 2 * HOUR);
  close(record.bucketSeconds[TimeBucket.checkpoint]!, 2 * 50);
  close(record.bucketSeconds[TimeBucket.recovery]!, 2 * 140);
  close(record.bucketSeconds[TimeBucket.productive]!, DAY);
  expect(record.bucketSeconds[TimeBucket.rework]).toBe(0);
  close(record.wallSeconds, DAY + 2 * (HOUR + 50 + 140));
});
