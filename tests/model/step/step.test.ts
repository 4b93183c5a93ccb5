import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MACHINES } from '../../../src/model/step/accelerators.ts';
import type { Layout } from '../../../src/model/step/layout.ts';
import type { Machine } from '../../../src/model/step/machine.ts';
import { PROFILES, type ProfileId } from '../../../src/model/step/profiles.ts';
import { predictStep, type StepPrediction } from '../../../src/model/step/step.ts';
import type { Transformer } from '../../../src/model/step/transformer.ts';
import { BASE, GPT_175B, gpt, LLAMA_405B, MIXTRAL, predict } from './cases.ts';

interface Case {
  readonly model: Transformer;
  readonly layout: Layout;
  readonly profile: ProfileId;
  readonly precision: 'bf16' | 'fp8';
  readonly machine: Machine;
}

const cases: fc.Arbitrary<Case> = fc
  .record({
    model: fc.constantFrom(gpt(32, 4096, 32), GPT_175B, LLAMA_405B, MIXTRAL),
    tensor: fc.constantFrom(1, 2, 4, 8, 16),
    pipeline: fc.constantFrom(1, 2, 4, 8),
    virtualStages: fc.constantFrom(1, 2, 4),
    context: fc.constantFrom(1, 2, 4),
    data: fc.constantFrom(1, 2, 8, 32, 256),
    perRank: fc.constantFrom(1, 3, 8, 32),
    microBatch: fc.constantFrom(1, 2),
    zeroStage: fc.constantFrom(0, 1, 2, 3),
    recompute: fc.constantFrom('none', 'selective', 'full'),
    sequenceParallel: fc.boolean(),
    spread: fc.boolean(),
    profile: fc.constantFrom(...(Object.keys(PROFILES) as ProfileId[])),
    precision: fc.constantFrom('bf16', 'fp8'),
    machine: fc.constantFrom(MACHINES['h100-sxm'], MACHINES.gb200, MACHINES.mi300x),
  })
  .map((r) => {
    const { tensor, pipeline, context, data } = r;
    const layout = {
      gpus: tensor * pipeline * context * data,
      tensor,
      sequenceParallel: r.sequenceParallel,
      pipeline,
      virtualStages: pipeline === 1 ? 1 : r.virtualStages,
      context,
      expert: r.model.experts !== null && r.spread ? Math.min(8, tensor * context * data) : 1,
      microBatch: r.microBatch,
      globalBatch: data * r.microBatch * r.perRank,
      zeroStage: r.zeroStage as 0,
      recompute: r.recompute as 'none',
    };
    const { model, profile, machine } = r;
    return { model, layout, profile, precision: r.precision as 'bf16', machine };
  });

function run(c: Case, machine: Machine = c.machine): StepPrediction {
  const work = { sequence: 4096, precision: c.precision, layout: c.layout };
  return predictStep(c.model, work, machine, PROFILES[c.profile]);
}

const always = (check: (c: Case, step: StepPrediction) => void, seed: number): void =>
  fc.assert(
    fc.property(cases, (c) => check(c, run(c))),
    { seed, numRuns: 400 },
  );

describe('predictStep, on any layout', () => {
  it('adds its exposed parts to the step, and its activity to 1', () => {
    always((_, s) => {
      const parts =
        s.compute.totalSeconds +
        s.bubbleSeconds +
        s.tensor.exposedSeconds +
        s.context.exposedSeconds +
        s.expert.exposedSeconds +
        s.pipeline.exposedSeconds +
        s.data.exposedSeconds +
        s.optimizerSeconds +
        s.fixedSeconds +
        s.jitterSeconds;
      expect(parts).toBe(s.stepSeconds);
      const { compute } = s;
      expect(
        compute.matmulSeconds + compute.attentionSeconds + compute.elementwiseSeconds + compute.launchSeconds,
      ).toBe(compute.totalSeconds);
      const shares = Object.values(s.activity);
      expect(shares.reduce((sum, x) => sum + x, 0)).toBeCloseTo(1, 12);
      for (const share of shares) expect(share).toBeGreaterThanOrEqual(0);
      for (const t of [s.tensor, s.context, s.expert, s.pipeline, s.data]) {
        expect(t.overlappedSeconds + t.exposedSeconds).toBeCloseTo(t.totalSeconds, 9);
        expect(t.overlappedSeconds).toBeGreaterThanOrEqual(0);
      }
      const m = s.memory;
      const bytes = m.weightsBytes + m.gradientsBytes + m.optimizerBytes + m.activationsBytes + m.headBytes;
      expect(bytes + m.overheadBytes).toBeCloseTo(m.totalBytes, -1);
    }, 6);
  });

  it('is finite and never faster than the FLOPs at peak', () => {
    always((_, s) => {
      expect(Number.isFinite(s.stepSeconds)).toBe(true);
      expect(s.mfu).toBeGreaterThan(0);
      expect(s.hfu).toBeGreaterThanOrEqual(s.mfu);
      expect(s.hfu).toBeLessThan(1);
    }, 7);
  });

  it('never gets faster when a bandwidth is halved', () => {
    always((c, s) => {
      const { accelerator: a, scaleUp: up, network: out } = c.machine;
      const slower: readonly Machine[] = [
        { ...c.machine, accelerator: { ...a, memoryBytesPerSecond: a.memoryBytesPerSecond / 2 } },
        { ...c.machine, scaleUp: { ...up, bytesPerSecond: up.bytesPerSecond / 2 } },
        { ...c.machine, network: { ...out, bytesPerSecond: out.bytesPerSecond / 2 } },
        { ...c.machine, network: { ...out, podGpus: 64, oversubscription: 4 } },
      ];
      for (const machine of slower) {
        expect(run(c, machine).stepSeconds).toBeGreaterThanOrEqual(s.stepSeconds * (1 - 1e-12));
      }
    }, 8);
  });

  it('never gets faster under weak scaling, nor its communication cheaper under strong scaling', () => {
    always((c, s) => {
      const { layout } = c;
      const twice = { ...layout, gpus: 2 * layout.gpus };
      const weak = run({ ...c, layout: { ...twice, globalBatch: 2 * layout.globalBatch } });
      // A sharded optimiser has less to do on each rank; nothing else may shrink.
      const optimizer = s.optimizerSeconds - weak.optimizerSeconds;
      expect(weak.stepSeconds + optimizer * 1.2).toBeGreaterThanOrEqual(s.stepSeconds * (1 - 1e-9));
      if (
        (layout.globalBatch * layout.tensor * layout.pipeline * layout.context) %
        (twice.gpus * layout.microBatch)
      )
        return;
      const share = (x: StepPrediction): number => x.data.totalSeconds / x.stepSeconds;
      if (layout.zeroStage < 3)
        expect(share(run({ ...c, layout: twice }))).toBeGreaterThanOrEqual(share(s) * (1 - 1e-9));
    }, 9);
  });
});

