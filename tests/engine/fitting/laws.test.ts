import { describe, expect, it } from 'vitest';
import { createDistribution } from '../../../src/engine/distributions/createDistribution.ts';
import { fitLaw, fitLaws, type LawFit } from '../../../src/engine/fitting/fitLaws.ts';
import { kaplanMeier, observedQuantile } from '../../../src/engine/fitting/kaplanMeier.ts';
import type { FittedLaw, LawKind } from '../../../src/engine/fitting/laws.ts';
import { type Lifetimes, lifetimes } from '../../../src/engine/fitting/lifetimes.ts';
import { poissonRate } from '../../../src/engine/fitting/poissonRate.ts';
import { RandomStreams } from '../../../src/engine/randomStreams.ts';
import fixture from '../../fixtures/fitting.json' with { type: 'json' };
import { binomialBounds, draw, fromStatus } from './samples.ts';

const streams = new RandomStreams('fitting');

function fitted(kind: LawKind, data: Lifetimes, confidence = 0.95): LawFit {
  const found = fitLaw(kind, data, confidence);
  if (typeof found === 'string') throw new Error(`${kind}: ${found}`);
  return found;
}

function expectClose(got: number, expected: number, relative: number, what: string): void {
  expect(Math.abs(got / expected - 1), `${what}: ${got}, not ${expected}`).toBeLessThan(relative);
}

/** What R's own optimisers leave open: survreg stops by the likelihood, fitdistcens and optim search. */
const OF_SURVREG = 2e-6;
const OF_OPTIM = 2e-4;

describe.each(fixture.samples)('the sample "$name" against R', (sample) => {
  const data = fromStatus(sample.time, sample.status);

  it('has the exponential, Weibull and lognormal of survreg', () => {
    const exponential = fitted('exponential', data);
    expectClose(exponential.parameters['mean']!.value, sample.exponential.mean, OF_SURVREG, 'mean');
    expectClose(exponential.logLikelihood, sample.exponential.logLikelihood, 1e-9, 'likelihood');
    const weibull = fitted('weibull', data);
    expectClose(weibull.parameters['scale']!.value, sample.weibull.scale, OF_SURVREG, 'scale');
    expectClose(weibull.parameters['shape']!.value, sample.weibull.shape, OF_SURVREG, 'shape');
    expectClose(weibull.logLikelihood, sample.weibull.logLikelihood, 1e-9, 'likelihood');
    const lognormal = fitted('lognormal', data);
    expectClose(lognormal.parameters['median']!.value, sample.lognormal.median, OF_SURVREG, 'median');
    expectClose(lognormal.parameters['sigma']!.value, sample.lognormal.sigma, OF_SURVREG, 'sigma');
    expectClose(lognormal.logLikelihood, sample.lognormal.logLikelihood, 1e-9, 'likelihood');
  });

  it('has the gamma of fitdistcens', () => {
    const gamma = fitted('gamma', data);
    expectClose(gamma.parameters['mean']!.value, sample.gamma.mean, OF_OPTIM, 'mean');
    expectClose(gamma.parameters['shape']!.value, sample.gamma.shape, OF_OPTIM, 'shape');
    expectClose(gamma.logLikelihood, sample.gamma.logLikelihood, 1e-8, 'likelihood');
  });

  it('has the profile intervals of shape and sigma', () => {
    const { shape } = fitted('weibull', data).parameters;
    expectClose(shape!.low, sample.weibull.shapeInterval[0]!, 2e-5, 'low');
    expectClose(shape!.high, sample.weibull.shapeInterval[1]!, 2e-5, 'high');
    const { sigma } = fitted('lognormal', data).parameters;
    expectClose(sigma!.low, sample.lognormal.sigmaInterval[0]!, 2e-5, 'low');
    expectClose(sigma!.high, sample.lognormal.sigmaInterval[1]!, 2e-5, 'high');
  });

  it('has the Kaplan-Meier estimate of survfit', () => {
    const curve = kaplanMeier(data);
    expect([...curve.ages]).toEqual(sample.kaplanMeier.age);
    curve.survival.forEach((value, index) => {
      expect(value).toBeCloseTo(sample.kaplanMeier.survival[index]!, 12);
    });
  });

  it('has its AIC in order, from the likelihoods and the number of parameters', () => {
    const { fits, refused } = fitLaws(data, 0.95);
    expect(refused).toEqual([]);
    expect(fits.map(({ aic }) => aic)).toEqual(fits.map(({ aic }) => aic).sort((a, b) => a - b));
    const aic = Object.fromEntries(fits.map((one) => [one.kind, one.aic]));
    expect(aic['weibull']).toBeCloseTo(4 - 2 * sample.weibull.logLikelihood, 5);
    expect(aic['exponential']).toBeCloseTo(2 - 2 * sample.exponential.logLikelihood, 5);
  });
});

