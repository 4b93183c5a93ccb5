import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDistribution, scaleDistribution } from '../../src/engine/distributions/createDistribution.ts';
import type { DistributionSpec } from '../../src/engine/distributions/distribution.ts';
import { lognormalSigmaFromMean, lognormalSigmaFromP95 } from '../../src/engine/distributions/lognormal.ts';
import { weibullScaleForMean } from '../../src/engine/distributions/weibull.ts';
import { RandomStreams } from '../../src/engine/randomStreams.ts';
import fixture from '../fixtures/distributions.json' with { type: 'json' };
import { centralMoment, meanOf, SIGMAS } from './sampleStatistics.ts';

interface ReferenceLaw {
  readonly spec: DistributionSpec;
  readonly mean: number;
  readonly variance: number;
  readonly p: readonly number[];
  readonly quantile: readonly number[];
  readonly density: readonly number[];
  readonly cumulative: readonly number[];
  readonly hazardAtQuantile: readonly number[];
  readonly hazard: readonly number[];
  readonly ageAtHazard: readonly number[];
  readonly densityAtAge: readonly number[];
}

const laws = fixture.laws as unknown as readonly ReferenceLaw[];
const triangles = fixture.triangles as unknown as readonly (Pick<
  ReferenceLaw,
  'spec' | 'mean' | 'variance'
> & {
  readonly x: readonly number[];
  readonly cumulative: readonly number[];
})[];

const RELATIVE = 1e-12;
const ROUNDING = Number.EPSILON;

function expectWithin(got: number, expected: number, slack: number, what: string): void {
  const error = got === expected ? 0 : Math.abs(got - expected);
  expect(error, `${what}: ${got}, not ${expected}`).toBeLessThanOrEqual(
    RELATIVE * Math.abs(expected) + slack,
  );
}

const named = (spec: DistributionSpec) =>
  `${spec.kind} ${Object.values(spec)
    .slice(1)
    .map((value) => (Array.isArray(value) ? `${value.length} values` : value))
    .join(', ')}`;

describe.each(laws.map((law) => ({ name: named(law.spec), law })))('$name against R', ({ law }) => {
  const { kind } = law.spec;
  const distribution = createDistribution(law.spec);

  it('has the mean and variance', () => {
    expectWithin(distribution.mean, law.mean, 0, 'mean');
    expectWithin(distribution.variance, law.variance, 0, 'variance');
  });

  it('has the quantiles from 1e-12 to 1 - 1e-9', () => {
    law.p.forEach((p, index) => {
      expectWithin(distribution.quantile(p), law.quantile[index]!, 0, `quantile ${p}`);
    });
  });

  it('has the distribution function', () => {
    law.quantile.forEach((x, index) => {
      expectWithin(distribution.cumulative(x), law.cumulative[index]!, 0, `cumulative at ${x}`);
    });
  });

  it('has the cumulative hazard', () => {
    law.quantile.forEach((x, index) => {
      const expected = law.hazardAtQuantile[index]!;
      // A uniform ends at its upper bound: its hazard there comes from 1 - cumulative.
      const slack = kind === 'uniform' ? ROUNDING * (1 + Math.exp(expected)) : 0;
      expectWithin(distribution.cumulativeHazard(x), expected, slack, `hazard at ${x}`);
    });
  });

  it('has the ages at hazards from 1e-6 to 500', () => {
    law.hazard.forEach((hazard, index) => {
      expectWithin(distribution.ageAtHazard(hazard), law.ageAtHazard[index]!, 0, `age at hazard ${hazard}`);
    });
  });
});

describe.each(triangles.map((law) => ({ name: named(law.spec), law })))(
  '$name against quadrature',
  ({ law }) => {
    const distribution = createDistribution(law.spec);

    it('has the mean, the variance and the distribution function', () => {
      expectWithin(distribution.mean, law.mean, 0, 'mean');
      expectWithin(distribution.variance, law.variance, 0, 'variance');
      law.x.forEach((x, index) => {
        expectWithin(distribution.cumulative(x), law.cumulative[index]!, 0, `cumulative at ${x}`);
      });
    });
  },
);

const OBSERVED: DistributionSpec = { kind: 'empirical', values: [40, 10, 20, 20, 30, 1000, 10, 20] };

