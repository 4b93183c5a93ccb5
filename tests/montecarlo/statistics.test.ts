import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStreams } from '../../src/engine/randomStreams.ts';
import { normalQuantile } from '../../src/engine/special/normal.ts';
import { QUANTILES, summarize, wilsonInterval } from '../../src/montecarlo/statistics.ts';
import fixture from '../fixtures/statistics.json' with { type: 'json' };

function expectRelative(got: number, expected: number, tolerance: number, what: string): void {
  const error = got === expected ? 0 : Math.abs(got - expected) / Math.abs(expected);
  expect(error, `${what}: ${got}, not ${expected}`).toBeLessThanOrEqual(tolerance);
}

it('what never varied is its own mean and has no spread, whatever a sum of it rounds to', () => {
  // Ten times 0.1 and twenty times 14.380428211161451 do not sum to exactly ten and twenty of them.
  for (const [value, n] of [
    [0.1, 10],
    [14.380428211161451, 20],
  ] as const) {
    const summary = summarize(new Float64Array(n).fill(value), 0.95);
    expect([summary.mean, summary.low, summary.high]).toEqual([value, value, value]);
    expect([summary.standardDeviation, summary.relativeHalfWidth]).toEqual([0, 0]);
  }
});

describe('summarize against R', () => {
  const samples = fixture.samples.map((sample, index) => ({ index, n: sample.values.length, sample }));

  it.each(samples)('sample $index of $n values: moments, extremes and type 7 quantiles', ({ sample }) => {
    const summary = summarize(Float64Array.from(sample.values), 0.95);
    expect(summary.n).toBe(sample.values.length);
    expectRelative(summary.mean, sample.mean, 1e-14, 'mean');
    expectRelative(summary.standardDeviation, sample.standardDeviation, 1e-9, 'standard deviation');
    expectRelative(summary.standardError, sample.standardError, 1e-9, 'standard error');
    expect([summary.minimum, summary.maximum]).toEqual([sample.minimum, sample.maximum]);
    sample.quantiles.forEach((value, index) => {
      expectRelative(summary.quantiles[index]!, value, 1e-14, `quantile ${QUANTILES[index]}`);
    });
  });

  it.each(samples)('sample $index of $n values: t intervals of t.test', ({ sample }) => {
    const levels = [
      [0.9, sample.interval90],
      [0.95, sample.interval95],
      [0.99, sample.interval99],
    ] as const;
    for (const [confidence, [low, high]] of levels) {
      const summary = summarize(Float64Array.from(sample.values), confidence);
      const tolerance = 1e-9 * (high! - low!);
      expect(Math.abs(summary.low - low!), `low at ${confidence}`).toBeLessThanOrEqual(tolerance);
      expect(Math.abs(summary.high - high!), `high at ${confidence}`).toBeLessThanOrEqual(tolerance);
    }
  });

  it('uses a t quantile that is that of R from 1 to a million degrees of freedom', () => {
    for (const [p, freedom, t] of fixture.tQuantile) {
      expectRelative(tQuantile(p!, freedom!), t!, 1e-9, `t ${p} with ${freedom}`);
    }
  });
});

describe('summarize', () => {
  it('of nothing has no numbers', () => {
    const nothing = summarize(new Float64Array(0), 0.95);
    expect(nothing.n).toBe(0);
    const { mean, standardDeviation, standardError, low, high, minimum, maximum, quantiles } = nothing;
    expect([mean, standardDeviation, standardError, low, high, minimum, maximum, ...quantiles]).toEqual(
      Array(12).fill(Number.NaN),
    );
  });

  it('of one value has that value and no spread', () => {
    const one = summarize(Float64Array.of(7.5), 0.95);
    expect([one.n, one.mean, one.minimum, one.maximum]).toEqual([1, 7.5, 7.5, 7.5]);
    expect(one.quantiles).toEqual([7.5, 7.5, 7.5, 7.5, 7.5]);
    expect([one.standardDeviation, one.standardError, one.low, one.high]).toEqual(Array(4).fill(Number.NaN));
  });

  it('of equal values has an interval of no width', () => {
    const equal = summarize(new Float64Array(1000).fill(42), 0.99);
    expect([equal.mean, equal.standardDeviation, equal.low, equal.high]).toEqual([42, 0, 42, 42]);
    expect(equal.quantiles).toEqual([42, 42, 42, 42, 42]);
  });

  it('leaves the values as they were and does not mind their order', () => {
    const values = Float64Array.of(3, 1, 2);
    const summary = summarize(values, 0.95);
    expect([...values]).toEqual([3, 1, 2]);
    expect(summarize(Float64Array.of(1, 2, 3), 0.95)).toEqual(summary);
  });

  it('has order-statistic intervals of its quantiles', () => {
    const values = Float64Array.from({ length: 100 }, (_, index) => 100 - index);
    const { quantileIntervals } = summarize(values, 0.95);
    // Ranks of SciPy for n = 100.
    expect(quantileIntervals.map(({ low, high }) => [low, high])).toEqual([
      [1, 11],
      [17, 35],
      [40, 61],
      [66, 84],
      [90, 100],
    ]);
  });

  it('sorts by number: 10 comes after 9', () => {
    expect(summarize(Float64Array.of(10, 9, 100), 0.95).quantiles[2]).toBe(10);
  });

  it('keeps the order low <= mean <= high and minimum <= quantiles <= maximum', () => {
    const value = fc.double({ min: -1e12, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 2, maxLength: 60 }), (values) => {
        const summary = summarize(Float64Array.from(values), 0.95);
        expect(summary.low).toBeLessThanOrEqual(summary.mean);
        expect(summary.mean).toBeLessThanOrEqual(summary.high);
        const rising = [summary.minimum, ...summary.quantiles, summary.maximum];
        // Interpolation between two equal numbers may round by one unit in the last place.
        const slack = 1e-15 * Math.max(...values.map(Math.abs));
        for (let index = 1; index < rising.length; index++) {
          expect(rising[index]! - rising[index - 1]!).toBeGreaterThanOrEqual(-slack);
        }
      }),
      { seed: 23, numRuns: 500 },
    );
  });

  it('has a wider interval at a higher confidence', () => {
    const values = Float64Array.of(1, 4, 2, 8, 5, 7);
    const widths = [0.5, 0.8, 0.9, 0.95, 0.99, 0.999].map((confidence) => {
      const { low, high } = summarize(values, confidence);
      return high - low;
    });
    for (let index = 1; index < widths.length; index++)
      expect(widths[index]!).toBeGreaterThan(widths[index - 1]!);
  });

  it('covers the true mean as often as it says: 2,000 studies of ten normal values', () => {
    const stream = new RandomStreams('coverage').stream('normal');
    for (const confidence of [0.8, 0.95]) {
      let covered = 0;
      for (let study = 0; study < 2000; study++) {
        const values = Float64Array.from({ length: 10 }, () => 100 + 15 * normalQuantile(stream.uniform()));
        const { low, high } = summarize(values, confidence);
        if (low <= 100 && high >= 100) covered += 1;
      }
      const error = Math.sqrt((confidence * (1 - confidence)) / 2000);
      expect(Math.abs(covered / 2000 - confidence), `${covered} covered`).toBeLessThan(4 * error);
    }
  });
});

