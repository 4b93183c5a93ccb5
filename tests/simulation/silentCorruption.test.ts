import { describe, expect, test } from 'vitest';
import {
  type CorruptedJob,
  expectedWallSecondsFromTheStart,
  expectedWallSecondsOfCorruptedJob,
  reworkPerCorruption,
} from '../../src/model/silentCorruption.ts';
import type { SimulationInput } from '../../src/simulation/input.ts';
import { TimeBucket } from '../../src/simulation/record.ts';
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

function run(job: CorruptedJob, intervals: number, retained: number): SimulationInput {
  return {
    ...BARE,
    job: { ...BARE.job, phases: [phase(intervals * job.intervalSeconds)] },
    faults: {
      ...BARE.faults,
      exposure: 'training',
      classes: [
        faultClass(job.meanTimeToOnsetSeconds, {
          scope: 'job',
          effect: { kind: 'silent' },
          detection: fixed(job.lagSeconds),
        }),
      ],
    },
    checkpoint: checkpointed(job.intervalSeconds, { stallSeconds: job.stallSeconds, retained }),
    recovery: { ...BARE.recovery, restart: fixed(job.restartSeconds) },
  };
}

const JOB: CorruptedJob = {
  intervalSeconds: HOUR,
  stallSeconds: 300,
  meanTimeToOnsetSeconds: 9 * HOUR,
  lagSeconds: 2.6 * HOUR,
  restartSeconds: 0.4 * HOUR,
};

describe('silent corruption with checkpoints kept long enough', () => {
  test.each([
    ['rare', 20, {}],
    ['frequent', 12, { meanTimeToOnsetSeconds: 4 * HOUR }],
    ['noticed within the interval', 20, { lagSeconds: 0.3 * HOUR, meanTimeToOnsetSeconds: 3 * HOUR }],
    ['stalls long against the interval', 15, { stallSeconds: 0.8 * HOUR, lagSeconds: 1.1 * HOUR }],
    ['no stalls', 20, { stallSeconds: 0, lagSeconds: 5.5 * HOUR }],
  ])('takes the wall time of the renewal calculation: %s', (_, intervals, change) => {
    const job = { ...JOB, ...change };
    const walls = replicate(run(job, intervals, Number.POSITIVE_INFINITY), 4000, 'corruption');
    expectMean(
      walls.map(({ wallSeconds }) => wallSeconds),
      expectedWallSecondsOfCorruptedJob(job, intervals),
      0.015,
    );
  });

  test('as many as lag and interval span are enough, one less is not', () => {
    // Lag 2.6 intervals and more: up to three checkpoints are younger than the onset.
    const enough = replicate(run(JOB, 20, 4), 1000, 'enough').map(({ wallSeconds }) => wallSeconds);
    const all = replicate(run(JOB, 20, Number.POSITIVE_INFINITY), 1000, 'enough');
    expect(enough).toEqual(all.map(({ wallSeconds }) => wallSeconds));
    const less = replicate(run(JOB, 20, 2), 1000, 'enough').map(({ wallSeconds }) => wallSeconds);
    const longer = less.filter((wall, index) => wall > enough[index]! + 1).length;
    expect(longer).toBeGreaterThan(500);
  });

  test('rework per corruption in a long run is the lag and the way to the onset', () => {
    const job = { ...JOB, stallSeconds: 0 };
    const horizon = (horizonSeconds: number) =>
      replicate(
        {
          ...run(job, 1e6, 5),
          limits: { ...BARE.limits, horizonSeconds },
        },
        200,
        'rework',
      );
    const early = horizon(20 * DAY);
    const windows = horizon(60 * DAY).map((late, index) => ({
      rework: late.bucketSeconds[TimeBucket.rework]! - early[index]!.bucketSeconds[TimeBucket.rework]!,
      found: late.corruptionsFound - early[index]!.corruptionsFound,
    }));
    const expected = reworkPerCorruption(job.intervalSeconds, job.meanTimeToOnsetSeconds, job.lagSeconds);
    const found = windows.reduce((sum, each) => sum + each.found, 0) / windows.length;
    expectMean(
      windows.map((each) => expected + (each.rework - expected * each.found) / found),
      expected,
      0.01,
    );
    // One in every 1 / mu + lag + restart.
    const cycle = job.meanTimeToOnsetSeconds + job.lagSeconds + job.restartSeconds;
    expectMean(
      windows.map((each) => each.found),
      (40 * DAY) / cycle,
    );
  });
});

