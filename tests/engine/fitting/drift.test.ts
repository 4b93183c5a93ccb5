import { describe, expect, it } from 'vitest';
import { driftOf } from '../../../src/engine/fitting/drift.ts';
import { RandomStreams } from '../../../src/engine/randomStreams.ts';
import fixture from '../../fixtures/fitting.json' with { type: 'json' };
import { binomialBounds, thinned } from './samples.ts';

const streams = new RandomStreams('drift');

describe('drift against R', () => {
  const { drift } = fixture;
  const found = driftOf(Float64Array.from(drift.times), drift.window, 0.95, false)!;

  it('has the trend tests', () => {
    expect(found.laplace).toBeCloseTo(drift.laplace, 10);
    expect(found.laplacePValue / drift.pValue).toBeCloseTo(1, 8);
    expect(found.lewisRobinson).toBeCloseTo(drift.lewisRobinson, 10);
  });

  it('has the log-linear and the decaying rate that maximise the likelihood', () => {
    expect(found.endOverStart.value / drift.endOverStart).toBeCloseTo(1, 5);
    expect(found.decay!.gain).toBeCloseTo(drift.gain, 6);
    expect(found.decay!.initialMultiple.value / drift.initialMultiple).toBeCloseTo(1, 3);
    expect(found.decay!.decayTime.value / drift.decayTime).toBeCloseTo(1, 3);
  });
});

describe('a constant rate', () => {
  it.each([
    { what: 'in a window of its own', closed: false },
    { what: 'to the last failure', closed: true },
  ])('is called drifting as seldom as the level says, $what', ({ closed }) => {
    const samples = 600;
    const level = 0.1;
    const stream = streams.stream(`constant ${closed}`);
    let laplace = 0;
    let lewisRobinson = 0;
    let slope = 0;
    let decay = 0;
    for (let sample = 0; sample < samples; sample++) {
      const times = thinned(1.5, 100, () => 1, stream);
      const drift = driftOf(times, closed ? times.at(-1)! : 100, 1 - level, closed)!;
      laplace += Number(drift.laplacePValue < level);
      lewisRobinson += Number(drift.lewisRobinsonPValue! < level);
      slope += Number(drift.endOverStart.low > 1 || drift.endOverStart.high < 1);
      decay += Number((drift.decay?.gain ?? 0) > 4);
    }
    const bounds = binomialBounds(samples, level);
    for (const rejected of [laplace, lewisRobinson, slope]) {
      expect(rejected).toBeGreaterThan(bounds.low);
      expect(rejected).toBeLessThan(bounds.high);
    }
    // Two parameters for a clear difference of AIC, a likelihood ratio of 8, whose chi-square tail is 1.8 %; several decay
    // times are as good as several tries.
    expect(decay).toBeLessThan(binomialBounds(samples, 3 * 0.018).high);
  });

  it.each([20, 30])(
    'is called drifting by Lewis and Robinson as seldom as the level says, with %d events',
    (count) => {
      const samples = 1000;
      const level = 0.05;
      const stream = streams.stream(`constant, ${count} events`);
      let rejected = 0;
      for (let sample = 0; sample < samples; sample++) {
        const times = Float64Array.from({ length: count }, () => 100 * stream.uniform()).sort();
        rejected += Number(driftOf(times, 100, 0.95, false)!.lewisRobinsonPValue! < level);
      }
      const bounds = binomialBounds(samples, level);
      expect(rejected).toBeGreaterThan(bounds.low);
      expect(rejected).toBeLessThan(bounds.high);
    },
  );

  it('in bursts is a trend for Laplace more often than for Lewis and Robinson', () => {
    const stream = streams.stream('bursts');
    let laplace = 0;
    let lewisRobinson = 0;
    for (let sample = 0; sample < 300; sample++) {
      const bursts = thinned(0.3, 100, () => 1, stream);
      const times = Float64Array.from(
        [...bursts].flatMap((time) => [time, time + 1e-3, time + 2e-3, time + 3e-3]),
      );
      const drift = driftOf(
        times.filter((time) => time < 100),
        100,
        0.9,
        false,
      )!;
      laplace += Number(drift.laplacePValue < 0.1);
      lewisRobinson += Number(drift.lewisRobinsonPValue! < 0.1);
    }
    expect(laplace).toBeGreaterThan(0.3 * 300);
    expect(lewisRobinson).toBeLessThan(binomialBounds(300, 0.1).high);
  });
});

describe('a decaying rate', () => {
  it.each([
    { initial: 3, decay: 15 },
    { initial: 2.5, decay: 30 },
    { initial: 6, decay: 10 },
  ])('of $initial times at first and a decay time of $decay in 100 is found', ({ initial, decay }) => {
    const samples = 200;
    const level = 0.9;
    const stream = streams.stream(`decay ${initial}`);
    const hits = { falling: 0, initial: 0, decay: 0 };
    for (let sample = 0; sample < samples; sample++) {
      const share = (time: number) => (1 + (initial - 1) * Math.exp(-time / decay)) / initial;
      const found = driftOf(thinned(6 * initial, 100, share, stream), 100, level, false)!;
      hits.falling += Number(found.laplacePValue < 0.05 && found.laplace < 0);
      const holds = ({ low, high }: { low: number; high: number }, truth: number) =>
        Number(low <= truth && truth <= high);
      // Where no decay beats a straight line its time is not told.
      if (found.decay === null) continue;
      hits.initial += holds(found.decay.initialMultiple, initial);
      hits.decay += holds(found.decay.decayTime, decay);
    }
    const { low } = binomialBounds(samples, level);
    expect(hits.falling).toBe(samples);
    expect(hits.initial).toBeGreaterThan(low);
    expect(hits.decay).toBeGreaterThan(low);
  });

  it('is the same from bins of a long log', () => {
    const share = (time: number) => (1 + 2 * Math.exp(-time / 15)) / 3;
    const times = thinned(900, 100, share, streams.stream('long'));
    const found = driftOf(times, 100, 0.95, false)!;
    const fewer = driftOf(
      times.filter((_, index) => index % 2 === 0),
      100,
      0.95,
      false,
    )!;
    expect(times.length).toBeGreaterThan(20_000);
    for (const { decay } of [found, fewer]) {
      expect(decay!.initialMultiple.low).toBeLessThan(3);
      expect(decay!.initialMultiple.high).toBeGreaterThan(3);
      expect(decay!.decayTime.low).toBeLessThan(15);
      expect(decay!.decayTime.high).toBeGreaterThan(15);
    }
  });
});

describe('a log of few failures', () => {
  it('tells no drift', () => {
    expect(driftOf(Float64Array.of(1, 2), 10, 0.95, false)).toBeNull();
    expect(driftOf(Float64Array.of(1, 2, 10), 10, 0.95, true)).toBeNull();
  });

  it('has no p-value of Lewis and Robinson below 20 events', () => {
    const events = (count: number) => Float64Array.from({ length: count }, (_, index) => index + 0.5);
    expect(driftOf(events(19), 20, 0.95, false)!.lewisRobinsonPValue).toBeNull();
    expect(driftOf(events(20), 20, 0.95, false)!.lewisRobinsonPValue).not.toBeNull();
    expect(driftOf(events(20), 20, 0.95, true)!.lewisRobinsonPValue).toBeNull();
  });
});