describe('predictStep, part by part', () => {
  it('halves the bubble per unit of work exactly when the micro-batches double', () => {
    const share = (globalBatch: number): number => {
      const s = predict(GPT_175B, { globalBatch, zeroStage: 0 });
      return s.bubbleSeconds / s.compute.totalSeconds;
    };
    expect(share(128) / share(64)).toBeCloseTo(0.5, 12);
  });

  it('has no bubble without a pipeline, and less of it with more chunks', () => {
    expect(predict(GPT_175B, { pipeline: 1, gpus: 64 }).bubbleSeconds).toBe(0);
    const bubble = (virtualStages: number): number => predict(GPT_175B, { virtualStages }).bubbleSeconds;
    expect(bubble(3)).toBeLessThan(bubble(1));
    expect(bubble(12)).toBeLessThan(bubble(3));
  });

  it('has no tensor, context, pipeline or expert traffic without these dimensions', () => {
    const alone = { gpus: 1, tensor: 1, pipeline: 1, globalBatch: 4, sequenceParallel: false };
    const s = predict(gpt(12, 1024, 16), alone);
    for (const t of [s.tensor, s.context, s.pipeline, s.expert, s.data]) expect(t.totalSeconds).toBe(0);
    expect(s.jitterSeconds).toBe(0);
    expect(predict(LLAMA_405B, { context: 2, gpus: 128 }).context.totalSeconds).toBeGreaterThan(0);
    expect(predict(MIXTRAL, { pipeline: 1, expert: 8 }).expert.totalSeconds).toBeGreaterThan(0);
  });

  it('takes about a third more computation with full recompute, and the same MFU per second', () => {
    const none = predict(GPT_175B, {});
    const full = predict(GPT_175B, { recompute: 'full' });
    expect(full.compute.totalSeconds / none.compute.totalSeconds).toBeCloseTo(4 / 3, 1);
    expect(full.modelFlops).toBe(none.modelFlops);
    expect(full.mfu * full.stepSeconds).toBeCloseTo(none.mfu * none.stepSeconds, 12);
    expect(full.hardwareFlops / none.hardwareFlops).toBeGreaterThan(1.3);
  });

  it('counts 14 bytes a parameter for a checkpoint (BLOOM: 2.3 TB)', () => {
    expect(predict(gpt(70, 14336, 112, 250680), {}).checkpointBytes / 1e12).toBeCloseTo(2.47, 1);
  });

  it('is faster in fp8 than in bf16, and on H100 than on A100', () => {
    const bf16 = predict(LLAMA_405B, {}).stepSeconds;
    expect(predict(LLAMA_405B, {}, { precision: 'fp8' }).stepSeconds).toBeLessThan(bf16);
    expect(predict(LLAMA_405B, {}, { machine: MACHINES['a100-80'] }).stepSeconds).toBeGreaterThan(2 * bf16);
    expect(BASE.gpus).toBe(64);
  });

  it('knows every machine of the catalogue at a precision that it has', () => {
    const model = gpt(12, 768, 12);
    const layout = { ...BASE, gpus: 2, tensor: 1, pipeline: 1, sequenceParallel: false, globalBatch: 16 };
    for (const machine of Object.values(MACHINES)) {
      const precision = machine.accelerator.peakFlops.bits16 > 0 ? 'bf16' : 'fp32';
      const step = predictStep(
        model,
        { sequence: 1024, precision, layout },
        machine,
        PROFILES['megatron-2021'],
      );
      expect(step.stepSeconds, machine.name).toBeGreaterThan(0);
      expect(step.mfu, machine.name).toBeLessThan(0.9);
    }
  });
});