describe('empirical', () => {
  const distribution = createDistribution(OBSERVED);

  it('has the mean and variance of its values as a whole population', () => {
    expect(distribution.mean).toBe(143.75);
    expectWithin(distribution.variance, 104_823.4375, 0, 'variance');
  });

  it('has the step function of R: ecdf', () => {
    const steps = [9, 10, 19.9, 20, 30, 40, 999, 1000, 2000].map((x) => distribution.cumulative(x));
    expect(steps).toEqual([0, 0.25, 0.25, 0.625, 0.75, 0.875, 0.875, 1, 1]);
  });

  it('has the quantiles of R: quantile(type = 1), at every step and beside it', () => {
    const at = [0.001, 0.25, 0.2500001, 0.5, 0.625, 0.6250001, 0.75, 0.875, 0.8750001, 0.999];
    expect(at.map((p) => distribution.quantile(p))).toEqual([10, 10, 20, 20, 20, 30, 30, 40, 1000, 1000]);
  });

  it('gives each of n values the same share of the probabilities', () => {
    for (const count of [3, 7, 49, 100, 1000]) {
      const values = Array.from({ length: count }, (_, index) => index);
      const many = createDistribution({ kind: 'empirical', values });
      for (const value of values) {
        const [first, last] = [(value + 1e-9) / count, (value + 1 - 1e-9) / count];
        expect([many.quantile(first), many.quantile(last)], `${count} values`).toEqual([value, value]);
        expect(many.cumulative(value)).toBe((value + 1) / count);
      }
    }
  });

  it('gives back every value of large samples from its own probability', () => {
    for (const count of [3, 7, 49, 100, 1000]) {
      const values = Array.from({ length: count }, (_, index) => index);
      const many = createDistribution({ kind: 'empirical', values });
      for (const value of values) {
        expect(many.quantile(many.cumulative(value)), `${count} values`).toBe(value);
      }
    }
  });

  it('sorts by number, not as text, and leaves the given values alone', () => {
    const values = [10, 9, 100];
    expect(createDistribution({ kind: 'empirical', values }).quantile(0.5)).toBe(10);
    expect(values).toEqual([10, 9, 100]);
  });

  it('has no hazard before its first value and all of it at its last', () => {
    expect([distribution.cumulativeHazard(9), distribution.cumulativeHazard(1000)]).toEqual([
      0,
      Number.POSITIVE_INFINITY,
    ]);
    expect(distribution.ageAtHazard(Number.POSITIVE_INFINITY)).toBe(1000);
  });
});

describe('laws without spread', () => {
  const constants: readonly DistributionSpec[] = [
    { kind: 'fixed', value: 7 },
    { kind: 'uniform', low: 7, high: 7 },
    { kind: 'triangular', low: 7, mode: 7, high: 7 },
    { kind: 'empirical', values: [7] },
  ];
  it.each(constants)('$kind is a constant', (spec) => {
    const distribution = createDistribution(spec);
    expect([distribution.mean, distribution.variance]).toEqual([7, 0]);
    for (const p of [1e-12, 0.5, 1 - 1e-9]) expect(distribution.quantile(p)).toBe(7);
    expect([6.999, 7, 7.001].map((x) => distribution.cumulative(x))).toEqual([0, 1, 1]);
    expect([6.999, 7].map((age) => distribution.cumulativeHazard(age))).toEqual([
      0,
      Number.POSITIVE_INFINITY,
    ]);
    expect(distribution.ageAtHazard(0.1)).toBe(7);
  });

  it('a fixed zero is zero', () => {
    const zero = createDistribution({ kind: 'fixed', value: 0 });
    expect([zero.mean, zero.variance, zero.quantile(0.5), zero.ageAtHazard(1)]).toEqual([0, 0, 0, 0]);
  });
});

