import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../../src/engine/special/normal.ts';
import { createPowerCurve } from '../../../src/model/heat/createPowerCurve.ts';
import { GangHeat } from '../../../src/model/heat/gangHeat.ts';
import { MEASURED_LEAKAGE } from '../../../src/model/heat/leakage.ts';
import { MaximumOfActive, type NextLargest } from '../../../src/model/heat/maximumOfActive.ts';
import {
  inletAtSpeed,
  type OperatingPoint,
  operatingPoint,
  powerShareAtLimit,
  type ThermalModel,
} from '../../../src/model/heat/operatingPoint.ts';
import { POWER_LAWS } from '../../../src/model/heat/powerLaw.ts';
import { DEFAULT_SPREAD, descendingKappas, drawKappa, kappaSigma } from '../../../src/model/heat/severity.ts';
import { AIR_SLOTS, LIQUID_SLOTS, type SlotClass } from '../../../src/model/heat/slotCooling.ts';
import { steadyCelsius } from '../../../src/model/heat/steadyState.ts';
import { TEMPERATURE_LIMITS } from '../../../src/model/heat/temperatureLimits.ts';
import { uniformStream } from './luck.ts';

const model: ThermalModel = {
  limits: TEMPERATURE_LIMITS.h100,
  curve: createPowerCurve({ kind: 'law', ...POWER_LAWS.standard }),
  leakage: MEASURED_LEAKAGE,
  fullWatts: 700,
};

/** Slots whose preheat and resistance pull different ways, so that now the one and now the other class is the worst. */
const CROSSED: readonly SlotClass[] = [
  { name: 'near', gpus: 3, offsetKelvin: 0, kelvinPerWatt: 0.085 },
  { name: 'middle', gpus: 1, offsetKelvin: 4, kelvinPerWatt: 0.075 },
  { name: 'far', gpus: 4, offsetKelvin: 9, kelvinPerWatt: 0.07 },
];

interface Gpu {
  readonly node: number;
  readonly offsetKelvin: number;
  readonly kelvinPerWatt: number;
}

/** What a finished table of values has to tell, from the largest down. */
function ranking(values: readonly number[]): NextLargest {
  const order = values.map((_, member) => member).sort((a, b) => values[b]! - values[a]!);
  return () => {
    const member = order.shift()!;
    return { member, value: values[member]! };
  };
}

/** Every GPU by itself, and the node's largest of each class. */
function sampleFleet(nodes: number, slots: readonly SlotClass[], normal: () => number) {
  const gpus: Gpu[] = [];
  const kappas = new Float64Array(nodes * slots.length);
  for (let node = 0; node < nodes; node++) {
    for (const [at, slot] of slots.entries()) {
      for (let gpu = 0; gpu < slot.gpus; gpu++) {
        const kelvinPerWatt = drawKappa(slot, DEFAULT_SPREAD, normal);
        gpus.push({ node, offsetKelvin: slot.offsetKelvin, kelvinPerWatt });
        const place = node * slots.length + at;
        kappas[place] = Math.max(kappas[place]!, kelvinPerWatt);
      }
    }
  }
  return { gpus, kappas };
}

describe('the largest of those that take part', () => {
  it('is what a scan finds, after any joins and leaves, also repeated ones', () => {
    const value = fc.integer({ min: 0, max: 9 }).map((x) => x / 3);
    const moves = fc.array(fc.tuple(fc.boolean(), fc.nat()), { maxLength: 120 });
    fc.assert(
      fc.property(fc.array(value, { maxLength: 40 }), moves, (values, sequence) => {
        const tournament = new MaximumOfActive(values.length, ranking(values));
        const active = new Set<number>();
        expect(tournament.maximum).toBe(Number.NEGATIVE_INFINITY);
        for (const [joins, number] of values.length === 0 ? [] : sequence) {
          const member = number % values.length;
          if (joins) {
            tournament.join(member);
            active.add(member);
          } else {
            tournament.leave(member);
            active.delete(member);
          }
          expect(tournament.maximum).toBe(Math.max(...[...active].map((one) => values[one]!)));
        }
      }),
      { seed: 11, numRuns: 400 },
    );
  });
});

