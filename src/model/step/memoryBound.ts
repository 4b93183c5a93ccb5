import { queryKeyDimension, type Transformer } from './transformer.ts';

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
