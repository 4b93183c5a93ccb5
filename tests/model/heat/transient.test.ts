import { describe, expect, it } from 'vitest';
import { MEASURED_LEAKAGE, NO_LEAKAGE } from '../../../src/model/heat/leakage.ts';
import { oneNodeCelsius, oneNodeSecondsTo, oneNodeStep } from '../../../src/model/heat/oneNodeTransient.ts';
import { AIR_SLOTS, HEAT_SINK_SECONDS } from '../../../src/model/heat/slotCooling.ts';
import {
  type DieAndSink,
  type DieOnSink,
  dieAndSinkAfter,
  dieAndSinkEnd,
  dieSecondsTo,
} from '../../../src/model/heat/twoNodeTransient.ts';

const REAR = AIR_SLOTS[1]!;
/** A die of half a second on a sink of about a minute. */
const PARTS: DieOnSink = {
  dieJoulesPerKelvin: 25,
  sinkJoulesPerKelvin: 900,
  dieToSinkKelvinPerWatt: 0.02,
  sinkToInletKelvinPerWatt: 0.06,
};

/** Runge and Kutta, fourth order. */
function integrate(
  parts: DieOnSink,
  inlet: number,
  watts: number,
  from: DieAndSink,
  seconds: number,
): DieAndSink {
  const steps = 20_000;
  const h = seconds / steps;
  const slope = (die: number, sink: number): readonly [number, number] => {
    const across = (die - sink) / parts.dieToSinkKelvinPerWatt;
    const away = (sink - inlet) / parts.sinkToInletKelvinPerWatt;
    return [(watts - across) / parts.dieJoulesPerKelvin, (across - away) / parts.sinkJoulesPerKelvin];
  };
  let die = from.dieCelsius;
  let sink = from.sinkCelsius;
  for (let step = 0; step < steps; step++) {
    const a = slope(die, sink);
    const b = slope(die + 0.5 * h * a[0], sink + 0.5 * h * a[1]);
    const c = slope(die + 0.5 * h * b[0], sink + 0.5 * h * b[1]);
    const d = slope(die + h * c[0], sink + h * c[1]);
    die += (h / 6) * (a[0] + 2 * b[0] + 2 * c[0] + d[0]);
    sink += (h / 6) * (a[1] + 2 * b[1] + 2 * c[1] + d[1]);
  }
  return { dieCelsius: die, sinkCelsius: sink };
}

describe('one heat capacity', () => {
  const step = oneNodeStep(30, REAR, 700, NO_LEAKAGE, HEAT_SINK_SECONDS.air);

  it('goes 1 - 1/e of the way in one time constant', () => {
    expect(step).toEqual({ steadyCelsius: 86, timeConstantSeconds: 60 });
    expect(oneNodeCelsius(step, 36, 60)).toBeCloseTo(86 - 50 / Math.E, 12);
    expect(oneNodeCelsius(step, 36, 0)).toBe(36);
  });

  it('reaches a temperature when it is there, upwards and downwards, or never', () => {
    const up = oneNodeSecondsTo(step, 40, 80);
    expect(oneNodeCelsius(step, 40, up)).toBeCloseTo(80, 11);
    const down = oneNodeSecondsTo(step, 95, 87);
    expect(oneNodeCelsius(step, 95, down)).toBeCloseTo(87, 11);
    expect(oneNodeSecondsTo(step, 40, 40)).toBe(0);
    for (const [from, target] of [
      [40, 86],
      [40, 87],
      [40, 39],
      [95, 85],
      [86, 90],
    ] as const)
      expect(oneNodeSecondsTo(step, from, target), `${from} to ${target}`).toBe(Number.POSITIVE_INFINITY);
  });

  it('solves its equation with leakage', () => {
    const warm = oneNodeStep(30, REAR, 700, MEASURED_LEAKAGE, 60);
    // C dT/dt = P (1 + k (T - T_ref)) - (T - T_in) / R with C = 60 s / R, by small steps.
    let celsius = 45;
    const steps = 400_000;
    const h = 100 / steps;
    for (let at = 0; at < steps; at++) {
      const leak = 1 + MEASURED_LEAKAGE.perKelvin * (celsius - MEASURED_LEAKAGE.referenceCelsius);
      celsius += (h * (REAR.kelvinPerWatt * 700 * leak - (celsius - 30))) / 60;
    }
    expect(Math.abs(oneNodeCelsius(warm, 45, 100) - celsius)).toBeLessThan(1e-4);
  });
});

