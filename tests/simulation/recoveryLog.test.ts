import { describe, expect, test } from 'vitest';
import type { SimulationInput } from '../../src/simulation/input.ts';
import { BARE, checkpointed, faultClass, fixed, HOUR, phase, replicate } from '../support/simulationInput.ts';

const MINUTE = 60;

/** Planned work from hour 10 to hour 20, all saved before it, and faults at these hours. */
function run(hours: readonly number[]): SimulationInput {
  return {
    ...BARE,
    job: { ...BARE.job, phases: [phase(15 * HOUR)] },
    faults: {
      ...BARE.faults,
      trace: hours.map((hour) => ({ seconds: hour * HOUR, node: 0, class: 0 })),
      classes: [faultClass(HOUR, { detection: fixed(MINUTE) })],
    },
    checkpoint: checkpointed(HOUR),
    recovery: { ...BARE.recovery, diagnosis: fixed(3 * MINUTE), restart: fixed(7 * MINUTE) },
    maintenance: [
      { name: 'm', due: { kind: 'at', seconds: [10 * HOUR] }, window: null, duration: fixed(10 * HOUR) },
    ],
  };
}

describe('the time of recovery', () => {
  test.each([
    // A restart comes after the pause anyway, and cures it.
    ['a fault in a pause counts from the end of the pause', [19], 7],
    ['the first of two in a pause counts as well', [12, 19], 7],
    // The pause falls due in the restart and follows it, and after it comes another restart.
    ['a fault before the pause counts what lies on both sides of it', [9.925], 18],
  ])('%s', (_, hours, minutes) => {
    const [record] = replicate(run(hours), 1, 'pause');
    expect(record!.recovery.mean / MINUTE).toBeCloseTo(minutes, 6);
    expect(record!.lostSecondsByClass[0]).toBeGreaterThanOrEqual(record!.recovery.mean - 1e-6);
  });
});
