import { describe, expect, it } from 'vitest';
import { importAiresim, scenarioName } from '../../../src/scenario/airesim/importAiresim.ts';
import type { airesimSchema } from '../../../src/scenario/airesim/parameters.ts';
import {
  type AiresimPolicies,
  DEFAULT_SCORED,
  DEFAULT_THRESHOLD,
} from '../../../src/scenario/airesim/policies.ts';
import { compileScenario } from '../../../src/scenario/compile.ts';
import type { Scenario } from '../../../src/scenario/schema.ts';
import type { SimulationInput } from '../../../src/simulation/input.ts';
import { resolve } from '../../support/scenarioText.ts';
import { DAY, replicate } from '../../support/simulationInput.ts';

const MINUTE = 60;

function imported(
  config: string,
  policies?: AiresimPolicies,
): { readonly input: SimulationInput; readonly study: Scenario['study'] } {
  const { scenario } = resolve(importAiresim('config.yaml', config, policies).yaml);
  return { input: compileScenario(scenario), study: scenario.study };
}

function compiled(config: string, policies?: AiresimPolicies): SimulationInput {
  return imported(config, policies).input;
}

describe('the scenario of a configuration', () => {
  it('of defaults is the job of the paper', () => {
    const { input, study } = imported('{}');
    expect(input.job.nodes).toBe(4096);
    expect(input.job.phases[0]!.nominalSeconds).toBe(256 * DAY);
    expect(input.spares).toEqual({
      hot: 16,
      warm: 48,
      cold: 0,
      shared: 200,
      gather: 'reselect',
      selection: 'order',
      waitForHot: true,
    });
    expect(input.lemons).toEqual({ nodes: 654, multiple: 6 });
    expect(input.faults).toMatchObject({ exposure: 'training', renewal: 'restart', trace: null });
    expect(input.faults.classes).toHaveLength(1);
    expect(input.faults.classes[0]).toMatchObject({ scope: 'node', transientProbability: 0 });
    expect(input.faults.classes[0]!.timeToFault).toMatchObject({ kind: 'exponential' });
    expect(input.checkpoint).toMatchObject({ interval: { kind: 'continuous' }, final: false });
    const fixed = (minutes: number) => ({ kind: 'fixed', value: minutes * MINUTE });
    expect(input.recovery).toEqual({
      startup: fixed(3),
      diagnosis: fixed(0),
      teardown: fixed(20),
      swap: fixed(0),
      join: fixed(0),
      boot: fixed(0),
      preemption: fixed(20),
      selection: fixed(3),
      restart: fixed(0),
    });
    expect(input.diagnosis).toEqual({
      missedProbability: 0,
      wrongProbability: 0,
      missed: 'rotates',
      recurrence: null,
    });
    expect(input.repair).toEqual({
      automatic: {
        time: { kind: 'exponential', mean: 120 * MINUTE },
        resolvesProbability: 0.2,
        successProbability: 0.6,
      },
      time: { kind: 'exponential', mean: 2880 * MINUTE },
      successProbability: 0.8,
      crew: Number.POSITIVE_INFINITY,
      retireProbability: 0,
      unfixed: 'unchanged',
    });
    expect(input.removal).toEqual({ kind: 'never' });
    expect(study).toEqual({ replications: 30, seed: '42' });
  });

  it('takes the mean time to a failure, and the law with it', () => {
    const rate = 'random_failure_rate: 0.00034722222222222224\n';
    const mean = 2880 * MINUTE;
    const law = (text: string) => compiled(rate + text).faults.classes[0]!.timeToFault;
    const exponential = law('');
    expect(exponential).toEqual({ kind: 'exponential', mean: expect.closeTo(mean, 6) });
    // Gamma(1 + 1/2) = sqrt(pi) / 2.
    expect(law('failure_distribution: weibull\nweibull_shape: 2\n')).toEqual({
      kind: 'weibull',
      scale: expect.closeTo(mean / (Math.sqrt(Math.PI) / 2), 4),
      shape: 2,
    });
    expect(law('failure_distribution: lognormal\nlognormal_sigma: 0.5\n')).toEqual({
      kind: 'lognormal',
      median: expect.closeTo(mean * Math.exp(-0.125), 6),
      sigma: 0.5,
    });
  });

  it.each([0.5, 1, 1.5, 1000, 1000.1, 15_360, 5_256_000.25])('works exactly %d minutes', (minutes) => {
    const { phases } = compiled(`job_length: ${minutes}\njob_size: 4096\n`).job;
    expect(phases[0]!.nominalSeconds).toBeCloseTo(minutes * MINUTE, 6);
    expect(phases[0]!.steps).toBe(Math.ceil(minutes));
  });

  it('stands in the extremes: no failures, no bad servers, no pools, repair in no time', () => {
    const input = compiled(
      'random_failure_rate: 0\nsystematic_failure_fraction: 0\nauto_repair_time: 0\nmanual_repair_time: 0\n' +
        'job_size: 1\nwarm_standbys: 0\nworking_pool_size: 1\nspare_pool_size: 0\n',
    );
    expect(input.lemons.nodes).toBe(0);
    expect(input.repair.automatic!.time).toEqual({ kind: 'fixed', value: 0 });
    expect(input.faults.classes[0]!.timeToFault).toEqual({
      kind: 'exponential',
      mean: Number.POSITIVE_INFINITY,
    });
    const [run] = replicate(input, 1, 'extremes');
    expect(run!.wallSeconds).toBeCloseTo(256 * DAY + 3 * MINUTE, 6);
  });

  it('takes the policies', () => {
    const threshold = { maxFailures: 2, windowMinutes: 60 };
    const score = { initial: 100, penalty: 30, credit: 10, periodSeconds: DAY };
    const policies = (host: AiresimPolicies['host'], removal: AiresimPolicies['removal']) => {
      const { spares, removal: compiledRemoval } = compiled('{}', { host, removal });
      return [spares.selection, compiledRemoval];
    };
    expect(policies('random', { kind: 'never' })).toEqual(['random', { kind: 'never' }]);
    expect(policies('fewest-failures-first', { kind: 'threshold', ...threshold })).toEqual([
      'fewest_faults',
      { kind: 'threshold', faults: 2, windowSeconds: 3600 },
    ]);
    expect(policies('highest-score-first', { kind: 'scored', ...DEFAULT_SCORED })).toEqual([
      'best_score',
      { kind: 'score', score, limit: 0 },
    ]);
  });

  it('ranks by scores that retire nobody', () => {
    const score = { ...DEFAULT_SCORED, failurePenalty: 1e6, retirementThreshold: Number.NEGATIVE_INFINITY };
    const config =
      'job_size: 8\nwarm_standbys: 1\nworking_pool_size: 12\nspare_pool_size: 0\njob_length: 14400\nrandom_failure_rate: 0.001\n';
    const retired = (removal: AiresimPolicies['removal']) =>
      replicate(compiled(config, { host: 'highest-score-first', removal }), 20, 'scores').reduce(
        (sum, { nodesRetired }) => sum + nodesRetired,
        0,
      );
    expect(retired({ kind: 'scored', ...score })).toBe(0);
    expect(retired({ kind: 'scored', ...score, retirementThreshold: 0 })).toBeGreaterThan(0);
    const never = { ...DEFAULT_THRESHOLD, maxFailures: 1_000_000 };
    expect(retired({ kind: 'composite', threshold: never, score })).toBe(0);
    expect(retired({ kind: 'composite', threshold: { ...never, maxFailures: 1 }, score })).toBeGreaterThan(0);
  });

  it('has a comment where each number comes from, and says which are defaults', () => {
    const { yaml } = importAiresim('folder/my config.yaml', 'recovery_time: 15\n');
    expect(yaml).toMatch(/^ {2}teardown: 15 min # recovery_time; /m);
    expect(yaml).toMatch(/^ {2}preemption: 20 min # preemption_wait_time, the default$/m);
    expect(yaml).toMatch(/^name: airesim-my-config$/m);
    expect(yaml).not.toContain('folder');
    expect(yaml).not.toMatch(/undefined|NaN|Infinity|\[object/);
  });
});

describe('the name of the scenario', () => {
  it.each([
    ['config.yaml', 'airesim-config'],
    ['/some/where/My Config v2.JSON', 'airesim-my-config-v2'],
    ['C:\\runs\\airesim.yml', 'airesim'],
    ['-.yaml', 'airesim'],
    ['Größe.yaml', 'airesim-gr-e'],
  ])('of %s is %s', (file, name) => expect(scenarioName(file)).toBe(name));
});

/** A value that is neither the default nor equal in effect to it. */
const OTHER: Readonly<Record<keyof typeof airesimSchema.shape, string>> = {
  random_failure_rate: '0.001',
  systematic_failure_rate_multiplier: '7',
  systematic_failure_fraction: '0.3',
  recovery_time: '21',
  host_selection_time: '4',
  job_size: '4000',
  job_length: '1000',
  warm_standbys: '17',
  working_pool_size: '4200',
  spare_pool_size: '201',
  preemption_wait_time: '21',
  auto_repair_time: '121',
  manual_repair_time: '2881',
  prob_auto_to_manual: '0.7',
  auto_repair_fail_prob: '0.3',
  manual_repair_fail_prob: '0.1',
  failure_distribution: 'weibull',
  weibull_shape: '2',
  lognormal_sigma: '2',
  diagnosis_probability: '0.9',
  diagnosis_uncertainty: '0.1',
  bad_server_regeneration: 'true',
  bad_server_regen_interval: '1000',
  seed: '43',
  num_replications: '31',
  adaptive_replications: 'true',
  confidence_level: '0.9',
  relative_accuracy: '0.01',
  max_replications: '2000',
  enable_topology: 'true',
  rack_size: '16',
};

describe('no parameter is silently dropped', () => {
  const usual = imported('{}');
  it.each(Object.entries(OTHER))('%s', (parameter, value) => {
    const text = `${parameter}: ${value}\n`;
    const { input, study } = imported(text);
    const changes = JSON.stringify({ input, study }) !== JSON.stringify(usual);
    const told = importAiresim('config.yaml', text).notes.some((note) => note.includes(parameter));
    expect(changes || told).toBe(true);
  });
});

describe('notes', () => {
  const notes = (config: string, policies?: AiresimPolicies) =>
    importAiresim('config.yaml', config, policies).notes.join('\n');

  it('say what is left out, only where it is there', () => {
    expect(notes('bad_server_regeneration: true')).toMatch(/bad_server_regeneration.*left out.*never ends/);
    expect(notes('enable_topology: true')).toContain('enable_topology and rack_size are left out');
    expect(notes('adaptive_replications: true\nrelative_accuracy: 0.02')).toContain(
      '--precision 0.02 --confidence 0.95 --maximum 1000',
    );
    expect(notes('{}')).not.toMatch(/left out|--precision|depleted|renewal|without effect/);
  });

  it('say what is without effect there too', () => {
    const idle = (config: string) => /without effect.*: (.*)\.$/m.exec(notes(config))?.[1];
    expect(idle('weibull_shape: 2\nlognormal_sigma: 1\nrack_size: 8\nbad_server_regen_interval: 1\n')).toBe(
      'weibull_shape, lognormal_sigma, rack_size, bad_server_regen_interval',
    );
    expect(
      idle('weibull_shape: 2\nfailure_distribution: weibull\nenable_topology: true\nrack_size: 8\n'),
    ).toBe(undefined);
  });

  it('say what is an accident of the code', () => {
    expect(notes('{}')).toMatch(/order of a list.*--host-policy random/);
    expect(notes('{}', { host: 'random', removal: { kind: 'never' } })).not.toContain('order of a list');
    expect(notes('failure_distribution: weibull')).toContain('renewal: restart');
    expect(notes('systematic_failure_rate_multiplier: 10')).toContain('1 + 10 times');
    expect(notes('{}', { host: 'random', removal: { kind: 'threshold', ...DEFAULT_THRESHOLD } })).toContain(
      'depleted',
    );
  });

  it('say always what the two count differently', () => {
    expect(notes('{}')).toMatch(/escalation policy/);
    expect(notes('{}')).toMatch(/stalls/);
    expect(notes('{}')).toMatch(/also when they end after the job/);
  });
});
