import type { Activity } from './prediction.ts';
import { exposedSeconds, type StepParts } from './stepParts.ts';

/** Shares of a step of `stepSeconds` that the power model reads. */
export function activityShares(parts: StepParts, jitterSeconds: number, stepSeconds: number): Activity {
  const { compute, bubbleSeconds, optimizerSeconds, fixedSeconds } = parts;
  const share = 1 / stepSeconds;
  return {
    tensor: (compute.matmulSeconds + compute.attentionSeconds) * share,
    memoryBound: compute.elementwiseSeconds * share,
    communication: exposedSeconds(parts) * share,
    bubble: (bubbleSeconds + jitterSeconds) * share,
    optimizer: optimizerSeconds * share,
    fixed: (fixedSeconds + compute.launchSeconds) * share,
  };
}
