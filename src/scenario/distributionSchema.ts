import * as z from 'zod';
import type { DistributionSpec } from '../engine/distributions/distribution.ts';
import { lognormalSigmaFromMean, lognormalSigmaFromP95 } from '../engine/distributions/lognormal.ts';
import { weibullScaleForMean } from '../engine/distributions/weibull.ts';
import { quantity } from './quantitySchema.ts';

const shape = z.number().positive();

const laws = {
  fixed: quantity('duration', 'not negative'),
  exponential: z.strictObject({ mean: quantity('duration') }),
  weibull: z.strictObject({
    mean: quantity('duration').optional(),
    scale: quantity('duration').optional(),
    shape,
  }),
  lognormal: z.strictObject({
    median: quantity('duration'),
    sigma: z.number().positive().optional(),
    p95: quantity('duration').optional(),
    mean: quantity('duration').optional(),
  }),
  gamma: z.strictObject({ mean: quantity('duration'), shape }),
  uniform: z.strictObject({ low: quantity('duration', 'not negative'), high: quantity('duration') }),
  triangular: z.strictObject({
    low: quantity('duration', 'not negative'),
    mode: quantity('duration', 'not negative'),
    high: quantity('duration'),
  }),
  empirical: z.strictObject({ values: z.array(quantity('duration', 'not negative')).min(1) }),
} as const;

export const LAW_NAMES = Object.keys(laws) as readonly (keyof typeof laws)[];

const law = z
  .strictObject({
    fixed: laws.fixed.optional(),
    exponential: laws.exponential.optional(),
    weibull: laws.weibull.optional(),
    lognormal: laws.lognormal.optional(),
    gamma: laws.gamma.optional(),
    uniform: laws.uniform.optional(),
    triangular: laws.triangular.optional(),
    empirical: laws.empirical.optional(),
  })
  .transform((given, context): DistributionSpec => {
    const refuse = (message: string, path: string[] = []): never => {
      context.issues.push({ code: 'custom', message, path, input: given });
      return z.NEVER;
    };
    const names = LAW_NAMES.filter((name) => given[name] !== undefined);
    if (names.length !== 1) {
      return refuse(`must name exactly one distribution of ${LAW_NAMES.join(', ')}`);
    }
    if (given.fixed !== undefined) return { kind: 'fixed', value: given.fixed };
    if (given.exponential !== undefined) return { kind: 'exponential', mean: given.exponential.mean };
    if (given.gamma !== undefined) return { kind: 'gamma', ...given.gamma };
    if (given.empirical !== undefined) return { kind: 'empirical', values: given.empirical.values };
    if (given.weibull !== undefined) {
      const { mean, scale, shape } = given.weibull;
      if (mean !== undefined && scale === undefined) {
        return { kind: 'weibull', scale: weibullScaleForMean(mean, shape), shape };
      }
      if (scale !== undefined && mean === undefined) return { kind: 'weibull', scale, shape };
      return refuse('needs either mean or scale beside shape', ['weibull']);
    }
    if (given.lognormal !== undefined) {
      const { median, sigma, p95, mean } = given.lognormal;
      if ([sigma, p95, mean].filter((value) => value !== undefined).length !== 1) {
        return refuse('needs median and one of sigma, p95, mean', ['lognormal']);
      }
      if (sigma !== undefined) return { kind: 'lognormal', median, sigma };
      if (p95 !== undefined) {
        if (p95 <= median) return refuse('p95 must be more than median', ['lognormal', 'p95']);
        return { kind: 'lognormal', median, sigma: lognormalSigmaFromP95(median, p95) };
      }
      if (mean !== undefined && mean > median) {
        return { kind: 'lognormal', median, sigma: lognormalSigmaFromMean(median, mean) };
      }
      return refuse('mean must be more than median', ['lognormal', 'mean']);
    }
    if (given.uniform !== undefined) {
      const { low, high } = given.uniform;
      if (high < low) return refuse('high must not be less than low', ['uniform']);
      return { kind: 'uniform', low, high };
    }
    if (given.triangular !== undefined) {
      const { low, mode, high } = given.triangular;
      if (!(low <= mode && mode <= high)) return refuse('needs low <= mode <= high', ['triangular']);
      return { kind: 'triangular', low, mode, high };
    }
    return refuse('is empty');
  });

/** A duration that may vary: a bare quantity is fixed, else one named distribution of `LAW_NAMES`. */
export const durationDistribution = z
  .union([quantity('duration', 'not negative'), law])
  .transform((value): DistributionSpec => (typeof value === 'number' ? { kind: 'fixed', value } : value))
  .meta({ quantity: 'a time or a distribution of times', examples: ['30 min'] });

/** A duration that grows with the job: `time` at `growth.reference` nodes, times (nodes / reference)^exponent. */
export const growingDuration = z
  .union([
    durationDistribution,
    z.strictObject({
      time: durationDistribution,
      growth: z.strictObject({
        reference: quantity('nodes').describe('Job size at which `time` holds.'),
        exponent: z.number().min(0).describe('0 does not grow, 1 is linear in the nodes.'),
      }),
    }),
  ])
  .meta({ quantity: 'a time, a distribution, or {time, growth}', examples: ['5 min'] });

export type GrowingDuration = z.output<typeof growingDuration>;