describe('delayed entry', () => {
  const { truncated } = fixture;
  const data = fromStatus(truncated.time, truncated.status, truncated.entry);

  it('gives the Weibull of the likelihood written in R', () => {
    const weibull = fitted('weibull', data);
    expectClose(weibull.parameters['shape']!.value, truncated.shape, OF_OPTIM, 'shape');
    expectClose(weibull.parameters['scale']!.value, truncated.scale, OF_OPTIM, 'scale');
    expectClose(weibull.logLikelihood, truncated.logLikelihood, 1e-8, 'likelihood');
  });

  it('gives the Kaplan-Meier estimate of survfit', () => {
    const curve = kaplanMeier(data);
    expect([...curve.ages]).toEqual(truncated.kaplanMeier.age);
    curve.survival.forEach((value, index) => {
      expect(value).toBeCloseTo(truncated.kaplanMeier.survival[index]!, 12);
    });
  });

  it('changes nothing for a memoryless law but the time lived', () => {
    const late = lifetimes({ events: [5, 9, 30], entries: [{ age: 4, weight: 3 }] });
    expect(fitted('exponential', late).mean.value).toBeCloseTo((1 + 5 + 26) / 3, 6);
  });
});

describe('Garwood intervals', () => {
  it.each(fixture.rates)('of $events events at $level are those of poisson.test', (rate) => {
    const got = poissonRate(rate.events, rate.exposure, rate.level);
    expect(got.value).toBe(rate.events / rate.exposure);
    expect(got.low).toBeCloseTo(rate.interval[0]!, 8);
    expectClose(got.high, rate.interval[1]!, 1e-10, 'high');
  });
});

const TRUTHS: readonly FittedLaw[] = [
  { kind: 'exponential', mean: 100 },
  { kind: 'weibull', scale: 100, shape: 0.7 },
  { kind: 'lognormal', median: 100, sigma: 1.5 },
  { kind: 'gamma', mean: 100, shape: 0.6 },
];
const SAMPLES = 400;
const LEVEL = 0.9;

describe.each(TRUTHS.map((law) => ({ law, name: law.kind })))('intervals of the $name law', ({ law }) => {
  it.each([
    { what: 'complete', lives: 200, seen: 1 },
    { what: 'with 40 % censored', lives: 333, seen: 0.6 },
  ])(
    'hold its parameters and mean as often as they say: 400 samples of 200 events, $what',
    ({ lives, seen }) => {
      const stream = streams.stream(`${law.kind} ${seen}`);
      const { mean, quantile } = createDistribution(law);
      const truth: Readonly<Record<string, number>> = { ...law, mean } as never;
      const hits = new Map<string, number>();
      for (let sample = 0; sample < SAMPLES; sample++) {
        const data = draw(law, lives, stream, seen === 1 ? Infinity : quantile(seen));
        const found = fitted(law.kind, data, LEVEL);
        for (const [name, { low, high }] of Object.entries({ ...found.parameters, mean: found.mean })) {
          const inside = low <= truth[name]! && truth[name]! <= high;
          hits.set(name, (hits.get(name) ?? 0) + Number(inside));
        }
      }
      const { low, high } = binomialBounds(SAMPLES, LEVEL);
      expect(hits.size).toBe(
        law.kind === 'weibull' || law.kind === 'lognormal' ? 3 : Object.keys(law).length - 1,
      );
      for (const [name, count] of hits) {
        expect(count, name).toBeGreaterThan(low);
        expect(count, name).toBeLessThan(high);
      }
    },
  );
});

