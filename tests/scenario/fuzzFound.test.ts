import { describe, expect, it } from 'vitest';
import { compile, problemsOf, small, smallWithClasses } from '../support/scenarioText.ts';

/** Combinations that random scenarios found wanting. */

const messages = (text: string, ...sets: readonly string[]) =>
  problemsOf(text, ...sets).map(({ path, message }) => `${path}: ${message}`);

describe('found by random scenarios', () => {
  it('maintenance that is always due is refused', () => {
    for (const every of ['0 s', '{fixed: 0 s}', '{empirical: {values: [0 s, 0 s]}}']) {
      expect(messages(small(), `maintenance.service={every: ${every}, duration: 1 h}`)).toEqual([
        'maintenance.service.every: is always 0 s, so that the job would never train; allowed is more than 0',
      ]);
    }
    expect(() =>
      compile(small(), 'maintenance.service={every: {uniform: {low: 0 s, high: 1 day}}, duration: 1 h}'),
    ).not.toThrow();
  });

  it('a tier cannot count checkpoints after one whose count follows from the rates', () => {
    const tiers = (last: string) =>
      small([
        '  interval: 30 min\n  stall: 30 s\n  write: 1 min\n  load: 1 min\n',
        `  interval: 30 min\n  tiers: { memory: { stall: 1 s }, peer: { stall: 2 s, interval: daly }, disk: { stall: 9 s, ${last} } }\n`,
      ]);
    expect(messages(tiers('every: 3'))).toEqual([
      expect.stringMatching(
        /^checkpoint\.tiers\.disk\.every: cannot be checked: the interval of peer .* give interval$/,
      ),
    ]);
    const every = compile(tiers('interval: 1 day')).checkpoint.tiers.map((tier) => tier.every);
    expect(every[2]! % every[1]!).toBe(0);
  });

  it('an adaptive interval needs an assumption where the log only strikes spares', () => {
    const replay = (node: number) =>
      [
        smallWithClasses('nic: { effect: stop, detection: 0 s, transient: 0 }'),
        'checkpoint.interval={adaptive: {}}',
        `failures.trace={events: [{time: 1 h, node: ${node}, class: nic}]}`,
      ] as const;
    expect(messages(...replay(5))).toEqual([
      'checkpoint.interval.adaptive: needs assumed_mtbf: by the rates nothing ever fails',
    ]);
    expect(() => compile(...replay(3))).not.toThrow();
  });

  it('a narrow job is never faster than its nominal pace, however slow the network', () => {
    const { job } = compile(
      small(['      mfu: 0.4\n', '']),
      'workload.phases.0.parallelism={tensor: 8, pipeline: 2, zero: 3}',
      'workload.phases.0.global_batch=1.048576 Mtoken',
      'cluster.network={bandwidth: 1 Gbit/s, oversubscription: 8, pod: 1}',
      'cluster.elastic={minimum_replicas: 1}',
    );
    expect(Math.min(...job.phases[0]!.paceByWidth!)).toBe(1);
    expect(job.phases[0]!.paceByWidth).toHaveLength(2);
  });
});
