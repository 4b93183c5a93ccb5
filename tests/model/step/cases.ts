import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import { MACHINES } from '../../../src/model/step/accelerators.ts';
import type { Layout } from '../../../src/model/step/layout.ts';
import type { Machine } from '../../../src/model/step/machine.ts';
import type { StackProfile } from '../../../src/model/step/profile.ts';
import { PROFILES } from '../../../src/model/step/profiles.ts';
import { predictStep, type StepPrediction } from '../../../src/model/step/step.ts';
import type { Transformer } from '../../../src/model/step/transformer.ts';
import type { ValidationRow } from '../../../src/model/step/validationRow.ts';
import { repository } from '../../support/catalog.ts';

/** A GPT of the Megatron papers: plain MLP of 4 h, all heads alike, tied embeddings. */
export function gpt(layers: number, hidden: number, heads: number, vocabulary = 51200): Transformer {
  return {
    layers,
    hidden,
    heads,
    kvHeads: heads,
    headDimension: hidden / heads,
    ffn: 4 * hidden,
    gated: false,
    experts: null,
    mla: null,
    vocabulary,
    sequencePositions: 2048,
    tiedEmbeddings: true,
    positions: 'learned',
    bias: true,
    norm: 'ln',
  };
}

export const GPT_175B: Transformer = gpt(96, 12288, 96);

export const LLAMA_405B: Transformer = {
  layers: 126,
  hidden: 16384,
  heads: 128,
  kvHeads: 8,
  headDimension: 128,
  ffn: 53248,
  gated: true,
  experts: null,
  mla: null,
  vocabulary: 128256,
  sequencePositions: 8192,
  tiedEmbeddings: false,
  positions: 'rope',
  bias: false,
  norm: 'rms',
};

export const MIXTRAL: Transformer = {
  ...LLAMA_405B,
  layers: 32,
  hidden: 4096,
  heads: 32,
  ffn: 14336,
  vocabulary: 32000,
  experts: { total: 8, active: 2, shared: 0, ffn: 14336, denseLayers: 0, denseFfn: 0 },
};

export const BASE: Layout = {
  gpus: 64,
  tensor: 8,
  sequenceParallel: true,
  pipeline: 8,
  virtualStages: 1,
  context: 1,
  expert: 1,
  microBatch: 1,
  globalBatch: 64,
  zeroStage: 1,
  recompute: 'none',
};

export function predict(
  model: Transformer,
  layout: Partial<Layout>,
  options: {
    readonly sequence?: number;
    readonly machine?: Machine;
    readonly profile?: StackProfile;
    readonly precision?: 'bf16' | 'fp8';
  } = {},
): StepPrediction {
  const {
    sequence = 2048,
    machine = MACHINES['h100-sxm'],
    profile = PROFILES.nemo,
    precision = 'bf16',
  } = options;
  return predictStep(model, { sequence, precision, layout: { ...BASE, ...layout } }, machine, profile);
}

export function validationRows(file: string): readonly ValidationRow[] {
  const text = readFileSync(join(repository, 'scenarios', 'validation', file), 'utf8');
  return Papa.parse<ValidationRow>(text, { header: true, skipEmptyLines: true }).data;
}
