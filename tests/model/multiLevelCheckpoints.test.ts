import { describe, expect, it } from 'vitest';
import { expectedWallSeconds } from '../../src/model/expectedTime.ts';
import {
  type CheckpointLevel,
  expectedCycleSeconds,
  levelInterval,
  multiLevelOverhead,
} from '../../src/model/multiLevelCheckpoints.ts';

const local: CheckpointLevel = { stallSeconds: 5, faultRate: 1 / 5000, restartSeconds: 100 };
const remote: CheckpointLevel = { stallSeconds: 100, faultRate: 1 / 40_000, restartSeconds: 800 };

describe('checkpoints of two levels', () => {
  it('are one level when every checkpoint goes to both and restarts cost the same', () => {
    const same = { ...local, restartSeconds: 800 };
    const single = expectedWallSeconds(
      {
        workSeconds: 700,
        intervalSeconds: 700,
        stallSeconds: 105,
        restartSeconds: 800,
        mtbfSeconds: 1 / (same.faultRate + remote.faultRate),
      },
      false,
    );
    for (const hasLocalCopy of [true, false]) {
      const cycle = expectedCycleSeconds(
        { intervalSeconds: 700, every: 1, local: same, remote },
        hasLocalCopy,
      );
      expect(cycle / single).toBeCloseTo(1, 12);
    }
  });

  it('are one level when no fault needs the remote one', () => {
    const interval = (stallSeconds: number) =>
      expectedWallSeconds(
        {
          workSeconds: 300,
          intervalSeconds: 300,
          stallSeconds,
          restartSeconds: local.restartSeconds,
          mtbfSeconds: 1 / local.faultRate,
        },
        false,
      );
    const never = { ...remote, faultRate: 0 };
    const cycle = expectedCycleSeconds({ intervalSeconds: 300, every: 4, local, remote: never }, true);
    expect(cycle / (3 * interval(5) + interval(105))).toBeCloseTo(1, 12);
  });

  it('cost more without a local copy, when the remote restart is the dearer one', () => {
    const job = { intervalSeconds: 300, every: 4, local, remote };
    expect(expectedCycleSeconds(job, false)).toBeGreaterThan(expectedCycleSeconds(job, true));
  });

  it('lose sqrt(2 lambda C) + lambda R per level when faults are rare, and a tenth more when they are not', () => {
    // Overhead of the exact calculation over the first-order sum, for faults ever rarer: 1 + O(sqrt(lambda C)).
    const ratios = [1, 1e-2, 1e-4].map((rarity) => {
      const levels = [local, remote].map((level) => ({ ...level, faultRate: level.faultRate * rarity }));
      const [first, second] = levels as [CheckpointLevel, CheckpointLevel];
      const intervalSeconds = levelInterval(first);
      const every = Math.round(levelInterval(second) / intervalSeconds);
      const exact = expectedCycleSeconds({ intervalSeconds, every, local: first, remote: second }, true);
      return (exact / (every * intervalSeconds) - 1) / multiLevelOverhead(levels);
    });
    expect(ratios[0]).toBeGreaterThan(1.05);
    expect(ratios[0]).toBeLessThan(1.2);
    expect(Math.abs(ratios[1]! - 1)).toBeLessThan(0.02);
    expect(Math.abs(ratios[2]! - 1)).toBeLessThan(0.002);
  });
});
