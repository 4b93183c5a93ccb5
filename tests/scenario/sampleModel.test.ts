import { describe, expect, it } from 'vitest';
import { nominalMfu } from '../../src/model/stepTime.ts';
import { phaseWork } from '../../src/scenario/compile/phases.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import { predictSamplePhase } from '../../src/scenario/sampleModel.ts';
import { compile, problemsOf, resolve } from '../support/scenarioText.ts';

/** 1.2 million images, 90 times, on two GTX 580; published are five to six days (Krizhevsky et al. 2012). */
const ALEXNET = `
name: alexnet
cluster: { node: gtx-580-desktop, nodes: 1 }
workload:
  model: alexnet
  precision: fp32
  phases: [{ tokens: 108 Mtoken, sequence_length: 1 token, global_batch: 128 token }]
checkpoint: { interval: 1 h, stall: 1 s, write_bandwidth: 100 MB/s }
site: us-average
cost: { rented: { price: 0 USD/(gpu hour) } }
`;

const MFU = 'workload.phases.0.mfu=0.3';

describe('a model given by its FLOPs per sample', () => {
  it('takes five to six days for AlexNet on two GTX 580, without a given mfu', () => {
    const [phase] = compile(ALEXNET).job.phases;
    expect(phase!.nominalSeconds / 86_400).toBeGreaterThan(5);
    expect(phase!.nominalSeconds / 86_400).toBeLessThan(6);
  });

  it('computes at the share of the library and sums the gradients of the whole model', () => {
    const { scenario } = resolve(ALEXNET);
    const step = predictSamplePhase(scenario, 0)!;
    expect(step.computeSeconds).toBeCloseTo((128 * 4.2e9) / (2 * 1.581e12 * step.achieved.share), 9);
    // A ring of two GPUs: each sends 4 bytes a parameter once, over PCI Express.
    expect((60e6 * 4) / step.exchangeSeconds).toBeGreaterThan(3e9);
    expect((60e6 * 4) / step.exchangeSeconds).toBeLessThan(8e9);
    expect(step.stepSeconds).toBe(step.computeSeconds + step.exchangeSeconds);
    const [phase] = compileScenario(scenario).job.phases;
    expect(phase!.nominalSeconds / phase!.steps).toBeCloseTo(step.stepSeconds, 9);
    expect(nominalMfu(phaseWork(scenario, 0), step.stepSeconds)).toBeCloseTo(step.mfu, 12);
    expect(phase!.communicationShare).toBeCloseTo(step.exchangeSeconds / step.stepSeconds, 12);
  });

  it('has a share between the ends that were measured', () => {
    const { low, share, high } = predictSamplePhase(resolve(ALEXNET).scenario, 0)!.achieved;
    expect(share).toBeCloseTo((low + high) / 2, 12);
    expect(low).toBeLessThan(high);
  });

  it('draws less power while it exchanges, and saves weights and momentum', () => {
    const input = compile(ALEXNET);
    expect(input.power.nodeWatts[0]).toBeLessThan(compile(ALEXNET, MFU).power.nodeWatts[0]!);
    expect(input.power.nodeWatts[0]).toBeGreaterThan(
      compile(ALEXNET, MFU, 'power.training=0.85').power.nodeWatts[0]!,
    );
    expect(input.checkpoint.tiers[0]!.writeSeconds).toBeCloseTo((60e6 * 8) / 100e6, 9);
  });

  it('exchanges nothing on one GPU', () => {
    const { scenario } = resolve(ALEXNET, 'cluster.node.gpus=1');
    expect(predictSamplePhase(scenario, 0)!.exchangeSeconds).toBe(0);
  });

  it("goes by the scenario's own peak", () => {
    const doubled = resolve(ALEXNET, 'cluster.node.accelerator.peak.fp32=3.162 TFLOP/s').scenario;
    const { computeSeconds } = predictSamplePhase(resolve(ALEXNET).scenario, 0)!;
    expect(predictSamplePhase(doubled, 0)!.computeSeconds).toBeCloseTo(computeSeconds / 2, 12);
  });

  it('leaves the step to a given mfu', () => {
    const [phase] = compile(ALEXNET, MFU).job.phases;
    expect(phase!.nominalSeconds / phase!.steps).toBeCloseTo((128 * 4.2e9) / (2 * 1.581e12 * 0.3), 9);
  });

  it('is not asked about a transformer', () => {
    const { scenario } = resolve(ALEXNET, 'workload.model=gpt-2-small', MFU);
    expect(predictSamplePhase(scenario, 0)).toBeNull();
  });

  it.each<[string, readonly string[]]>([
    ['for step_model gtx-580', ['cluster.node=dgx-1-v100']],
    [
      'at precision fp32, not bf16',
      ['workload.precision=bf16', 'cluster.node.accelerator.peak.bf16=3 TFLOP/s'],
    ],
    ['for data parallelism alone', ['workload.phases.0.parallelism={tensor: 2}']],
  ])('is refused where its speed is not known: %s', (only, sets) => {
    const messages = problemsOf(ALEXNET, ...sets).map(({ path, message }) => `${path}: ${message}`);
    expect(messages).toContain(
      `workload.phases.0: needs mfu or step_time: the speed of a model given by flops_per_sample is known only ${only}`,
    );
    expect(() => resolve(ALEXNET, MFU, ...sets)).not.toThrow();
  });
});