describe.each([
  ['air', AIR_SLOTS],
  ['crossed', CROSSED],
  ['liquid', LIQUID_SLOTS],
] as const)('the gang of a fleet with %s slots', (name, slots) => {
  it('is hour by hour what a scan of all GPUs finds', () => {
    const uniform = uniformStream(`gang ${name}`);
    const nodes = 37;
    const zones = 3;
    const { gpus, kappas } = sampleFleet(nodes, slots, () => normalQuantile(uniform()));
    const zoneOfNode = Int32Array.from({ length: nodes }, () => Math.floor(zones * uniform()));
    const gang = new GangHeat({
      slots,
      zoneOfNode,
      zones,
      rankingOf: (zone, slot) =>
        ranking(
          [...kappas].filter(
            (_, at) => at % slots.length === slot && zoneOfNode[Math.floor(at / slots.length)] === zone,
          ),
        ),
    });
    const active = new Set<number>();
    const seen = new Set<string>();
    for (let hour = 0; hour < 1500; hour++) {
      for (let move = Math.floor(4 * uniform()); move > 0; move--) {
        const node = Math.floor(nodes * uniform());
        // Long spells of a small gang: then a departure often takes the champion away.
        if (uniform() < (hour % 500 < 250 ? 0.8 : 0.2)) {
          gang.join(node);
          active.add(node);
        } else {
          gang.leave(node);
          active.delete(node);
        }
      }
      const inlets = Float64Array.from({ length: zones }, () => 5 + 75 * uniform());
      const watts = 100 + 600 * uniform();
      const running = gpus.filter(({ node }) => active.has(node));
      const inletOf = (gpu: Gpu) => inlets[zoneOfNode[gpu.node]!]!;
      expect(gang.powerShare(model, inlets)).toBe(
        Math.min(...running.map((gpu) => powerShareAtLimit(model, inletOf(gpu), gpu))),
      );
      expect(gang.hottestCelsius(model, inlets, watts)).toBe(
        Math.max(...running.map((gpu) => steadyCelsius(inletOf(gpu), gpu, watts, model.leakage))),
      );
      for (let zone = 0; zone < zones; zone++) {
        const point = gang.zonePoint(model, zone, inlets[zone]!);
        const points = running
          .filter(({ node }) => zoneOfNode[node] === zone)
          .map((gpu) => operatingPoint(model, inlets[zone]!, gpu));
        const slowest = points.reduce<OperatingPoint | null>(
          (worst, one) =>
            worst === null ||
            one.speed < worst.speed ||
            (one.speed === worst.speed && one.celsius > worst.celsius)
              ? one
              : worst,
          null,
        );
        expect(point).toEqual(slowest);
        seen.add(point?.state ?? 'empty');
      }
    }
    expect([...seen].sort()).toEqual(['empty', 'full', 'hardware_slowdown', 'shutdown', 'throttled']);
  });
});

describe('a gang of 2,048 nodes of eight H100', () => {
  it('loses the 1 to 2 % of Llama 3 some seven degrees cooler than GPUs that are all alike', () => {
    const uniform = uniformStream('llama');
    const zoneOfNode = Int32Array.from({ length: 2048 }, (_, node) => Math.floor(node / 512));
    const gang = new GangHeat({
      slots: AIR_SLOTS,
      zoneOfNode,
      zones: 4,
      rankingOf: (_, slot, nodes) => descendingKappas(nodes, AIR_SLOTS[slot]!, DEFAULT_SPREAD, uniform),
    });
    for (let node = 0; node < 2048; node++) gang.join(node);
    const largest = Math.max(...[0, 1, 2, 3].map((zone) => gang.largestKappa(zone, 1)!));
    // The largest of 8,192: 3.4 to 5 standard deviations of .0335 above .08.
    expect(largest).toBeGreaterThan(0.08 * Math.exp(3.2 * kappaSigma(DEFAULT_SPREAD)));
    expect(largest).toBeLessThan(0.08 * Math.exp(5 * kappaSigma(DEFAULT_SPREAD)));
    for (const loss of [0.01, 0.02]) {
      const alike = inletAtSpeed(model, AIR_SLOTS[1]!, 1 - loss);
      const inlet = inletAtSpeed(model, { offsetKelvin: 0, kelvinPerWatt: largest }, 1 - loss);
      expect(alike - inlet).toBeGreaterThan(5);
      expect(alike - inlet).toBeLessThan(11);
      const share = gang.powerShare(model, [inlet, inlet, inlet, inlet]);
      expect(model.curve.speedAt(share)).toBeCloseTo(1 - loss, 12);
    }
    // One zone warmer than the others decides for all.
    expect(gang.powerShare(model, [18, 18, 24, 18])).toBe(gang.powerShare(model, [0, 0, 24, 0]));
  });

  it('has none where nobody trains', () => {
    const gang = new GangHeat({
      slots: LIQUID_SLOTS,
      zoneOfNode: [0],
      zones: 2,
      rankingOf: (zone) => ranking(zone === 0 ? [0.05] : []),
    });
    expect(gang.powerShare(model, [99, 99])).toBe(Number.POSITIVE_INFINITY);
    expect(gang.zonePoint(model, 1, 20)).toBeNull();
    gang.join(0);
    expect(gang.largestKappa(0, 0)).toBe(0.05);
    expect(gang.largestKappa(1, 0)).toBeNull();
  });
});
