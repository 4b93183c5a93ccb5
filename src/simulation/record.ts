/** How a replication ended. `diverged` waits for loss spikes and divergence to be modelled. */
export const OUTCOMES = ['completed', 'budget', 'deadline', 'diverged', 'depleted', 'horizon'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Where wall time goes; every second is in exactly one bucket. The number is its place in `bucketSeconds`. */
export const TimeBucket = {
  startup: 0,
  productive: 1,
  slowdown: 2,
  checkpoint: 3,
  rework: 4,
  detection: 5,
  recovery: 6,
  waiting: 7,
  paused: 8,
} as const;
export type TimeBucketName = keyof typeof TimeBucket;
export const TIME_BUCKETS = Object.keys(TimeBucket) as readonly TimeBucketName[];

/**
 * What a node is doing; every node-second is in exactly one state. The number is its place in `nodeSeconds`.
 * The first five are activities of the job's own nodes.
 */
export const NodeState = {
  training: 0,
  checkpoint: 1,
  stalled: 2,
  restarting: 3,
  idle: 4,
  standby: 5,
  off: 6,
  failed: 7,
  repair: 8,
  retired: 9,
} as const;
export type NodeStateName = keyof typeof NodeState;
export const NODE_STATES = Object.keys(NodeState) as readonly NodeStateName[];
/** One replication's result in SI units. */
export interface RunRecord {
  readonly outcome: Outcome;
  readonly wallSeconds: number;
  /** Seconds per bucket, indexed as `TIME_BUCKETS`; they add to `wallSeconds`. */
  readonly bucketSeconds: Float64Array;
  /** Steps, tokens and model FLOPs that count: those of the state the run ended with. */
  readonly steps: number;
  readonly tokens: number;
  readonly flops: number;
  /** Stops of the job for any cause: faults on its nodes and planned maintenance. */
  readonly interruptions: number;
  readonly interruptionsUnplanned: number;
  /** All faults, also those on standby nodes. */
  readonly faults: number;
  /** Faults per class, in the order of the input. */
  readonly faultsByClass: Float64Array;
  readonly checkpoints: number;
  readonly repairs: number;
  readonly nodesReplaced: number;
  readonly nodesRetired: number;
  /** Node-seconds per state, indexed as `NODE_STATES`; they add to nodes x wall time. */
  readonly nodeSeconds: Float64Array;
  /** IT energy per node state (J), indexed as `NODE_STATES`. */
  readonly nodeJoules: Float64Array;
  readonly infrastructureJoules: number;
  readonly itJoules: number;
  readonly facilityJoules: number;
  readonly peakFacilityWatts: number;
  readonly energyCostUsd: number;
  readonly holdingCostUsd: number;
  readonly totalCostUsd: number;
  readonly carbonKg: number;
  /** Engine events processed, for benchmarks. */
  readonly events: number;
}