describe('intervals from the observed information, beyond 2,000 lives', () => {
  it('are those of the profile likelihood', () => {
    const stream = streams.stream('large');
    const law: FittedLaw = { kind: 'weibull', scale: 100, shape: 0.7 };
    // The same ages, once on either side of the limit: a copy of all lives halves the variance.
    const small = draw(law, 1999, stream);
    const twice = lifetimes({ events: [...small.events, ...small.events] });
    const width = (data: Lifetimes) => {
      const { shape } = fitted('weibull', data).parameters;
      return Math.log(shape!.high / shape!.low);
    };
    expect(width(small) / width(twice)).toBeCloseTo(Math.SQRT2, 3);
  });
});

describe('the Kolmogorov-Smirnov distance', () => {
  it('is the largest gap, on either side of a step', () => {
    const { fits } = fitLaws(lifetimes({ events: [1, 2, 4] }), 0.95);
    const exponential = fits.find(({ kind }) => kind === 'exponential')!;
    const mean = 7 / 3;
    const law = (age: number) => 1 - Math.exp(-age / mean);
    const gaps = [law(1), law(1) - 1 / 3, law(2) - 1 / 3, law(2) - 2 / 3, law(4) - 2 / 3, law(4) - 1];
    expect(exponential.kolmogorovSmirnov).toBeCloseTo(Math.max(...gaps.map(Math.abs)), 6);
  });

  it('of a true law falls as one over the square root of the sample', () => {
    const stream = streams.stream('distance');
    const law: FittedLaw = { kind: 'weibull', scale: 100, shape: 0.7 };
    const data = draw(law, 40_000, stream);
    expect(fitted('weibull', data).kolmogorovSmirnov).toBeLessThan(1.6 / Math.sqrt(40_000));
    expect(fitted('exponential', data).kolmogorovSmirnov).toBeGreaterThan(0.1);
  });
});

describe('observed quantiles', () => {
  it('are the ages at which the survival as seen has fallen so far, and none beyond it', () => {
    const curve = kaplanMeier(lifetimes({ events: [1, 2, 3, 4], censored: [{ age: 5, weight: 4 }] }));
    expect([0.1, 0.125, 0.25, 0.5, 0.51].map((p) => observedQuantile(curve, p))).toEqual([1, 1, 2, 4, null]);
  });
});

describe('samples that say too little', () => {
  const why = (kind: LawKind, data: Lifetimes) => fitLaw(kind, data, 0.95);

  it('are refused with the reason', () => {
    const one = lifetimes({ events: [5], censored: [{ age: 9, weight: 20 }] });
    expect(why('weibull', one)).toBe('there is 1 event, 3 are needed');
    expect(fitted('exponential', one).mean.value).toBeCloseTo(185, 6);
    expect(why('gamma', lifetimes({ events: [5, 6] }))).toBe('there are 2 events, 3 are needed');
    expect(why('lognormal', lifetimes({ events: [7, 7, 7] }))).toBe('all its times are equal');
    expect(why('exponential', lifetimes({ events: [] }))).toBe('there is no event');
  });

  it('with an age that no life has are a mistake of the caller', () => {
    expect(() => lifetimes({ events: [1, 0] })).toThrow('above 0');
    expect(() => lifetimes({ events: [Number.NaN] })).toThrow('above 0');
  });

  it('give finite estimates at extreme scales', () => {
    for (const scale of [1e-12, 1e12]) {
      const data = lifetimes({
        events: [1, 2, 3, 5, 8, 13].map((age) => age * scale),
        censored: [{ age: 9 * scale, weight: 3 }],
      });
      for (const { kind, spec, mean } of fitLaws(data, 0.95).fits) {
        expect(mean.value / scale, kind).toBeGreaterThan(3);
        expect(mean.value / scale, kind).toBeLessThan(30);
        expect(spec.kind).toBe(kind);
      }
    }
  });
});
