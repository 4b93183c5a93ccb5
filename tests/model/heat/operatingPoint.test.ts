import { describe, expect, it } from 'vitest';
import { createPowerCurve } from '../../../src/model/heat/createPowerCurve.ts';
import { leakageFactor, MEASURED_LEAKAGE, NO_LEAKAGE } from '../../../src/model/heat/leakage.ts';
import {
  floorSpeed,
  inletAtSpeed,
  operatingPoint,
  type ThermalModel,
  wattsAtSpeed,
} from '../../../src/model/heat/operatingPoint.ts';
import { POWER_LAWS } from '../../../src/model/heat/powerLaw.ts';
import { POWER_TABLES } from '../../../src/model/heat/powerTable.ts';
import { AIR_SLOTS, LIQUID_SLOTS } from '../../../src/model/heat/slotCooling.ts';
import { allowedWatts, inletFor, steadyCelsius } from '../../../src/model/heat/steadyState.ts';
import { limitsAbove, TEMPERATURE_LIMITS } from '../../../src/model/heat/temperatureLimits.ts';

const [FRONT, REAR] = AIR_SLOTS as readonly [(typeof AIR_SLOTS)[0], (typeof AIR_SLOTS)[0]];
const h100: ThermalModel = {
  limits: TEMPERATURE_LIMITS.h100,
  curve: createPowerCurve({ kind: 'law', ...POWER_LAWS.standard }),
  leakage: NO_LEAKAGE,
  fullWatts: 700,
};

describe('a rear H100 of 700 W held at 87 C', () => {
  it.each([
    [20, 838],
    [25, 775],
    [30, 712],
    [35, 650],
    [40, 588],
  ])('is allowed at %d C inlet %d W', (inlet, watts) => {
    // The published row is rounded to a watt; 837.5, 712.5 and 587.5 lie on the edge.
    expect(Math.abs(allowedWatts(87, inlet, REAR) - watts)).toBeLessThanOrEqual(0.5);
  });

  it.each([
    [32, 0.009],
    [33, 0.018],
    [34, 0.027],
    [40, 0.086],
  ])('loses at %d C inlet %f of its clock', (inlet, loss) => {
    const point = operatingPoint(h100, inlet, REAR);
    expect(point.state).toBe('throttled');
    expect(point.celsius).toBe(87);
    expect(Math.abs(1 - point.speed - loss)).toBeLessThan(0.001);
  });

  it('loses .0364 at 35 C, the published .035 being .0014 off its own formula', () => {
    const byHand = ((650 / 700 - 0.3) / 0.7) ** (1 / 2.9);
    expect(operatingPoint(h100, 35, REAR).speed).toBeCloseTo(byHand, 13);
    expect(Math.abs(byHand - 0.965)).toBeLessThan(0.0015);
  });

  it('does not throttle up to 30 C, and a job that draws 650 W not up to 35 C', () => {
    expect(operatingPoint(h100, 30, REAR)).toMatchObject({ state: 'full', speed: 1, celsius: 86 });
    expect(operatingPoint({ ...h100, fullWatts: 650 }, 34.99, REAR).state).toBe('full');
    expect(operatingPoint({ ...h100, fullWatts: 650 }, 35.01, REAR).state).toBe('throttled');
  });

  it('loses the 1 to 2 % of Llama 3 between 32 and 33 C', () => {
    const warmest = [0.01, 0.02].map((loss) => inletAtSpeed(h100, REAR, 1 - loss));
    expect(warmest[0]).toBeCloseTo(32.1, 1);
    expect(warmest[1]).toBeCloseTo(33.2, 1);
    for (const [at, loss] of [0.01, 0.02].entries())
      expect(operatingPoint(h100, warmest[at]!, REAR).speed).toBeCloseTo(1 - loss, 13);
  });
});

