import type { Layout } from './layout.ts';
import { type LocalParameters, shardRanks } from './memory.ts';

// Adam over one parameter: unscale and norm 12, update 30, clearing 2.
const OPTIMIZER_TRAFFIC_BYTES = 44;
const GRADIENT_NORM_SECONDS = 1e-4;

/** Seconds of the parameter update: memory traffic over this GPU's share of the state, and the gradient norm. */
export function optimizerTime(layout: Layout, local: LocalParameters, bytesPerSecond: number): number {
  const ranks = shardRanks(layout);
  const updated =
    layout.zeroStage === 0
      ? local.dense + local.experts
      : local.dense / ranks.dense + local.experts / ranks.experts;
  return GRADIENT_NORM_SECONDS + (OPTIMIZER_TRAFFIC_BYTES * updated) / bytesPerSecond;
}
