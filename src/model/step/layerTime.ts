import { type AttentionRates, attentionSeconds } from './attention.ts';
import { allReduceSeconds, allToAllSeconds, type Fabric, gatherSeconds, groupOf } from './collectives.ts';
import { expertTensor, type Layout } from './layout.ts';
import { addLinear, type LinearSeconds, type MatmulRates } from './matmul.ts';
import { elementwiseBytes } from './memoryBound.ts';
import type { StackProfile } from './profile.ts';
import { denseFfn, mlpMatrices, queryKeyDimension, type Transformer, valueDimension } from './transformer.ts';

/** Rates of one GPU and its links under one stack, computed once for a step. */
export interface Rates {
  readonly linear: MatmulRates;
  /** The head stays at 16 bits (or 32). */
  readonly head: MatmulRates;
  readonly attention: AttentionRates;
  readonly elementwiseBytesPerSecond: number;
  /** Extra bytes per operand element for casts to 8 or 4 bits; 0 at 16 and 32. */
  readonly castBytes: number;
  readonly fabric: Fabric;
}

/** Seconds of one layer for one micro-batch on one GPU, forward and backward (with recomputation) together. */
export interface LayerTime {
  readonly matmul: number;
  readonly attention: number;
  readonly elementwise: number;
  /** Host-bound gaps: kernels that end before the next one is launched. */
  readonly launch: number;
  readonly tensor: number;
  readonly tensorExposed: number;
  readonly context: number;
  readonly contextExposed: number;
  readonly expert: number;
  readonly expertExposed: number;
  /** All that is not hidden, in the two directions. */
  readonly forward: number;
  readonly backward: number;
}

// Attention under which a ring of keys and values travels.
const CONTEXT_WINDOW = 0.8;
const BACKWARD_KERNELS = 1.9;

/** Exposed part of `seconds` of traffic under `window` seconds of work; the hidden part costs `contention` of itself. */
export function exposed(seconds: number, window: number, contention: number): number {
  const hidden = Math.min(seconds, window);
  return seconds - hidden + contention * hidden;
}