const positive = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const continuous: fc.Arbitrary<DistributionSpec> = fc.oneof(
  fc.record({ kind: fc.constant('exponential' as const), mean: positive(1e-3, 1e8) }),
  fc.record({ kind: fc.constant('weibull' as const), scale: positive(1e-3, 1e8), shape: positive(0.3, 8) }),
  fc.record({
    kind: fc.constant('lognormal' as const),
    median: positive(1e-3, 1e8),
    sigma: positive(0.05, 3),
  }),
  fc.record({ kind: fc.constant('gamma' as const), mean: positive(1e-3, 1e8), shape: positive(0.1, 80) }),
  // Up to three widths from zero: farther away the rounding of x itself spoils the way back to a probability.
  fc.tuple(positive(0, 3), positive(1e-3, 1e8)).map(
    ([away, width]): DistributionSpec => ({
      kind: 'uniform',
      low: away * width,
      high: (away + 1) * width,
    }),
  ),
  fc.tuple(positive(0, 3), positive(1e-3, 1e8), fc.constantFrom(0, 0.01, 0.3, 1)).map(
    ([away, width, at]): DistributionSpec => ({
      kind: 'triangular',
      low: away * width,
      mode: (away + at) * width,
      high: (away + 1) * width,
    }),
  ),
);

describe('every continuous law', () => {
  it('gives p back from its own quantile', () => {
    fc.assert(
      fc.property(continuous, positive(1e-6, 1 - 1e-6), (spec, p) => {
        const distribution = createDistribution(spec);
        expect(Math.abs(distribution.cumulative(distribution.quantile(p)) - p)).toBeLessThan(
          1e-9 * Math.min(p, 1 - p) + 1e-14,
        );
      }),
      { seed: 1, numRuns: 1500 },
    );
  });

  it('gives a hazard back from its own age', () => {
    fc.assert(
      fc.property(continuous, positive(1e-6, 12), (spec, hazard) => {
        const distribution = createDistribution(spec);
        const again = distribution.cumulativeHazard(distribution.ageAtHazard(hazard));
        expect(Math.abs(again - hazard)).toBeLessThan(1e-8 * hazard + 1e-13);
      }),
      { seed: 2, numRuns: 1500 },
    );
  });

  it('agrees with itself: hazard is minus the logarithm of what survives', () => {
    fc.assert(
      fc.property(continuous, positive(1e-3, 1 - 1e-3), (spec, p) => {
        const distribution = createDistribution(spec);
        const x = distribution.quantile(p);
        expect(Math.abs(distribution.cumulativeHazard(x) + Math.log1p(-p))).toBeLessThan(1e-10);
        expect(Math.abs(distribution.ageAtHazard(-Math.log1p(-p)) - x)).toBeLessThan(1e-9 * x);
      }),
      { seed: 3, numRuns: 1500 },
    );
  });

  it('never goes down: cumulative, quantile, hazard and age are monotone', () => {
    fc.assert(
      fc.property(continuous, positive(1e-9, 1 - 1e-9), positive(1e-9, 1 - 1e-9), (spec, one, other) => {
        // Neighbouring doubles may swap by rounding.
        fc.pre(Math.abs(one - other) > 1e-9);
        const distribution = createDistribution(spec);
        const [p, q] = one < other ? [one, other] : [other, one];
        const [x, y] = [distribution.quantile(p), distribution.quantile(q)];
        expect(x).toBeLessThanOrEqual(y);
        expect(distribution.cumulative(x)).toBeLessThanOrEqual(distribution.cumulative(y));
        expect(distribution.cumulativeHazard(x)).toBeLessThanOrEqual(distribution.cumulativeHazard(y));
        expect(distribution.ageAtHazard(30 * p)).toBeLessThanOrEqual(distribution.ageAtHazard(30 * q));
      }),
      { seed: 4, numRuns: 1500 },
    );
  });

  it('is finite and not negative for every uniform there is, the extremes included', () => {
    fc.assert(
      fc.property(continuous, fc.constantFrom(2 ** -53, 0.5, 1 - 2 ** -53), (spec, uniform) => {
        const distribution = createDistribution(spec);
        for (const draw of [distribution.quantile(uniform), distribution.ageAtHazard(-Math.log(uniform))]) {
          expect(Number.isFinite(draw) && draw >= 0, `${draw}`).toBe(true);
        }
      }),
      { seed: 6, numRuns: 600 },
    );
  });

  it('has no probability and no hazard below zero', () => {
    fc.assert(
      fc.property(continuous, positive(0, 1e9), (spec, x) => {
        const distribution = createDistribution(spec);
        expect([distribution.cumulative(-x), distribution.cumulativeHazard(-x)].map(Math.abs)).toEqual([
          0, 0,
        ]);
      }),
      { seed: 8, numRuns: 300 },
    );
  });
});

