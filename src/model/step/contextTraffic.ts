import type { Fabric } from './collectives.ts';
import type { Layout } from './layout.ts';
import { queryKeyDimension, type Transformer, valueDimension } from './transformer.ts';

/**
 * Forward seconds in which the keys and values of the other context ranks pass by, for one layer and micro-batch; the
 * backward pass takes twice that. `tokens` of this rank.
 */
export function contextSeconds(model: Transformer, layout: Layout, tokens: number, fabric: Fabric): number {
  const { tensor: t, context: c } = layout;
  if (c <= 1) return 0;
  const kvWidth =
    model.mla === null
      ? 2 * model.kvHeads * model.headDimension
      : model.heads * (queryKeyDimension(model) + valueDimension(model));
  const inside = t * c <= fabric.domain;
  const rate = inside ? fabric.upBytesPerSecond : fabric.outBytesPerSecond;
  const hop = inside ? fabric.upHopSeconds : fabric.outHopSeconds;
  return (c - 1) * (hop + (2 * tokens * kvWidth) / (t * rate));
}
