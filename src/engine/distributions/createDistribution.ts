import type { Distribution, DistributionSpec } from './distribution.ts';
import { empirical } from './empirical.ts';
import { exponential } from './exponential.ts';
import { fixed } from './fixed.ts';
import { gamma } from './gamma.ts';
import { lognormal } from './lognormal.ts';
import { triangular } from './triangular.ts';
import { uniform } from './uniform.ts';
import { weibull } from './weibull.ts';

export function createDistribution(spec: DistributionSpec): Distribution {
  switch (spec.kind) {
    case 'fixed':
      return fixed(spec.value);
    case 'exponential':
      return exponential(spec.mean);
    case 'weibull':
      return weibull(spec.scale, spec.shape);
    case 'lognormal':
      return lognormal(spec.median, spec.sigma);
    case 'gamma':
      return gamma(spec.mean, spec.shape);
    case 'uniform':
      return uniform(spec.low, spec.high);
    case 'triangular':
      return triangular(spec.low, spec.mode, spec.high);
    case 'empirical':
      return empirical(spec.values);
    default:
      return spec satisfies never;
  }
}

/** The distribution of `factor` times the quantity. */
export function scaleDistribution(spec: DistributionSpec, factor: number): DistributionSpec {
  switch (spec.kind) {
    case 'fixed':
      return { kind: 'fixed', value: spec.value * factor };
    case 'exponential':
      return { kind: 'exponential', mean: spec.mean * factor };
    case 'weibull':
      return { kind: 'weibull', scale: spec.scale * factor, shape: spec.shape };
    case 'lognormal':
      return { kind: 'lognormal', median: spec.median * factor, sigma: spec.sigma };
    case 'gamma':
      return { kind: 'gamma', mean: spec.mean * factor, shape: spec.shape };
    case 'uniform':
      return { kind: 'uniform', low: spec.low * factor, high: spec.high * factor };
    case 'triangular':
      return {
        kind: 'triangular',
        low: spec.low * factor,
        mode: spec.mode * factor,
        high: spec.high * factor,
      };
    case 'empirical':
      return { kind: 'empirical', values: spec.values.map((value) => value * factor) };
    default:
      return spec satisfies never;
  }
}
