import { describe, expect, it } from 'vitest';
import {
  type CheckpointIntervalRule,
  optimalCheckpointInterval,
} from '../../src/model/checkpointInterval.ts';
import { type CheckpointedJob, expectedWallSeconds } from '../../src/model/expectedTime.ts';

const HOUR = 3600;
const MINUTE = 60;

/** Settings of the reliability reference, section 4.1: times as printed there; the printed efficiency gives the work. */
const TABLE = [
  {
    mtbf: 3.093 * HOUR,
    stall: 1 * MINUTE,
    restart: 10 * MINUTE,
    tau: 0.32,
    work: 1000,
    wall: 1173.01,
    simulated: 1173.4,
    error: 0.36,
    efficiency: 0.853,
  },
  {
    mtbf: 3.093 * HOUR,
    stall: 5 * MINUTE,
    restart: 20 * MINUTE,
    tau: 0.7,
    work: 1000,
    wall: 1418.43,
    simulated: 1420.13,
    error: 0.89,
    efficiency: 0.705,
  },
  {
    mtbf: 1.8 * HOUR,
    stall: 5 * MINUTE,
    restart: 10 * MINUTE,
    tau: 0.5,
    work: 1000,
    wall: 1511.58,
    simulated: 1512.24,
    error: 0.75,
    efficiency: 0.662,
  },
  {
    mtbf: 0.5 * HOUR,
    stall: 1 * MINUTE,
    restart: 10 * MINUTE,
    tau: 0.12,
    work: 500,
    wall: 913.95,
    simulated: 913.61,
    error: 0.57,
    efficiency: 0.547,
  },
  {
    mtbf: 0.23 * HOUR,
    stall: 30,
    restart: 5 * MINUTE,
    tau: 0.06,
    work: 200,
    wall: 381.04,
    simulated: 381.01,
    error: 0.28,
    efficiency: 0.525,
  },
  {
    mtbf: 24 * HOUR,
    stall: 6 * MINUTE,
    restart: 1 * HOUR,
    tau: 2,
    work: 2000,
    wall: 2287.99,
    simulated: 2288.48,
    error: 1.08,
    efficiency: 0.874,
  },
] as const;

/** Wall time relative to the mean time between interruptions, but for factors that do not depend on the interval. */
const loss = (interval: number, stall: number) => Math.expm1(interval + stall) / interval;

/** Excess of a rule over the best interval, for stall / mtbf = ratio. */
const excess = (rule: CheckpointIntervalRule, ratio: number) =>
  loss(optimalCheckpointInterval(rule, 1, ratio), ratio) / loss(leastLossInterval(ratio), ratio) - 1;

/** The best interval without any theory: golden-section search. */
function leastLossInterval(ratio: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [1e-6, 3];
  while (high - low > 1e-9) {
    const [left, right] = [high - golden * (high - low), low + golden * (high - low)];
    if (loss(left, ratio) < loss(right, ratio)) high = right;
    else low = left;
  }
  return (low + high) / 2;
}

describe('expectedWallSeconds', () => {
  it.each(TABLE)('is the published exact value for an mtbf of $mtbf s and a stall of $stall s', (row) => {
    const wallHours =
      expectedWallSeconds(
        {
          workSeconds: row.work * HOUR,
          intervalSeconds: row.tau * HOUR,
          stallSeconds: row.stall,
          restartSeconds: row.restart,
          mtbfSeconds: row.mtbf,
        },
        true,
      ) / HOUR;
    expect(Math.abs(wallHours - row.wall)).toBeLessThan(0.005);
    expect(Math.abs(row.work / wallHours - row.efficiency)).toBeLessThan(0.0005 + 1e-9);
    // The Monte Carlo values beside it come from another simulator.
    expect(Math.abs(wallHours - row.simulated)).toBeLessThan(4 * row.error);
  });

  const job: CheckpointedJob = {
    workSeconds: 1000 * HOUR,
    intervalSeconds: 1152,
    stallSeconds: 60,
    restartSeconds: 600,
    mtbfSeconds: 11_134.8,
  };

  it('tends to work and checkpoints alone when interruptions are rare', () => {
    const rare = { ...job, mtbfSeconds: 1e13 };
    const free = job.workSeconds * (1 + job.stallSeconds / job.intervalSeconds);
    for (const interruptible of [true, false]) {
      expect(expectedWallSeconds(rare, interruptible) / free).toBeCloseTo(1, 8);
    }
  });

  it('is shorter when nothing can interrupt a restart, and the same when restarts take no time', () => {
    expect(expectedWallSeconds(job, false)).toBeLessThan(expectedWallSeconds(job, true));
    const instant = { ...job, restartSeconds: 0 };
    expect(expectedWallSeconds(instant, false)).toBe(expectedWallSeconds(instant, true));
  });

  it('grows by (M + R) / M for an uninterruptible restart: (M + R)(e^((tau + delta) / M) - 1) T / tau by hand', () => {
    // M = 1000 s, R = 500 s, tau + delta = 100 s: 1500 x (e^0.1 - 1) x 9000 / 90.
    const byHand = expectedWallSeconds(
      { workSeconds: 9000, intervalSeconds: 90, stallSeconds: 10, restartSeconds: 500, mtbfSeconds: 1000 },
      false,
    );
    expect(byHand).toBeCloseTo(150_000 * 0.10517091807564763, 7);
  });

  it('is proportional to the work', () => {
    const twice = expectedWallSeconds({ ...job, workSeconds: 2 * job.workSeconds }, true);
    expect(twice / expectedWallSeconds(job, true)).toBeCloseTo(2, 12);
  });
});