describe('core temperatures', () => {
  it('are 67 to 77 C at 650 W and 25 C inlet, and 60 C on a cold plate', () => {
    expect(steadyCelsius(25, FRONT, 650, NO_LEAKAGE)).toBeCloseTo(67.25, 12);
    expect(steadyCelsius(25, REAR, 650, NO_LEAKAGE)).toBeCloseTo(77, 12);
    expect(steadyCelsius(25, LIQUID_SLOTS[0]!, 700, NO_LEAKAGE)).toBeCloseTo(60, 12);
  });

  it('solve the equation with leakage, and go back to the inlet', () => {
    const celsius = steadyCelsius(28, { offsetKelvin: 3, kelvinPerWatt: 0.08 }, 700, MEASURED_LEAKAGE);
    expect(celsius).toBeCloseTo(28 + 3 + 0.08 * 700 * leakageFactor(MEASURED_LEAKAGE, celsius), 11);
    const path = { offsetKelvin: 3, kelvinPerWatt: 0.08 };
    expect(inletFor(celsius, path, 700, MEASURED_LEAKAGE)).toBeCloseTo(28, 11);
  });

  it('leakage explains the 470 W in air and 453 W in water at the same work', () => {
    const coolerBy = 20;
    const factor = leakageFactor(MEASURED_LEAKAGE, 63 - coolerBy) / leakageFactor(MEASURED_LEAKAGE, 63);
    expect(470 * factor).toBeCloseTo(453, -1);
    expect(Math.abs(470 * factor - 453)).toBeLessThan(3);
  });

  it('run away where leakage exceeds what cooling takes', () => {
    const leakage = { perKelvin: 0.02, referenceCelsius: 60 };
    expect(() => steadyCelsius(25, { offsetKelvin: 0, kelvinPerWatt: 0.08 }, 700, leakage)).toThrow(
      /runs away/,
    );
  });
});

describe('beyond throttling', () => {
  it('clock falls to half, the hardware steps in 2 C above the limit and switches off 5 C above it', () => {
    const atHalf = wattsAtSpeed(h100, 0.5) * REAR.kelvinPerWatt;
    const at = (core: number) => operatingPoint(h100, core - atHalf, REAR);
    expect(at(87.5)).toMatchObject({ state: 'throttled', speed: 0.5 });
    expect(at(88.99).state).toBe('throttled');
    expect(at(89.01)).toMatchObject({ state: 'hardware_slowdown', speed: 0.5 });
    expect(at(91.99).state).toBe('hardware_slowdown');
    expect(at(92.01)).toMatchObject({ state: 'shutdown', speed: 0 });
    expect(limitsAbove(87)).toEqual(TEMPERATURE_LIMITS.h100);
  });

  it('a warmer inlet is never faster nor cooler, with a law or a table, leakage or none', () => {
    const tables = [POWER_TABLES.h100Llama8b, POWER_TABLES.v100, POWER_TABLES.a40];
    const models = [
      h100,
      { ...h100, leakage: MEASURED_LEAKAGE },
      ...tables.map((table) => ({ ...h100, curve: createPowerCurve({ kind: 'table', ...table }) })),
    ];
    for (const model of models) {
      let before = operatingPoint(model, 0, REAR);
      for (let inlet = 0.25; inlet < 90; inlet += 0.25) {
        const point = operatingPoint(model, inlet, REAR);
        expect(point.speed).toBeLessThanOrEqual(before.speed);
        if (point.state !== 'shutdown') {
          expect(point.celsius).toBeGreaterThanOrEqual(before.celsius - 1e-9);
          expect(point.speed).toBeGreaterThanOrEqual(floorSpeed(model));
        }
        before = point;
      }
      expect(before.state).toBe('shutdown');
    }
  });

  it('leaking GPUs throttle at a cooler inlet', () => {
    const dry = inletAtSpeed(h100, REAR, 0.99);
    expect(inletAtSpeed({ ...h100, leakage: MEASURED_LEAKAGE }, REAR, 0.99)).toBeLessThan(dry - 1);
  });
});
