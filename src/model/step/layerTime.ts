import { attentionSeconds } from './attention.ts';
import { contextSeconds } from './contextTraffic.ts';
import { expertTraffic } from './expertTraffic.ts';
import { hostSeconds } from './hostTime.ts';
import { layerLinears } from './layerLinears.ts';
import type { Layout } from './layout.ts';
import { elementwiseBytes, expertBytes } from './memoryBound.ts';
import { exposed } from './overlap.ts';
import type { StackProfile } from './profile.ts';
import type { Rates } from './rates.ts';
import { tensorTraffic } from './tensorTraffic.ts';
import type { Transformer } from './transformer.ts';

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

export function layerTime(
  model: Transformer,
  layout: Layout,
  sequence: number,
  rates: Rates,
  profile: StackProfile,
  withExperts: boolean,
): LayerTime {
  const { facts, fitted } = profile;
  const { contention } = facts;
  const { tensor: t, context: c, expert: e } = layout;
  const { hidden } = model;
  const experts = withExperts ? model.experts : null;
  const tokens = (layout.microBatch * sequence) / c;
  const full = layout.recompute === 'full';
  const unfused = facts.attention === 'unfused';
  const selective = layout.recompute === 'selective';
  // Under flash attention, selective recomputation repeats the cheap parts of layers with experts (Megatron-Core's modules).
  const parts = selective && !unfused && experts !== null;

  const linears = layerLinears(model, layout, tokens, rates.linear, withExperts);
  const { seconds: linear, routedTokens } = linears;
  const inner = linears.inner - (facts.experts.fused ? linears.routedInner : 0);
  const core = attentionSeconds(model, rates.attention, sequence, layout.microBatch, t, c);
  const normShare = 1 / (layout.sequenceParallel ? t : 1);
  const bytes = elementwiseBytes(model, tokens, t, normShare, inner, facts.dropout, rates.castBytes);
  const routed = experts === null ? NO_BYTES : expertBytes(model, experts, routedTokens);
  const elementForward = (bytes.forward + routed.forward) / rates.elementwiseBytesPerSecond;
  const elementBackward = (bytes.backward + routed.backward) / rates.elementwiseBytesPerSecond;

  const matmulForward = linear.forward;
  const matmulBackward =
    linear.inputGradient + linear.weightGradient + (full ? linear.forward : parts ? linears.latentUp : 0);
  const attentionBackward = core.backward + (full || (selective && unfused) ? core.forward : 0);
  const elementAgain = parts && model.mla === null ? bytes.forward / rates.elementwiseBytesPerSecond : 0;
  const elementAll = elementBackward + (full ? elementForward : elementAgain);

  const elements = experts === null ? 0 : (routedTokens / experts.active) * hidden;
  const expert = expertTraffic(rates.fabric, facts.experts, experts, e, elements, full);
  const gpuForward = matmulForward + core.forward + elementForward;
  const gpuBackward = matmulBackward + attentionBackward + elementAll;
  const overlap = facts.experts.overlapped ? facts.dataOverlap : 0;
  const expertForward = exposed(expert.forward, overlap * gpuForward, contention);
  const expertBackward = exposed(expert.backward, overlap * gpuBackward, contention);
  const host = hostSeconds(profile, experts === null ? 0 : experts.total / e, full);
  const launchForward =
    host.waitForward + Math.max(0, host.forward - host.waitForward - gpuForward - expertForward);
  const launchBackward =
    host.waitBackward + Math.max(0, host.backward - host.waitBackward - gpuBackward - expertBackward);

  const tensor = tensorTraffic(rates.fabric, layout, 2 * tokens * hidden, experts !== null && e > 1);
  const open = 1 - fitted.tensorOverlap * (1 - contention);
  const underWeights = facts.weightGradientOverlap
    ? Math.max(tensor.backward - 0.5 * (linear.weightGradient + launchBackward), 0.25 * tensor.backward)
    : tensor.backward;
  const tensorExposedForward = tensor.forward * open;
  const tensorExposedBackward = underWeights * open;

  const context = contextSeconds(model, layout, tokens, rates.fabric);
  const contextForward = exposed(context, CONTEXT_WINDOW * core.forward + launchForward, contention);
  const contextBackward = exposed(2 * context, CONTEXT_WINDOW * core.backward + launchBackward, contention);
  return {
    matmul: matmulForward + matmulBackward,
    attention: core.forward + attentionBackward,
    elementwise: elementForward + elementAll,
    launch: launchForward + launchBackward,
    tensor: tensor.forward + tensor.backward,
    tensorExposed: tensorExposedForward + tensorExposedBackward,
    context: 3 * context,
    contextExposed: contextForward + contextBackward,
    expert: expert.forward + expert.backward,
    expertExposed: expertForward + expertBackward,
    forward: gpuForward + launchForward + tensorExposedForward + contextForward + expertForward,
    backward: gpuBackward + launchBackward + tensorExposedBackward + contextBackward + expertBackward,
  };
}

const NO_BYTES = { forward: 0, backward: 0 };
