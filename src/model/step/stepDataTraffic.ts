import { allReduceSeconds, type Fabric } from './collectives.ts';
import { type DataTime, replicatedDataTime, shardedDataTime } from './dataParallel.ts';
import { backwardSeconds, forwardSeconds, type LayerStack } from './layerStack.ts';
import type { LayerTime } from './layerTime.ts';
import { expertLayersOn, type Layout } from './layout.ts';
import type { LocalParameters } from './memory.ts';
import { overlapMicroBatches } from './pipeline.ts';
import type { StackProfile } from './profile.ts';
import type { ParameterCounts } from './transformer.ts';

/** ZeRO 3 moves weights for every layer and micro-batch, so its exposed part belongs to the micro-batch; else nothing. */
export function shardedMicroBatch(
  stack: LayerStack,
  layout: Layout,
  counts: ParameterCounts,
  layers: number,
  fabric: Fabric,
  profile: StackProfile,
): DataTime {
  let total = 0;
  let exposed = 0;
  if (layout.zeroStage !== 3) return { total, exposed };
  const sparseLayers = expertLayersOn(stack.model, layers);
  const add = (local: LocalParameters, time: LayerTime, count: number): void => {
    if (count === 0) return;
    const data = shardedDataTime(layout, local, time, fabric, profile);
    total += count * data.total;
    exposed += count * data.exposed;
  };
  add({ dense: counts.denseLayer / layout.tensor, experts: 0 }, stack.dense, layers - sparseLayers);
  const dense = (counts.expertLayer - counts.routedExperts) / layout.tensor;
  add({ dense, experts: counts.routedExperts / layout.expert }, stack.sparse, sparseLayers);
  return { total, exposed };
}

/** Once a step with ZeRO 0 to 2: gradients under the last backward passes, weights under the first forward passes. */
export function replicatedStep(
  stack: LayerStack,
  layout: Layout,
  local: LocalParameters,
  microBatches: number,
  layers: number,
  fabric: Fabric,
  profile: StackProfile,
): DataTime {
  const window = overlapMicroBatches(microBatches, layout.pipeline, layout.virtualStages);
  return replicatedDataTime(
    layout,
    local,
    fabric,
    profile,
    window * backwardSeconds(stack, layers),
    window * forwardSeconds(stack, layers),
  );
}

/** A tied token matrix is on the first and on the last rank: its gradients are summed between the two. */
export function tiedEmbeddingSeconds(
  stack: LayerStack,
  layout: Layout,
  fabric: Fabric,
  profile: StackProfile,
): number {
  const { model } = stack;
  if (layout.pipeline <= 1 || !model.tiedEmbeddings) return 0;
  const bytes = (profile.facts.reduceBytes * model.vocabulary * model.hidden) / layout.tensor;
  const inside = layout.gpus <= fabric.domain ? 2 : 1;
  return allReduceSeconds(fabric, { size: 2, local: inside, inPod: 2 }, bytes);
}
