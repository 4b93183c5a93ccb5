import { allReduceSeconds, groupOf } from './collectives.ts';
import type { Layout } from './layout.ts';
import { addLinear } from './matmul.ts';
import type { Rates } from './rates.ts';
import type { Transformer } from './transformer.ts';

/** Seconds of embedding, output head and loss for one micro-batch, both directions. */
export interface HeadTime {
  readonly embedding: number;
  readonly matmul: number;
  readonly elementwise: number;
  /** Sums over the split vocabulary. */
  readonly tensor: number;
}

// Cross entropy in 32 bits over the logits, forward and backward; look-up and its gradient.
const LOSS_BYTES = 20;
const EMBEDDING_BYTES = 8;

/** Vocabulary rounded up so that every tensor rank has a multiple of 128 rows (Megatron-LM). */
export function paddedVocabulary(vocabulary: number, tensor: number): number {
  return Math.ceil(vocabulary / (128 * tensor)) * 128 * tensor;
}

export function headTime(model: Transformer, layout: Layout, sequence: number, rates: Rates): HeadTime {
  const { tensor: t } = layout;
  const tokens = (layout.microBatch * sequence) / layout.context;
  const rows = paddedVocabulary(model.vocabulary, t) / t;
  const linear = { forward: 0, inputGradient: 0, weightGradient: 0 };
  addLinear(linear, rates.head, tokens, model.hidden, rows);
  const heads = model.predictions ?? 1;
  const wide = tokens * model.hidden;
  const tensor = t > 1 ? allReduceSeconds(rates.fabric, groupOf(rates.fabric, t, 1), 2 * wide) : 0;
  return {
    embedding: (EMBEDDING_BYTES * wide) / rates.elementwiseBytesPerSecond,
    matmul: heads * (linear.forward + linear.inputGradient + linear.weightGradient),
    elementwise: (heads * LOSS_BYTES * tokens * rows) / rates.elementwiseBytesPerSecond,
    tensor: heads * tensor,
  };
}