describe('optimalCheckpointInterval', () => {
  it('young is sqrt(2 delta M)', () => {
    expect(optimalCheckpointInterval('young', 10_000, 50)).toBe(1000);
  });

  it('daly is the higher-order formula by hand', () => {
    // delta / 2M = 0.01: 2000 x (1 + 0.1 / 3 + 0.01 / 9) - 200.
    expect(optimalCheckpointInterval('daly', 10_000, 200)).toBeCloseTo(1868.888888888889, 9);
  });

  it('daly is the mean time between interruptions itself from delta = 2 M on', () => {
    expect(optimalCheckpointInterval('daly', 100, 200)).toBe(100);
    expect(optimalCheckpointInterval('daly', 100, 1000)).toBe(100);
    expect(optimalCheckpointInterval('daly', 100, 199.999)).toBeLessThan(100);
  });

  it.each([0.0001, 0.001, 0.01, 0.033, 0.07, 0.36, 1, 3])(
    'exact is the minimum found by search, for delta / M = %d',
    (ratio) => {
      // A minimum is only found to the square root of the precision of its function.
      const found = leastLossInterval(ratio);
      const exact = optimalCheckpointInterval('exact', 1, ratio);
      expect(Math.abs(exact / found - 1)).toBeLessThan(1e-5);
      expect(loss(exact, ratio)).toBeLessThanOrEqual(loss(found, ratio) * (1 + 1e-13));
    },
  );

  it.each(TABLE)(
    'exact gives the least expected wall time of all intervals, for an mtbf of $mtbf s',
    (row) => {
      const wall = (intervalSeconds: number, interruptible: boolean) =>
        expectedWallSeconds(
          {
            workSeconds: 1,
            intervalSeconds,
            stallSeconds: row.stall,
            restartSeconds: row.restart,
            mtbfSeconds: row.mtbf,
          },
          interruptible,
        );
      const best = optimalCheckpointInterval('exact', row.mtbf, row.stall);
      for (const interruptible of [true, false]) {
        for (let factor = 0.2; factor < 5; factor *= 1.01) {
          expect(wall(best * factor, interruptible)).toBeGreaterThanOrEqual(
            wall(best, interruptible) * (1 - 1e-14),
          );
        }
      }
    },
  );

  it('exact satisfies its first-order condition (1 - tau / M) e^((tau + delta) / M) = 1', () => {
    for (const ratio of [0.001, 0.01, 0.1, 0.5, 1, 2, 5]) {
      const tau = optimalCheckpointInterval('exact', 1, ratio);
      expect((1 - tau) * Math.exp(tau + ratio)).toBeCloseTo(1, 12);
    }
  });

  // mpmath, 40 digits: 1 + lambertw(-exp(-ratio - 1)).
  it.each([
    [1e-17, 4.472135948332912e-9],
    [1e-14, 1.414213495706429e-7],
    [1e-8, 1.414146896492117e-4],
    [1e-5, 4.465471774334783e-3],
    [1.9e-4, 1.93671283240728e-2],
    [2.1e-4, 2.035414128160284e-2],
    [1e-3, 4.405719225904808e-2],
  ])('exact keeps its digits when interruptions are very rare: delta / M = %d', (ratio, share) => {
    expect(Math.abs(optimalCheckpointInterval('exact', 1, ratio) / share - 1)).toBeLessThan(5e-12);
  });

  it('exact scales with its unit of time', () => {
    const seconds = optimalCheckpointInterval('exact', 3.093 * HOUR, 300);
    expect(seconds / HOUR).toBeCloseTo(optimalCheckpointInterval('exact', 3.093, 300 / HOUR), 12);
  });

  it('young, daly and exact agree when interruptions are rare', () => {
    const [young, daly, exact] = (['young', 'daly', 'exact'] as const).map((rule) =>
      optimalCheckpointInterval(rule, 1e6, 1),
    );
    expect(daly! / exact!).toBeCloseTo(1, 8);
    // To first order Young's is longer by two thirds of the stall.
    expect(young! - exact!).toBeCloseTo(2 / 3, 3);
  });

  // Excess time over the optimum as stated in the reliability reference, section 4.2, in percent.
  it.each([
    [0.033, 0.1],
    [0.046, 0.15],
    [0.07, 0.29],
    [0.36, 3.11],
  ])('for delta / M = %d young costs at most %d %% more than the optimum', (ratio, percent) => {
    expect(excess('young', ratio) * 100).toBeLessThanOrEqual(percent);
    expect(excess('young', ratio) * 100).toBeGreaterThan(percent * 0.9);
  });

  it('daly costs at most 3.3e-4 % more than the optimum up to delta / M = 36 %', () => {
    for (const ratio of [0.001, 0.01, 0.033, 0.046, 0.07, 0.36]) {
      expect(excess('daly', ratio) * 100).toBeLessThanOrEqual(3.3e-4);
    }
    expect(excess('daly', 0.36) * 100).toBeGreaterThan(3e-4);
  });

  it('is flat: 10 % beside the optimum costs less than 1 %', () => {
    for (const row of TABLE) {
      const ratio = row.stall / row.mtbf;
      const best = optimalCheckpointInterval('exact', 1, ratio);
      for (const factor of [0.9, 1.1])
        expect(loss(best * factor, ratio) / loss(best, ratio)).toBeLessThan(1.01);
    }
  });
});
