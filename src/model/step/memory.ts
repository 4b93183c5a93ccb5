import {
  dataParallel,
  expertLayersOn,
  expertTensor,
  type Layout,
  microBatches,
  stageLayers,
} from './layout.ts';
import { inFlight } from './pipeline.ts';
import type { StackFacts, StackProfile } from './profile.ts';
import {
  denseFfn,
  type ParameterCounts,
  queryKeyDimension,
  type Transformer,
  valueDimension,
} from './transformer.ts';

/** Bytes on the fullest GPU, by kind. */
export interface MemoryUse {
  readonly weightsBytes: number;
  readonly gradientsBytes: number;
  readonly optimizerBytes: number;
  readonly activationsBytes: number;
  /** Logits and their loss. */
  readonly headBytes: number;
  /** CUDA context, communicators, workspaces, and what the allocator loses to fragmentation. */
  readonly overheadBytes: number;
  readonly totalBytes: number;
  readonly capacityBytes: number;
  readonly fits: boolean;
  /** Bytes over the capacity; 0 when it fits. */
  readonly excessBytes: number;
}

/** Parameters on one GPU: the part that every data-parallel rank repeats, and the routed experts. */
export interface LocalParameters {
  readonly dense: number;
  readonly experts: number;
}

/** Parameters of `layers` layers plus `vocabularies` token matrices on one pipeline rank. */
export function localParameters(
  model: Transformer,
  layout: Layout,
  counts: ParameterCounts,
  layers: number,
  vocabularies: number,
): LocalParameters {
  const sparse = expertLayersOn(model, layers);
  const replicated =
    sparse * (counts.expertLayer - counts.routedExperts) + (layers - sparse) * counts.denseLayer;
  const vocabulary = vocabularies * model.vocabulary * model.hidden;
  return {
    dense: (replicated + vocabulary) / layout.tensor,
    experts: (sparse * counts.routedExperts) / (layout.expert * expertTensor(layout)),
  };
}

/** Ranks over which ZeRO shards: data and context ranks; and those of the routed experts. */
export function shardRanks(layout: Layout): { readonly dense: number; readonly experts: number } {
  const replicas = dataParallel(layout) * layout.context;
  const experts = (replicas * layout.tensor) / (layout.expert * expertTensor(layout));
  return { dense: layout.shardRanks ?? replicas, experts: Math.max(1, experts) };
}

/**
 * Activation bytes that one layer keeps for the backward pass, for one micro-batch on one GPU, at 16 bits.
 * With heads x dimension = hidden, a plain MLP of 4 hidden and dropout this is Korthikanti et al. 2022, eq. 1 to 6:
 * s b h (10 + 24/t + 5 a s/(h t)) without sequence parallelism, 34 s b h / t with it and without the scores.
 * With 8- or 4-bit products their inputs are kept in 8 bits; norms, attention and activation inputs stay at 16.
 */
export function activationBytesPerLayer(
  model: Transformer,
  layout: Layout,
  sequence: number,
  facts: Pick<StackFacts, 'attention' | 'dropout' | 'selectiveShare'>,
  narrow = false,
  recompute = layout.recompute,
): number {
  const { tensor: t, context: c } = layout;
  const tokens = (layout.microBatch * sequence) / c;
  const wide = tokens * model.hidden * (layout.sequenceParallel ? 1 / t : 1);
  if (recompute === 'full') return 2 * wide;
  const { heads, kvHeads, hidden, mla, experts } = model;
  const keys =
    mla === null
      ? 2 * kvHeads * model.headDimension
      : heads * (queryKeyDimension(model) + valueDimension(model));
  const queriesAndKeys = 2 * (heads * queryKeyDimension(model) + keys) + 2 * heads * valueDimension(model);
  const perInner = (model.gated ? 6 : 4) - (narrow ? 1 : 0);
  let inner = (tokens * perInner * denseFfn(model)) / t;
  if (experts !== null && experts.denseLayers < model.layers) {
    const mine = layout.expert > 1 ? tokens / t : tokens;
    // Routed copies of the input, and the experts' inner activations.
    const routed = mine * experts.active * (2 * hidden + (perInner * experts.ffn) / expertTensor(layout));
    inner = routed + (tokens * perInner * experts.shared * experts.ffn) / t;
  }
  // 8 h of inputs and norms and, with dropout, a mask of 1 h after each block.
  const always = ((facts.dropout ? 10 : 8) - (narrow ? 2 : 0)) * wide + (tokens * queriesAndKeys) / t + inner;
  const kept = always * (recompute === 'selective' ? facts.selectiveShare : 1);
  if (facts.attention === 'flash') return kept + (4 * tokens * heads) / t;
  const scores = recompute === 'selective' ? 0 : (5 * heads * tokens * sequence) / t;
  return kept + scores;
}

