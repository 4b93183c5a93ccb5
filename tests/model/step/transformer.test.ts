import { describe, expect, it } from 'vitest';
import { parameterCounts, type Transformer } from '../../../src/model/step/transformer.ts';
import { catalog } from '../../support/catalog.ts';
import { GPT_175B, MIXTRAL } from './cases.ts';

type Row = Readonly<Record<string, unknown>>;

function parameters(text: unknown): number {
  const match = /^([\d.]+) ([MGT]?)param$/.exec(String(text));
  if (match === null) throw new Error(`not a parameter count: ${String(text)}`);
  return Number(match[1]) * { '': 1, M: 1e6, G: 1e9, T: 1e12 }[match[2] as 'M']!;
}

function transformerOf(row: Row): Transformer {
  const experts = row['experts'] as Record<string, number> | undefined;
  const mla = row['mla'] as Record<string, number> | undefined;
  const n = (key: string): number => Number(row[key]);
  return {
    layers: n('layers'),
    hidden: n('hidden'),
    heads: n('heads'),
    kvHeads: n('kv_heads'),
    headDimension: n('head_dim'),
    ffn: n('ffn'),
    gated: row['mlp'] === 'gated',
    experts:
      experts === undefined
        ? null
        : {
            total: experts['total']!,
            active: experts['active']!,
            shared: experts['shared'] ?? 0,
            ffn: experts['ffn']!,
            denseLayers: experts['dense_layers'] ?? 0,
            denseFfn: experts['dense_ffn'] ?? 0,
          },
    mla:
      mla === undefined
        ? null
        : {
            queryRank: mla['query_rank']!,
            kvRank: mla['kv_rank']!,
            nopeDimension: mla['nope_dim']!,
            ropeDimension: mla['rope_dim']!,
            valueDimension: mla['value_dim']!,
          },
    vocabulary: n('vocabulary'),
    sequencePositions: Number.parseInt(String(row['sequence_length']), 10),
    tiedEmbeddings: row['tied_embeddings'] === true,
    positions: row['positions'] as Transformer['positions'],
    bias: row['bias'] === true,
    norm: row['norm'] as Transformer['norm'],
  };
}

// The papers' own rounding: 350M, 1.3B with heads of 128, 2.7B, "1.7 billion" and "3.6 billion", 13B, 130B.
const ROUNDED: Readonly<Record<string, number>> = {
  'gpt-3-medium': 0.017,
  'gpt-3-xl': 0.011,
  'gpt-3-2.7b': 0.018,
  'megatron-1.7b': 0.029,
  'megatron-3.6b': 0.011,
  'opt-13b': 0.012,
  'glm-130b': 0.011,
};

describe('parameterCounts', () => {
  const rows = Object.entries(catalog.models).filter(([, row]) => (row as Row)['hidden'] !== undefined);

  it('has rows to check', () => {
    expect(rows.length).toBeGreaterThan(60);
  });

  it.each(rows)('is the published count of %s', (id, row) => {
    const published = parameters((row as Row)['parameters']);
    const error = Math.abs(parameterCounts(transformerOf(row as Row)).total / published - 1);
    expect(error).toBeLessThan(ROUNDED[id] ?? 0.01);
  });

  it('counts what one token of a mixture of experts uses', () => {
    // Mixtral 8x7B: 46.7e9 in all, 12.9e9 a token (Mistral AI).
    const counts = parameterCounts(MIXTRAL);
    expect(counts.total / 1e9).toBeCloseTo(46.7, 1);
    expect(counts.active / 1e9).toBeCloseTo(12.88, 2);
  });

  it('is 12 L h^2 (1 + 13/12h + (V + s)/12Lh) plus a final norm for a Megatron GPT (Narayanan 2021, eq. 2)', () => {
    const { layers: l, hidden: h, vocabulary: v } = GPT_175B;
    const paper = 12 * l * h * h * (1 + 13 / (12 * h) + (v + 2048) / (12 * l * h));
    expect(parameterCounts(GPT_175B).total).toBeCloseTo(paper + 2 * h, -2);
  });
});
