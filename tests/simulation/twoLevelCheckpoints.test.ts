import { describe, expect, test } from 'vitest';
import { expectedWallSeconds } from '../../src/model/expectedTime.ts';
import {
  type CheckpointLevel,
  expectedCycleSeconds,
  levelInterval,
  multiLevelOverhead,
  type TwoLevelJob,
} from '../../src/model/multiLevelCheckpoints.ts';
import { writtenEvery } from '../../src/simulation/checkpointInterval.ts';
import type { SimulationInput } from '../../src/simulation/input.ts';
import { TimeBucket } from '../../src/simulation/record.ts';
import {
  BARE,
  DAY,
  faultClass,
  fixed,
  HOUR,
  meanAndError,
  phase,
  replicate,
  tier,
} from '../support/simulationInput.ts';
import { expectMean } from '../support/statistics.ts';

const MINUTE = 60;
/** Scheduler and processes; the rest of each restart is the load of its tier. */
const RESTART = 40;

/** Faults of two classes: one that the local copies survive, and one that they do not. */
function run(job: TwoLevelJob, cycles: number): SimulationInput {
  const { local, remote, intervalSeconds, every } = job;
  const level = (name: string, { faultRate }: CheckpointLevel, survives: boolean) =>
    faultClass(1 / faultRate, { name, scope: 'job', survivingTiers: [survives, true] });
  return {
    ...BARE,
    job: { ...BARE.job, phases: [phase(cycles * every * intervalSeconds)] },
    faults: {
      ...BARE.faults,
      exposure: 'training',
      classes: [level('local', local, true), level('remote', remote, false)],
    },
    recovery: { ...BARE.recovery, restart: fixed(RESTART) },
    checkpoint: {
      interval: { kind: 'time', seconds: intervalSeconds },
      tiers: [
        tier({
          name: 'local',
          stallSeconds: local.stallSeconds,
          load: fixed(local.restartSeconds - RESTART),
        }),
        tier({
          name: 'remote',
          every,
          stallSeconds: remote.stallSeconds,
          load: fixed(remote.restartSeconds - RESTART),
        }),
      ],
      final: true,
    },
  };
}

/** The first cycle has nothing to load when it is thrown back to its start. */
function expectedRun(job: TwoLevelJob, cycles: number): number {
  const fromNothing = { ...job, remote: { ...job.remote, restartSeconds: RESTART } };
  return expectedCycleSeconds(fromNothing, false) + (cycles - 1) * expectedCycleSeconds(job, true);
}

const level = (stallSeconds: number, mtbfSeconds: number, restartSeconds: number): CheckpointLevel => ({
  stallSeconds,
  faultRate: 1 / mtbfSeconds,
  restartSeconds,
});

/** From rare faults to several in a cycle. */
const JOBS: readonly TwoLevelJob[] = [
  { intervalSeconds: 200, every: 15, local: level(2, 3.5 * HOUR, 150), remote: level(60, 26 * HOUR, 900) },
  { intervalSeconds: 230, every: 13, local: level(5, 1.5 * HOUR, 150), remote: level(120, 10 * HOUR, 900) },
  { intervalSeconds: 600, every: 6, local: level(20, HOUR, 400), remote: level(300, 2 * HOUR, 1200) },
  { intervalSeconds: 300, every: 2, local: level(30, 10 * HOUR, 60), remote: level(10, 600, 100) },
  { intervalSeconds: 900, every: 3, local: level(10, 800, 50), remote: level(100, 3 * HOUR, 2000) },
];

