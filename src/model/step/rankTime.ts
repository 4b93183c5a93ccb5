import { backwardSeconds, forwardSeconds, type LayerStack, wholeModelSeconds } from './layerStack.ts';
import type { StageLayers } from './layout.ts';

/** The pipeline rank that sets the pace: what it holds, and its seconds for one micro-batch. */
export interface SlowestRank {
  readonly layers: number;
  readonly withEmbedding: boolean;
  readonly withHead: boolean;
  readonly seconds: number;
  /** One micro-batch on all ranks together. */
  readonly allRanksSeconds: number;
}

/** Of the inner ranks, the first (with the embedding) and the last (with the head), the slowest. */
export function slowestRank(stack: LayerStack, stages: StageLayers, ranks: number): SlowestRank {
  const { head } = stack;
  const layersOf = (layers: number): number => forwardSeconds(stack, layers) + backwardSeconds(stack, layers);
  const inner = layersOf(stages.most);
  if (ranks === 1) {
    const seconds = inner + head.embedding + head.matmul + head.elementwise + head.tensor;
    return { layers: stages.most, withEmbedding: true, withHead: true, seconds, allRanksSeconds: seconds };
  }
  const first = layersOf(stages.first) + head.embedding;
  const last = layersOf(stages.last) + head.matmul + head.elementwise + head.tensor;
  const seconds = Math.max(inner, first, last);
  const withHead = seconds === last;
  const withEmbedding = !withHead && seconds === first;
  const layers = withHead ? stages.last : withEmbedding ? stages.first : stages.most;
  return { layers, withEmbedding, withHead, seconds, allRanksSeconds: wholeModelSeconds(stack) };
}
