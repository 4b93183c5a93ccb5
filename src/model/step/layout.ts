import type { Recompute } from './flops.ts';
import { denseLayers, type Transformer } from './transformer.ts';

export type ZeroStage = 0 | 1 | 2 | 3;

/** How one model is spread over the GPUs. Data parallelism is what is left: gpus / (tensor x pipeline x context). */
export interface Layout {
  readonly gpus: number;
  readonly tensor: number;
  readonly sequenceParallel: boolean;
  readonly pipeline: number;
  /** Chunks of layers on each pipeline rank; 1 is the plain one-forward-one-backward schedule. */
  readonly virtualStages: number;
  readonly context: number;
  readonly expert: number;
  /** Sequences. */
  readonly microBatch: number;
  /** Sequences. */
  readonly globalBatch: number;
  readonly zeroStage: ZeroStage;
  readonly recompute: Recompute;
  /** Ranks that share one copy of the ZeRO-sharded state (hybrid sharding); absent: every data-parallel rank. */
  readonly shardRanks?: number;
}

/** One thing that keeps a layout from running. `allowed` lists values of `knob` that would do. */
export interface LayoutProblem {
  readonly knob:
    | 'gpus'
    | 'tensor'
    | 'pipeline'
    | 'virtualStages'
    | 'context'
    | 'expert'
    | 'microBatch'
    | 'globalBatch';
  readonly value: number;
  /** What must be divisible, in words, and how much of it there is. */
  readonly of: string;
  readonly total: number;
  readonly allowed: readonly number[];
}

/** Ranks that hold the same weights and read different sequences. */
export function dataParallel(layout: Layout): number {
  return layout.gpus / (layout.tensor * layout.pipeline * layout.context);
}

/** Micro-batches of one step on one data-parallel rank. */
export function microBatches(layout: Layout): number {
  return Math.max(1, Math.ceil(layout.globalBatch / (layout.microBatch * dataParallel(layout)) - 1e-9));
}

/** Tensor-parallel width of the routed experts: whole experts sit on one GPU as soon as experts are spread. */
export function expertTensor(layout: Layout): number {
  return layout.expert > 1 ? 1 : layout.tensor;
}

export function divisors(total: number): readonly number[] {
  const low: number[] = [];
  const high: number[] = [];
  for (let i = 1; i * i <= total; i++) {
    if (total % i !== 0) continue;
    low.push(i);
    if (i * i !== total) high.push(total / i);
  }
  return [...low, ...high.reverse()];
}

/** Everything that does not divide or is out of range; empty when the layout can run. Memory is another question. */
export function layoutProblems(
  model: Transformer,
  layout: Layout,
  sequence: number,
): readonly LayoutProblem[] {
  const problems: LayoutProblem[] = [];
  const needs = (knob: LayoutProblem['knob'], value: number, of: string, total: number): void => {
    if (Number.isInteger(value) && value >= 1 && total % value === 0) return;
    const allowed = Number.isInteger(total) && total >= 1 ? divisors(total) : [];
    problems.push({ knob, value, of, total, allowed });
  };
  const { tensor, pipeline, context, expert, virtualStages, microBatch, globalBatch, gpus } = layout;
  needs('tensor', tensor, 'attention heads', model.heads);
  if (model.mla === null && model.kvHeads >= tensor)
    needs('tensor', tensor, 'key and value heads', model.kvHeads);
  needs('tensor', tensor, 'MLP width', model.experts === null ? model.ffn : model.experts.ffn);
  needs('context', context, 'tokens of a sequence', sequence);
  if (model.experts === null) needs('expert', expert, 'experts', 1);
  else needs('expert', expert, 'experts', model.experts.total);
  if (pipeline < 1 || pipeline > model.layers || !Number.isInteger(pipeline)) {
    problems.push({
      knob: 'pipeline',
      value: pipeline,
      of: 'layers',
      total: model.layers,
      allowed: divisors(model.layers),
    });
  }
  if (virtualStages !== 1) {
    // Interleaving needs whole chunks and at least three ranks to gain anything (Megatron-LM refuses two).
    const chunks = Math.floor(model.layers / pipeline);
    if (pipeline < 2 || virtualStages < 1 || virtualStages > Math.ceil(model.layers / pipeline)) {
      const allowed = pipeline < 2 ? [1] : divisors(Math.max(1, chunks));
      problems.push({
        knob: 'virtualStages',
        value: virtualStages,
        of: 'layers of a pipeline rank',
        total: chunks,
        allowed,
      });
    }
  }
  const replica = tensor * pipeline * context;
  if (gpus % replica !== 0) {
    const allowed = [Math.floor(gpus / replica) * replica, Math.ceil(gpus / replica) * replica].filter(
      (n) => n > 0,
    );
    problems.push({
      knob: 'gpus',
      value: gpus,
      of: 'GPUs of one replica (tensor x pipeline x context)',
      total: replica,
      allowed,
    });
    return problems;
  }
  const data = dataParallel(layout);
  if (model.experts !== null) needs('expert', expert, 'GPUs of one pipeline stage', tensor * context * data);
  if (globalBatch % data !== 0) {
    const allowed = [Math.floor(globalBatch / data) * data, Math.ceil(globalBatch / data) * data].filter(
      (n) => n > 0,
    );
    problems.push({
      knob: 'globalBatch',
      value: globalBatch,
      of: 'data-parallel ranks',
      total: data,
      allowed,
    });
    return problems;
  }
  needs('microBatch', microBatch, 'sequences of one data-parallel rank', globalBatch / data);
  return problems;
}

/** How many layers the fullest, the first and the last pipeline rank hold. */
export interface StageLayers {
  readonly most: number;
  readonly first: number;
  readonly last: number;
}

/**
 * Layers over pipeline ranks as evenly as they go. What does not divide goes to inner ranks first, so the ranks with the
 * embedding and the head are the light ones (Llama 3: 126 layers on 16; BLOOM: 70 on 12).
 */
export function stageLayers(model: Transformer, layout: Layout): StageLayers {
  const ranks = layout.pipeline;
  const floor = Math.floor(model.layers / ranks);
  const extra = model.layers - floor * ranks;
  if (extra === 0) return { most: floor, first: floor, last: floor };
  return { most: floor + 1, first: extra > ranks - 2 ? floor + 1 : floor, last: floor };
}

/** Of `count` layers on the fullest rank, those with experts: dense layers come first in the model. */
export function expertLayersOn(model: Transformer, count: number): number {
  return Math.min(count, model.layers - denseLayers(model));
}
