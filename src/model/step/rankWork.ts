import type { LayerStack } from './layerStack.ts';
import type { LayerTime } from './layerTime.ts';
import { expertLayersOn } from './layout.ts';
import { type ComputeTime, type Traffic, traffic } from './prediction.ts';
import type { SlowestRank } from './rankTime.ts';

/** What the slowest rank does in one step, by kind, without pipeline and data-parallel traffic. */
export interface RankWork {
  readonly compute: ComputeTime;
  readonly tensor: Traffic;
  readonly context: Traffic;
  readonly expert: Traffic;
}

/** `microBatches` times the rank's layers, with embedding and head where it holds them. */
export function rankWork(stack: LayerStack, rank: SlowestRank, microBatches: number): RankWork {
  const { dense, sparse, head } = stack;
  const sparseLayers = expertLayersOn(stack.model, rank.layers);
  const denseLayers = rank.layers - sparseLayers;
  const withHead = rank.withHead ? 1 : 0;
  const withEmbedding = rank.withEmbedding ? 1 : 0;
  const of = (part: (layer: LayerTime) => number): number =>
    microBatches * (sparseLayers * part(sparse) + denseLayers * part(dense));

  const matmulSeconds = of((l) => l.matmul) + microBatches * withHead * head.matmul;
  const attentionSeconds = of((l) => l.attention);
  const elementwiseSeconds =
    of((l) => l.elementwise) + microBatches * (withHead * head.elementwise + withEmbedding * head.embedding);
  const launchSeconds = of((l) => l.launch);
  const headTraffic = microBatches * withHead * head.tensor;
  return {
    compute: {
      matmulSeconds,
      attentionSeconds,
      elementwiseSeconds,
      launchSeconds,
      totalSeconds: matmulSeconds + attentionSeconds + elementwiseSeconds + launchSeconds,
    },
    tensor: traffic(of((l) => l.tensor) + headTraffic, of((l) => l.tensorExposed) + headTraffic),
    context: traffic(
      of((l) => l.context),
      of((l) => l.contextExposed),
    ),
    expert: traffic(
      of((l) => l.expert),
      of((l) => l.expertExposed),
    ),
  };
}
