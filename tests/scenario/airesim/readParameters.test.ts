import { describe, expect, it } from 'vitest';
import { readAiresim } from '../../../src/scenario/airesim/readParameters.ts';
import { formatProblem, ScenarioError } from '../../../src/scenario/problems.ts';

function problemsOf(text: string): string[] {
  try {
    readAiresim('config.yaml', text);
  } catch (error) {
    if (error instanceof ScenarioError) return error.problems.map(formatProblem);
    throw error;
  }
  throw new Error('the configuration was accepted');
}

describe("AIReSim's configuration", () => {
  it("has AIReSim's defaults", () => {
    const { parameters, given } = readAiresim('config.yaml', '{}');
    expect(given.size).toBe(0);
    expect(parameters).toEqual({
      random_failure_rate: 0.01 / 1440,
      systematic_failure_rate_multiplier: 5,
      systematic_failure_fraction: 0.15,
      recovery_time: 20,
      host_selection_time: 3,
      job_size: 4096,
      job_length: 368_640,
      warm_standbys: 16,
      working_pool_size: 4160,
      spare_pool_size: 200,
      preemption_wait_time: 20,
      auto_repair_time: 120,
      manual_repair_time: 2880,
      prob_auto_to_manual: 0.8,
      auto_repair_fail_prob: 0.4,
      manual_repair_fail_prob: 0.2,
      failure_distribution: 'exponential',
      weibull_shape: 1,
      lognormal_sigma: 1,
      diagnosis_probability: 1,
      diagnosis_uncertainty: 0,
      bad_server_regeneration: false,
      bad_server_regen_interval: 43_200,
      seed: 42,
      num_replications: 30,
      adaptive_replications: false,
      confidence_level: 0.95,
      relative_accuracy: 0.05,
      max_replications: 1000,
      enable_topology: false,
      rack_size: 8,
    });
  });

  it('is read from YAML and from JSON, and tells what it gives itself', () => {
    const yaml = readAiresim('config.yaml', 'job_size: 512 # servers\nrecovery_time: 12.5\nseed: 7\n');
    const json = readAiresim('config.json', '{"job_size": 512, "recovery_time": 12.5, "seed": 7}');
    expect(json).toEqual(yaml);
    expect(yaml.parameters).toMatchObject({ job_size: 512, recovery_time: 12.5, seed: 7, warm_standbys: 16 });
    expect([...yaml.given]).toEqual(['job_size', 'recovery_time', 'seed']);
  });

  it.each<[string, string]>([
    [
      'warm_standby: 16',
      '1:1: warm_standby: is not a known key; did you mean "warm_standbys"?; allowed here: ',
    ],
    ['job_size: 4096\nrecovery_time: 20 min', '2:1: recovery_time: must be a number, 0 or more'],
    ['job_size: "4096"', '1:1: job_size: must be a whole number'],
    ['job_size: 4096.5', '1:1: job_size: is 4096.5, but a whole number is needed'],
    ['job_size: 0', '1:1: job_size: is 0, which is too small; allowed is at least 1'],
    ['job_length: 0', '1:1: job_length: is 0, which is too small; allowed is more than 0'],
    ['recovery_time: -1', '1:1: recovery_time: is -1, which is too small; allowed is at least 0'],
    ['recovery_time: .inf', '1:1: recovery_time: is Infinity; it must be a number, 0 or more'],
    [
      'diagnosis_probability: 1.5',
      '1:1: diagnosis_probability: is 1.5, which is too large; allowed is at most 1',
    ],
    ['bad_server_regeneration: yes', '1:1: bad_server_regeneration: must be true or false'],
    ['seed: 1.5', '1:1: seed: must be a whole number'],
    ['confidence_level: 1', '1:1: confidence_level: is 1, which is too large; allowed is less than 1'],
    ['weibull_shape: 0', '1:1: weibull_shape: is 0, which is too small; allowed is more than 0'],
    [
      'failure_distribution: weibul',
      '1:1: failure_distribution: "weibul" is not known; allowed: exponential, weibull, lognormal; did you mean "weibull"?',
    ],
    [
      'working_pool_size: 4100',
      '1:1: working_pool_size: is 4100, but must be at least job_size + warm_standbys = 4096 + 16 = 4112',
    ],
    ['job_size: 1\njob_size: 2', '2:1: is not valid YAML: Map keys must be unique'],
    ['{"job_size": 1', '1:15: is not valid YAML: '],
    ['', '1:1: must be a group of parameters, like job_size: 4096; {} stands for all defaults'],
    ['- job_size: 1', '1:1: must be a group of parameters'],
  ])('refuses %j with line and reason', (text, message) => {
    const problems = problemsOf(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`config.yaml:${message}`);
  });

  it('tells all problems at once', () => {
    const problems = problemsOf('job_sise: 8\nrecovery_time: fast\nseed: x\n');
    expect(problems).toHaveLength(3);
    expect(problems.join('\n')).toMatch(/job_size.*\n.*:2:1.*\n.*:3:1|:2:1.*\n.*:3:1.*\n.*job_size/);
  });
});
