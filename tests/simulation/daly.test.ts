import { describe, expect, test } from 'vitest';
import { expectedWallSeconds } from '../../src/model/expectedTime.ts';
import {
  BARE,
  checkpointed,
  faultClass,
  fixed,
  HOUR,
  meanAndError,
  phase,
  replicate,
} from '../support/simulationInput.ts';

const MINUTE = 60;
const REPLICATIONS = 4000;

/** M (h), stall (min), restart (min), interval (min), intervals of work. From easy (M = 24 h) to hopeless (M = 0.25 h). */
const SETTINGS = [
  [24, 6, 60, 120, 60],
  [24, 1, 10, 30, 120],
  [12, 2, 20, 60, 60],
  [6, 5, 30, 60, 40],
  [3.093, 1, 10, 19.2, 60],
  [3.093, 5, 20, 42, 40],
  [1.8, 5, 10, 30, 40],
  [1.8, 0.5, 15, 10, 80],
  [1, 1, 10, 10, 60],
  [0.5, 1, 10, 7.2, 50],
  [0.5, 0.1, 2, 3, 80],
  [0.25, 0.5, 5, 4, 40],
  [0.25, 2, 10, 8, 20],
] as const;

describe.each([
  { exposure: 'powered' as const, restartInterruptible: true },
  { exposure: 'training' as const, restartInterruptible: false },
])(
  "Daly's exact expectation, failures in the restart: $restartInterruptible",
  ({ exposure, restartInterruptible }) => {
    test.each(SETTINGS)(
      'M %d h, stall %d min, restart %d min, interval %d min',
      (mtbf, stall, restart, interval, count) => {
        const job = {
          mtbfSeconds: mtbf * HOUR,
          stallSeconds: stall * MINUTE,
          restartSeconds: restart * MINUTE,
          intervalSeconds: interval * MINUTE,
          workSeconds: count * interval * MINUTE,
        };
        const input = {
          ...BARE,
          job: { ...BARE.job, phases: [phase(job.workSeconds)] },
          faults: { ...BARE.faults, exposure, classes: [faultClass(job.mtbfSeconds)] },
          checkpoint: checkpointed(job.intervalSeconds, { stallSeconds: job.stallSeconds }, true),
          recovery: { ...BARE.recovery, restart: fixed(job.restartSeconds) },
        };
        const records = replicate(input, REPLICATIONS, `daly ${exposure}`);
        const { mean, error } = meanAndError(records.map((record) => record.wallSeconds));
        const expected = expectedWallSeconds(job, restartInterruptible);
        expect(records.every((record) => record.outcome === 'completed')).toBe(true);
        expect(Math.abs(mean - expected)).toBeLessThan(4 * error);
        // The test means something only if its error is small against what it could miss.
        expect(error / expected).toBeLessThan(0.02);
      },
    );
  },
);
