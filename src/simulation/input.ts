import type { DistributionSpec } from '../engine/distributions/distribution.ts';

/** What one fault takes down: a GPU or a node takes its node, a job-scope fault takes no node. */
export type FaultScope = 'gpu' | 'node' | 'job';
/** stop: the job crashes. hang: it stalls until the watchdog sees it. Detection tells them apart in time. */
export type FaultEffect = 'stop' | 'hang';
/** When nodes can fail: while they are powered and in or beside the job, or only while the job trains. */
export type FaultExposure = 'powered' | 'training';

export interface FaultClassInput {
  readonly name: string;
  readonly scope: FaultScope;
  readonly effect: FaultEffect;
  /** Units of the scope in one node (GPUs per node, or 1). */
  readonly unitsPerNode: number;
  /** Operating time of one unit to its fault (s); exponential is memoryless, all else ages. */
  readonly timeToFault: DistributionSpec;
  /** Onset to detection (s). */
  readonly detection: DistributionSpec;
  /** Probability that restarting the same node cures it. */
  readonly transientProbability: number;
}

export interface PhaseInput {
  /** Nominal time of the phase's steps (s), without any loss. */
  readonly nominalSeconds: number;
  readonly steps: number;
  readonly tokens: number;
  /** Model FLOPs of the phase. */
  readonly flops: number;
}

export interface MaintenanceInput {
  readonly name: string;
  /** From one planned start to the next (s). */
  readonly every: DistributionSpec;
  readonly duration: DistributionSpec;
}

/**
 * A training run as numbers, SI units, fully resolved: what a scenario compiles to and what workers receive.
 * Plain data (structured clone), no functions.
 */
export interface SimulationInput {
  readonly job: {
    /** Nodes the gang needs to train. */
    readonly nodes: number;
    readonly gpusPerNode: number;
    /** Dense peak of one GPU at the training precision (FLOP/s). */
    readonly peakFlopsPerGpu: number;
    readonly phases: readonly PhaseInput[];
    /** Wall seconds per nominal second of a step: 1 / speed of the slowest node. At least 1. */
    readonly pace: number;
  };
  readonly spares: { readonly hot: number; readonly cold: number };
  readonly faults: { readonly exposure: FaultExposure; readonly classes: readonly FaultClassInput[] };
  readonly checkpoint: {
    /** Training time between two checkpoints (s); Infinity for none but the final one. */
    readonly intervalSeconds: number;
    /** Blocking part of a checkpoint (s). */
    readonly stallSeconds: number;
    /** Background write after the stall (s); usable only when it has ended. */
    readonly writeSeconds: number;
    readonly load: DistributionSpec;
    /** Whether the run ends with a checkpoint of its result. */
    readonly final: boolean;
  };
  readonly recovery: {
    readonly startup: DistributionSpec;
    readonly diagnosis: DistributionSpec;
    /** A hot spare takes the place of a failed node. */
    readonly swap: DistributionSpec;
    /** A cold spare boots and joins. */
    readonly boot: DistributionSpec;
    /** Scheduler, processes, communicator. */
    readonly restart: DistributionSpec;
  };
  readonly repair: { readonly time: DistributionSpec; readonly retireProbability: number };
  readonly maintenance: readonly MaintenanceInput[];
  readonly power: {
    /** Node power by node state (W), indexed as `NODE_STATES`. */
    readonly nodeWatts: readonly number[];
    /** Network, storage and management beside each node, always on (W). */
    readonly infrastructureWattsPerNode: number;
    readonly pue: number;
  };
  readonly money: {
    readonly usdPerJoule: number;
    /** Depreciation or rent of everything held (USD/s of wall time). */
    readonly holdingUsdPerSecond: number;
  };
  readonly carbonKgPerJoule: number;
  readonly limits: {
    readonly horizonSeconds: number;
    readonly deadlineSeconds: number | null;
    readonly budgetUsd: number | null;
    readonly maximumEvents: number;
  };
}

/** All nodes that are held for the run: the gang and its spares. */
export function totalNodes(input: SimulationInput): number {
  return input.job.nodes + input.spares.hot + input.spares.cold;
}
