import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MACHINES } from '../../../src/model/step/accelerators.ts';
import { activationBytesPerLayer } from '../../../src/model/step/memory.ts';
import { memoryKnobs } from '../../../src/model/step/memoryKnobs.ts';
import { PROFILES } from '../../../src/model/step/profiles.ts';
import { predictStep } from '../../../src/model/step/step.ts';
import { parameterCounts } from '../../../src/model/step/transformer.ts';
import { validationCase } from '../../../src/model/step/validationRow.ts';
import { BASE, GPT_175B, gpt, LLAMA_405B, MIXTRAL, predict, validationRows } from './cases.ts';

const UNFUSED = { attention: 'unfused', dropout: true, selectiveShare: 1 } as const;

describe('activation bytes against Korthikanti et al. 2022', () => {
  const s = 2048;
  const b = 2;
  const h = 12288;
  const a = 96;
  const sbh = s * b * h;
  const bytes = (layout: Partial<typeof BASE>): number =>
    activationBytesPerLayer(GPT_175B, { ...BASE, microBatch: b, ...layout }, s, UNFUSED);

  it('eq. 1: s b h (34 + 5 a s / h) without parallelism', () => {
    expect(bytes({ tensor: 1, sequenceParallel: false })).toBeCloseTo(sbh * (34 + (5 * a * s) / h), -1);
  });
  it('eq. 2: s b h (10 + 24/t + 5 a s / (h t)) with tensor parallelism', () => {
    for (const t of [2, 4, 8]) {
      const paper = sbh * (10 + 24 / t + (5 * a * s) / (h * t));
      expect(bytes({ tensor: t, sequenceParallel: false })).toBeCloseTo(paper, -1);
    }
  });
  it('eq. 4: s b h / t (34 + 5 a s / h) with sequence parallelism', () => {
    expect(bytes({ tensor: 8 })).toBeCloseTo((sbh / 8) * (34 + (5 * a * s) / h), -1);
  });
  it('eq. 6: 34 s b h / t with selective recompute as well', () => {
    expect(bytes({ tensor: 8, recompute: 'selective' })).toBeCloseTo((34 * sbh) / 8, -1);
  });
  it('full recompute: 2 s b h, the input of the layer', () => {
    expect(bytes({ sequenceParallel: false, recompute: 'full' })).toBe(2 * sbh);
  });
  it('eq. 3 and 5: the first rank of p holds L layers in all, 1 + (p-1)/(p v) of that when interleaved', () => {
    const profile = { ...PROFILES['megatron-2022'], facts: { ...PROFILES['megatron-2022'].facts } };
    const held = (virtualStages: number): number => {
      const layout = {
        virtualStages,
        globalBatch: 64,
        recompute: 'selective' as const,
        zeroStage: 0 as const,
      };
      const { memory } = predict(GPT_175B, layout, { machine: MACHINES['a100-80'], profile });
      return memory.activationsBytes - (2 * s * h) / 8;
    };
    expect(held(1)).toBeCloseTo((96 * 34 * s * h) / 8, -1);
    expect(held(3) / held(1)).toBeCloseTo(1 + 7 / (8 * 3), 10);
  });
});

