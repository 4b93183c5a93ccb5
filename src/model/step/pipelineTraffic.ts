import { type Fabric, pointToPointSeconds } from './collectives.ts';
import type { Layout } from './layout.ts';
import type { StackFacts } from './profile.ts';

/** Seconds in which one rank hands one micro-batch's activations and their gradients on, for all its chunks. */
export function sendSeconds(
  hidden: number,
  layout: Layout,
  sequence: number,
  fabric: Fabric,
  facts: StackFacts,
): number {
  const { pipeline, virtualStages, context, tensor, microBatch, gpus } = layout;
  if (pipeline <= 1) return 0;
  const bytes = (2 * microBatch * sequence * hidden) / (context * (facts.pipelineScatter ? tensor : 1));
  return 2 * virtualStages * pointToPointSeconds(fabric, bytes, gpus / pipeline, gpus);
}