describe('silent corruption with checkpoints kept too short', () => {
  test.each([
    ['one checkpoint, noticed after 1.5 intervals', 1, 1.5],
    ['two checkpoints, noticed after 2.5 intervals', 2, 2.5],
    ['one checkpoint, noticed after a whole number of intervals', 1, 1],
  ])('every corruption that is noticed sends the run back to its start: %s', (_, retained, lag) => {
    const job = {
      ...JOB,
      stallSeconds: 0,
      lagSeconds: lag * JOB.intervalSeconds,
      meanTimeToOnsetSeconds: 10 * HOUR,
    };
    const walls = replicate(run(job, 12, retained), 4000, 'from the start').map(
      ({ wallSeconds }) => wallSeconds,
    );
    expectMean(walls, expectedWallSecondsFromTheStart(job, 12), 0.02);
  });
});

describe('who spoils the state', () => {
  test('a node that goes on spoiling until it is found leaves nothing clean behind a rollback', () => {
    // Onset at 1.5 h, a crash at 2.2 h throws the run back to 2 h: what follows is spoilt from there on. At 4.5 h the
    // corruption is noticed: back to the newest clean state, 1 h.
    const crash = { seconds: 2.2 * HOUR, node: -1, class: 1 };
    const base = run({ ...JOB, stallSeconds: 0, lagSeconds: 3 * HOUR, restartSeconds: 0 }, 10, 10);
    const [silent] = base.faults.classes;
    const input = (transientProbability: number, onset: number): SimulationInput => ({
      ...base,
      job: { ...base.job, nodes: 4 },
      spares: { ...BARE.spares, cold: 2 },
      faults: {
        ...base.faults,
        trace: [{ seconds: onset * HOUR, node: 2, class: 0 }, crash],
        classes: [
          { ...silent!, scope: 'node', transientProbability },
          faultClass(DAY, { name: 'crash', scope: 'job' }),
        ],
      },
    });
    const wall = (transientProbability: number, onset: number): number =>
      replicate(input(transientProbability, onset), 1, 'who')[0]!.wallSeconds / HOUR;
    // From 1 h at 4.5 h: 9 h of work are left.
    expect(wall(0, 1.5)).toBeCloseTo(13.5, 9);
    expect(wall(1, 1.5)).toBeCloseTo(13.5, 9);
    // Onset at 2.1 h, behind the checkpoint of 2 h: the crash undoes a passing corruption, the run ends after 10.2 h.
    expect(wall(1, 2.1)).toBeCloseTo(10.2, 9);
    // A node that stays spoils it again from 2 h on, until it is noticed at 5.1 h: 8 h are left.
    expect(wall(0, 2.1)).toBeCloseTo(13.1, 9);
  });

  test('a node that crashes before it is found takes its corruption to the repair shop', () => {
    // Onset at 2.1 h, crash of the same node at 2.2 h: back to 2 h, clean, and another node in its place.
    const base = run({ ...JOB, stallSeconds: 0, lagSeconds: 3 * HOUR, restartSeconds: 0 }, 10, 10);
    const [silent] = base.faults.classes;
    const input = (onset: number): SimulationInput => ({
      ...base,
      job: { ...base.job, nodes: 4 },
      spares: { ...BARE.spares, cold: 2 },
      faults: {
        ...base.faults,
        trace: [
          { seconds: onset * HOUR, node: 2, class: 0 },
          { seconds: 2.2 * HOUR, node: 2, class: 1 },
        ],
        classes: [
          { ...silent!, scope: 'node', transientProbability: 0 },
          faultClass(DAY, { name: 'crash', transientProbability: 0 }),
        ],
      },
    });
    const [undone] = replicate(input(2.1), 1, 'undone');
    expect(undone!.corruptionsFound).toBe(0);
    expect(undone!.wallSeconds / HOUR).toBeCloseTo(10.2, 9);
    // What it spoilt before the checkpoint stays spoilt: found at 4.9 h, back to 1 h.
    const [kept] = replicate(input(1.9), 1, 'undone');
    expect(kept!.corruptionsFound).toBe(1);
    expect(kept!.repairsBegun).toBe(1);
    expect(kept!.wallSeconds / HOUR).toBeCloseTo(4.9 + 9, 9);
  });

  test('a state from before the onset is spoilt too once the node trains on from it', () => {
    // Onset at 2.1 h; at 2.2 h a crash takes the fast tier with it and sends the run back to its start. The node spoils what
    // is trained from there on, the new checkpoints of 1 h and 2 h among it: at 5.1 h nothing is clean.
    const base = run({ ...JOB, stallSeconds: 0, lagSeconds: 3 * HOUR, restartSeconds: 0 }, 10, 10);
    const [silent] = base.faults.classes;
    const input: SimulationInput = {
      ...base,
      job: { ...base.job, nodes: 4 },
      spares: { ...BARE.spares, cold: 2 },
      faults: {
        ...base.faults,
        trace: [
          { seconds: 2.1 * HOUR, node: 2, class: 0 },
          { seconds: 2.2 * HOUR, node: -1, class: 1 },
        ],
        classes: [
          { ...silent!, scope: 'node', transientProbability: 0 },
          faultClass(DAY, { name: 'crash', scope: 'job', survivingTiers: [false] }),
        ],
      },
    };
    expect(replicate(input, 1, 'before')[0]!.wallSeconds / HOUR).toBeCloseTo(5.1 + 10, 9);
  });

  test('a node that has become a spare by the time it is found is mended all the same', () => {
    const base = run({ ...JOB, stallSeconds: 0, lagSeconds: 5 * HOUR, restartSeconds: 0 }, 10, 10);
    const [silent] = base.faults.classes;
    const input: SimulationInput = {
      ...base,
      job: { ...base.job, nodes: 2 },
      spares: { ...BARE.spares, hot: 1, gather: 'reselect' },
      faults: {
        ...base.faults,
        trace: [
          { seconds: 1.5 * HOUR, node: 0, class: 0 },
          { seconds: 2.5 * HOUR, node: 0, class: 1 },
        ],
        classes: [
          { ...silent!, scope: 'node', transientProbability: 0 },
          faultClass(DAY, { name: 'crash', transientProbability: 0 }),
        ],
      },
      // The crash is blamed on nobody: the node joins the warm spares.
      diagnosis: { missedProbability: 1, wrongProbability: 0, missed: 'rotates', recurrence: null },
    };
    const [record] = replicate(input, 1, 'spare');
    expect(record!.faultsUndiagnosed).toBe(1);
    expect(record!.corruptionsFound).toBe(1);
    expect(record!.repairsBegun).toBe(1);
    // Found at 6.5 h, back to 1 h.
    expect(record!.wallSeconds / HOUR).toBeCloseTo(6.5 + 9, 9);
  });

  test('found while the job hangs unnoticed, it ends the hang', () => {
    const base = run({ ...JOB, stallSeconds: 0, lagSeconds: 1.5 * HOUR, restartSeconds: 0 }, 10, 10);
    const [silent] = base.faults.classes;
    const input: SimulationInput = {
      ...base,
      job: { ...base.job, nodes: 2 },
      spares: { ...BARE.spares, hot: 2 },
      faults: {
        ...base.faults,
        trace: [
          { seconds: 1.5 * HOUR, node: 0, class: 0 },
          { seconds: 2.5 * HOUR, node: 1, class: 1 },
        ],
        classes: [
          { ...silent!, scope: 'node', transientProbability: 0 },
          faultClass(DAY, {
            name: 'hang',
            effect: { kind: 'hang' },
            detection: fixed(10 * HOUR),
            transientProbability: 0,
          }),
        ],
      },
      recovery: { ...base.recovery, diagnosis: fixed(HOUR / 4) },
    };
    const [record] = replicate(input, 1, 'hang');
    // Hangs from 2.5 h, found at 3 h, back to 1 h; the diagnosis then names both nodes.
    expect(record!.bucketSeconds[TimeBucket.detection]! / HOUR).toBeCloseTo(0.5, 9);
    expect(record!.bucketSeconds[TimeBucket.recovery]! / HOUR).toBeCloseTo(0.25, 9);
    expect(record!.repairsBegun).toBe(2);
    expect(record!.wallSeconds / HOUR).toBeCloseTo(3.25 + 9, 9);
  });

  test('that begins while a checkpoint is saved leaves it clean, whatever rounding does', () => {
    const [interval, stall] = [1000.1, 100];
    const base = run({ ...JOB, intervalSeconds: interval, stallSeconds: stall, restartSeconds: 0 }, 60, 60);
    const reworks = Array.from({ length: 50 }, (_, before) => {
      const onset = (before + 1) * interval + before * stall + 10;
      const input: SimulationInput = {
        ...base,
        faults: {
          ...base.faults,
          trace: [{ seconds: onset, node: -1, class: 0 }],
          classes: [{ ...base.faults.classes[0]!, detection: fixed(500) }],
        },
      };
      return replicate(input, 1, 'saving')[0]!.bucketSeconds[TimeBucket.rework]!;
    });
    for (const rework of reworks) expect(rework).toBeCloseTo(500 - (stall - 10), 6);
  });
});
