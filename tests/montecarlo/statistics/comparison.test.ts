import fc from 'fast-check';
import { quantileSorted } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import type { RandomStream } from '../../../src/engine/randomStream.ts';
import { RandomStreams } from '../../../src/engine/randomStreams.ts';
import { comparePaired } from '../../../src/montecarlo/statistics/comparison.ts';
import { meanInterval } from '../../../src/montecarlo/statistics/meanInterval.ts';
import { meanOf, varianceOf } from '../../../src/montecarlo/statistics/moments.ts';
import { differences, pairUp } from '../../../src/montecarlo/statistics/pairs.ts';
import { probabilityWorse } from '../../../src/montecarlo/statistics/probabilityWorse.ts';
import { quantileDifferences } from '../../../src/montecarlo/statistics/quantileDifference.ts';
import { ratioOfMeans } from '../../../src/montecarlo/statistics/ratioOfMeans.ts';
import { wilsonInterval } from '../../../src/montecarlo/statistics.ts';
import fixture from '../../fixtures/montecarlo.json' with { type: 'json' };
import { coveredBy, drawn, expectAtLeast, expectCoverage, holds } from '../studies.ts';

const stream = () => new RandomStreams('comparison').stream('bootstrap');
const compare = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  comparePaired(a, b, { worse: 'higher', confidence: 0.95, stream: stream() });

/** Runs of two points on common luck: exponential, the other 20 % longer with noise of its own. */
function skewedPairs(n: number, luck: RandomStream) {
  const baseline = drawn(n, () => 10 + luck.exponential());
  return { baseline, other: baseline.map((value) => 1.2 * value + 0.3 * luck.exponential()), dropped: 0 };
}
const [BASELINE_MEAN, OTHER_MEAN] = [11, 1.2 * 11 + 0.3];

describe('pairs', () => {
  it('drop out where one has no value, and where one is longer', () => {
    const { NaN: none } = Number;
    const pairs = pairUp([1, none, 3, 4, 5], [10, 20, none, 40]);
    expect([...pairs.baseline]).toEqual([1, 4]);
    expect([...pairs.other]).toEqual([10, 40]);
    expect(pairs.dropped).toBe(3);
    expect([...differences(pairs)]).toEqual([9, 36]);
  });
});

describe('the difference of paired means', () => {
  it('has the interval of SciPy (ttest_rel)', () => {
    const { x, y, difference } = fixture.pairs;
    const { low, high } = compare(x, y).difference;
    expect(low).toBeCloseTo(difference[0]!, 9);
    expect(high).toBeCloseTo(difference[1]!, 9);
  });

  it('is covered as often as stated, for skewed values too: 2,000 studies', () => {
    const covered = coveredBy(2000, 'paired', (luck) =>
      holds(meanInterval(differences(skewedPairs(100, luck)), 0.95), OTHER_MEAN - BASELINE_MEAN),
    );
    expectCoverage(covered, 2000, 0.95);
  });
});

describe('pairing', () => {
  it('lowers the variance as stated and biases nothing, against independent luck: 2,000 studies', () => {
    const luck = new RandomStreams('pairing').stream('luck');
    const [paired, apart] = [new Float64Array(2000), new Float64Array(2000)];
    for (let study = 0; study < 2000; study++) {
      const { baseline, other } = skewedPairs(20, luck);
      paired[study] = meanOf(other) - meanOf(baseline);
      apart[study] = meanOf(skewedPairs(20, luck).other) - meanOf(baseline);
    }
    const truth = OTHER_MEAN - BASELINE_MEAN;
    for (const means of [paired, apart]) {
      expect(Math.abs(meanOf(means) - truth)).toBeLessThan(4 * Math.sqrt(varianceOf(means) / 2000));
    }
    // var(B - A) = 0.04 + 0.09, var A + var B = 1 + 1.44 + 0.09.
    const reduction = 1 - (0.2 * 0.2 + 0.09) / 2.53;
    const measured = 1 - varianceOf(paired) / varianceOf(apart);
    expect(Math.abs(measured - reduction)).toBeLessThan(0.02);
    const large = skewedPairs(200_000, luck);
    expect(Math.abs(compareOnly(large.baseline, large.other) - reduction)).toBeLessThan(0.005);
  });

  it('gains all of it for a constant shift, nothing for independent luck, and loses with opposed luck', () => {
    const a = drawn(500, () => 0).map((_, row) => Math.sin(row));
    const gain = (b: Float64Array) => compareOnly(a, b);
    expect(gain(a.map((value) => value + 3))).toBeCloseTo(1, 12);
    expect(gain(a.map((value) => -value))).toBeCloseTo(-1, 12);
    expect(gain(a.map(() => 2))).toBe(0);
    expect(compareOnly(Float64Array.of(1, 1), Float64Array.of(2, 2))).toBeNaN();
  });
});