describe('state bytes against Rajbhandari et al. 2020 (ZeRO)', () => {
  const profile = {
    ...PROFILES.nemo,
    facts: {
      ...PROFILES.nemo.facts,
      weightBytes: 2,
      gradientBytes: 2,
      optimizerBytes: 12,
      keepGathered: false,
    },
  };
  const model = gpt(32, 4096, 32);
  const states = (zeroStage: 0 | 1 | 2 | 3): number => {
    const layout = { gpus: 64, tensor: 1, pipeline: 1, sequenceParallel: false, zeroStage };
    const { memory } = predict(model, layout, { profile });
    return memory.weightsBytes + memory.gradientsBytes + memory.optimizerBytes;
  };
  // The final norm and the learned positions are not in the model of a rank.
  const psi = parameterCounts(model).total - 2 * 4096 - 2048 * 4096;

  it('16, 4 + 12/D, 2 + 14/D and 16/D bytes per parameter', () => {
    expect(states(0) / psi).toBeCloseTo(16, 6);
    expect(states(1) / psi).toBeCloseTo(4 + 12 / 64, 6);
    expect(states(2) / psi).toBeCloseTo(2 + 14 / 64, 6);
    // Stage 3 holds two gathered layers beside its shards.
    const gathered = 2 * 2 * 3 * 4096 * 4 * 4096;
    expect((states(3) - gathered) / psi).toBeCloseTo(16 / 64, 6);
  });

  it('falls with every ZeRO stage, tensor and pipeline width', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0, 1, 2),
        fc.constantFrom(1, 2, 4),
        fc.constantFrom(1, 2, 4),
        fc.constantFrom('none', 'selective', 'full'),
        (zero, tensor, pipeline, recompute) => {
          const layout = { gpus: 512, tensor, pipeline, globalBatch: 4096, recompute } as const;
          const total = (more: object): number =>
            predict(LLAMA_405B, { ...layout, zeroStage: zero as 0, ...more }).memory.totalBytes;
          const now = total({});
          // Gradients under a pipeline are not sharded in practice, but never cost more.
          expect(total({ zeroStage: zero + 1 })).toBeLessThan(now);
          expect(total({ tensor: tensor * 2 })).toBeLessThan(now);
          expect(total({ pipeline: pipeline * 2 })).toBeLessThan(now);
        },
      ),
      { seed: 2, numRuns: 60 },
    );
  });
});

describe('published runs', () => {
  const bloom = validationRows('step-time.csv').find((row) => row['id'] === 'bloom_prequel-003')!;
  // bigscience tr11 chronicles: out of memory on 80 GB.
  it.each([
    [72, 14336, 64, 'fp16', 8, 1, 48, 1],
    [72, 14336, 64, 'fp16', 2, 6, 32, 2],
    [72, 14336, 64, 'fp16', 2, 6, 32, 1],
    [100, 12288, 96, 'bf16', 4, 6, 16, 2],
    [100, 12288, 96, 'bf16', 4, 6, 16, 1],
  ])(
    'L %i h %i a %i %s on TP%i PP%i DP%i micro-batch %i was out of memory',
    (l, h, a, precision, t, p, d, b) => {
      const cells = {
        layers: l,
        hidden: h,
        heads: a,
        kv_heads: a,
        head_dim: h / a,
        ffn: 4 * h,
        precision,
        tp: t,
        pp: p,
        dp: d,
        micro_batch: b,
      };
      const text = Object.fromEntries(Object.entries(cells).map(([key, value]) => [key, String(value)]));
      const one = validationCase({ ...bloom, ...text })!;
      const { memory } = predictStep(one.model, one.work, one.machine, PROFILES[one.profile]);
      expect(memory.fits).toBe(false);
      expect(memory.excessBytes).toBe(memory.totalBytes - memory.capacityBytes);
    },
  );
});

describe('memoryKnobs', () => {
  it('names changes that save memory, the best first, and says which are enough', () => {
    const work = { sequence: 8192, precision: 'bf16', layout: { ...BASE, tensor: 4, pipeline: 2 } } as const;
    const machine = MACHINES['h100-sxm'];
    const knobs = memoryKnobs({ ...LLAMA_405B, layers: 64 }, work, machine, PROFILES.nemo);
    expect(knobs.map((k) => k.knob)).toEqual(expect.arrayContaining(['tensor', 'pipeline', 'recompute']));
    for (let i = 1; i < knobs.length; i++)
      expect(knobs[i]!.savedBytes).toBeLessThanOrEqual(knobs[i - 1]!.savedBytes);
    const mixtral = { ...work, layout: { ...BASE, pipeline: 1, expert: 2 } } as const;
    expect(memoryKnobs(MIXTRAL, mixtral, machine, PROFILES['nemo-moe']).map((k) => k.knob)).toContain(
      'expert',
    );
  });
});