describe('wilsonInterval', () => {
  it('is that of R: prop.test without continuity correction', () => {
    for (const [successes, n, confidence, low, high] of fixture.wilson) {
      const interval = wilsonInterval(successes!, n!, confidence!);
      expect(Math.abs(interval.low - low!), `low of ${successes}/${n}`).toBeLessThan(1e-12);
      expect(Math.abs(interval.high - high!), `high of ${successes}/${n}`).toBeLessThan(1e-12);
    }
  });

  it('is the formula by hand for 5 of 10 at 95 %', () => {
    // (p + z^2/2n -+ z sqrt(p q / n + z^2 / 4n^2)) / (1 + z^2 / n) with z = 1.959964.
    const { low, high } = wilsonInterval(5, 10, 0.95);
    expect(low).toBeCloseTo(0.236593, 6);
    expect(high).toBeCloseTo(0.763407, 6);
  });

  it('reaches exactly 0 without and exactly 1 with nothing but successes', () => {
    for (const n of [1, 7, 1000]) {
      expect(wilsonInterval(0, n, 0.95).low).toBe(0);
      expect(wilsonInterval(n, n, 0.95).high).toBe(1);
      expect(wilsonInterval(0, n, 0.95).high).toBeGreaterThan(0);
      expect(wilsonInterval(n, n, 0.95).low).toBeLessThan(1);
    }
  });

  it('does not exist for no trials', () => {
    expect(wilsonInterval(0, 0, 0.95)).toEqual({ low: Number.NaN, high: Number.NaN });
  });

  it('stays in [0, 1], holds the share and mirrors failures', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 5000 })
          .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n))),
        fc.constantFrom(0.5, 0.9, 0.95, 0.999),
        ([successes, n], confidence) => {
          const { low, high } = wilsonInterval(successes, n, confidence);
          expect(0 <= low && low <= successes / n && successes / n <= high && high <= 1).toBe(true);
          const mirrored = wilsonInterval(n - successes, n, confidence);
          expect(Math.abs(1 - high - mirrored.low)).toBeLessThan(1e-14);
        },
      ),
      { seed: 29, numRuns: 500 },
    );
  });

  it.each([
    [0.1, 40],
    [0.02, 100],
    [0.5, 12],
  ])('covers a share of %d as often as the binomial law says, in 2,000 studies of %d trials', (share, n) => {
    const covers = Array.from({ length: n + 1 }, (_, successes) => {
      const { low, high } = wilsonInterval(successes, n, 0.95);
      return low <= share && share <= high;
    });
    let chance = 0;
    let term = (1 - share) ** n;
    for (let successes = 0; successes <= n; successes++) {
      if (covers[successes]) chance += term;
      term *= ((n - successes) / (successes + 1)) * (share / (1 - share));
    }
    const stream = new RandomStreams('coverage').stream(`share ${share}`);
    let covered = 0;
    for (let study = 0; study < 2000; study++) {
      let successes = 0;
      for (let trial = 0; trial < n; trial++) successes += Number(stream.chance(share));
      covered += Number(covers[successes]!);
    }
    expect(Math.abs(covered / 2000 - chance)).toBeLessThan(4 * Math.sqrt((chance * (1 - chance)) / 2000));
    // With few trials it oscillates about its nominal 95 %; Brown, Cai and DasGupta (2001), figure 5.
    expect(chance).toBeGreaterThan(0.92);
  });
});