function compareOnly(a: Float64Array, b: Float64Array): number {
  return comparePaired(a, b, {
    worse: 'higher',
    confidence: 0.95,
    stream: stream(),
    probabilities: [],
    resamples: 1,
  }).varianceReduction;
}

describe('the ratio of means', () => {
  it('is covered as often as stated, for skewed values too: 2,000 studies', () => {
    const covered = coveredBy(2000, 'ratio', (luck) =>
      holds(ratioOfMeans(skewedPairs(100, luck), 0.95), OTHER_MEAN / BASELINE_MEAN),
    );
    expectCoverage(covered, 2000, 0.95);
  });

  it('holds exactly the ratios r that a t test of other - r baseline does not refuse', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 50, max: 99 }), fc.integer({ min: 1, max: 99 })), {
          minLength: 3,
          maxLength: 30,
        }),
        (rows) => {
          const baseline = Float64Array.from(rows, ([value]) => value);
          const other = Float64Array.from(rows, ([, value]) => value);
          const { value, low, high } = ratioOfMeans({ baseline, other, dropped: 0 }, 0.95);
          fc.pre(Number.isFinite(low) && high - low > 1e-6);
          expect(low).toBeLessThanOrEqual(value);
          expect(value).toBeLessThanOrEqual(high);
          for (const bound of [low, high]) {
            const interval = meanInterval(
              other.map((b, row) => b - bound * baseline[row]!),
              0.95,
            );
            const nearest = Math.min(Math.abs(interval.low), Math.abs(interval.high));
            expect(nearest).toBeLessThan(1e-6 * (interval.high - interval.low));
          }
        },
      ),
      { seed: 11, numRuns: 300 },
    );
  });

  it('has no bounds where the mean of the baseline may be 0, and no value where it is', () => {
    const around = ratioOfMeans(
      { baseline: Float64Array.of(-1, 1.2), other: Float64Array.of(1, 2), dropped: 0 },
      0.95,
    );
    expect(around.value).toBeCloseTo(15, 10);
    expect([around.low, around.high]).toEqual([Number.NaN, Number.NaN]);
    expect(
      ratioOfMeans({ baseline: Float64Array.of(-1, 1), other: Float64Array.of(1, 2), dropped: 0 }, 0.95)
        .value,
    ).toBeNaN();
  });
});

describe('the probability to be worse', () => {
  it('counts ties half, whichever way is worse', () => {
    const pairs = pairUp([1, 2, 3, 4], [2, 2, 4, 3]);
    expect(probabilityWorse(pairs, 'higher', 0.95)).toEqual({
      value: 2.5 / 4,
      ties: 1,
      ...wilsonInterval(2.5, 4, 0.95),
    });
    expect(probabilityWorse(pairs, 'lower', 0.95).value).toBe(1.5 / 4);
    expect(probabilityWorse(pairUp([], []), 'lower', 0.95).value).toBeNaN();
  });

  it('is covered as often as stated, more with ties: 2,000 studies', () => {
    const covered = coveredBy(2000, 'worse', (luck) => {
      const a = drawn(100, () => luck.uniform());
      return holds(
        probabilityWorse(
          pairUp(
            a,
            a.map(() => luck.uniform() + 0.1),
          ),
          'higher',
          0.95,
        ),
        1 - 0.81 / 2,
      );
    });
    expectCoverage(covered, 2000, 0.95);
    // Two dice: a tie in six, otherwise fair.
    const tied = coveredBy(2000, 'ties', (luck) => {
      const die = () => drawn(60, () => luck.integerBelow(6));
      return holds(probabilityWorse(pairUp(die(), die()), 'higher', 0.95), 0.5);
    });
    expectAtLeast(tied, 2000, 0.95);
  });
});

