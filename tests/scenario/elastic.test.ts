import { describe, expect, it } from 'vitest';
import { compile, problemsOf, SMALL, small } from '../support/scenarioText.ts';
import { fixed } from '../support/simulationInput.ts';

// 16 nodes of 8 GPUs; each replica of 8 GPUs is a node.
const SETS = ['cluster.nodes=16', 'cluster.elastic={minimum: 0.75}'];

describe('an elastic job', () => {
  it('is none by default', () => {
    const { job } = compile(SMALL);
    expect(job.elastic).toBeNull();
    expect(job.phases[0]!.paceByWidth).toBeNull();
  });

  it('shrinks by whole replicas down to a share of its width', () => {
    expect(compile(SMALL, ...SETS).job.elastic).toEqual({
      nodesPerReplica: 1,
      minimumReplicas: 12,
      reconfigure: fixed(70),
    });
    const wide = compile(SMALL, ...SETS, 'workload.phases.0.parallelism={tensor: 8, pipeline: 2}');
    expect(wide.job.elastic).toMatchObject({ nodesPerReplica: 2, minimumReplicas: 6 });
    expect(wide.job.phases[0]!.paceByWidth).toHaveLength(3);
  });

  it.each([
    ['{minimum: 0.7}', 12],
    ['{minimum: 0.01}', 1],
    ['{minimum: 1}', 16],
    ['{minimum_replicas: 9}', 9],
  ])('%s is %i replicas of 16', (elastic, replicas) => {
    const { job } = compile(SMALL, ...SETS, `cluster.elastic=${elastic}`);
    expect(job.elastic!.minimumReplicas).toBe(replicas);
    expect(job.phases[0]!.paceByWidth).toHaveLength(16 - replicas + 1);
  });

  it('does not round a share up to the next replica', () => {
    const { job } = compile(SMALL, 'cluster.nodes=10', 'cluster.elastic={minimum: 0.7}');
    expect(job.elastic!.minimumReplicas).toBe(7);
  });

  it('gives up a whole node where that holds several replicas', () => {
    const sets = [
      ...SETS,
      'workload.phases.0.parallelism={tensor: 2}',
      'cluster.elastic={minimum_replicas: 13}',
    ];
    expect(compile(SMALL, ...sets).job.elastic).toMatchObject({ nodesPerReplica: 1, minimumReplicas: 4 });
  });

  it('without the step model takes as much longer as it has fewer replicas', () => {
    const { job } = compile(SMALL, ...SETS, 'workload.model.vocabulary=null');
    expect(job.phases[0]!.paceByWidth).toEqual([16 / 12, 16 / 13, 16 / 14, 16 / 15, 1]);
  });

  it('by the step model takes micro-batches rounded up', () => {
    // 128 sequences on 16 replicas: 8 micro-batches each, then 9, 10, 10 and 11.
    const { job } = compile(SMALL, ...SETS, 'workload.phases.0.global_batch=1.048576 Mtoken');
    const pace = job.phases[0]!.paceByWidth!;
    expect(pace).toHaveLength(5);
    [11, 10, 10, 9, 8].forEach((microBatches, width) => {
      expect(pace[width]! / (microBatches / 8)).toBeCloseTo(1, 1);
    });
    expect(pace[4]).toBe(1);
    expect(pace[0]!).toBeGreaterThan(pace[1]!);
    expect(pace[2]!).toBeGreaterThan(pace[3]!);
    expect(pace[3]!).toBeGreaterThan(1);
  });

  it.each<[string, readonly string[], string, RegExp]>([
    [
      'without data parallelism',
      ['workload.phases.0.parallelism={tensor: 8, pipeline: 16}'],
      'cluster.elastic',
      /data parallelism over more than one node/,
    ],
    [
      'with replicas that do not fill whole nodes',
      ['cluster.nodes=3', 'workload.phases.0.parallelism={tensor: 4, pipeline: 3}'],
      'cluster.elastic',
      /a replica has 12 GPUs .* a node has 8; one must be a multiple/,
    ],
    [
      'with more replicas at least than it has',
      ['cluster.elastic={minimum_replicas: 17}'],
      'cluster.elastic.minimum_replicas',
      /is 17, but the job has 16 data-parallel replicas/,
    ],
    [
      'with both bounds',
      ['cluster.elastic={minimum_replicas: 3, minimum: 0.5}'],
      'cluster.elastic',
      /exactly one of minimum_replicas, minimum/,
    ],
    ['with a share of none', ['cluster.elastic={minimum: 0}'], 'cluster.elastic.minimum', /more than 0/],
    [
      'with phases of different replicas',
      [
        'workload.phases.1={tokens: 1 Gtoken, sequence_length: 8192 token, global_batch: 1 Mtoken, mfu: 0.4, parallelism: {tensor: 4}}',
      ],
      'workload.phases.1.parallelism',
      /has 4 GPUs a replica .* phase 0 has 8/,
    ],
  ])('%s is refused', (_, sets, path, says) => {
    const problems = problemsOf(SMALL, ...SETS, ...sets);
    expect(problems.map((problem) => problem.path)).toEqual([path]);
    expect(problems[0]!.message).toMatch(says);
  });

  it('must fit at its least width where the step model decides', () => {
    const text = small(['      mfu: 0.4\n', ''], ['model: llama-3-8b', 'model: llama-3-70b']);
    const sets = [
      'cluster.nodes=64',
      'workload.phases.0.global_batch=1.048576 Mtoken',
      'workload.phases.0.parallelism={tensor: 8, zero: 3}',
    ];
    expect(compile(text, ...sets, 'cluster.elastic={minimum: 0.9}').job.elastic).not.toBeNull();
    const [problem] = problemsOf(text, ...sets, 'cluster.elastic={minimum_replicas: 1}');
    expect(problem).toMatchObject({
      path: 'cluster.elastic',
      message: expect.stringMatching(
        /phase 0 does not fit at 1 replicas: the fullest GPU needs [\d.]+ GB of 85.9 GB/,
      ),
    });
  });
});

describe('what slow nodes stretch', () => {
  it('is all of a step that the step model does not know', () => {
    const [phase] = compile(SMALL, 'workload.model.vocabulary=null').job.phases;
    expect(phase).toMatchObject({ computeShare: 1, communicationShare: 0 });
  });

  it('is computing and exposed communication, and not the host, where it does', () => {
    const [phase] = compile(SMALL, 'workload.phases.0.global_batch=1.048576 Mtoken').job.phases;
    expect(phase!.communicationShare).toBeGreaterThan(0);
    expect(phase!.computeShare).toBeGreaterThan(0.5);
    expect(phase!.computeShare + phase!.communicationShare).toBeLessThan(1);
  });
});
