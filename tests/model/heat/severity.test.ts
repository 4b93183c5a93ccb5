import { describe, expect, it } from 'vitest';
import { normalQuantile, normalSurvival } from '../../../src/engine/special/normal.ts';
import { MEASURED_LEAKAGE } from '../../../src/model/heat/leakage.ts';
import {
  DEFAULT_SPREAD,
  drawKappa,
  drawNodeKappas,
  kappaSigma,
  largestKappa,
} from '../../../src/model/heat/severity.ts';
import { AIR_SLOTS, type SlotClass } from '../../../src/model/heat/slotCooling.ts';
import { steadyCelsius } from '../../../src/model/heat/steadyState.ts';
import { meanAndError } from '../../support/simulationInput.ts';
import { uniformStream } from './luck.ts';

const REAR = AIR_SLOTS[1]!;
const WIDE = { resistanceSigma: 0.11, leakSigma: 0.03 };
const DRAWS = 20_000;

/** P(largest of m <= x), from the normal law alone. */
function cumulative(slot: SlotClass, sigma: number, x: number): number {
  return normalSurvival(-Math.log(x / slot.kelvinPerWatt) / sigma) ** slot.gpus;
}

/** Largest distance between an empirical and the exact law. */
function distance(values: readonly number[], law: (x: number) => number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.reduce((most, x, at) => {
    const p = law(x);
    return Math.max(most, Math.abs(p - at / sorted.length), Math.abs(p - (at + 1) / sorted.length));
  }, 0);
}

describe.each([1, 4, 8, 16])('the largest kappa of %d GPUs', (gpus) => {
  const slot = { ...REAR, gpus };
  const one = uniformStream(`one ${gpus}`);
  const all = uniformStream(`all ${gpus}`);
  const ordered = Array.from({ length: DRAWS }, () => largestKappa(slot, WIDE, one()));
  const scanned = Array.from({ length: DRAWS }, () => {
    let largest = 0;
    for (let gpu = 0; gpu < gpus; gpu++)
      largest = Math.max(
        largest,
        drawKappa(slot, WIDE, () => normalQuantile(all())),
      );
    return largest;
  });

  it('has the exact law by either way (Kolmogorov and Smirnov, chance 1e-4)', () => {
    const critical = Math.sqrt((-0.5 * Math.log(1e-4 / 2)) / DRAWS);
    const law = (x: number) => cumulative(slot, kappaSigma(WIDE), x);
    expect(distance(ordered, law)).toBeLessThan(critical);
    expect(distance(scanned, law)).toBeLessThan(critical);
  });

  it('has the same mean and spread by one draw as by all', () => {
    const squares = (values: readonly number[], middle: number) => values.map((x) => (x - middle) ** 2);
    const a = meanAndError(ordered);
    const b = meanAndError(scanned);
    expect(Math.abs(a.mean - b.mean)).toBeLessThan(4 * Math.hypot(a.error, b.error));
    const c = meanAndError(squares(ordered, a.mean));
    const d = meanAndError(squares(scanned, b.mean));
    expect(Math.abs(c.mean - d.mean)).toBeLessThan(4 * Math.hypot(c.error, d.error));
  });
});

describe('kappa', () => {
  it('keeps its digits in the upper tail', () => {
    const slot = { ...REAR, gpus: 1e12 };
    const above = 1e-12 * Math.LN2;
    expect(largestKappa(slot, DEFAULT_SPREAD, 0.5)).toBeCloseTo(
      0.08 * Math.exp(-kappaSigma(DEFAULT_SPREAD) * normalQuantile(above)),
      13,
    );
  });

  it('is the slot median for every GPU where none differ', () => {
    const same = { resistanceSigma: 0, leakSigma: 0 };
    expect([...drawNodeKappas(3, AIR_SLOTS, same, uniformStream('same'))]).toEqual([
      0.065, 0.08, 0.065, 0.08, 0.065, 0.08,
    ]);
  });

  it('spreads a node at the same work about as a B200 node was measured to: 4.7 % by one, 5.7 % by another test', () => {
    const uniform = uniformStream('node');
    const spreads = Array.from({ length: 4000 }, () => {
      const leaks = Array.from({ length: 8 }, () =>
        Math.exp(DEFAULT_SPREAD.leakSigma * normalQuantile(uniform())),
      );
      return Math.max(...leaks) / Math.min(...leaks) - 1;
    });
    const { mean } = meanAndError(spreads);
    expect(mean).toBeGreaterThan(0.04);
    expect(mean).toBeLessThan(0.06);
  });

  it('orders temperatures at every inlet and power as the proof says', () => {
    const uniform = uniformStream('order');
    for (let pair = 0; pair < 500; pair++) {
      const [resistance, other] = [0.05 + 0.05 * uniform(), 0.05 + 0.05 * uniform()];
      const [leak, otherLeak] = [0.9 + 0.2 * uniform(), 0.9 + 0.2 * uniform()];
      const watts = 100 + 600 * uniform();
      const inlet = 15 + 30 * uniform();
      const celsius = (r: number, l: number) =>
        steadyCelsius(inlet, { offsetKelvin: 2, kelvinPerWatt: r }, l * watts, MEASURED_LEAKAGE);
      expect(celsius(resistance, leak) > celsius(other, otherLeak)).toBe(
        resistance * leak > other * otherLeak,
      );
    }
  });
});
