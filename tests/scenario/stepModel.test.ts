import { describe, expect, it } from 'vitest';
import { layoutProblems } from '../../src/model/step/layout.ts';
import { predictStep, type StepPrediction } from '../../src/model/step/step.ts';
import { loadCatalog, readScenario } from '../../src/runtime/packageFiles.ts';
import { phaseWork, stepBasis } from '../../src/scenario/compile/phases.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import { searchLayouts } from '../../src/scenario/layoutSearch.ts';
import { ScenarioError } from '../../src/scenario/problems.ts';
import { parseOverride, resolveScenario } from '../../src/scenario/resolve.ts';
import type { Scenario } from '../../src/scenario/schema.ts';
import { predictPhase, stepModelInput } from '../../src/scenario/stepModel.ts';

const catalog = loadCatalog();

/** 405B on 16,384 H100s without a given mfu. */
const TEXT = `
name: predicted
cluster: { node: dgx-h100, nodes: 2048 }
workload:
  model: llama-3.1-405b
  phases:
    - tokens: 1 Ttoken
      sequence_length: 8192 token
      global_batch: 16.777216 Mtoken
      parallelism: { tensor: 8, pipeline: 16, virtual_stages: 2 }
checkpoint: { interval: 10 min, stall: 5 s }
site: us-average
`;

const scenarioOf = (text: string, ...sets: string[]) =>
  resolveScenario('some.yaml', text, catalog, sets.map(parseOverride)).scenario;

function predicted(scenario: Scenario): StepPrediction {
  return predictPhase(scenario, 0) ?? expect.fail('the phase cannot be predicted');
}

const basisOf = (scenario: Scenario) => stepBasis(scenario.workload.phases[0]!, predictPhase(scenario, 0));

