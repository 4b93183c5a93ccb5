import { type HeadTime, headTime } from './headTime.ts';
import { type LayerTime, layerTime } from './layerTime.ts';
import { expertLayersOn, type Layout } from './layout.ts';
import type { StackProfile } from './profile.ts';
import type { Rates } from './rates.ts';
import { denseLayers, type Transformer } from './transformer.ts';

/** The parts that a model is stacked from, in seconds of one micro-batch on one GPU. */
export interface LayerStack {
  readonly model: Transformer;
  readonly dense: LayerTime;
  /** A layer with experts; the dense one when the model has none. */
  readonly sparse: LayerTime;
  readonly head: HeadTime;
}

export function layerStack(
  model: Transformer,
  layout: Layout,
  sequence: number,
  rates: Rates,
  profile: StackProfile,
): LayerStack {
  const dense = layerTime(model, layout, sequence, rates, profile, false);
  return {
    model,
    dense,
    sparse: model.experts === null ? dense : layerTime(model, layout, sequence, rates, profile, true),
    head: headTime(model, layout, sequence, rates),
  };
}

/** Forward of `layers` layers, those with experts first: the fullest rank is an inner one. */
export function forwardSeconds({ model, dense, sparse }: LayerStack, layers: number): number {
  const s = expertLayersOn(model, layers);
  return s * sparse.forward + (layers - s) * dense.forward;
}

export function backwardSeconds({ model, dense, sparse }: LayerStack, layers: number): number {
  const s = expertLayersOn(model, layers);
  return s * sparse.backward + (layers - s) * dense.backward;
}

/** All layers of the model, embedding and head: one micro-batch through the whole pipeline. */
export function wholeModelSeconds({ model, dense, sparse, head }: LayerStack): number {
  const sparseAll = model.layers - denseLayers(model);
  return (
    sparseAll * (sparse.forward + sparse.backward) +
    (model.layers - sparseAll) * (dense.forward + dense.backward) +
    head.embedding +
    head.matmul +
    head.elementwise +
    head.tensor
  );
}
