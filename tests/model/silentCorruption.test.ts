import { describe, expect, it } from 'vitest';
import { expectedWallSeconds } from '../../src/model/expectedTime.ts';
import {
  type CorruptedJob,
  expectedWallSecondsFromTheStart,
  expectedWallSecondsOfCorruptedJob,
  reworkPerCorruption,
} from '../../src/model/silentCorruption.ts';

const JOB: CorruptedJob = {
  intervalSeconds: 600,
  stallSeconds: 0,
  meanTimeToOnsetSeconds: 5000,
  lagSeconds: 0,
  restartSeconds: 300,
};

describe('silent corruption', () => {
  it('noticed at once is a fault: the exact expectation with a restart that no fault interrupts', () => {
    const expected = expectedWallSeconds(
      {
        workSeconds: 12 * 600,
        intervalSeconds: 600,
        stallSeconds: 0,
        restartSeconds: 300,
        mtbfSeconds: 5000,
      },
      false,
    );
    expect(expectedWallSecondsOfCorruptedJob(JOB, 12) / expected).toBeCloseTo(1, 12);
  });

  it('noticed at once with one checkpoint only at the end is the same as from the start', () => {
    expect(expectedWallSecondsOfCorruptedJob(JOB, 1)).toBeCloseTo(expectedWallSecondsFromTheStart(JOB, 1), 8);
    const late = { ...JOB, lagSeconds: 250 };
    expect(expectedWallSecondsOfCorruptedJob(late, 1)).toBeCloseTo(
      expectedWallSecondsFromTheStart(late, 1),
      8,
    );
  });

  it('noticed too late for the run costs nothing', () => {
    expect(expectedWallSecondsOfCorruptedJob({ ...JOB, stallSeconds: 50, lagSeconds: 1e9 }, 10)).toBe(
      10 * 650 - 50,
    );
  });

  it('takes per interval of work what a cycle takes over what it brings, in a long run', () => {
    const job = { ...JOB, lagSeconds: 1700 };
    const [n, mean, tau] = [1500, 5000, 600];
    // Progress per cycle tau / (exp(mu tau) - 1), duration 1 / mu + lag + restart.
    const rate = ((mean + 1700 + 300) * Math.expm1(tau / mean)) / tau;
    const growth = expectedWallSecondsOfCorruptedJob(job, n) - expectedWallSecondsOfCorruptedJob(job, n - 1);
    expect(growth / (rate * tau)).toBeCloseTo(1, 9);
    // A cycle trains 1 / mu + lag, and what it does not bring is rework.
    expect(reworkPerCorruption(tau, mean, 1700)).toBeCloseTo(mean + 1700 - tau / Math.expm1(tau / mean), 9);
    // Half an interval behind the onset when onsets are rare.
    expect(reworkPerCorruption(tau, 1e7, 1700)).toBeCloseTo(1700 + tau / 2, 1);
  });
});
