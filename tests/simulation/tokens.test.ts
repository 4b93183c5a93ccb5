import { describe, expect, test } from 'vitest';
import type { SimulationInput } from '../../src/simulation/input.ts';
import { TimeBucket } from '../../src/simulation/record.ts';
import {
  BARE,
  checkpointed,
  DAY,
  faultClass,
  fixed,
  HOUR,
  phase,
  replicate,
} from '../support/simulationInput.ts';
import { expectMean, expectPoisson, expectShare } from '../support/statistics.ts';

/** Two phases of the same speed and a third of the tokens per second in the second one. */
const PHASES = [
  phase(10 * DAY, { steps: 10_000, tokens: 3e9 }),
  phase(10 * DAY, { steps: 10_000, tokens: 1e9 }),
];
const TOKENS = 4e9;

const spiking = (
  perToken: number,
  change: Partial<NonNullable<SimulationInput['spikes']>> = {},
): SimulationInput => ({
  ...BARE,
  job: { ...BARE.job, phases: PHASES },
  checkpoint: { ...checkpointed(1), interval: { kind: 'continuous' } },
  spikes: { perToken, detection: fixed(0), rollbackSteps: 0, skippedSteps: 0, ...change },
});

describe('loss spikes', () => {
  test('are Poisson in tokens, whatever the speed at which they come', () => {
    const perToken = 10 / TOKENS;
    const input = spiking(perToken);
    const records = replicate(input, 2500, 'spikes');
    expectPoisson(
      records.map(({ spikes }) => spikes),
      10,
    );
    expect(records.every(({ wallSeconds }) => Math.abs(wallSeconds - 20 * DAY) < 1e-3)).toBe(true);
    // Half of the time, three quarters of the tokens.
    const half = replicate(
      { ...input, limits: { ...BARE.limits, horizonSeconds: 10 * DAY } },
      2500,
      'spikes',
    );
    expectPoisson(
      half.map(({ spikes }) => spikes),
      7.5,
    );
    const slow = replicate({ ...input, job: { ...input.job, slowestSpeed: 0.25 } }, 2500, 'spikes');
    expect(slow.map(({ spikes }) => spikes)).toEqual(records.map(({ spikes }) => spikes));
  });

  test('batches left out are counted step by step', () => {
    const records = replicate(spiking(5 / TOKENS, { skippedSteps: 300 }), 200, 'skipped');
    for (const { spikes, tokensSkipped } of records) {
      // 300,000 tokens a step in the first phase, 100,000 in the second.
      const inFirst = (tokensSkipped / 300 - spikes * 1e5) / 2e5;
      expect(Math.abs(inFirst - Math.round(inFirst))).toBeLessThan(1e-6);
      expect(inFirst).toBeGreaterThan(-1e-6);
      expect(inFirst).toBeLessThan(spikes + 1e-6);
    }
  });

  test.each([
    ['no rollback beyond the onset', 0],
    ['less than an interval', 0.4],
    ['several intervals', 3.7],
  ])('rework per spike by renewal: %s', (_, back) => {
    // One token a second. Thrown back to the newest checkpoint b before the onset X: lag + b + (X - b) mod tau is lost.
    const [tau, mean, lag] = [2 * HOUR, 9 * HOUR, 1.5 * HOUR];
    const input: SimulationInput = {
      ...BARE,
      job: { ...BARE.job, phases: [phase(1e6 * DAY, { steps: 1e6 * 24, tokens: 1e6 * DAY })] },
      checkpoint: checkpointed(tau, { retained: Number.POSITIVE_INFINITY }),
      spikes: {
        perToken: 1 / mean,
        detection: fixed(lag),
        rollbackSteps: (back * tau) / HOUR,
        skippedSteps: 0,
      },
    };
    const at = (horizonSeconds: number) =>
      replicate({ ...input, limits: { ...BARE.limits, horizonSeconds } }, 300, 'rework');
    const early = at(50 * DAY);
    const windows = at(110 * DAY).map((late, index) => ({
      rework: late.bucketSeconds[TimeBucket.rework]! - early[index]!.bucketSeconds[TimeBucket.rework]!,
      spikes: late.spikes - early[index]!.spikes,
    }));
    // X mod tau has the density exp(-u / mean) / mean / (1 - exp(-tau / mean)) on [0, tau).
    const rest = (back - Math.floor(back)) * tau;
    const below = Math.expm1(-rest / mean) / Math.expm1(-tau / mean);
    const modulo = mean - tau / Math.expm1(tau / mean) - rest + tau * below;
    const perFound = lag + back * tau + modulo;
    // Those that come within the lag of another are undone with it.
    const perSpike = perFound / (1 + lag / mean);
    const spikes = windows.reduce((sum, each) => sum + each.spikes, 0) / windows.length;
    expectMean(
      windows.map((each) => perSpike + (each.rework - perSpike * each.spikes) / spikes),
      perSpike,
      0.01,
    );
  });

  test('with every instant saved the rollback is to the step', () => {
    // 100 steps of 0.1 h back from each onset, found at once; at half speed each costs 20 h of the wall.
    const input = spiking(3 / TOKENS, { rollbackSteps: 100 });
    const steps = phase(20 * DAY, { steps: 4800, tokens: TOKENS });
    let most = 0;
    for (const slowestSpeed of [1, 0.5]) {
      const job = { ...input.job, phases: [steps], slowestSpeed };
      for (const { spikes, bucketSeconds, wallSeconds } of replicate({ ...input, job }, 300, 'instants')) {
        most = Math.max(most, spikes);
        const perSpike = (10 * HOUR) / slowestSpeed;
        // A spike within the first 10 h goes back to the start, no further.
        expect(bucketSeconds[TimeBucket.rework]!).toBeLessThan(perSpike * spikes + 1e-3);
        expect(bucketSeconds[TimeBucket.rework]!).toBeGreaterThan(perSpike * (spikes - 2) - 1e-3);
        expect(wallSeconds).toBeCloseTo((20 * DAY) / slowestSpeed + bucketSeconds[TimeBucket.rework]!, 3);
        expect(bucketSeconds[TimeBucket.productive]!).toBeCloseTo(20 * DAY, 3);
      }
    }
    expect(most).toBeGreaterThan(6);
  });
});

