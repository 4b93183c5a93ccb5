import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lambertW0 } from '../../src/model/lambertW.ts';

/** How far w e^w is from x, relative to x. */
const residual = (x: number) => {
  const w = lambertW0(x);
  return Math.abs((w * Math.exp(w)) / x - 1);
};

describe('lambertW0', () => {
  it('solves w e^w = x over the whole branch', () => {
    for (let exponent = -300; exponent <= 300; exponent += 5) {
      const x = 10 ** exponent;
      // The exponential turns an absolute rounding of w into a relative one.
      expect(residual(x), `${x}`).toBeLessThan(4e-15 * Math.max(1, lambertW0(x)));
    }
    for (let x = -0.3678; x < 0; x += 0.0013) expect(residual(x), `${x}`).toBeLessThan(4e-15);
  });

  it('undoes w e^w for any w above the branch point', () => {
    fc.assert(
      fc.property(fc.double({ min: -0.99, max: 50, noNaN: true }), (w) => {
        // Near -1 the curve is flat: the error of x counts 1 / (1 + w) times.
        expect(Math.abs(lambertW0(w * Math.exp(w)) - w)).toBeLessThan(
          (2e-15 * (1 + Math.abs(w))) / (1 + w) + 1e-300,
        );
      }),
      { seed: 3, numRuns: 2000 },
    );
  });

  it('has its known values', () => {
    expect(lambertW0(0)).toBe(0);
    // The omega constant, OEIS A030178.
    expect(lambertW0(1)).toBeCloseTo(0.5671432904097838, 15);
    expect(lambertW0(Math.E)).toBeCloseTo(1, 15);
    expect(lambertW0(-Math.log(2) / 2)).toBeCloseTo(-Math.log(2), 14);
  });

  it('follows the square-root law to the branch point at -1/e', () => {
    for (const above of [1e-4, 1e-6, 1e-8, 1e-10]) {
      const x = -(1 - above) / Math.E;
      const p = Math.sqrt(2 * above);
      // The rounding of x near -1/e is 1e-16, which is 1e-16 / above of p^2.
      const tolerance = 0.2 * p * p * p + p * (1e-15 / above);
      expect(Math.abs(lambertW0(x) - (-1 + p - (p * p) / 3)), `${above}`).toBeLessThan(tolerance);
    }
    expect(lambertW0(-1 / Math.E)).toBeCloseTo(-1, 7);
  });

  it('refuses what lies below -1/e, and forgives one rounding', () => {
    expect(() => lambertW0(-0.37)).toThrow(RangeError);
    expect(lambertW0(-1 / Math.E - 1e-16)).toBeCloseTo(-1, 7);
  });
});
