import type { WaterUse } from '../model/carbon/water.ts';
import type { CostLines } from '../model/money/costLines.ts';

/** How a replication ended. */
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
 * The first five are activities of the job's own nodes; `standby` is a hot spare, `off` a cold one, and a `shared` node
 * works for others until it is preempted.
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
  warm: 10,
  shared: 11,
} as const;
export type NodeStateName = keyof typeof NodeState;
export const NODE_STATES = Object.keys(NodeState) as readonly NodeStateName[];

/** Why training takes longer than nominal. The number is its place in `slowdownSecondsByCause`. */
export const SlowdownCause = { straggler: 0, heat: 1, cooling: 2, cap: 3, width: 4 } as const;
export type SlowdownCauseName = keyof typeof SlowdownCause;
export const SLOWDOWN_CAUSES = Object.keys(SlowdownCause) as readonly SlowdownCauseName[];
/**
 * What nodes did while they cost money: `training` steps; `spares` hot, warm and cold; `repair` with what waits for it and
 * what is given up; `other`, the job's nodes when they do not train; `unused_term`, a reservation after the end of the run.
 */
export const HOLDING_USES = ['training', 'spares', 'repair', 'other', 'unused_term'] as const;
export type HoldingUse = (typeof HOLDING_USES)[number];

/** Seconds from a fault that stopped the job to training again, over one replication. */
export interface RecoveryTimes {
  readonly mean: number;
  readonly median: number;
  readonly p95: number;
  readonly maximum: number;
}

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
  /** Stops of the job for any cause: faults, loss spikes, planned maintenance, replacing slow nodes, growing. */
  readonly interruptions: number;
  readonly interruptionsUnplanned: number;
  /** All faults, also those on standby nodes. */
  readonly faults: number;
  /** Per class, in the order of the input. */
  readonly faultsByClass: Float64Array;
  readonly interruptionsByClass: Float64Array;
  /** Rework and the time until the job trained again, of the interruptions that a class began (s). */
  readonly lostSecondsByClass: Float64Array;
  readonly lostSecondsBySpikes: number;
  /** Time of nodes from diagnosis to the end of their repair (s). */
  readonly repairSecondsByClass: Float64Array;
  /** From interruptions by faults to training again; NaN without any. */
  readonly recovery: RecoveryTimes;
  readonly checkpoints: number;
  readonly repairs: number;
  /** Repairs begun, and how many of them need hands; those still running at the end are among them. */
  readonly repairsBegun: number;
  readonly repairsManual: number;
  readonly crewWaitSeconds: number;
  readonly nodesReplaced: number;
  readonly nodesRetired: number;
  /** Healthy nodes that were blamed, and failed nodes that were not. */
  readonly nodesMisdiagnosed: number;
  readonly faultsUndiagnosed: number;
  readonly nodesPreempted: number;
  /** Gangs selected anew because spares ran out. */
  readonly selections: number;
  /** Most nodes failed, in repair or retired at once. */
  readonly nodesOutMax: number;
  /** Corruptions of the state that were found, and loss spikes; batches left out after spikes. */
  readonly corruptionsFound: number;
  /** Corruptions in the final state that nobody has found. */
  readonly corruptionsOpen: number;
  readonly spikes: number;
  readonly tokensSkipped: number;
  /** Times the job went on with fewer data-parallel replicas, and its training time at reduced width (s). */
  readonly shrinks: number;
  readonly reducedSeconds: number;
  /** Training time beyond nominal by cause, indexed as `SLOWDOWN_CAUSES`; also of training that was lost later (s). */
  readonly slowdownSecondsByCause: Float64Array;
  /** Training time in which heat held the gang back (s). */
  readonly throttledSeconds: number;
  /** Hottest GPU core of the job in training (C); NaN where heat is not modelled. */
  readonly hottestCelsius: number;
  readonly coolingUnitFailures: number;
  readonly coolingOutages: number;
  /** Emergency stops of cooling zones. */
  readonly zoneStops: number;
  /** Time for which demand response was called (s). */
  readonly demandResponseSeconds: number;
  /** Node-seconds per state, indexed as `NODE_STATES`; they add to nodes x wall time. */
  readonly nodeSeconds: Float64Array;
  /** IT energy per node state (J), indexed as `NODE_STATES`. */
  readonly nodeJoules: Float64Array;
  readonly infrastructureJoules: number;
  readonly itJoules: number;
  readonly facilityJoules: number;
  readonly peakFacilityWatts: number;
  /** Mean and highest outdoor temperature over the run; NaN for a site without a climate. */
  readonly outdoorMeanCelsius: number;
  readonly outdoorMaximumCelsius: number;
  readonly energyCostUsd: number;
  /** Charges on the highest power of each month begun. */
  readonly demandCostUsd: number;
  readonly holdingCostUsd: number;
  readonly totalCostUsd: number;
  /** The total by what it goes to. */
  readonly costUsd: CostLines;
  /** The holding cost by what the nodes did, storage, building and staff in proportion. */
  readonly holdingUsdByUse: Readonly<Record<HoldingUse, number>>;
  /** Of the facility energy. */
  readonly carbonKg: number;
  /** Of making the nodes, their share for the time held; NaN where it is not known, as the water. */
  readonly embodiedKg: number;
  readonly water: WaterUse;
  /** Engine events processed, for benchmarks. */
  readonly events: number;
}
