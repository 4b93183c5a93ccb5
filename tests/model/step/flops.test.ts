import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hardwareFlopsPerToken,
  korthikantiHardwareFlops,
  korthikantiModelFlops,
  modelFlopsPerToken,
  narayananFlops,
  nemoFlopsPerToken,
  palmFlopsPerToken,
} from '../../../src/model/step/flops.ts';
import { parameterCounts } from '../../../src/model/step/transformer.ts';
import { GPT_175B, gpt, LLAMA_405B } from './cases.ts';

const shapes = fc.record({
  layers: fc.integer({ min: 1, max: 128 }),
  heads: fc.integer({ min: 1, max: 160 }),
  sequence: fc.integer({ min: 1, max: 64 }).map((n) => n * 128),
});

describe('FLOPs against the published formulas', () => {
  it('is Korthikanti appendix A, eq. 3 of Narayanan and NeMo exactly for GPT shapes', () => {
    fc.assert(
      fc.property(shapes, ({ layers, heads, sequence }) => {
        const model = gpt(layers, heads * 128, heads);
        const close = (a: number, b: number): void => expect(a / b).toBeCloseTo(1, 12);
        const full = modelFlopsPerToken(model, sequence, 'full');
        close(full * 7 * sequence, korthikantiModelFlops(model, sequence, 7));
        close(full, nemoFlopsPerToken(model, sequence));
        close(
          hardwareFlopsPerToken(model, sequence, 'full', 'unfused') * 7 * sequence,
          narayananFlops(model, sequence, 7),
        );
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('is NeMo with grouped queries and a gated MLP', () => {
    expect(modelFlopsPerToken(LLAMA_405B, 8192, 'full') / nemoFlopsPerToken(LLAMA_405B, 8192)).toBeCloseTo(
      1,
      12,
    );
  });

  it('is PaLM: 6 N + 12 L a d s, N the matrices, without look-ups, norms and biases', () => {
    const { layers: l, hidden: h, vocabulary: v } = GPT_175B;
    const matrices = 12 * l * h * h + v * h;
    expect(modelFlopsPerToken(GPT_175B, 2048, 'full')).toBe(6 * matrices + 12 * l * h * 2048);
    const other = parameterCounts(GPT_175B).total - matrices;
    expect(palmFlopsPerToken(GPT_175B, 2048) - modelFlopsPerToken(GPT_175B, 2048, 'full')).toBeCloseTo(
      6 * other,
      -4,
    );
  });

  it('gives the HFU over MFU that Korthikanti print: 43.7 / 41.5 for 22B, 52.8 / 51.4 for 175B', () => {
    const ratio = (l: number, h: number, a: number): number =>
      korthikantiHardwareFlops(gpt(l, h, a), 2048, 1) / korthikantiModelFlops(gpt(l, h, a), 2048, 1);
    expect(ratio(48, 6144, 64)).toBeCloseTo(43.7 / 41.5, 2);
    expect(ratio(96, 12288, 96)).toBeCloseTo(52.8 / 51.4, 2);
  });

  it('counts half of the attention when causal, and less in a window', () => {
    const linear = modelFlopsPerToken(GPT_175B, 0, 'full');
    const full = modelFlopsPerToken(GPT_175B, 4096, 'full') - linear;
    expect(modelFlopsPerToken(GPT_175B, 4096, 'causal') - linear).toBeCloseTo(full / 2, -3);
    const windowed = { ...GPT_175B, window: { tokens: 512, share: 1 } };
    expect(modelFlopsPerToken(windowed, 4096, 'full') - linear).toBeCloseTo(full / 8, -3);
  });
});
