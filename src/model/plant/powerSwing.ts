import { type NodePowerModel, nodePowerWatts } from '../nodePower.ts';

/** One part of a training step in which all GPUs of a synchronous job draw the same. */
export interface PowerPhase {
  readonly seconds: number;
  readonly gpuWatts: number;
}

export interface PowerSwing {
  readonly peakWatts: number;
  readonly troughWatts: number;
  readonly averageWatts: number;
  /** Largest change from one phase to the next, the first following the last. */
  readonly largestStepWatts: number;
}

/** GPU power between two iterations as a share of the power limit (POLCA, arXiv:2308.12908). */
export const ITERATION_TROUGHS = { roberta: 0.75, gptNeox: 0.5, flanT5: 0.2 } as const;

/**
 * IT power of a synchronous job over its step: what one GPU does all do at once, so swings add and do not average out.
 * `gpuFloorWatts` is the least that each GPU is made to draw to soften them (0 for none); `otherWatts` is constant.
 */
export function powerSwing(
  nodes: number,
  node: NodePowerModel,
  phases: readonly PowerPhase[],
  otherWatts: number,
  gpuFloorWatts: number,
): PowerSwing {
  if (phases.length === 0) throw new RangeError('a power swing needs one phase of the step at least');
  const watts = phases.map(
    ({ gpuWatts }) => otherWatts + nodes * nodePowerWatts(node, Math.max(gpuFloorWatts, gpuWatts)),
  );
  let joules = 0;
  let seconds = 0;
  let largestStepWatts = 0;
  for (const [at, phase] of phases.entries()) {
    joules += phase.seconds * watts[at]!;
    seconds += phase.seconds;
    const next = watts[(at + 1) % watts.length]!;
    largestStepWatts = Math.max(largestStepWatts, Math.abs(next - watts[at]!));
  }
  return {
    peakWatts: Math.max(...watts),
    troughWatts: Math.min(...watts),
    averageWatts: joules / seconds,
    largestStepWatts,
  };
}
