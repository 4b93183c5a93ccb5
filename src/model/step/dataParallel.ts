import { allReduceSeconds, type Fabric, gatherSeconds, groupOf } from './collectives.ts';
import type { LayerTime } from './layerTime.ts';
import { dataParallel, expertTensor, type Layout } from './layout.ts';
import type { LocalParameters } from './memory.ts';
import { exposed } from './overlap.ts';
import type { StackProfile } from './profile.ts';

/** Traffic of data parallelism in one step: all of it, and what no computation hides. */
export interface DataTime {
  readonly total: number;
  readonly exposed: number;
}

interface Replicas {
  readonly ranks: number;
  readonly stride: number;
  /** Ranks that share one sharded copy; equal to `ranks` unless sharding is hybrid. */
  readonly shard: number;
}

function denseReplicas(layout: Layout): Replicas {
  const ranks = dataParallel(layout) * layout.context;
  return { ranks, stride: layout.tensor, shard: Math.min(ranks, layout.shardRanks ?? ranks) };
}

function expertReplicas(layout: Layout): Replicas {
  const stride = layout.expert * expertTensor(layout);
  const ranks = Math.max(1, (dataParallel(layout) * layout.context * layout.tensor) / stride);
  return { ranks, stride, shard: ranks };
}

/** Gradients summed over the replicas: all-reduce, or reduce-scatter inside the shard and all-reduce of the pieces. */
function reduceSeconds(fabric: Fabric, replicas: Replicas, bytes: number, sharded: boolean): number {
  if (!sharded) return allReduceSeconds(fabric, groupOf(fabric, replicas.ranks, replicas.stride), bytes);
  const scatter = gatherSeconds(fabric, groupOf(fabric, replicas.shard, replicas.stride), bytes);
  if (replicas.shard >= replicas.ranks) return scatter;
  const copies = groupOf(fabric, replicas.ranks / replicas.shard, replicas.stride * replicas.shard);
  return scatter + allReduceSeconds(fabric, copies, bytes / replicas.shard);
}

/**
 * ZeRO 0 to 2: gradients once per step under the last backward, updated weights gathered under the next forward.
 * Stage 0 all-reduces; the others reduce-scatter and gather, with the same volume when gradients have 2 bytes.
 */
export function replicatedDataTime(
  layout: Layout,
  local: LocalParameters,
  fabric: Fabric,
  profile: StackProfile,
  backwardSeconds: number,
  forwardSeconds: number,
): DataTime {
  const { facts } = profile;
  const sharded = layout.zeroStage > 0;
  const dense = denseReplicas(layout);
  let reduce = reduceSeconds(fabric, dense, facts.reduceBytes * local.dense, sharded);
  let gather = 0;
  if (sharded) gather = gatherSeconds(fabric, groupOf(fabric, dense.shard, dense.stride), 2 * local.dense);
  if (local.experts > 0) {
    const experts = expertReplicas(layout);
    reduce += reduceSeconds(fabric, experts, facts.reduceBytes * local.experts, sharded);
    if (sharded)
      gather += gatherSeconds(fabric, groupOf(fabric, experts.shard, experts.stride), 2 * local.experts);
  }
  return {
    total: reduce + gather,
    exposed:
      exposed(reduce, facts.dataOverlap * backwardSeconds, facts.contention) +
      exposed(gather, facts.dataOverlap * forwardSeconds, facts.contention),
  };
}

/**
 * ZeRO 3 (FSDP): each layer's weights are gathered before its forward and again before its backward, its gradients
 * reduce-scattered after it, for every micro-batch; each under the computation of a neighbouring layer.
 */
export function shardedDataTime(
  layout: Layout,
  layerParameters: LocalParameters,
  layer: LayerTime,
  fabric: Fabric,
  profile: StackProfile,
): DataTime {
  const { facts } = profile;
  const count = facts.layerCollectives;
  const gatherOf = ({ shard, stride }: Replicas, parameters: number): number =>
    count * gatherSeconds(fabric, groupOf(fabric, shard, stride), (2 * parameters) / count);
  const reduceOf = (replicas: Replicas, parameters: number): number =>
    count * reduceSeconds(fabric, replicas, (facts.reduceBytes * parameters) / count, true);
  const dense = denseReplicas(layout);
  let gather = gatherOf(dense, layerParameters.dense);
  let reduce = reduceOf(dense, layerParameters.dense);
  if (layerParameters.experts > 0) {
    const experts = expertReplicas(layout);
    gather += gatherOf(experts, layerParameters.experts);
    reduce += reduceOf(experts, layerParameters.experts);
  }
  const again = facts.keepGathered ? 0 : gather;
  return {
    total: gather + again + reduce,
    exposed:
      exposed(gather, facts.dataOverlap * layer.forward, facts.contention) +
      exposed(again + reduce, facts.dataOverlap * layer.backward, facts.contention),
  };
}
