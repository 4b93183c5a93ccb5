import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandHalfHeight, empiricalDistribution, thinned } from '../../../src/montecarlo/statistics/ecdf.ts';
import { histogram } from '../../../src/montecarlo/statistics/histogram.ts';
import { coveredBy, drawn, expectAtLeast } from '../studies.ts';

const numbers = fc.array(fc.oneof(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.constant(Number.NaN)), {
  maxLength: 200,
});
const finite = (values: readonly number[]) => values.filter((value) => !Number.isNaN(value));

describe('a histogram', () => {
  it('has the width of Freedman and Diaconis: 2 IQR / cube root of n', () => {
    const values = Float64Array.from({ length: 1000 }, (_, index) => index / 999);
    const { start, width, counts } = histogram(values, 'number');
    expect(start).toBe(0);
    expect(width).toBeCloseTo(0.1, 12);
    expect([...counts].every((count) => count === 100)).toBe(true);
  });

  it('of whole numbers has whole bins centred on them', () => {
    expect(histogram([3, 3, 4, 6, 6, 6], 'integer')).toEqual({
      start: 2.5,
      width: 3,
      counts: Uint32Array.of(3, 3),
    });
    const dice = Array.from({ length: 6000 }, (_, index) => 1 + (index % 6));
    expect(histogram(dice, 'integer')).toEqual({
      start: 0.5,
      width: 1,
      counts: new Uint32Array(6).fill(1000),
    });
  });

  it('of equal values, of two values apart, and of nothing', () => {
    expect(histogram([5, 5, 5], 'number').counts).toEqual(Uint32Array.of(3));
    expect(histogram([0, 0], 'number')).toEqual({ start: 0, width: 1, counts: Uint32Array.of(2) });
    expect(histogram([7], 'integer')).toEqual({ start: 6.5, width: 1, counts: Uint32Array.of(1) });
    const spike = [...Array<number>(99).fill(1), 2];
    expect(histogram(spike, 'number').counts.length).toBe(8);
    expect(histogram([], 'number').counts.length).toBe(0);
  });

  it('counts every value once, in at most some 200 bins that end with the data', () => {
    fc.assert(
      fc.property(numbers, fc.constantFrom('number', 'integer'), (given, type) => {
        const values = type === 'integer' ? given.map(Math.round) : given;
        const { start, width, counts } = histogram(values, type);
        const all = finite(values);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(all.length);
        if (all.length === 0) return;
        expect(counts.length).toBeLessThanOrEqual(202);
        expect(start).toBeLessThanOrEqual(Math.min(...all));
        expect(start + counts.length * width).toBeGreaterThanOrEqual(Math.max(...all) - 1e-6);
        expect(counts.at(0)).toBeGreaterThan(0);
      }),
      { seed: 17, numRuns: 1000 },
    );
  });
});

describe('an empirical distribution', () => {
  it('rises at its distinct values to the share at or below them', () => {
    const { values, shares } = empiricalDistribution([3, 1, Number.NaN, 3, 2]);
    expect([...values]).toEqual([1, 2, 3]);
    expect([...shares]).toEqual([0.25, 0.5, 1]);
    expect(empiricalDistribution([Number.NaN]).values.length).toBe(0);
  });

  it('thinned keeps its ends and some steps of its own, no more than wanted, none far from the others', () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 2, max: 20 }), (given, maximum) => {
        const whole = empiricalDistribution(given);
        const { values, shares } = thinned(whole, maximum);
        expect(values.length).toBeLessThanOrEqual(Math.max(maximum, 0));
        const steps = new Map([...whole.values].map((value, index) => [value, whole.shares[index]!]));
        values.forEach((value, index) => {
          expect(steps.get(value)).toBe(shares[index]);
        });
        expect(values.at(0)).toBe(whole.values.at(0));
        expect(values.at(-1)).toBe(whole.values.at(-1));
      }),
      { seed: 19, numRuns: 500 },
    );
  });

  it('has a band that holds the whole true distribution as often as stated: 2,000 studies', () => {
    const n = 60;
    const half = bandHalfHeight(n, 0.95);
    const covered = coveredBy(2000, 'band', (stream) => {
      const { values, shares } = empiricalDistribution(drawn(n, () => stream.uniform()));
      return values.every((truth, index) => {
        const before = index === 0 ? 0 : shares[index - 1]!;
        return shares[index]! - truth <= half && truth - before <= half;
      });
    });
    expectAtLeast(covered, 2000, 0.95);
    expect(covered / 2000).toBeLessThan(0.98);
  });
});