export function layerTime(
  model: Transformer,
  layout: Layout,
  sequence: number,
  rates: Rates,
  profile: StackProfile,
  withExperts: boolean,
): LayerTime {
  const { facts, fitted } = profile;
  const { tensor: t, context: c, expert: e } = layout;
  const { hidden, heads } = model;
  const experts = withExperts ? model.experts : null;
  const tokens = (layout.microBatch * sequence) / c;
  const split = layout.sequenceParallel ? t : 1;
  const full = layout.recompute === 'full';

  const linear: LinearSeconds = { forward: 0, inputGradient: 0, weightGradient: 0 };
  addAttentionLinears(linear, model, rates.linear, tokens, t);
  let inner = experts === null ? denseFfn(model) / t : 0;
  let routedTokens = 0;
  if (experts === null) {
    addMlp(linear, model, rates.linear, tokens, inner, 1);
  } else {
    if (experts.shared > 0)
      addMlp(linear, model, rates.linear, tokens, (experts.shared * experts.ffn) / t, 1);
    addLinear(linear, rates.linear, tokens / split, hidden, experts.total);
    // With the experts spread, the tensor ranks bring different tokens; else each holds a slice of every expert.
    const width = expertTensor(layout);
    const mine = e > 1 ? tokens / t : tokens;
    const perExpert = (mine * e * experts.active) / experts.total;
    addMlp(linear, model, rates.linear, perExpert, experts.ffn / width, experts.total / e);
    routedTokens = mine * experts.active;
    inner = (routedTokens * (experts.ffn / width) + (tokens * experts.shared * experts.ffn) / t) / tokens;
  }

  const core = attentionSeconds(model, rates.attention, sequence, layout.microBatch, t, c);
  const bytes = elementwiseBytes(model, tokens, t, 1 / split, inner, facts.dropout, rates.castBytes);
  // Tokens are gathered by expert and scattered back: read and written twice.
  const permuted = 8 * routedTokens * hidden;
  const elementForward = (bytes.forward + permuted) / rates.elementwiseBytesPerSecond;
  const elementBackward = (bytes.backward + permuted) / rates.elementwiseBytesPerSecond;

  const matmulForward = linear.forward;
  const matmulBackward = linear.inputGradient + linear.weightGradient + (full ? linear.forward : 0);
  const attentionAgain = full || (layout.recompute === 'selective' && facts.attention === 'unfused');
  const attentionBackward = core.backward + (attentionAgain ? core.forward : 0);
  const elementAll = elementBackward + (full ? elementForward : 0);

  // Tensor parallelism: one all-reduce (or reduce-scatter and all-gather) after attention, one after the MLP.
  let tensorForward = 0;
  let tensorBackward = 0;
  if (t > 1) {
    const group = groupOf(rates.fabric, t, 1);
    const activation = 2 * tokens * hidden;
    const blocks = experts !== null && e > 1 ? 1 : 2;
    if (layout.sequenceParallel) {
      const gather = gatherSeconds(rates.fabric, group, activation);
      tensorForward = blocks * 2 * gather;
      // Weight gradients gather their inputs again, most of it hidden.
      tensorBackward = tensorForward + 0.3 * blocks * gather;
      if (full) tensorBackward += tensorForward;
    } else {
      tensorForward = blocks * allReduceSeconds(rates.fabric, group, activation);
      // The recomputed layer needs no second reduction of its output.
      tensorBackward = tensorForward * (full ? 1.75 : 1);
    }
  }
  const kernels = facts.layerKernels * (experts === null ? 1 : 2) * fitted.launchSeconds;
  const gpuForward = matmulForward + core.forward + elementForward;
  const gpuBackward = matmulBackward + attentionBackward + elementAll;
  const launchForward = Math.max(0, kernels - gpuForward);
  const launchBackward = Math.max(0, kernels * (BACKWARD_KERNELS + (full ? 1 : 0)) - gpuBackward);

  const open = 1 - fitted.tensorOverlap * (1 - facts.contention);
  const underWeights = facts.weightGradientOverlap
    ? Math.max(tensorBackward - 0.5 * (linear.weightGradient + launchBackward), 0.25 * tensorBackward)
    : tensorBackward;
  const tensorExposedForward = tensorForward * open;
  const tensorExposedBackward = underWeights * open;

  // Context parallelism: keys and values of the other ranks pass by, forward once, backward twice.
  let contextForward = 0;
  let contextExposedForward = 0;
  let contextExposedBackward = 0;
  if (c > 1) {
    const { fabric } = rates;
    const kvWidth =
      model.mla === null
        ? 2 * model.kvHeads * model.headDimension
        : heads * (queryKeyDimension(model) + valueDimension(model));
    const inside = t * c <= fabric.domain;
    const rate = inside ? fabric.upBytesPerSecond : fabric.outBytesPerSecond;
    const hop = inside ? fabric.upHopSeconds : fabric.outHopSeconds;
    contextForward = (c - 1) * (hop + (2 * tokens * kvWidth) / (t * rate));
    const { contention } = facts;
    contextExposedForward = exposed(
      contextForward,
      CONTEXT_WINDOW * core.forward + launchForward,
      contention,
    );
    contextExposedBackward = exposed(
      2 * contextForward,
      CONTEXT_WINDOW * core.backward + launchBackward,
      contention,
    );
  }

  // Expert parallelism: tokens to their experts and back, in both directions.
  let expertForward = 0;
  let expertBackward = 0;
  if (experts !== null && e > 1) {
    const group = groupOf(rates.fabric, e, 1);
    const there = routedTokens * hidden;
    const back = allToAllSeconds(rates.fabric, group, 2 * there);
    const dispatch = rates.linear.operandBytes < 2 ? allToAllSeconds(rates.fabric, group, there) : back;
    expertForward = dispatch + back;
    expertBackward = 2 * back + (full ? expertForward : 0);
  }
  const expertOpen = 1 - facts.expertOverlap * (1 - facts.contention);

  const expertExposed = (expertForward + expertBackward) * expertOpen;
  return {
    matmul: matmulForward + matmulBackward,
    attention: core.forward + attentionBackward,
    elementwise: elementForward + elementAll,
    launch: launchForward + launchBackward,
    tensor: tensorForward + tensorBackward,
    tensorExposed: tensorExposedForward + tensorExposedBackward,
    context: 3 * contextForward,
    contextExposed: contextExposedForward + contextExposedBackward,
    expert: expertForward + expertBackward,
    expertExposed,
    forward:
      gpuForward + launchForward + tensorExposedForward + contextExposedForward + expertForward * expertOpen,
    backward:
      gpuBackward +
      launchBackward +
      tensorExposedBackward +
      contextExposedBackward +
      expertBackward * expertOpen,
  };
}

function addAttentionLinears(
  sum: LinearSeconds,
  model: Transformer,
  rates: MatmulRates,
  tokens: number,
  tensor: number,
): void {
  const { hidden, heads, kvHeads, headDimension, mla } = model;
  if (mla === null) {
    addLinear(sum, rates, tokens, hidden, ((heads + 2 * kvHeads) * headDimension) / tensor);
    addLinear(sum, rates, tokens, (heads * headDimension) / tensor, hidden);
    return;
  }
  // The two compressions are not split over the tensor ranks.
  addLinear(sum, rates, tokens, hidden, mla.queryRank + mla.kvRank + mla.ropeDimension);
  addLinear(sum, rates, tokens, mla.queryRank, (heads * (mla.nopeDimension + mla.ropeDimension)) / tensor);
  addLinear(sum, rates, tokens, mla.kvRank, (heads * (mla.nopeDimension + mla.valueDimension)) / tensor);
  addLinear(sum, rates, tokens, (heads * mla.valueDimension) / tensor, hidden);
}

function addMlp(
  sum: LinearSeconds,
  model: Transformer,
  rates: MatmulRates,
  tokens: number,
  width: number,
  batch: number,
): void {
  addLinear(sum, rates, tokens, model.hidden, (mlpMatrices(model) - 1) * width, batch);
  addLinear(sum, rates, tokens, width, model.hidden, batch);
}
