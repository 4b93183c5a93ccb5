import { describe, expect, it } from 'vitest';
import { normalQuantile, normalSurvival } from '../../../src/engine/special/normal.ts';
import { MEASURED_LEAKAGE } from '../../../src/model/heat/leakage.ts';
import {
  DEFAULT_SPREAD,
  descendingKappas,
  drawKappa,
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
    for (const uniform of [1e-9, 0.5, 0.999]) expect(largestKappa(REAR, same, uniform)).toBe(0.08);
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

describe('nodes from the hottest down', () => {
  const nodes = 40;
  const runs = 4000;
  const uniform = uniformStream('descending');
  const normal = (() => {
    const own = uniformStream('sorted');
    return () => normalQuantile(own());
  })();
  const told = Array.from({ length: runs }, () => {
    const next = descendingKappas(nodes, REAR, WIDE, uniform);
    return Array.from({ length: nodes }, next);
  });
  const sorted = Array.from({ length: runs }, () =>
    Array.from({ length: nodes }, () => {
      const gpus = Array.from({ length: REAR.gpus }, () => drawKappa(REAR, WIDE, normal));
      return Math.max(...gpus);
    }).sort((a, b) => b - a),
  );

  it('are every node once, in falling order', () => {
    for (const run of told.slice(0, 200)) {
      expect(run.map(({ member }) => member).sort((a, b) => a - b)).toEqual([...Array(nodes).keys()]);
      for (let rank = 1; rank < nodes; rank++)
        expect(run[rank]!.value).toBeLessThanOrEqual(run[rank - 1]!.value);
    }
  });

  it.each([0, 1, 5, 20, 39])(
    'have at rank %d the mean and spread of sorting all GPUs of all nodes',
    (rank) => {
      const values = told.map((run) => run[rank]!.value);
      const others = sorted.map((run) => run[rank]!);
      const a = meanAndError(values);
      const b = meanAndError(others);
      expect(Math.abs(a.mean - b.mean)).toBeLessThan(4 * Math.hypot(a.error, b.error));
      const c = meanAndError(values.map((x) => (x - a.mean) ** 2));
      const d = meanAndError(others.map((x) => (x - b.mean) ** 2));
      expect(Math.abs(c.mean - d.mean)).toBeLessThan(4 * Math.hypot(c.error, d.error));
    },
  );

  it('have together the law of a node drawn by itself, whichever node it is', () => {
    const critical = Math.sqrt((-0.5 * Math.log(1e-4 / 2)) / runs);
    for (const node of [0, 17, 39]) {
      const values = told.map((run) => run.find(({ member }) => member === node)!.value);
      expect(distance(values, (x) => cumulative(REAR, kappaSigma(WIDE), x))).toBeLessThan(critical);
    }
  });
});
