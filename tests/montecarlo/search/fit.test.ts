import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import { describe, expect, it } from 'vitest';
import { RandomStreams } from '../../../src/engine/randomStreams.ts';
import { fitCurve } from '../../../src/montecarlo/search/curveFit.ts';
import { fittedMinimum } from '../../../src/montecarlo/search/fittedMinimum.ts';
import {
  derivative,
  orthonormalPolynomials,
  polynomialAt,
} from '../../../src/montecarlo/search/orthonormalPolynomials.ts';
import { coveredBy, drawn, expectCoverage, normal } from '../studies.ts';

const NINE = Array.from({ length: 9 }, (_, index) => index / 8);
const WINDOW = { low: 0, high: 1 };

describe('orthonormal polynomials', () => {
  it.each([[NINE.map((place) => 2 * place - 1)], [[-1, -0.9, -0.3, 0.1, 0.11, 0.5, 1]]])(
    'are orthonormal over %j',
    (points) => {
      const basis = orthonormalPolynomials(points, 6);
      for (const [i, left] of basis.entries())
        for (const [j, right] of basis.entries()) {
          const sum = points.reduce((total, z) => total + polynomialAt(left, z) * polynomialAt(right, z), 0);
          expect(sum).toBeCloseTo(Number(i === j), 9);
        }
      expect(derivative([1, 2, 3])).toEqual([2, 6]);
    },
  );
});

describe('a fit of a curve', () => {
  it('reproduces a polynomial of its degree, its terms and its bend', () => {
    const stream = new RandomStreams('fit').stream('exact');
    const luck = drawn(30, () => 100 * normal(stream));
    const curve = (x: number) => 2 + 3 * (x - 0.4) * (x - 0.4);
    const columns = NINE.map((x) => luck.map((common) => common + curve(x) + 1e-6 * normal(stream)));
    const fit = fitCurve({ coordinates: NINE, columns }, WINDOW, 4)!;
    expect(fit.replications).toBe(30);
    expect(fit.bend).toBeCloseTo(6, 4);
    expect(fit.termRatio(2)).toBeGreaterThan(1000);
    expect(Math.abs(fit.termRatio(4))).toBeLessThan(5);
    expect(fit.slopeRatio(0.3, 4)).toBeLessThan(-1000);
    expect(fit.slopeRatio(0.5, 4)).toBeGreaterThan(1000);
    expect(fit.valueAt(0.7, 4) - fit.valueAt(0.4, 4)).toBeCloseTo(0.27, 5);
    const found = fittedMinimum({ coordinates: NINE, columns }, WINDOW, 0.95)!;
    expect(found.coordinate).toBeCloseTo(0.4, 4);
  });

  it('leaves out replications without a value somewhere, and needs two', () => {
    const columns = NINE.map((x, point) => Float64Array.from([x, x * x, point === 3 ? Number.NaN : 2]));
    expect(fitCurve({ coordinates: NINE, columns }, WINDOW, 2)?.replications).toBe(2);
    const one = NINE.map((x) => Float64Array.from([x]));
    expect(fitCurve({ coordinates: NINE, columns: one }, WINDOW, 2)).toBeNull();
    expect(fittedMinimum({ coordinates: NINE, columns: one }, WINDOW, 0.95)).toBeNull();
  });

  it('has a slope at the minimum whose t test misses as often as stated: 2,000 studies', () => {
    const covered = coveredBy(2000, 'slope', (stream) => {
      const luck = drawn(20, () => 3 * normal(stream));
      const columns = NINE.map((x) =>
        luck.map((common) => common + (x - 0.4) * (x - 0.4) * (1 + x) + (0.2 + x) * normal(stream)),
      );
      const fit = fitCurve({ coordinates: NINE, columns }, WINDOW, 4)!;
      return Math.abs(fit.slopeRatio(0.4, 4)) <= tQuantile(0.975, 19);
    });
    expectCoverage(covered, 2000, 0.95);
  });

  it('is refused where the curve is no polynomial: a kink, a wall', () => {
    const stream = new RandomStreams('fit').stream('refused');
    for (const curve of [(x: number) => Math.abs(x - 0.5), (x: number) => Math.exp(-40 * x) + x]) {
      const luck = drawn(40, () => normal(stream));
      const columns = NINE.map((x) => luck.map((common) => common + curve(x) + 0.01 * normal(stream)));
      expect(fittedMinimum({ coordinates: NINE, columns }, WINDOW, 0.95)).toBeNull();
    }
  });
});