describe('fatal divergence', () => {
  const rate = 0.8 / TOKENS;

  test('a run survives it with exp(-rate x tokens)', () => {
    const records = replicate(
      { ...BARE, job: { ...BARE.job, phases: PHASES }, divergencePerToken: rate },
      4000,
      'divergence',
    );
    const diverged = records.filter(({ outcome }) => outcome === 'diverged');
    expectShare(records.length - diverged.length, records.length, Math.exp(-0.8));
    // Tokens at the end of those that diverged: exponential, cut off at the end.
    const expected = (TOKENS * (1 / 0.8 - Math.exp(-0.8) * (1 + 1 / 0.8))) / (1 - Math.exp(-0.8));
    expectMean(
      diverged.map(({ tokens }) => tokens),
      expected,
    );
  });

  test('tokens that are trained again can diverge too', () => {
    // Twenty steps, each trained from its start until it passes: a job-scope fault every 10 h without checkpoints in between.
    const steps = 20;
    const length = 5 * HOUR;
    const mtbf = 10 * HOUR;
    const input: SimulationInput = {
      ...BARE,
      job: { ...BARE.job, phases: [phase(steps * length, { tokens: steps * length })] },
      faults: { ...BARE.faults, classes: [faultClass(mtbf, { scope: 'job' })] },
      checkpoint: checkpointed(length),
      divergencePerToken: 1 / (60 * HOUR),
    };
    const records = replicate(input, 4000, 'again');
    // Per stretch: passes with exp(-(f + d) L) before fault or divergence, begins again with probability f / (f + d) (1 - that).
    const [fault, divergence] = [1 / mtbf, 1 / (60 * HOUR)];
    const passes = Math.exp(-(fault + divergence) * length);
    const again = (fault / (fault + divergence)) * (1 - passes);
    const survivors = records.filter(({ outcome }) => outcome === 'completed').length;
    expectShare(survivors, records.length, (passes / (1 - again)) ** steps);
  });
});