describe('differences of quantiles', () => {
  it('are those of the two columns, and their bootstrap is that of copied and sorted resamples', () => {
    const luck = new RandomStreams('brute').stream('pairs');
    const pairs = skewedPairs(120, luck);
    const probabilities = [0.13, 0.25, 0.5, 0.77];
    const found = quantileDifferences(pairs, probabilities, 0.9, stream(), 300);
    const again = stream();
    const drawnAgain = probabilities.map(() => [] as number[]);
    for (let round = 0; round < 300; round++) {
      const items = Array.from({ length: 120 }, () => again.integerBelow(120));
      const [left, right] = [pairs.baseline, pairs.other].map((column) =>
        items.map((item) => column[item]!).sort((a, b) => a - b),
      );
      probabilities.forEach((p, index) => {
        drawnAgain[index]!.push(quantileSorted(right!, p) - quantileSorted(left!, p));
      });
    }
    probabilities.forEach((p, index) => {
      const sorted = drawnAgain[index]!.sort((a, b) => a - b);
      const { value, low, high } = found[index]!;
      expect(value).toBeCloseTo(
        quantileSorted([...pairs.other].sort(), p) - quantileSorted([...pairs.baseline].sort(), p),
        12,
      );
      expect(low).toBeCloseTo(quantileSorted(sorted, 0.05), 12);
      expect(high).toBeCloseTo(quantileSorted(sorted, 0.95), 12);
    });
  });

  it('are covered about as often as stated: 1,000 studies of 120 skewed pairs', () => {
    const shift = (p: number) => 0.5 - 0.5 * Math.log1p(-p);
    const covered = new Map([
      [0.5, 0],
      [0.9, 0],
    ]);
    coveredBy(1000, 'quantiles', (luck) => {
      // The other is a monotone function of the baseline, so its quantiles are known.
      const baseline = drawn(120, () => luck.exponential());
      const other = baseline.map((value) => 1.5 * value + 0.5);
      const found = quantileDifferences({ baseline, other, dropped: 0 }, [0.5, 0.9], 0.95, luck, 400);
      for (const { probability, low, high } of found) {
        if (holds({ low, high }, shift(probability))) covered.set(probability, covered.get(probability)! + 1);
      }
      return true;
    });
    for (const count of covered.values()) expectCoverage(count, 1000, 0.95);
  });

  it('have no bounds with fewer than ten values beyond them', () => {
    const pairs = skewedPairs(199, new RandomStreams('few').stream('pairs'));
    const [p95, p50] = quantileDifferences(pairs, [0.95, 0.5], 0.95, stream());
    expect([p95!.low, p95!.high]).toEqual([Number.NaN, Number.NaN]);
    expect(p50!.low).toBeLessThan(p50!.high);
  });
});

describe('comparePaired', () => {
  it('of a point with itself finds nothing', () => {
    const values = drawn(50, () => 0).map((_, row) => row * row);
    const { difference, ratio, worse, quantiles, varianceReduction, n, dropped } = compare(values, values);
    expect([n, dropped]).toEqual([50, 0]);
    expect([difference.value, difference.low, difference.high]).toEqual([0, 0, 0]);
    expect(ratio.value).toBe(1);
    expect(ratio.low).toBeCloseTo(1, 6);
    expect(ratio.high).toBeCloseTo(1, 6);
    expect([worse.value, worse.ties]).toEqual([0.5, 50]);
    expect(quantiles.map(({ value }) => value)).toEqual([0, 0, 0, 0, 0]);
    expect(varianceReduction).toBeCloseTo(1, 12);
  });

  it('mirrors when the two change places', () => {
    const column = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 5, maxLength: 40 });
    fc.assert(
      fc.property(column, column, (a, b) => {
        const [there, back] = [compare(a, b), compare(b, a)];
        expect(there.difference.value).toBeCloseTo(-back.difference.value, 9);
        expect(there.difference.low).toBeCloseTo(-back.difference.high, 9);
        expect(there.ratio.value).toBeCloseTo(1 / back.ratio.value, 9);
        expect(there.worse.value).toBeCloseTo(1 - back.worse.value, 12);
        expect(there.varianceReduction).toBeCloseTo(back.varianceReduction, 9);
        there.quantiles.forEach((quantile, index) => {
          expect(quantile.value).toBeCloseTo(-back.quantiles[index]!.value, 9);
        });
      }),
      { seed: 13, numRuns: 100 },
    );
  });

  it('of nothing has no numbers', () => {
    const { n, difference, ratio, worse, quantiles, varianceReduction } = compare([Number.NaN], [1]);
    expect(n).toBe(0);
    const numbers = [difference.value, ratio.value, worse.value, worse.low, varianceReduction];
    expect([...numbers, ...quantiles.map(({ value }) => value)]).toEqual(Array(10).fill(Number.NaN));
  });
});
