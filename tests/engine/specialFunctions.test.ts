import stdlibNormalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  gammaHazard,
  inverseGammaHazard,
  logGamma,
  lowerIncompleteGamma,
  upperIncompleteGamma,
} from '../../src/engine/special/gamma.ts';
import {
  normalAtHazard,
  normalHazard,
  normalQuantile,
  normalSurvival,
} from '../../src/engine/special/normal.ts';
import { power } from '../../src/engine/special/power.ts';
import fixture from '../fixtures/distributions.json' with { type: 'json' };

/** Fails unless `got` is within `tolerance` of `expected`, relative to it. */
function expectRelative(got: number, expected: number, tolerance: number, what: string): void {
  const error = got === expected ? 0 : Math.abs(got - expected) / Math.abs(expected);
  expect(error, `${what}: ${got}, not ${expected}`).toBeLessThanOrEqual(tolerance);
}

describe('normalQuantile', () => {
  it('is that of R from 1e-300 to the last double below 1', () => {
    for (const [p, z] of fixture.normalQuantile) expectRelative(normalQuantile(p!), z!, 1e-14, `at ${p}`);
  });

  it('is that of stdlib in the body, on both sides of the border between two rational approximations', () => {
    // Only there: stdlib itself loses digits from 1e-4 on and answers infinity from 1e-20 on.
    const probability = fc.oneof(
      fc.double({ min: 1e-3, max: 0.999, noNaN: true }),
      fc.double({ min: 0.0749, max: 0.0751, noNaN: true }),
      fc.double({ min: 0.9249, max: 0.9251, noNaN: true }),
    );
    fc.assert(
      fc.property(probability, (p) => {
        expect(Math.abs(normalQuantile(p) - stdlibNormalQuantile(p, 0, 1))).toBeLessThan(1e-14);
      }),
      { seed: 11, numRuns: 3000 },
    );
  });

  it('is odd about one half and grows', () => {
    expect(normalQuantile(0.5)).toBe(0);
    let before = Number.NEGATIVE_INFINITY;
    for (let cell = 1; cell < 4096; cell++) {
      const z = normalQuantile(cell / 4096);
      expect(z).toBeGreaterThan(before);
      expect(normalQuantile(1 - cell / 4096)).toBe(-z || 0);
      before = z;
    }
  });
});

describe('normalSurvival', () => {
  it('is that of R, in relative terms also far into the upper tail', () => {
    for (const [x, probability] of fixture.normalSurvival) {
      expectRelative(normalSurvival(x!), probability!, 1e-13, `at ${x}`);
    }
  });

  it('undoes normalQuantile in the upper tail', () => {
    for (const survival of [1e-300, 1e-100, 1e-12, 1e-3, 0.1, 0.3, 0.5]) {
      // A relative error e of z becomes e z^2 of the probability: 1370 of them at 1e-300.
      expectRelative(normalSurvival(-normalQuantile(survival)), survival, 1e-12, `at ${survival}`);
    }
  });
});

describe('logGamma', () => {
  it('is that of R from 1e-8 to 1e8', () => {
    for (const [x, value] of fixture.logGamma) expectRelative(logGamma(x!), value!, 1e-13, `at ${x}`);
  });

  it('is zero at 1 and 2 and follows the factorials', () => {
    expect(Math.abs(logGamma(1))).toBeLessThan(1e-14);
    expect(Math.abs(logGamma(2))).toBeLessThan(1e-14);
    let factorial = 1;
    for (let n = 2; n < 150; n++) {
      factorial *= n;
      expectRelative(logGamma(n + 1), Math.log(factorial), 1e-14, `at ${n + 1}`);
    }
    expectRelative(Math.exp(logGamma(0.5)), Math.sqrt(Math.PI), 1e-14, 'at 1/2');
  });
});