describe('two nested tiers', () => {
  test.each(JOBS)(
    'take the wall time of the exact renewal calculation, every $every of $intervalSeconds s',
    (job) => {
      const cycles = 8;
      const walls = replicate(run(job, cycles), 4000, 'two tiers').map(({ wallSeconds }) => wallSeconds);
      expectMean(walls, expectedRun(job, cycles), 0.015);
    },
  );

  test('memory that is lost with a node: lasting faults need the slow tier, transient ones do not', () => {
    const transientProbability = 0.75;
    const mtbfSeconds = 1.2 * HOUR;
    const job: TwoLevelJob = {
      intervalSeconds: 400,
      every: 4,
      local: level(5, mtbfSeconds / transientProbability, 100),
      remote: level(60, mtbfSeconds / (1 - transientProbability), 700),
    };
    const base = run(job, 6);
    const input: SimulationInput = {
      ...base,
      job: { ...base.job, nodes: 20 },
      spares: { ...BARE.spares, cold: 200 },
      faults: { ...base.faults, classes: [faultClass(20 * mtbfSeconds, { transientProbability })] },
      checkpoint: {
        ...base.checkpoint,
        tiers: base.checkpoint.tiers.map((each, index) => ({
          ...each,
          lostWith: index === 0 ? ('node' as const) : ('never' as const),
        })),
      },
    };
    const walls = replicate(input, 1500, 'lost with the node').map(({ wallSeconds }) => wallSeconds);
    expectMean(walls, expectedRun(job, 6));
  });

  test('a tier that dies with the processes is no tier: the slow one alone decides', () => {
    const job = {
      workSeconds: 12 * HOUR,
      intervalSeconds: HOUR,
      stallSeconds: 60 + 5,
      restartSeconds: 900,
      mtbfSeconds: 5 * HOUR,
    };
    const base = run(
      {
        intervalSeconds: HOUR,
        every: 1,
        local: level(5, 1e30, 900),
        remote: level(60, job.mtbfSeconds, 900),
      },
      12,
    );
    const input: SimulationInput = {
      ...base,
      checkpoint: {
        ...base.checkpoint,
        tiers: [
          tier({ name: 'processes', stallSeconds: 5, lostWith: 'restart' }),
          tier({ name: 'storage', stallSeconds: 60, load: fixed(0) }),
        ],
      },
      recovery: { ...BARE.recovery, restart: fixed(900) },
      faults: { ...base.faults, classes: [faultClass(job.mtbfSeconds, { scope: 'job' })] },
    };
    const walls = replicate(input, 1500, 'processes').map(({ wallSeconds }) => wallSeconds);
    expectMean(walls, expectedWallSeconds(job, false));
  });
});

describe('a slow tier whose writes take longer than its turn', () => {
  const MEMORY = tier({ name: 'memory', stallSeconds: 1, lostWith: 'node' });
  const storage = (every: number, writeMinutes: number) =>
    tier({ name: 'storage', every, stallSeconds: 60, writeSeconds: writeMinutes * MINUTE });

  test.each([
    [[1, 10], [0, 9], 1, [1, 10]],
    [[1, 10], [0, 50], 1, [1, 50]],
    [[1, 10], [0, 12.5], 1, [1, 13]],
    [[1, 10], [0, 12.5], 100, [1, 10]],
    [[1, 3], [0, 1.1], 0.1, [1, 11]],
    [[1, 10, 40], [0, 12.5, 0], 1, [1, 13, 52]],
    [[1, 10, 40], [7, 0, 300], 7, [1, 10, 50]],
    [[1, 10], [0, 50], Number.POSITIVE_INFINITY, [1, 10]],
  ])('every %j with writes of %j s at %d s is every %j', (every, writes, interval, expected) => {
    const tiers = every.map((each, index) => ({ every: each, writeSeconds: writes[index]! }));
    expect(writtenEvery(tiers, interval)).toEqual(expected);
  });

  test('waits for them, and leaves the fast tier alone', () => {
    const input: SimulationInput = {
      ...BARE,
      job: { ...BARE.job, phases: [phase(20 * HOUR)] },
      checkpoint: {
        interval: { kind: 'time', seconds: MINUTE },
        tiers: [MEMORY, storage(10, 50)],
        final: false,
      },
    };
    const [record] = replicate(input, 1, 'slow writes');
    expect(record!.checkpoints).toBe(1199);
    expect(record!.bucketSeconds[TimeBucket.checkpoint]).toBeCloseTo(1199 + 23 * 60, 6);
  });

  test.each(['time', 'steps'] as const)(
    'is thrown back to what is written, at half speed too: %s',
    (kind) => {
      const steps = 20 * 60;
      const slow = { kind: 'slow', compute: 0.5, network: 1, duration: null, response: 'tolerate' } as const;
      const input: SimulationInput = {
        ...BARE,
        job: { ...BARE.job, phases: [phase(20 * HOUR, { steps })] },
        spares: { ...BARE.spares, hot: 1 },
        faults: {
          ...BARE.faults,
          trace: [
            { seconds: 5 * MINUTE, node: 0, class: 1 },
            { seconds: 305 * MINUTE, node: 0, class: 0 },
          ],
          classes: [
            faultClass(DAY, { transientProbability: 0 }),
            faultClass(DAY, { name: 'slow', scope: 'job', effect: slow }),
          ],
        },
        checkpoint: {
          interval: kind === 'time' ? { kind, seconds: MINUTE } : { kind, steps: 1 },
          tiers: [
            { ...MEMORY, stallSeconds: 0 },
            { ...storage(10, 50), stallSeconds: 0 },
          ],
          final: false,
        },
      };
      const [record] = replicate(input, 1, kind);
      // By the minute the slow tier is written at 50, 100, ... 250, 300 min. By the step, which takes 2 min from the fifth on, every
      // 25 steps: at 45, 95, ... 245, 295 min. The last one is still being written.
      const rework = kind === 'time' ? 305 - 250 : 305 - 245;
      expect(record!.bucketSeconds[TimeBucket.rework]! / MINUTE).toBeCloseTo(rework, 6);
    },
  );
});