function messageOf(...sets: string[]): string {
  try {
    scenarioOf(TEXT, ...sets);
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
  return expect.fail('the scenario was accepted');
}

describe('a phase without mfu or step_time', () => {
  it('takes the step of the step-time model', () => {
    const scenario = scenarioOf(TEXT);
    const { stepSeconds } = predicted(scenario);
    expect(basisOf(scenario)).toEqual({ basis: 'model', seconds: stepSeconds });
    const [phase] = compileScenario(scenario).job.phases;
    expect(phase!.nominalSeconds / phase!.steps).toBeCloseTo(stepSeconds, 9);
  });

  it('comes within 15 % of the 400 TFLOP/s a GPU that Llama 3 published (Table 4)', () => {
    const scenario = scenarioOf(TEXT);
    const { flopsPerToken, batchTokens, gpus } = phaseWork(scenario, 0);
    const perGpu = (flopsPerToken * batchTokens) / gpus / predicted(scenario).stepSeconds;
    expect(Math.abs(perGpu / 400e12 - 1)).toBeLessThan(0.15);
  });

  it('draws less in training than a GPU that always computes, for it also waits', () => {
    const predicted = compileScenario(scenarioOf(TEXT)).power.nodeWatts[0]!;
    const given = compileScenario(scenarioOf(TEXT, 'workload.phases.0.mfu=0.4')).power.nodeWatts[0]!;
    expect(predicted).toBeLessThan(given);
    expect(predicted).toBeGreaterThan(0.6 * given);
  });

  it('is split in two without any change', () => {
    const [whole] = compileScenario(scenarioOf(TEXT)).job.phases;
    const half = `{tokens: 503.31648 Gtoken, sequence_length: 8192 token, global_batch: 16.777216 Mtoken, parallelism: {tensor: 8, pipeline: 16, virtual_stages: 2}}`;
    const both = compileScenario(scenarioOf(TEXT, `workload.phases=[${half}, ${half}]`)).job.phases;
    const one = compileScenario(scenarioOf(TEXT, 'workload.phases.0.tokens=1006.63296 Gtoken')).job
      .phases[0]!;
    expect(both[0]!.nominalSeconds + both[1]!.nominalSeconds).toBeCloseTo(one.nominalSeconds, 3);
    expect(whole!.nominalSeconds).toBeLessThan(one.nominalSeconds);
  });

  it('that does not fit is refused with by how much and what helps', () => {
    const message = messageOf('workload.phases.0.parallelism={tensor: 8, pipeline: 2}');
    expect(message).toMatch(
      /parallelism: does not fit: the fullest GPU needs [\d.]+ GB of [\d.]+ GB, [\d.]+ GB too much/,
    );
    expect(message).toMatch(
      /What helps most: (tensor|pipeline|zero|gpus|recompute|context) .* -> .*\(saves [\d.]+ GB/,
    );
  });

  it('that does not divide is refused with what does', () => {
    const message = messageOf('workload.phases.0.parallelism={tensor: 8, pipeline: 16, micro_batch: 3}');
    expect(message).toMatch(/micro_batch = 3 does not divide the 16 sequences.*allowed: 1, 2, 4, 8, 16/);
  });

  it('that leaves no whole batch to each rank is refused with the nearest batches', () => {
    expect(messageOf('workload.phases.0.global_batch=16.384 Mtoken')).toContain(
      'phases.0.global_batch: is 2000 sequences, not a multiple of the 128 data-parallel ranks; ' +
        'nearest: 1920 (15.72864 Mtoken), 2048 (16.777216 Mtoken)',
    );
  });

  it('takes predictions that were made before and makes none of its own', () => {
    const scenario = scenarioOf(TEXT);
    const one = predicted(scenario);
    const slower = { ...one, stepSeconds: 2 * one.stepSeconds };
    const [phase] = compileScenario(scenario, [slower]).job.phases;
    expect(phase!.nominalSeconds / phase!.steps).toBeCloseTo(2 * one.stepSeconds, 9);
  });

  it.each([
    ['cluster.node.accelerator=trainium2', 'does not know this accelerator'],
    ['workload.model=gpt-4-rumoured', 'no full architecture'],
    ['workload.precision=tf32', 'does not know tf32'],
  ])('that the model cannot predict is refused: %s', (set, says) => {
    expect(messageOf(set)).toContain(says);
  });
});

describe('the numbers of the scenario', () => {
  it.each([
    ['cluster.node.accelerator.peak.bf16=500 TFLOP/s'],
    ['cluster.node.accelerator.achievable_bf16=400 TFLOP/s'],
    ['cluster.node.accelerator.memory_bandwidth=1 TB/s'],
    ['cluster.node.accelerator.scale_up=100 GB/s'],
    ['cluster.node.accelerator.scale_out=50 Gbit/s'],
    ['cluster.network.bandwidth=5 GB/s'],
  ])('go before those of the step-time model: %s makes the step longer', (set) => {
    const longer = predicted(scenarioOf(TEXT, set)).stepSeconds;
    expect(longer).toBeGreaterThan(predicted(scenarioOf(TEXT)).stepSeconds);
  });

  it('decide what fits', () => {
    expect(messageOf('cluster.node.accelerator.memory=20 GiB')).toContain('of 21.5 GB');
  });
});

describe('a given mfu', () => {
  it('is taken out by --set …=null', () => {
    const { file, text } = readScenario('llama3-405b-16k-h100');
    const { scenario } = resolveScenario(file, text, catalog, [parseOverride('workload.phases.0.mfu=null')]);
    expect(basisOf(scenario).basis).toBe('model');
  });

  it('decides, with the prediction beside it', () => {
    const { file, text } = readScenario('llama3-405b-16k-h100');
    const { scenario } = resolveScenario(file, text, catalog);
    expect(basisOf(scenario).basis).toBe('mfu');
    expect(predictPhase(scenario, 0)?.memory.fits).toBe(true);
  });
});

describe('the search for layouts', () => {
  it('ranks layouts that divide and fit by step time, the best no slower than the one given', () => {
    const scenario = scenarioOf(TEXT);
    const search = searchLayouts(scenario, 0, 10, () => {});
    const steps = search!.ranked.map(({ prediction }) => prediction.stepSeconds);
    expect(steps).toHaveLength(10);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(steps[0]).toBeLessThanOrEqual(predicted(scenario).stepSeconds);
    expect(search!.ranked.every(({ prediction }) => prediction.memory.fits)).toBe(true);
    expect(search!.tooLarge).toBeGreaterThan(0);
  });

  it.each([
    ['dense', []],
    ['experts', ['workload.model=mixtral-8x22b', 'cluster.nodes=16', 'workload.phases.0.mfu=0.4']],
  ])('tries what a plain enumeration tries, and keeps the fastest: %s', (_, sets) => {
    const scenario = scenarioOf(
      TEXT,
      'workload.phases.0.parallelism={tensor: 8}',
      'cluster.nodes=16',
      'workload.phases.0.mfu=0.4',
      ...sets,
    );
    const { model, work, machine, profile } = stepModelInput(scenario, 0)!;
    const steps: number[] = [];
    let evaluated = 0;
    const range = (most: number) => Array.from({ length: most }, (_, index) => index + 1);
    for (const tensor of range(8))
      for (const pipeline of range(model.layers))
        for (const context of range(16).filter(
          (ranks) => work.layout.gpus % (tensor * pipeline * ranks) === 0,
        ))
          for (const expert of range(model.experts?.total ?? 1))
            for (const virtualStages of pipeline === 1 ? [1] : range(8))
              for (const microBatch of [1, 2, 4, 8])
                for (const zeroStage of pipeline === 1 ? ([1, 3] as const) : ([1] as const))
                  for (const recompute of ['none', 'full'] as const) {
                    const knobs = { tensor, pipeline, context, expert, virtualStages, microBatch };
                    const layout = { ...work.layout, ...knobs, zeroStage, recompute };
                    if (layoutProblems(model, layout, work.sequence).length > 0) continue;
                    evaluated += 1;
                    const step = predictStep(model, { ...work, layout }, machine, profile);
                    if (step.memory.fits) steps.push(step.stepSeconds);
                  }
    const search = searchLayouts(scenario, 0, 7, () => {})!;
    expect(search.evaluated).toBe(evaluated);
    expect(search.tooLarge).toBe(evaluated - steps.length);
    expect(search.ranked.map(({ prediction }) => prediction.stepSeconds)).toEqual(
      steps.sort((a, b) => a - b).slice(0, 7),
    );
  });

  it('finds nothing where nothing fits', () => {
    const small = scenarioOf(
      TEXT,
      'workload.phases.0.mfu=0.4',
      'cluster.nodes=1',
      'workload.phases.0.parallelism={tensor: 8}',
    );
    expect(searchLayouts(small, 0, 10, () => {})!.ranked).toEqual([]);
  });
});

describe('a model that is no transformer', () => {
  it('gives its FLOPs per sample, and samples stand for tokens: AlexNet on two GTX 580', () => {
    const scenario = scenarioOf(`
name: alexnet
cluster: { node: gtx-580-desktop, nodes: 1 }
workload:
  model: alexnet
  precision: fp32
  phases: [{ tokens: 108 Mtoken, sequence_length: 1 token, global_batch: 128 token, mfu: 0.3 }]
checkpoint: { interval: 1 h, stall: 1 s }
site: us-average
cost: { rented: { price: 0 USD/(gpu hour) } }
`);
    const [phase] = compileScenario(scenario).job.phases;
    // 1.2 million images x 90 epochs x 4.2 GFLOP over two GPUs of 1.581 TFLOP/s at 30 %: 5.5 days, as published.
    expect(phase!.nominalSeconds / 86_400).toBeCloseTo((108e6 * 4.2e9) / (2 * 1.581e12 * 0.3) / 86_400, 3);
    expect(phase!.nominalSeconds / 86_400).toBeGreaterThan(5);
    expect(phase!.nominalSeconds / 86_400).toBeLessThan(6);
  });
});
