import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStreams } from '../../../src/engine/randomStreams.ts';
import { JOE_KUO } from '../../../src/montecarlo/sampling/joeKuo.ts';
import { latinHypercube } from '../../../src/montecarlo/sampling/latinHypercube.ts';
import { owenScramble } from '../../../src/montecarlo/sampling/owenScramble.ts';
import {
  SOBOL_DIMENSIONS,
  sobolIntegers,
  sobolPoints,
} from '../../../src/montecarlo/sampling/sobolSequence.ts';
import { spacedValues, steppedValues, valueBetween } from '../../../src/montecarlo/sampling/spacing.ts';
import fixture from '../../fixtures/montecarlo.json' with { type: 'json' };

const names = (count: number) => Array.from({ length: count }, (_, index) => `axis ${index}`);
const streams = (seed = 'sampling') => new RandomStreams(seed);

/** Points in each of `slices` equal slices of one coordinate. */
function perSlice(points: readonly (readonly number[])[], coordinate: number, slices: number): number[] {
  const counts = new Array<number>(slices).fill(0);
  for (const point of points) counts[Math.floor(point[coordinate]! * slices)]! += 1;
  return counts;
}

describe('a Latin hypercube', () => {
  it('has exactly one point in each slice of each coordinate, strictly inside the cube', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 12 }),
        fc.string(),
        (n, d, seed) => {
          const points = latinHypercube(n, names(d), streams(seed));
          expect(points.length).toBe(n);
          for (let coordinate = 0; coordinate < d; coordinate++) {
            expect(perSlice(points, coordinate, n).every((count) => count === 1)).toBe(true);
          }
          expect(points.flat().every((value) => value > 0 && value < 1)).toBe(true);
        },
      ),
      { seed: 3, numRuns: 200 },
    );
  });

  it('pairs slices independently: the correlation of two coordinates is noise of 1/sqrt(n - 1)', () => {
    const n = 50;
    let squares = 0;
    const studies = 400;
    const luck = streams('pairs');
    for (let study = 0; study < studies; study++) {
      luck.startReplication(study);
      const points = latinHypercube(n, names(2), luck);
      const products = points.map(([x, y]) => 12 * (x! - 0.5) * (y! - 0.5));
      const correlation = products.reduce((sum, value) => sum + value, 0) / n;
      squares += correlation * correlation * (n - 1);
    }
    // A chi-square of 1 each, give or take what jitter inside the slices adds (below 1 % here).
    expect(Math.abs(squares / studies - 1)).toBeLessThan(4 * Math.sqrt(2 / studies) + 0.01);
  });

  it('takes every order of the slices equally often', () => {
    const luck = streams('orders');
    const counts = new Map<string, number>();
    for (let study = 0; study < 6000; study++) {
      luck.startReplication(study);
      const order = latinHypercube(3, names(1), luck).map(([x]) => Math.floor(x! * 3));
      counts.set(order.join(), (counts.get(order.join()) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values())
      expect(Math.abs(count - 1000)).toBeLessThan(4 * Math.sqrt(6000 * (5 / 36)));
  });

  it('gives the same points for the same seed, and a further axis leaves the others alone', () => {
    const points = latinHypercube(20, names(3), streams());
    expect(latinHypercube(20, names(3), streams())).toEqual(points);
    expect(latinHypercube(20, names(3), streams('other'))).not.toEqual(points);
    const more = latinHypercube(20, ['new', ...names(3)], streams());
    expect(more.map((point) => point.slice(1))).toEqual(points);
  });

  it('estimates a sum with far less error than independent draws (McKay et al. 1979)', () => {
    const luck = streams('sum');
    let squares = 0;
    for (let study = 0; study < 200; study++) {
      luck.startReplication(study);
      const points = latinHypercube(20, names(4), luck);
      const mean = points.reduce((sum, point) => sum + point.reduce((a, b) => a + b, 0), 0) / 20;
      squares += (mean - 2) * (mean - 2);
    }
    // Variance of an independent mean is d/(12 n); within slices it is 1/n^2 of that.
    expect(squares / 200 / (4 / 12 / 20)).toBeLessThan(2 / 400);
  });
});

