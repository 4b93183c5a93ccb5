import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nominalMfu, nominalStepSeconds, type PhaseWork } from '../../src/model/stepTime.ts';
import { trainingFlopsPerToken } from '../../src/model/transformerFlops.ts';

const GPT_3 = { layers: 96, heads: 96, headDimension: 128, activeParameters: 174.6e9 };
const LLAMA_3_405B = { layers: 126, heads: 128, headDimension: 128, activeParameters: 405e9 };

describe('trainingFlopsPerToken', () => {
  it('is 6 N + 12 L a d s by hand for GPT-3 175B at 2,048 tokens', () => {
    // 6 x 174.6e9 = 1.0476e12 and 12 x 96 x 96 x 128 x 2048 = 28,991,029,248.
    expect(trainingFlopsPerToken(GPT_3, 2048)).toBe(1_047_600_000_000 + 28_991_029_248);
  });

  it('is 6 N + 12 L a d s by hand for Llama 3 405B at 8,192 tokens', () => {
    // 6 x 405e9 = 2.43e12 and 12 x 126 x 128 x 128 x 8192 = 202,937,204,736.
    expect(trainingFlopsPerToken(LLAMA_3_405B, 8192)).toBe(2_430_000_000_000 + 202_937_204_736);
  });

  it('without attention is the published total of both runs', () => {
    // GPT-3 (Brown et al. 2020, table D.1): 3.14e23 for 300e9 tokens. Llama 3 (2024): 3.8e25 for 15.6e12 tokens.
    expect((trainingFlopsPerToken(GPT_3, 0) * 300e9) / 1e23).toBeCloseTo(3.14, 2);
    expect((trainingFlopsPerToken(LLAMA_3_405B, 0) * 15.6e12) / 1e25).toBeCloseTo(3.8, 1);
  });

  it('counts only the parameters that a token uses', () => {
    // DeepSeek-V3: 37e9 of 671e9 active.
    const experts = { layers: 0, heads: 0, headDimension: 0, activeParameters: 37e9 };
    expect(trainingFlopsPerToken(experts, 4096)).toBe(222e9);
  });
});

const work: PhaseWork = {
  flopsPerToken: trainingFlopsPerToken(LLAMA_3_405B, 8192),
  batchTokens: 16_777_216,
  gpus: 16_384,
  peakFlopsPerGpu: 989e12,
};

describe('nominal step time and utilisation', () => {
  it('is model FLOPs over what the GPUs deliver, by hand', () => {
    // 2,632,937,204,736 x 16,777,216 / (0.41 x 16,384 x 989e12) = 1024 x 2,632,937,204,736 / 405.49e12.
    expect(nominalStepSeconds(work, { basis: 'mfu', mfu: 0.41 })).toBeCloseTo(6.6490609, 6);
  });

  it('is the step time as given when one is given', () => {
    expect(nominalStepSeconds(work, { basis: 'step_time', seconds: 6.6 })).toBe(6.6);
  });

  it('gives 400 TFLOP/s a GPU as an MFU of 40.4 % of 989', () => {
    const seconds = (work.flopsPerToken * work.batchTokens) / (work.gpus * 400e12);
    expect(nominalMfu(work, seconds)).toBeCloseTo(400 / 989, 12);
  });

  it('turns an MFU into a step time and back', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 200_000 }),
        fc.integer({ min: 1, max: 100_000_000 }),
        (mfu, gpus, batchTokens) => {
          const phase = { ...work, gpus, batchTokens };
          expect(nominalMfu(phase, nominalStepSeconds(phase, { basis: 'mfu', mfu })) / mfu).toBeCloseTo(
            1,
            12,
          );
        },
      ),
      { seed: 17, numRuns: 300 },
    );
  });

  it('halves the step with twice the GPUs at the same MFU', () => {
    const basis = { basis: 'mfu', mfu: 0.41 } as const;
    const doubled = nominalStepSeconds({ ...work, gpus: 2 * work.gpus }, basis);
    expect(nominalStepSeconds(work, basis) / doubled).toBeCloseTo(2, 12);
  });
});
