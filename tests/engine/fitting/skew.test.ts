import { describe, expect, it } from 'vitest';
import { fitLemons } from '../../../src/engine/fitting/lemons.ts';
import { skewOf } from '../../../src/engine/fitting/skew.ts';
import type { RandomStream } from '../../../src/engine/randomStream.ts';
import { RandomStreams } from '../../../src/engine/randomStreams.ts';
import fixture from '../../fixtures/fitting.json' with { type: 'json' };
import { binomialBounds, poisson, SIGMAS } from './samples.ts';

const streams = new RandomStreams('skew');
const { skew } = fixture;

function fleet(nodes: number, mean: (node: number) => number, stream: RandomStream): Float64Array {
  return Float64Array.from({ length: nodes }, (_, node) => poisson(mean(node), stream));
}

describe('skew against R', () => {
  const found = skewOf(skew.counts, skew.exposures);

  it('has the statistic and the probability of chisq.test', () => {
    expect(found.dispersion * (skew.counts.length - 1)).toBeCloseTo(skew.statistic, 8);
    expect(found.pValue / skew.pValue).toBeCloseTo(1, 6);
  });

  it('has the top shares of the counts, and those of equal nodes as simulated', () => {
    const sorted = [...skew.counts].sort((a, b) => b - a);
    const events = sorted.reduce((sum, count) => sum + count, 0);
    found.top.forEach(({ count, share, expected }, index) => {
      expect(count).toBe([4, 20, 40][index]);
      expect(share).toBeCloseTo(sorted.slice(0, count).reduce((sum, one) => sum + one, 0) / events, 12);
      const error = SIGMAS * skew.expectedTopError[index]!;
      expect(Math.abs(expected - skew.expectedTop[index]!)).toBeLessThan(error);
    });
  });

  it('has the mixture that optim finds', () => {
    const mixture = fitLemons(skew.counts, skew.exposures, 0.95)!;
    expect(mixture.logLikelihood).toBeCloseTo(skew.mixture.logLikelihood, 4);
    expect(mixture.fraction.value / skew.mixture.fraction).toBeCloseTo(1, 3);
    expect(mixture.multiple.value / skew.mixture.multiple).toBeCloseTo(1, 3);
    expect(mixture.healthyRate.value / skew.mixture.healthyRate).toBeCloseTo(1, 3);
  });
});

describe('equal nodes', () => {
  it.each([
    { nodes: 200, mean: 0.75 },
    { nodes: 50, mean: 5 },
  ])('are called unlike as seldom as the level says: $nodes nodes of $mean failures', ({ nodes, mean }) => {
    const samples = 400;
    const level = 0.1;
    const stream = streams.stream(`equal ${nodes}`);
    const exposures = new Float64Array(nodes).fill(90);
    let rejected = 0;
    let lemons = 0;
    for (let sample = 0; sample < samples; sample++) {
      const counts = fleet(nodes, () => mean, stream);
      rejected += Number(skewOf(counts, exposures).pValue < level);
      const events = counts.reduce((sum, count) => sum + count, 0);
      const oneRate = 2 - 2 * events * (Math.log(events / (nodes * 90)) - 1);
      lemons += Number((fitLemons(counts, exposures, 0.9)?.aic ?? Infinity) < oneRate - 4);
    }
    const bounds = binomialBounds(samples, level);
    expect(rejected).toBeGreaterThan(bounds.low);
    expect(rejected).toBeLessThan(bounds.high);
    // A clear difference of AIC is asked for by a likelihood ratio above 8: less than 2 % of fleets have it.
    expect(lemons).toBeLessThan(binomialBounds(samples, 0.02).high);
  });

  it('show the expected top shares', () => {
    const { top } = skewOf(
      fleet(20_000, () => 0.5, streams.stream('shares')),
      new Float64Array(20_000).fill(1),
    );
    for (const { share, expected } of top) expect(Math.abs(share / expected - 1)).toBeLessThan(0.03);
  });
});

describe('lemons', () => {
  it.each([
    { nodes: 500, fraction: 0.02, multiple: 20 },
    { nodes: 500, fraction: 0.1, multiple: 8 },
    { nodes: 2000, fraction: 0.02, multiple: 50 },
  ])(
    '$fraction of $nodes nodes failing $multiple times as often are found, with intervals that hold them',
    ({ nodes, fraction, multiple }) => {
      const samples = 200;
      const level = 0.9;
      const stream = streams.stream(`lemons ${nodes} ${multiple}`);
      const exposures = new Float64Array(nodes).fill(1);
      const hits = { found: 0, fraction: 0, multiple: 0, healthyRate: 0 };
      for (let sample = 0; sample < samples; sample++) {
        const counts = fleet(nodes, () => 0.5 * (stream.uniform() < fraction ? multiple : 1), stream);
        const mixture = fitLemons(counts, exposures, level);
        if (mixture === null) continue;
        hits.found += Number(skewOf(counts, exposures).pValue < 1e-3);
        const holds = ({ low, high }: { low: number; high: number }, truth: number) =>
          Number(low <= truth && truth <= high);
        hits.fraction += holds(mixture.fraction, fraction);
        hits.multiple += holds(mixture.multiple, multiple);
        hits.healthyRate += holds(mixture.healthyRate, 0.5);
      }
      const { low } = binomialBounds(samples, level);
      expect(hits.found).toBe(samples);
      expect(hits.fraction).toBeGreaterThan(low);
      expect(hits.multiple).toBeGreaterThan(low);
      expect(hits.healthyRate).toBeGreaterThan(low);
    },
  );

  it('do not depend on exposures that differ by repairs', () => {
    const stream = streams.stream('exposures');
    const counts = fleet(3000, (node) => (node < 60 ? 15 : 0.5), stream);
    const even = fitLemons(counts, new Float64Array(3000).fill(1), 0.9)!;
    const uneven = fitLemons(
      counts,
      Float64Array.from(counts, () => 1 + 1e-4 * stream.uniform()),
      0.9,
    )!;
    expect(uneven.multiple.value / even.multiple.value).toBeCloseTo(1, 3);
    expect(uneven.fraction.value / even.fraction.value).toBeCloseTo(1, 3);
  });
});
