import { describe, expect, it } from 'vitest';
import {
  ARRHENIUS_HEAT_FAULTS,
  heatFaultFactor,
  LINEAR_HEAT_FAULTS,
} from '../../../src/model/heat/faultRate.ts';
import type { SimulationInput } from '../../../src/simulation/input.ts';
import { daily, HEAT, heated } from '../../support/heatedInput.ts';
import { DAY, faultClass, HOUR, meanAndError, replicate } from '../../support/simulationInput.ts';

describe('faults that follow the temperature of the GPUs', () => {
  const meanFactor = (model: typeof LINEAR_HEAT_FAULTS, inlet: number) =>
    (heatFaultFactor(model, inlet + 0.065 * 500) + heatFaultFactor(model, inlet + 0.08 * 500)) /
    2 /
    heatFaultFactor(model, 60);

  it.each([
    ['linear', LINEAR_HEAT_FAULTS],
    ['arrhenius', ARRHENIUS_HEAT_FAULTS],
  ] as const)('strike at the %s rate of each hour', (_, heat) => {
    // 12 hours at 24 C, 12 at 36 C; 500 W a GPU never throttle.
    const celsius = Array.from({ length: 24 }, (_hour, hour) => (hour < 12 ? 10 : 32));
    const base = heated(64, 40, { designOutdoorCelsius: 20 });
    const input: SimulationInput = {
      ...base,
      power: {
        ...base.power,
        nodeWatts: base.power.nodeWatts.map((watts, state) => (state === 0 ? 1060 + 1.316 * 8 * 500 : watts)),
      },
      site: { outdoorCelsius: daily(celsius) },
      heat: { ...HEAT, designOutdoorCelsius: 20, coolingClass: 1 },
      faults: {
        ...base.faults,
        classes: [faultClass(640 * DAY, { heat }), { ...base.faults.classes[0]! }],
      },
    };
    const records = replicate(input, 500, 'warm');
    const rate = (64 * (meanFactor(heat, 24) + meanFactor(heat, 36))) / 2 / (640 * DAY);
    const { mean, error } = meanAndError(records.map((record) => record.faults - rate * record.wallSeconds));
    // A run is no whole number of days: half a day of one rate or the other at most.
    expect(Math.abs(mean)).toBeLessThan(4 * error + 1e-3);
    expect(rate * 40 * DAY).toBeGreaterThan(4);
  });

  it('hold their given rate where the GPUs are as warm as it was measured', () => {
    const base = heated(64, 40, { ratesAtCelsius: 24 + 0.08 * 700 });
    const rear = [{ ...HEAT.slots[1]!, gpus: 8 }];
    const input: SimulationInput = {
      ...base,
      heat: { ...base.heat!, slots: rear, coolingClass: 1 },
      faults: {
        ...base.faults,
        classes: [faultClass(64 * DAY, { heat: LINEAR_HEAT_FAULTS }), base.faults.classes[0]!],
      },
    };
    const records = replicate(input, 300, 'as measured');
    const { mean, error } = meanAndError(records.map((record) => record.faults - record.wallSeconds / DAY));
    expect(Math.abs(mean)).toBeLessThan(4 * error);
    expect(HOUR).toBe(3600);
  });
});