describe("Sobol's sequence", () => {
  it('is that of SciPy with the numbers of Joe and Kuo (new-joe-kuo-6), early and late', () => {
    const { first, dimensions, from, later } = fixture.sobol;
    const points = sobolIntegers(first.length, SOBOL_DIMENSIONS);
    expect(points.map((point) => dimensions.map((dimension) => point[dimension]))).toEqual(first);
    expect(sobolIntegers(later.length, SOBOL_DIMENSIONS, from)).toEqual(later);
  });

  it('has the published first numbers: rows 2 to 10 of new-joe-kuo-6.21201', () => {
    expect(JOE_KUO.slice(0, 9)).toEqual([
      [1, 0, 1],
      [2, 1, 1, 3],
      [3, 1, 1, 3, 1],
      [3, 2, 1, 1, 1],
      [4, 1, 1, 1, 3, 3],
      [4, 4, 1, 3, 5, 13],
      [5, 2, 1, 1, 5, 5, 17],
      [5, 4, 1, 1, 5, 5, 5],
      [5, 7, 1, 1, 7, 11, 19],
    ]);
  });

  it('has odd direction numbers m_k below 2^k and another polynomial for each dimension', () => {
    for (const [degree, coefficients, ...initial] of JOE_KUO) {
      expect(initial.length).toBe(degree);
      expect(coefficients).toBeLessThan(2 ** (degree! - 1));
      initial.forEach((m, k) => {
        expect(m % 2).toBe(1);
        expect(m).toBeLessThan(2 ** (k + 1));
      });
    }
    const polynomials = JOE_KUO.map(([degree, coefficients]) => `${degree}/${coefficients}`);
    expect(new Set(polynomials).size).toBe(JOE_KUO.length);
  });

  it.each([0, 1024, 7 * 1024])(
    'puts one of 1,024 points from %d into each slice of all 128 coordinates',
    (from) => {
      const points = sobolPoints(1024, names(SOBOL_DIMENSIONS), streams(), from);
      for (let coordinate = 0; coordinate < SOBOL_DIMENSIONS; coordinate++) {
        expect(perSlice(points, coordinate, 1024).every((count) => count === 1)).toBe(true);
      }
    },
  );

  it('is a (0, m, 2)-net in its first two coordinates, scrambled or not: one point in each elementary box', () => {
    const [n, bits] = [256, 8];
    const scrambled = sobolPoints(n, names(2), streams());
    const plain = sobolIntegers(n, 2).map((point) => point.map((value) => value / 2 ** 32));
    for (const points of [scrambled, plain]) {
      for (let first = 0; first <= bits; first++) {
        const boxes = points.map(([x, y]) => {
          const across = Math.floor(x! * 2 ** first);
          return across * 2 ** (bits - first) + Math.floor(y! * 2 ** (bits - first));
        });
        expect(new Set(boxes).size).toBe(n);
      }
    }
  });

  it('balances pairs of later coordinates to the strength of their direction numbers', () => {
    // Property of Joe and Kuo's choice: 2^12 points in a 16 x 16 table of any two of the first 64 coordinates.
    const points = sobolPoints(4096, names(64), streams());
    for (const [left, right] of [
      [2, 3],
      [5, 17],
      [30, 31],
      [40, 63],
      [62, 63],
    ] as const) {
      const cells = new Array<number>(256).fill(0);
      for (const point of points) {
        cells[Math.floor(point[left]! * 16) * 16 + Math.floor(point[right]! * 16)]! += 1;
      }
      expect(Math.max(...cells), `${left}, ${right}`).toBe(16);
      expect(Math.min(...cells), `${left}, ${right}`).toBe(16);
    }
  });

  it('can be gone on with: later points follow earlier ones, and more axes leave the others alone', () => {
    const points = sobolPoints(64, names(5), streams());
    expect([...sobolPoints(32, names(5), streams()), ...sobolPoints(32, names(5), streams(), 32)]).toEqual(
      points,
    );
    expect(sobolPoints(64, [...names(5), 'new'], streams()).map((point) => point.slice(0, 5))).toEqual(
      points,
    );
  });

  it('refuses more dimensions than there are numbers for', () => {
    expect(() => sobolIntegers(1, 129)).toThrow('at most 128 dimensions, not 129');
    expect(() => sobolIntegers(2, 1, 2 ** 31 - 1)).toThrow('2^31');
  });
});

describe("Owen's scrambling", () => {
  const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });

  it('keeps how many leading bits two fractions share', () => {
    fc.assert(
      fc.property(word, word, fc.integer(), (left, right, seed) => {
        const shared = Math.clz32(left ^ right);
        expect(Math.clz32(owenScramble(left, seed) ^ owenScramble(right, seed))).toBe(shared);
      }),
      { seed: 5, numRuns: 2000 },
    );
  });

  it('makes each point uniform over seeds: every bit of every point is set half the time', () => {
    for (const fraction of [0, 1, 0x80000000, 0xdeadbeef]) {
      const ones = new Array<number>(32).fill(0);
      for (let seed = 0; seed < 4000; seed++) {
        const value = owenScramble(fraction, seed);
        for (let bit = 0; bit < 32; bit++) ones[bit]! += (value >>> bit) & 1;
      }
      for (const count of ones) expect(Math.abs(count / 4000 - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / 4000));
    }
  });
});

describe('values of a range', () => {
  it('have exact ends and equal differences or ratios', () => {
    expect(spacedValues(0, 10, 'linear', 5)).toEqual([0, 2.5, 5, 7.5, 10]);
    const powers = spacedValues(1, 1000, 'log', 4);
    [1, 10, 100, 1000].forEach((value, index) => {
      expect(powers[index]! / value).toBeCloseTo(1, 14);
    });
    expect([powers[0], powers[3]]).toEqual([1, 1000]);
    expect(valueBetween(1, 100, 'log', 0.5)).toBeCloseTo(10, 12);
  });

  it('step to the end and not beyond it', () => {
    expect(steppedValues(1, 10, 3)).toEqual([1, 4, 7, 10]);
    expect(steppedValues(1, 9.9, 3)).toEqual([1, 4, 7]);
    expect(steppedValues(0, 0.3, 0.1).length).toBe(4);
  });
});