describe('incomplete gamma functions', () => {
  // exp(a log x - x - logGamma(a)) loses the size of its terms: about a / 2 units in the last place.
  const tolerance = (a: number) => 1e-13 + a * 1e-15;

  it('are those of R, each without cancellation where it is small', () => {
    for (const [a, x, lower, upper] of fixture.incompleteGamma) {
      expectRelative(lowerIncompleteGamma(a!, x!), lower!, tolerance(a!), `P(${a}, ${x})`);
      expectRelative(upperIncompleteGamma(a!, x!), upper!, tolerance(a!), `Q(${a}, ${x})`);
    }
  });

  it('add to one', () => {
    for (const [a, x] of fixture.incompleteGamma) {
      const sum = lowerIncompleteGamma(a!, x!) + upperIncompleteGamma(a!, x!);
      expect(Math.abs(sum - 1), `a = ${a}, x = ${x}`).toBeLessThanOrEqual(2 * Number.EPSILON);
    }
  });

  it('start at 0 and 1', () => {
    expect([lowerIncompleteGamma(2, 0), lowerIncompleteGamma(2, -1)]).toEqual([0, 0]);
    expect([upperIncompleteGamma(2, 0), upperIncompleteGamma(2, -1)]).toEqual([1, 1]);
  });

  it('have a hazard that is undone by its inverse from 1e-300 to a million', () => {
    for (const a of [0.05, 0.3, 1, 2, 9, 50, 400]) {
      for (let exponent = -300; exponent <= 6; exponent += 3) {
        const hazard = 10 ** exponent;
        const x = inverseGammaHazard(a, hazard, normalAtHazard(Math.min(hazard, 600)));
        // Below the smallest normal double there is nothing to compare.
        if (x > 1e-300) expectRelative(gammaHazard(a, x), hazard, 2e-12, `a = ${a}, hazard ${hazard}`);
        else expect(a).toBeLessThanOrEqual(1);
      }
    }
  });

  it('have a hazard of 0 at 0, and reach infinity only there', () => {
    expect([gammaHazard(2, 0), gammaHazard(2, -1), inverseGammaHazard(2, 0, 0)]).toEqual([0, 0, 0]);
    expect(inverseGammaHazard(2, Number.POSITIVE_INFINITY, 0)).toBe(Number.POSITIVE_INFINITY);
  });

  it('have an inverse that does not need a good start', () => {
    for (const hazard of [0.01, 1, 100]) {
      const start = (normalDeviate: number) => inverseGammaHazard(2, hazard, normalDeviate);
      for (const deviate of [-3, -1, 1, 3, 30])
        expectRelative(start(deviate), start(0), 1e-13, `from ${deviate}`);
    }
  });
});

describe('normalHazard', () => {
  it('is minus the logarithm of R: pnorm(lower = FALSE)', () => {
    for (const [x, probability] of fixture.normalSurvival) {
      if (x! > -2) expectRelative(normalHazard(x!), -Math.log(probability!), 1e-12, `at ${x}`);
    }
    // -pnorm(100, lower = FALSE, log = TRUE), where the probability itself underflows.
    expectRelative(normalHazard(100), 5005.524208694205, 1e-13, 'at 100');
  });

  it('is undone by normalAtHazard at both ends', () => {
    for (const hazard of [1e-300, 1e-17, 1e-6, 0.1, 0.69, 0.71, 3, 100, 699, 701, 1e5]) {
      expectRelative(normalHazard(normalAtHazard(hazard)), hazard, 1e-12, `hazard ${hazard}`);
    }
    expect(normalAtHazard(0)).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe('power', () => {
  it('is the power, to a few units in the last place of the exponential', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-100, max: 1e100, noNaN: true }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        (base, exponent) => {
          // The rounding of exponent x log(base) is absolute, and relative in the result.
          const size = Math.abs(exponent * Math.log(base));
          expectRelative(power(base, exponent), base ** exponent, (4 + 2 * size) * Number.EPSILON, 'power');
        },
      ),
      { seed: 5, numRuns: 1000 },
    );
  });

  it('is exact for the exponents 0 and 1', () => {
    for (const base of [0.1, 1, 3.7, 1e300]) expect([power(base, 0), power(base, 1)]).toEqual([1, base]);
  });

  it('knows zero to any power', () => {
    expect([power(0, 2), power(0, 0.3), power(0, 0), power(0, -1)]).toEqual([
      0,
      0,
      1,
      Number.POSITIVE_INFINITY,
    ]);
  });
});
