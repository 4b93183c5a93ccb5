import { coreAttentionFlops, meanContext } from './flops.ts';
import type { Transformer } from './transformer.ts';

/** Rates of one GPU for the attention core, at 16 bits. */
export interface AttentionRates {
  readonly kernel: 'flash' | 'unfused';
  readonly forwardFlops: number;
  readonly backwardFlops: number;
  readonly bytesPerSecond: number;
}

export interface AttentionSeconds {
  readonly forward: number;
  readonly backward: number;
}

// Bytes of one score element that unfused softmax, mask and dropout move.
const SCORE_BYTES_FORWARD = 9;
const SCORE_BYTES_BACKWARD = 11;

/**
 * Scores, softmax and weighted values of one layer and micro-batch on one GPU.
 * - flash: the causal half only; the backward computes the scores again, 2.5 times the forward FLOPs.
 * - unfused: the whole square as batched products, and the scores written and read between the kernels.
 */
export function attentionSeconds(
  model: Transformer,
  rates: AttentionRates,
  sequence: number,
  sequences: number,
  tensor: number,
  context: number,
): AttentionSeconds {
  const queries = (sequences * sequence) / context;
  if (rates.kernel === 'flash') {
    const flops = (queries * coreAttentionFlops(model, sequence, 'causal')) / tensor;
    return { forward: flops / rates.forwardFlops, backward: (2.5 * flops) / rates.backwardFlops };
  }
  const flops = (queries * coreAttentionFlops(model, sequence, 'full')) / tensor;
  const scores = (queries * meanContext(model, sequence, 'full') * model.heads) / tensor;
  return {
    forward: flops / rates.forwardFlops + (SCORE_BYTES_FORWARD * scores) / rates.bytesPerSecond,
    backward: (2 * flops) / rates.backwardFlops + (SCORE_BYTES_BACKWARD * scores) / rates.bytesPerSecond,
  };
}