describe('overhead of two levels', () => {
  /** Share of the wall time that is work, with faults in restarts too. */
  function efficiency(job: TwoLevelJob, cycles: number, count: number) {
    const base = run(job, cycles);
    const input: SimulationInput = { ...base, faults: { ...base.faults, exposure: 'powered' } };
    const work = cycles * job.every * job.intervalSeconds;
    return meanAndError(replicate(input, count, 'efficiency').map(({ wallSeconds }) => work / wallSeconds));
  }

  function atOptimum(local: CheckpointLevel, remote: CheckpointLevel): TwoLevelJob {
    const intervalSeconds = levelInterval(local);
    return { intervalSeconds, every: Math.round(levelInterval(remote) / intervalSeconds), local, remote };
  }

  test('is the first-order sum where faults are rare', () => {
    const [local, remote] = [level(2, 40 * HOUR, 150), level(60, 300 * HOUR, 900)];
    const { mean, error } = efficiency(atOptimum(local, remote), 60, 200);
    const expected = 1 / (1 + multiLevelOverhead([local, remote]));
    expect(1 - expected).toBeGreaterThan(0.01);
    // What the sum leaves out is of second order.
    expect(Math.abs(mean - expected)).toBeLessThan(4 * error + (1 - expected) * (1 - expected));
  });

  // Published Monte Carlo: two levels 0.926 +- .0004 and 0.830 +- .0006, the slow level alone 0.830 and 0.652. The restart
  // times are not given: 15 min gives both single-level values by Daly's formula, and with 2.5 min for the local level both
  // two-level values come out.
  test.each([
    [level(2, 3.5 * HOUR, 150), level(60, 26 * HOUR, 900), 0.926, 0.0004, 0.83],
    [level(5, 1.5 * HOUR, 150), level(120, 10 * HOUR, 900), 0.83, 0.0006, 0.652],
  ])('is what others have simulated: %j and %j', (local, remote, published, publishedError, alone) => {
    const faultRate = local.faultRate + remote.faultRate;
    const intervalSeconds = levelInterval({ ...remote, faultRate });
    const single = {
      workSeconds: 1,
      intervalSeconds,
      stallSeconds: remote.stallSeconds,
      restartSeconds: 15 * MINUTE,
      mtbfSeconds: 1 / faultRate,
    };
    expect(Math.abs(1 / expectedWallSeconds(single, true) - alone)).toBeLessThan(0.0006);
    const { mean, error } = efficiency(atOptimum(local, remote), 400, 120);
    expect(Math.abs(mean - published)).toBeLessThan(4 * Math.hypot(error, publishedError));
    expect(error).toBeLessThan(0.0012);
    expect(mean).toBeGreaterThan(alone + 0.09);
  });
});
