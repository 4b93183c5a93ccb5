import { describe, expect, it } from 'vitest';
import { createPowerCurve } from '../../src/model/heat/createPowerCurve.ts';
import { POWER_LAWS } from '../../src/model/heat/powerLaw.ts';
import type { SimulationInput } from '../../src/simulation/input.ts';
import { NodeState, SlowdownCause } from '../../src/simulation/record.ts';
import { HEAT, heated, TRAINING_WATTS } from '../support/heatedInput.ts';
import { DAY, faultClass, phase, replicate } from '../support/simulationInput.ts';

const atGpuWatts = (watts: number) => 1060 + 1.316 * 8 * watts;

/** Ten nodes whose GPUs train at 700 W for a day, then at 350 W for two. */
function twoPhases(change: Partial<SimulationInput> = {}): SimulationInput {
  const base = heated(10, 1, null);
  const phases = [phase(DAY), phase(2 * DAY, { powerShare: 0.5 })];
  return { ...base, job: { ...base.job, phases }, ...change };
}

describe('phases of different power', () => {
  it('take power times time, each its own', () => {
    const [record] = replicate(twoPhases(), 1, 'phases');
    const joules = 10 * DAY * (TRAINING_WATTS + 2 * atGpuWatts(350));
    expect(record!.nodeJoules[NodeState.training]! / joules).toBeCloseTo(1, 12);
    expect(record!.peakFacilityWatts).toBeCloseTo(10 * TRAINING_WATTS, 6);
  });

  it('do not feel a phase that is never reached', () => {
    const limits = { ...heated(1, 1, null).limits, horizonSeconds: DAY / 2 };
    const power = { ...twoPhases().power, capFacilityWatts: 10 * atGpuWatts(500) };
    for (const cap of [{}, { power }]) {
      const two = twoPhases({ limits, ...cap });
      const one = { ...two, job: { ...two.job, phases: two.job.phases.slice(0, 1) } };
      const [ofTwo] = replicate(two, 1, 'phases');
      const [ofOne] = replicate(one, 1, 'phases');
      expect(ofTwo!.itJoules).toBe(ofOne!.itJoules);
      expect(ofTwo!.slowdownSecondsByCause).toEqual(ofOne!.slowdownSecondsByCause);
    }
  });

  it('are slowed by a cap as far as each needs it', () => {
    const base = twoPhases();
    const cap = atGpuWatts(500);
    const [record] = replicate(
      { ...base, power: { ...base.power, capFacilityWatts: 10 * cap } },
      1,
      'phases',
    );
    const speed = createPowerCurve({ kind: 'law', ...POWER_LAWS.standard }).speedAt(500 / 700);
    // The second phase stays below the cap at full clock.
    expect(record!.slowdownSecondsByCause[SlowdownCause.cap]).toBeCloseTo(DAY / speed - DAY, 4);
    const joules = 10 * ((DAY / speed) * cap + 2 * DAY * atGpuWatts(350));
    expect(record!.nodeJoules[NodeState.training]! / joules).toBeCloseTo(1, 12);
  });

  it('go back to the power of a phase that a fault throws them back to', () => {
    const base = twoPhases();
    // A day and a half from the start, and nothing is saved.
    const input: SimulationInput = {
      ...base,
      faults: {
        ...base.faults,
        classes: [faultClass(DAY, { scope: 'job' })],
        trace: [{ seconds: 1.5 * DAY, node: -1, class: 0 }],
      },
    };
    const [record] = replicate(input, 1, 'phases');
    const joules = 10 * DAY * (2 * TRAINING_WATTS + 2.5 * atGpuWatts(350));
    expect(record!.nodeJoules[NodeState.training]! / joules).toBeCloseTo(1, 12);
  });

  it('heat the GPUs each by its own power', () => {
    const phases = [phase(DAY, { powerShare: 0.5 }), phase(DAY)];
    const hottest = (input: SimulationInput, horizonSeconds: number) =>
      replicate({ ...input, limits: { ...input.limits, horizonSeconds } }, 1, 'phases')[0]!.hottestCelsius;
    const base = heated(10, 1, {});
    const input = { ...base, job: { ...base.job, phases } };
    const rear = HEAT.slots[1]!.kelvinPerWatt;
    expect(hottest(input, DAY / 2)).toBeCloseTo(24 + rear * 350, 6);
    expect(hottest(input, 10 * DAY)).toBeCloseTo(24 + rear * 700, 6);
  });
});