describe('a unit that ages far beyond its law', () => {
  it.each<DistributionSpec>([
    { kind: 'weibull', scale: 1, shape: 3 },
    { kind: 'gamma', mean: 1, shape: 2 },
    { kind: 'lognormal', median: 1, sigma: 0.1 },
  ])('has a finite hazard and a next fault: $kind', (spec) => {
    const distribution = createDistribution(spec);
    for (const age of [100, 1e4, 1e6]) {
      const hazard = distribution.cumulativeHazard(age);
      expect(Number.isFinite(hazard)).toBe(true);
      expectWithin(distribution.ageAtHazard(hazard), age, 1e-10 * age, `age ${age}`);
    }
  });

  it.each(laws.map(({ spec }) => spec))('starts at age 0 with no hazard: $kind', (spec) => {
    const start = createDistribution(spec).ageAtHazard(0);
    expect(start).toBe(spec.kind === 'uniform' ? spec.low : 0);
    expect(createDistribution(spec).ageAtHazard(1e-17)).toBeGreaterThanOrEqual(start);
  });
});

describe('a Weibull of shape 1, a gamma of shape 1 and an exponential', () => {
  it('are the same law', () => {
    const same = [
      createDistribution({ kind: 'exponential', mean: 500 }),
      createDistribution({ kind: 'weibull', scale: 500, shape: 1 }),
      createDistribution({ kind: 'gamma', mean: 500, shape: 1 }),
    ];
    for (const p of [0.01, 0.3, 0.9, 0.999999]) {
      for (const law of same) expectWithin(law.quantile(p), -500 * Math.log1p(-p), 1e-11, `quantile ${p}`);
    }
  });
});

describe('what people know of a law', () => {
  it('gives the Weibull scale for a mean', () => {
    for (const shape of [0.5, 0.7, 1, 1.5, 3]) {
      const scale = weibullScaleForMean(1000, shape);
      expectWithin(createDistribution({ kind: 'weibull', scale, shape }).mean, 1000, 0, `shape ${shape}`);
    }
    // The gamma function at 1 + 1/0.5 is 2! = 2.
    expectWithin(weibullScaleForMean(1000, 0.5), 500, 0, 'scale');
  });

  it('gives the lognormal sigma for a 95th percentile', () => {
    const sigma = lognormalSigmaFromP95(10, 60);
    expectWithin(createDistribution({ kind: 'lognormal', median: 10, sigma }).quantile(0.95), 60, 0, 'p95');
  });

  it('gives the lognormal sigma for a mean', () => {
    const sigma = lognormalSigmaFromMean(10, 25);
    expectWithin(createDistribution({ kind: 'lognormal', median: 10, sigma }).mean, 25, 0, 'mean');
  });
});

/** One of every kind. */
const kinds: readonly DistributionSpec[] = [
  { kind: 'fixed', value: 42 },
  { kind: 'exponential', mean: 3600 },
  { kind: 'weibull', scale: 1000, shape: 0.7 },
  { kind: 'weibull', scale: 1000, shape: 1.5 },
  { kind: 'lognormal', median: 600, sigma: 0.3 },
  { kind: 'gamma', mean: 7200, shape: 0.5 },
  { kind: 'gamma', mean: 7200, shape: 2 },
  { kind: 'uniform', low: 30, high: 90 },
  { kind: 'triangular', low: 10, mode: 60, high: 70 },
  OBSERVED,
];

describe.each(kinds.map((spec) => ({ name: named(spec), spec })))('draws of $name', ({ name, spec }) => {
  const distribution = createDistribution(spec);
  const stream = new RandomStreams('moments').stream(name);
  const byQuantile = Float64Array.from({ length: 40_000 }, () => distribution.quantile(stream.uniform()));
  const byHazard = Float64Array.from({ length: 40_000 }, () =>
    distribution.ageAtHazard(stream.exponential()),
  );

  it.each([
    ['through the quantile', byQuantile],
    ['through the hazard', byHazard],
  ] as const)('have its mean and variance, %s', (_, draws) => {
    const n = draws.length;
    const rounding = 1e-12;
    expect(Math.abs(meanOf(draws) - distribution.mean)).toBeLessThanOrEqual(
      SIGMAS * Math.sqrt(distribution.variance / n) + rounding * distribution.mean,
    );
    const spread = centralMoment(draws, 2);
    const errorOfSpread = Math.sqrt((centralMoment(draws, 4) - spread * spread) / n);
    expect(Math.abs(spread - distribution.variance)).toBeLessThanOrEqual(
      SIGMAS * errorOfSpread + rounding * distribution.mean ** 2,
    );
  });
});

