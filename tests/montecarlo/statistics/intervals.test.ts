import binomialQuantile from '@stdlib/stats-base-dists-binomial-quantile';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import { describe, expect, it } from 'vitest';
import { RandomStreams } from '../../../src/engine/randomStreams.ts';
import { percentileInterval, resample } from '../../../src/montecarlo/statistics/bootstrap.ts';
import { meanInterval } from '../../../src/montecarlo/statistics/meanInterval.ts';
import { quantileInterval } from '../../../src/montecarlo/statistics/quantileInterval.ts';
import { simultaneousConfidence } from '../../../src/montecarlo/statistics/simultaneous.ts';
import fixture from '../../fixtures/montecarlo.json' with { type: 'json' };
import { coveredBy, drawn, expectAtLeast, expectCoverage, holds, normal } from '../studies.ts';

describe('quantiles of the library', () => {
  it('of the normal law are those of SciPy', () => {
    for (const [p, z] of fixture.normalQuantile) {
      expect(Math.abs(normalQuantile(p!, 0, 1) - z!), `at ${p}`).toBeLessThan(1e-9);
    }
  });

  it("of Student's law are those of SciPy", () => {
    for (const [p, freedom, t] of fixture.tQuantile) {
      expect(Math.abs(tQuantile(p!, freedom!) / t! - 1), `${p} at ${freedom}`).toBeLessThan(1e-9);
    }
  });

  it('of the binomial law are those of SciPy', () => {
    for (const [q, n, p, k] of fixture.binomialQuantile) {
      expect(binomialQuantile(q!, n!, p!) === k, `${q} of ${n} at ${p}`).toBe(true);
    }
  });
});

describe('quantileInterval', () => {
  it('takes the order statistics that SciPy takes (quantile_test)', () => {
    for (const [n, p, confidence, low, high] of fixture.orderStatistics) {
      const sorted = Float64Array.from({ length: n! }, (_, index) => index + 1);
      const interval = quantileInterval(sorted, p!, confidence!);
      expect(interval, `${p} of ${n} at ${confidence}`).toEqual({
        low: low ?? Number.NaN,
        high: high ?? Number.NaN,
      });
    }
  });

  it('has an upper bound of p95 from 72 values and bounds of the median from 6', () => {
    const numbers = (n: number) => Float64Array.from({ length: n }, (_, index) => index);
    expect(quantileInterval(numbers(71), 0.95, 0.95).high).toBeNaN();
    expect(quantileInterval(numbers(72), 0.95, 0.95).high).toBe(71);
    expect(quantileInterval(numbers(5), 0.5, 0.95)).toEqual({ low: Number.NaN, high: Number.NaN });
    expect(quantileInterval(numbers(6), 0.5, 0.95)).toEqual({ low: 0, high: 5 });
    expect(quantileInterval([], 0.5, 0.95)).toEqual({ low: Number.NaN, high: Number.NaN });
  });

  it.each([
    ['median', 0.5, 50],
    ['p95', 0.95, 200],
  ] as const)(
    'covers the %s as often as the binomial law says, whatever the law: 2,000 studies',
    (_, p, n) => {
      // Ranks that the interval ends at, and so the exact chance that the true quantile lies between.
      const ranks = quantileInterval(
        Float64Array.from({ length: n }, (_, index) => index + 1),
        p,
        0.95,
      );
      let chance = 0;
      let term = (1 - p) ** n;
      for (let below = 0; below <= n; below++) {
        if (below >= ranks.low && below < ranks.high) chance += term;
        term *= ((n - below) / (below + 1)) * (p / (1 - p));
      }
      expect(chance).toBeGreaterThanOrEqual(0.95);
      expect(chance).toBeLessThan(0.98);
      const laws = [
        { name: 'exponential', draw: (u: number) => -Math.log1p(-u), truth: -Math.log1p(-p) },
        { name: 'heavy tail', draw: (u: number) => 1 / (1 - u) ** 2, truth: 1 / (1 - p) ** 2 },
      ];
      for (const { name, draw, truth } of laws) {
        const covered = coveredBy(2000, `${name} ${p}`, (stream) =>
          holds(quantileInterval(drawn(n, () => draw(stream.uniform())).sort(), p, 0.95), truth),
        );
        expectCoverage(covered, 2000, chance);
      }
    },
  );

  it('covers at least as often for counts, where values repeat', () => {
    // The median of a fair die is anything from 3 to 4; both are medians.
    const covered = coveredBy(2000, 'die', (stream) => {
      const interval = quantileInterval(drawn(40, () => 1 + stream.integerBelow(6)).sort(), 0.5, 0.95);
      return holds(interval, 3) || holds(interval, 4);
    });
    expectAtLeast(covered, 2000, 0.95);
  });
});