interface RankBytes {
  readonly weights: number;
  readonly gradients: number;
  readonly optimizer: number;
  readonly activations: number;
  readonly head: number;
}

function rankBytes(
  model: Transformer,
  layout: Layout,
  profile: StackProfile,
  local: LocalParameters,
  ranks: { readonly dense: number; readonly experts: number },
  activations: number,
  head: number,
): RankBytes {
  const { facts } = profile;
  const zero = layout.zeroStage;
  const sharded = local.dense / ranks.dense + local.experts / ranks.experts;
  const whole = local.dense + local.experts;
  let weights = facts.weightBytes * (zero === 3 ? sharded : whole);
  if (zero === 3) weights += 2 * gatheredParameters(model, layout, facts.keepGathered ? whole : 0);
  return {
    weights,
    gradients: facts.gradientBytes * (zero >= 2 ? sharded : whole),
    optimizer: facts.optimizerBytes * (zero >= 1 ? sharded : whole),
    activations,
    head,
  };
}

/** ZeRO-3 holds two matrices' or, at most, two layers' gathered parameters. DeepSpeed's limit: 1e9 and the largest matrix. */
function gatheredParameters(model: Transformer, layout: Layout, kept: number): number {
  if (kept > 0) return kept;
  const widest = model.experts === null ? model.ffn : model.experts.ffn * model.experts.total;
  const matrix = (model.hidden * Math.max(widest, model.heads * model.headDimension)) / layout.tensor;
  const layer = matrix * (model.gated ? 4 : 3);
  return Math.min(2 * layer, 1e9 + matrix);
}

/** Memory of the fullest pipeline rank: the first (most micro-batches in flight) or the last (with the head). */
export function memoryUse(
  model: Transformer,
  layout: Layout,
  sequence: number,
  profile: StackProfile,
  counts: ParameterCounts,
  capacityBytes: number,
  narrow: boolean,
): MemoryUse {
  const { facts } = profile;
  const { pipeline: p, tensor: t } = layout;
  const stages = stageLayers(model, layout);
  const ranks = shardRanks(layout);
  const m = microBatches(layout);
  const tokens = (layout.microBatch * sequence) / layout.context;
  const layerBytes = activationBytesPerLayer(model, layout, sequence, facts, narrow);
  const working =
    layout.recompute === 'full' ? activationBytesPerLayer(model, layout, sequence, facts, narrow, 'none') : 0;
  const logits = ((facts.fusedLoss ? 4 : 12) * tokens * model.vocabulary) / t;
  const embeddingActivation = (2 * tokens * model.hidden) / (layout.sequenceParallel ? t : 1);
  const rank = (layers: number, flight: number, vocabularies: number, head: number): RankBytes => {
    const local = localParameters(model, layout, counts, layers, vocabularies);
    const activations = layers * layerBytes * flight + working + embeddingActivation;
    return rankBytes(model, layout, profile, local, ranks, activations, head);
  };
  const sum = (b: RankBytes): number => b.weights + b.gradients + b.optimizer + b.activations + b.head;
  let worst: RankBytes;
  if (p === 1) {
    worst = rank(model.layers, 1, model.tiedEmbeddings ? 1 : 2, logits);
  } else {
    const flight = inFlight(m, p, layout.virtualStages);
    const first = rank(stages.first, flight, 1, 0);
    const second = rank(stages.most, Math.max(1, flight - 1), 0, 0);
    const last = rank(stages.last, 1, 1, logits);
    worst = sum(first) >= sum(last) ? first : last;
    if (sum(second) > sum(worst)) worst = second;
  }
  const used = sum(worst);
  const overheadBytes = facts.overheadBytes + (facts.fragmentation - 1) * used;
  const totalBytes = used + overheadBytes;
  return {
    weightsBytes: worst.weights,
    gradientsBytes: worst.gradients,
    optimizerBytes: worst.optimizer,
    activationsBytes: worst.activations,
    headBytes: worst.head,
    overheadBytes,
    totalBytes,
    capacityBytes,
    fits: totalBytes <= capacityBytes,
    excessBytes: Math.max(0, totalBytes - capacityBytes),
  };
}
