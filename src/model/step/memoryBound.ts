import { type Experts, queryKeyDimension, type Transformer } from './transformer.ts';

/** Bytes that the element-wise kernels of one layer move for one micro-batch on one GPU. */
export interface ElementwiseBytes {
  readonly forward: number;
  readonly backward: number;
}

/**
 * Norms, residuals (with dropout), activation, rotary positions and, below 16 bits, the casts of the products' inputs.
 * Counts of reads and writes per token, as in Megatron-LM's fused layer norm, bias, activation and dropout.
 * `tokens` of the micro-batch, `normShare` 1/t with sequence parallelism, else 1; `ffn` is what one token sees on this GPU.
 */
export function elementwiseBytes(
  model: Transformer,
  tokens: number,
  tensor: number,
  normShare: number,
  ffn: number,
  dropout: boolean,
  castBytes: number,
): ElementwiseBytes {
  const { hidden, heads, kvHeads } = model;
  const residual = dropout ? 7 : 6;
  const wide = tokens * hidden * normShare;
  const attention = (tokens * heads * queryKeyDimension(model)) / tensor;
  const rotary =
    model.positions === 'rope' ? (8 * tokens * (heads + kvHeads) * model.headDimension) / tensor : 0;
  const inner = tokens * ffn;
  const castForward = castBytes * (2 * wide + attention + inner);
  const castBackward = castBytes * (2 * wide + attention + inner * (model.gated ? 2 : 1));
  return {
    forward: (8 + 2 * residual) * wide + (model.gated ? 6 : 4) * inner + rotary + castForward,
    backward: 28 * wide + (model.gated ? 10 : 6) * inner + rotary + castBackward,
  };
}

// A routed copy of a token is gathered by expert and scattered back: read and written twice at 16 bits.
const PERMUTED = 8;
// Biases of the experts are repeated for every token, weighted, added and cast by kernels that are not fused with the
// products (Megatron-Core's grouped MLP; the passes are counted from memory of its code).
const BIASED_INNER = 8;
const BIASED_OUTPUT_FORWARD = 24;
const BIASED_OUTPUT_BACKWARD = 34;

/** Bytes of routing one layer's tokens to their experts and back. */
export function expertBytes(model: Transformer, experts: Experts, routedTokens: number): ElementwiseBytes {
  const wide = routedTokens * model.hidden;
  const moved = PERMUTED * wide;
  if (!model.bias) return { forward: moved, backward: moved };
  const inner = BIASED_INNER * routedTokens * experts.ffn;
  return {
    forward: moved + BIASED_OUTPUT_FORWARD * wide + inner,
    backward: moved + BIASED_OUTPUT_BACKWARD * wide + inner,
  };
}