describe('meanInterval', () => {
  it('covers as often as it says: 2,000 studies, normal at 8 values, exponential at 200', () => {
    const ofNormal = coveredBy(2000, 'mean normal', (stream) =>
      holds(
        meanInterval(
          drawn(8, () => 5 + normal(stream)),
          0.95,
        ),
        5,
      ),
    );
    expectCoverage(ofNormal, 2000, 0.95);
    const ofExponential = coveredBy(2000, 'mean exponential', (stream) =>
      holds(
        meanInterval(
          drawn(200, () => stream.exponential()),
          0.95,
        ),
        1,
      ),
    );
    expectCoverage(ofExponential, 2000, 0.95);
  });

  it('has no bounds for one value and no value for none', () => {
    expect(meanInterval(Float64Array.of(3), 0.95)).toEqual({
      value: 3,
      standardError: Number.NaN,
      low: Number.NaN,
      high: Number.NaN,
    });
    expect(meanInterval(new Float64Array(0), 0.95).value).toBeNaN();
  });
});

describe('the bootstrap', () => {
  const bootstrapped = (values: Float64Array, resamples: number, seed: string) => {
    const means = new Float64Array(resamples);
    resample(values.length, resamples, new RandomStreams(seed).stream('bootstrap'), (times, round) => {
      means[round] = values.reduce((sum, value, item) => sum + value * times[item]!, 0) / values.length;
    });
    return means;
  };

  it('draws n items each time, each with chance 1/n', () => {
    const totals = new Float64Array(7);
    resample(7, 5000, new RandomStreams('draws').stream('bootstrap'), (times) => {
      expect(times.reduce((sum, count) => sum + count, 0)).toBe(7);
      times.forEach((count, item) => {
        totals[item]! += count;
      });
    });
    for (const total of totals) expect(Math.abs(total - 5000)).toBeLessThan(4 * Math.sqrt((35000 * 6) / 49));
  });

  it('has percentiles of means that are nearly those of a normal law', () => {
    const values = Float64Array.from({ length: 400 }, (_, index) => index);
    const { low, high } = percentileInterval(bootstrapped(values, 4000, 'percentile'), 0.95);
    const error = Math.sqrt((400 * 400 - 1) / 12 / 400);
    // A 2.5 % quantile of 4,000 normal values has a standard error of 0.042 standard deviations.
    expect(Math.abs(low - (199.5 - 1.96 * error))).toBeLessThan(4 * 0.042 * error);
    expect(Math.abs(high - (199.5 + 1.96 * error))).toBeLessThan(4 * 0.042 * error);
  });

  it('leaves out what does not exist, and has no bounds of nothing', () => {
    expect(percentileInterval(Float64Array.of(1, Number.NaN, 1), 0.95)).toEqual({ low: 1, high: 1 });
    expect(percentileInterval(new Float64Array(0), 0.95)).toEqual({ low: Number.NaN, high: Number.NaN });
  });
});

describe('simultaneousConfidence', () => {
  it('leaves one interval alone and shares the error among several', () => {
    expect(simultaneousConfidence(0.95, 1)).toBe(0.95);
    expect(simultaneousConfidence(0.95, 10)).toBeCloseTo(0.995, 12);
  });

  it('makes intervals of 10 points hold together, dependent as common luck makes them: 2,000 studies', () => {
    const confidence = simultaneousConfidence(0.95, 10);
    const covered = coveredBy(2000, 'together', (stream) => {
      const luck = drawn(15, () => normal(stream));
      for (let point = 0; point < 10; point++) {
        if (
          !holds(
            meanInterval(
              luck.map((common) => common + 0.5 * normal(stream)),
              confidence,
            ),
            0,
          )
        )
          return false;
      }
      return true;
    });
    expectAtLeast(covered, 2000, 0.95);
  });
});
