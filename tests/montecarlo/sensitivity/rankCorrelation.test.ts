import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanRanks, rankCorrelation } from '../../../src/montecarlo/sensitivity/rankCorrelation.ts';
import { tornado } from '../../../src/montecarlo/sensitivity/tornado.ts';
import fixture from '../../fixtures/montecarlo.json' with { type: 'json' };
import { coveredBy, drawn, expectCoverage, holds, normal } from '../studies.ts';

describe('the rank correlation', () => {
  it('is that of SciPy, with and without ties', () => {
    const { x, y, ties, spearman, spearmanTies } = fixture.pairs;
    expect(rankCorrelation(x, y, 0.95).value).toBeCloseTo(spearman, 12);
    expect(rankCorrelation(ties, y, 0.95).value).toBeCloseTo(spearmanTies, 12);
  });

  it('gives equal values their mean rank', () => {
    expect(meanRanks([30, 10, 30, 20, 30])).toEqual([4, 1, 4, 2, 4]);
    expect(meanRanks([])).toEqual([]);
  });

  it('sees only order: rising changes of either leave it, falling ones turn it', () => {
    const column = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 6, maxLength: 40 });
    fc.assert(
      fc.property(column, column, (x, y) => {
        const length = Math.min(x.length, y.length);
        const [left, right] = [x.slice(0, length), y.slice(0, length)];
        const { value, low, high } = rankCorrelation(left, right, 0.95);
        fc.pre(!Number.isNaN(low));
        expect(rankCorrelation(left.map(Math.exp), right, 0.95)).toEqual({ n: length, value, low, high });
        expect(
          rankCorrelation(
            left,
            right.map((item) => -item),
            0.95,
          ).value,
        ).toBeCloseTo(-value, 12);
        expect(-1 <= low && low <= value && value <= high && high <= 1).toBe(true);
      }),
      { seed: 23, numRuns: 300 },
    );
  });

  it.each([0, 0.5, 0.85])(
    'covers the rank correlation of a bivariate normal law of correlation %d: 2,000 studies',
    (correlation) => {
      // Pearson (1907): 6/pi asin(r/2).
      const truth = (6 / Math.PI) * Math.asin(correlation / 2);
      const covered = coveredBy(2000, `ranks ${correlation}`, (stream) => {
        const x = drawn(60, () => normal(stream));
        const y = x.map(
          (value) => correlation * value + Math.sqrt(1 - correlation * correlation) * normal(stream),
        );
        return holds(rankCorrelation(x, y, 0.95), truth);
      });
      expectCoverage(covered, 2000, 0.95);
    },
  );

  it('leaves failures out, and does not exist for what does not vary', () => {
    expect(rankCorrelation([1, 2, Number.NaN, 3], [2, 4, 0, 6], 0.95)).toEqual({
      n: 3,
      value: 1,
      low: Number.NaN,
      high: Number.NaN,
    });
    expect(rankCorrelation([1, 1, 1, 1, 1], [1, 2, 3, 4, 5], 0.95).value).toBeNaN();
    expect(rankCorrelation([1], [1], 0.95).value).toBeNaN();
    const perfect = rankCorrelation([1, 2, 3, 4, 5], [10, 8, 6, 4, 2], 0.95);
    expect(perfect).toEqual({ n: 5, value: -1, low: Number.NaN, high: Number.NaN });
  });
});

describe('a tornado', () => {
  const baseline = [10, 11, 12, 13];
  const moved = (by: number) => baseline.map((value) => value + by);

  it('has paired changes, the largest swing first and those without a value last', () => {
    const bars = tornado(
      baseline,
      [
        { parameter: 'none', low: moved(0).fill(Number.NaN), high: moved(1) },
        { parameter: 'small', low: moved(-1), high: moved(1) },
        { parameter: 'large', low: moved(4), high: moved(-3) },
        { parameter: 'as small', low: moved(1), high: moved(3) },
      ],
      0.95,
    );
    expect(bars.map(({ parameter }) => parameter)).toEqual(['large', 'small', 'as small', 'none']);
    expect(bars[0]).toEqual({
      parameter: 'large',
      low: { value: 4, standardError: 0, low: 4, high: 4 },
      high: { value: -3, standardError: 0, low: -3, high: -3 },
      swing: { value: -7, standardError: 0, low: -7, high: -7 },
    });
  });
});