describe('a die on a heat sink', () => {
  it.each([
    ['cold start', { dieCelsius: 30, sinkCelsius: 30 }, 700],
    ['power off', { dieCelsius: 86, sinkCelsius: 72 }, 0],
    ['hot die on a cold sink', { dieCelsius: 90, sinkCelsius: 25 }, 400],
    ['cold die on a hot sink', { dieCelsius: 30, sinkCelsius: 80 }, 100],
  ] as const)('agrees with numerical integration: %s', (_, from, watts) => {
    for (const seconds of [0.2, 3, 40]) {
      const numeric = integrate(PARTS, 30, watts, from, seconds);
      const exact = dieAndSinkAfter(PARTS, 30, watts, from, seconds);
      expect(Math.abs(exact.dieCelsius - numeric.dieCelsius)).toBeLessThan(1e-8);
      expect(Math.abs(exact.sinkCelsius - numeric.sinkCelsius)).toBeLessThan(1e-8);
    }
  });

  it('begins where it is and ends in the steady state', () => {
    const from = { dieCelsius: 51, sinkCelsius: 47 };
    const start = dieAndSinkAfter(PARTS, 30, 500, from, 0);
    expect(start.dieCelsius).toBeCloseTo(51, 11);
    expect(start.sinkCelsius).toBeCloseTo(47, 11);
    expect(dieAndSinkEnd(PARTS, 30, 500)).toEqual({ dieCelsius: 70, sinkCelsius: 60 });
    expect(dieAndSinkAfter(PARTS, 30, 500, from, 1e5).dieCelsius).toBeCloseTo(70, 10);
  });

  it('with a die of no heat capacity is the heat sink alone, the die ahead of it by its own rise', () => {
    const parts = { ...PARTS, dieJoulesPerKelvin: 1e-7 };
    const sink = 900 * 0.06;
    const { dieCelsius, sinkCelsius } = dieAndSinkAfter(
      parts,
      30,
      700,
      { dieCelsius: 30, sinkCelsius: 30 },
      25,
    );
    const single = 30 + 0.06 * 700 * (1 - Math.exp(-25 / sink));
    expect(Math.abs(sinkCelsius - single)).toBeLessThan(1e-6);
    expect(Math.abs(dieCelsius - single - 14)).toBeLessThan(1e-6);
  });

  it('is at the target when it says, for the first time', () => {
    const cold = { dieCelsius: 30, sinkCelsius: 30 };
    const seconds = dieSecondsTo(PARTS, 30, 700, cold, 80);
    expect(dieAndSinkAfter(PARTS, 30, 700, cold, seconds).dieCelsius).toBeCloseTo(80, 10);
    expect(dieSecondsTo(PARTS, 30, 700, cold, 87)).toBe(Number.POSITIVE_INFINITY);
    expect(dieSecondsTo(PARTS, 30, 700, cold, 30)).toBe(0);
    // A hot sink first warms the die past 60 C, and it comes back down through 60 C later: the first counts.
    const turned = { dieCelsius: 30, sinkCelsius: 80 };
    const first = dieSecondsTo(PARTS, 30, 100, turned, 60);
    expect(first).toBeLessThan(2);
    expect(dieAndSinkAfter(PARTS, 30, 100, turned, first).dieCelsius).toBeCloseTo(60, 10);
    const late = dieSecondsTo(PARTS, 30, 100, { dieCelsius: 80, sinkCelsius: 80 }, 60);
    expect(late).toBeGreaterThan(10);
  });
});