describe('scaleDistribution', () => {
  it.each(kinds)('is the law of a multiple: $kind', (spec) => {
    const [plain, scaled] = [createDistribution(spec), createDistribution(scaleDistribution(spec, 2.5))];
    expectWithin(scaled.mean, 2.5 * plain.mean, 0, 'mean');
    expectWithin(scaled.variance, 6.25 * plain.variance, 0, 'variance');
    for (const p of [0.001, 0.2, 0.5, 0.8, 0.999]) {
      expectWithin(scaled.quantile(p), 2.5 * plain.quantile(p), 0, `quantile ${p}`);
      expectWithin(scaled.ageAtHazard(3 * p), 2.5 * plain.ageAtHazard(3 * p), 0, `age ${p}`);
    }
  });

  it('keeps the kind, and the law itself with a factor of one', () => {
    for (const spec of kinds) {
      expect(scaleDistribution(spec, 2).kind).toBe(spec.kind);
      expect(scaleDistribution(spec, 1)).toEqual(spec);
    }
  });
});

// These literals change only when published results may change too.
describe('frozen draws', () => {
  const draws = (spec: DistributionSpec) => {
    const distribution = createDistribution(spec);
    const stream = new RandomStreams('1').stream('frozen');
    return [1, 2, 3, 4, 5].map(() => distribution.quantile(stream.uniform()));
  };
  const ages = (spec: DistributionSpec) => {
    const distribution = createDistribution(spec);
    const stream = new RandomStreams('1').stream('frozen');
    return [1, 2, 3].map(() => distribution.ageAtHazard(stream.exponential()));
  };

  it('by quantile', () => {
    expect(draws(kinds[0]!)).toEqual([42, 42, 42, 42, 42]);
    expect(draws(kinds[1]!)).toEqual([
      6808.546184375432, 9232.332664409096, 529.111498567538, 6380.427954736236, 6606.234644205918,
    ]);
    expect(draws(kinds[2]!)).toEqual([
      2485.191379896317, 3839.7105894183524, 64.6174134566392, 2264.9967511361688, 2380.3728710260484,
    ]);
    expect(draws(kinds[3]!)).toEqual([
      1529.3301763232298, 1873.5816721626077, 278.5029496957003, 1464.5297748192427, 1498.8827548607214,
    ]);
    expect(draws(kinds[4]!)).toEqual([
      817.890223832293, 920.2880779422546, 431.95825399032, 798.9166866266333, 808.9659212173974,
    ]);
    expect(draws(kinds[5]!)).toEqual([
      14855.902073121251, 22522.100960706408, 213.3903708896104, 13561.339338553073, 14241.474611487554,
    ]);
    expect(draws(kinds[6]!)).toEqual([
      12113.444371917689, 15178.792189795922, 2319.389759770091, 11555.073379927362, 11850.345782314878,
    ]);
    expect(draws(kinds[7]!)).toEqual([
      80.9471309168798, 85.38271111694222, 38.201087960141216, 79.80391866444631, 80.42381407996041,
    ]);
    expect(draws(kinds[8]!)).toEqual([
      60.48534336766681, 63.20493643660504, 30.24979994980347, 59.90186302356171, 60.21420114653914,
    ]);
    expect(draws(kinds[9]!)).toEqual([40, 1000, 10, 40, 40]);
  });

  it('by hazard', () => {
    expect(ages(kinds[1]!)).toEqual([588.8020171618389, 288.2775271514306, 7164.279859272652]);
    expect(ages(kinds[2]!)).toEqual([75.27778652570372, 27.138339270387217, 2672.743009630537]);
    expect(ages(kinds[4]!)).toEqual([440.15686886828144, 391.1818577558373, 833.4138696839613]);
    expect(ages(kinds[6]!)).toEqual([2468.8476507398004, 1638.955214030855, 12572.940162704312]);
    expect(ages(kinds[8]!)).toEqual([31.275419012466237, 25.19422403918308, 60.94401415629352]);
  });
});
