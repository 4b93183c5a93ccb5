import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanNodesInRepair, poissonQuantile } from '../../src/model/spares.ts';
import fixture from '../fixtures/statistics.json' with { type: 'json' };

const DAY = 86_400;

describe('spares for nodes in repair', () => {
  // Reliability reference, section 4.8: 2,048 nodes, 3.79 faults per 1,000 node days; means as rounded there.
  it.each([
    [1, 7.8, 15],
    [3, 23.3, 35],
    [7, 54, 72],
  ])('repairs of %d d leave %d nodes out on average, and %d suffice at 99 %%', (days, mean, spares) => {
    const inRepair = meanNodesInRepair(2048, 3.79 / 1000 / DAY, days * DAY);
    expect(Math.abs(inRepair - mean)).toBeLessThan(days === 7 ? 0.5 : 0.05);
    expect(poissonQuantile(inRepair, 0.99)).toBe(spares);
  });
});

describe('poissonQuantile', () => {
  it('is that of R for means from 0.001 to 5,000', () => {
    for (const [mean, probability, count] of fixture.poissonQuantile) {
      expect(poissonQuantile(mean!, probability!), `mean ${mean}, probability ${probability}`).toBe(count);
    }
  });

  it('is 0 when nothing is ever out', () => {
    expect(poissonQuantile(0, 0.999)).toBe(0);
  });

  it('is the smallest count that suffices', () => {
    const cumulative = (mean: number, count: number) => {
      let [term, sum] = [Math.exp(-mean), 0];
      for (let k = 0; k <= count; k++) {
        sum += term;
        term *= mean / (k + 1);
      }
      return sum;
    };
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 200, noNaN: true }),
        fc.double({ min: 0.001, max: 0.9999, noNaN: true }),
        (mean, probability) => {
          const count = poissonQuantile(mean, probability);
          // Two summations round differently: equality is not asked of the last digits.
          expect(cumulative(mean, count)).toBeGreaterThan(probability - 1e-12);
          if (count > 0) expect(cumulative(mean, count - 1)).toBeLessThan(probability + 1e-12);
        },
      ),
      { seed: 13, numRuns: 500 },
    );
  });

  it('ends even when the sum cannot reach the probability by rounding', () => {
    expect(poissonQuantile(50, 1)).toBeGreaterThan(100);
  });
});
