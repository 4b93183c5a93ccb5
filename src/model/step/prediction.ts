import type { Layout } from './layout.ts';
import type { Precision } from './machine.ts';
import type { MemoryUse } from './memory.ts';

/** What runs on a machine: the model, one sequence length, one number format, one layout. */
export interface StepWork {
  readonly sequence: number;
  readonly precision: Precision;
  readonly layout: Layout;
}

/** Communication of one kind: all of it, what computation hides, and what lengthens the step. */
export interface Traffic {
  readonly totalSeconds: number;
  readonly overlappedSeconds: number;
  readonly exposedSeconds: number;
}

/** Computation of the slowest pipeline rank over the whole step. */
export interface ComputeTime {
  readonly matmulSeconds: number;
  readonly attentionSeconds: number;
  readonly elementwiseSeconds: number;
  readonly launchSeconds: number;
  readonly totalSeconds: number;
}

/** Shares of the step for the power model; they add to 1. */
export interface Activity {
  /** Matrix products and attention. */
  readonly tensor: number;
  readonly memoryBound: number;
  readonly communication: number;
  /** Pipeline bubble and waiting for stragglers of the clock: the GPU idles. */
  readonly bubble: number;
  readonly optimizer: number;
  /** Host-bound: launches, per micro-batch and per step. */
  readonly fixed: number;
}

export interface StepPrediction {
  readonly parameters: number;
  readonly activeParameters: number;
  readonly tokens: number;
  /** Forward and backward, causal half of the attention; and the whole square. */
  readonly modelFlops: number;
  readonly modelFlopsFullAttention: number;
  /** With recomputation, as executed. */
  readonly hardwareFlops: number;
  readonly compute: ComputeTime;
  readonly bubbleSeconds: number;
  readonly tensor: Traffic;
  readonly context: Traffic;
  readonly expert: Traffic;
  readonly pipeline: Traffic;
  readonly data: Traffic;
  readonly optimizerSeconds: number;
  readonly fixedSeconds: number;
  /** Growth with scale that no collective explains. */
  readonly jitterSeconds: number;
  /** Sum of compute, bubble, the exposed traffic, optimiser, fixed and jitter. */
  readonly stepSeconds: number;
  readonly mfu: number;
  readonly mfuFullAttention: number;
  readonly hfu: number;
  readonly memory: MemoryUse;
  readonly checkpointBytes: number;
  readonly activity: Activity;
}

export function traffic(totalSeconds: number, exposedSeconds: number): Traffic {
  return { totalSeconds, overlappedSeconds: Math.max(0, totalSeconds - exposedSeconds), exposedSeconds };
}
