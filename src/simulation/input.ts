import type { DistributionSpec } from '../engine/distributions/distribution.ts';
import type { PowerCurveSpec } from '../model/heat/createPowerCurve.ts';
import type { HeatFaultModel } from '../model/heat/faultRate.ts';
import type { CostLines } from '../model/money/costLines.ts';
import type { NodePowerModel } from '../model/nodePower.ts';
import type { PowerSwing } from '../model/plant/powerSwing.ts';
import type { HeatInput } from './heat/input.ts';
import type { EscalationInput, RemovalInput, SelectionInput } from './policies/input.ts';
import type { DemandResponseInput } from './power/input.ts';
import type { OutdoorInput, PueInput, SeriesInput, StartInput } from './site/input.ts';

/** Scopes whose unit is a set of nodes that stand together: one fault hits all powered nodes of the unit. */
export const UNIT_SCOPES = ['rack', 'switch', 'cooling_zone', 'power_zone', 'site'] as const;
export type UnitScope = (typeof UNIT_SCOPES)[number];
/** What one fault takes down: a GPU or a node takes its node, a unit its nodes, a job-scope fault no node. */
export type FaultScope = 'gpu' | 'node' | UnitScope | 'job';

/**
 * What a fault does to the job.
 * - stop: it crashes. hang: it stalls until the watchdog sees it.
 * - slow: the nodes compute or communicate at a fraction of their speed, and the whole gang with them, for `duration`
 *   or until the nodes leave the job; `replace` takes them out once detected, `tolerate` never does.
 * - silent: the state of the training is corrupt from the onset; found after the detection lag.
 */
export type FaultEffect =
  | { readonly kind: 'stop' }
  | { readonly kind: 'hang' }
  | {
      readonly kind: 'slow';
      /** Speed factors, above 0 and at most 1. */
      readonly compute: number;
      readonly network: number;
      readonly duration: DistributionSpec | null;
      readonly response: 'replace' | 'tolerate';
    }
  | { readonly kind: 'silent' };

/** When nodes can fail: while they are powered and in or beside the job, or only while the job trains. */
export type FaultExposure = 'powered' | 'training';
/** What makes an ageing unit new again: its repair, or every start of the job (the memory that AIReSim gives it). */
export type FaultRenewal = 'repair' | 'restart';

export interface FaultClassInput {
  readonly name: string;
  readonly scope: FaultScope;
  readonly effect: FaultEffect;
  /** Units of the scope in one node (GPUs per node, or 1). */
  readonly unitsPerNode: number;
  /** Operating time of one unit to its fault (s); exponential is memoryless, all else ages. Infinity mean: never. */
  readonly timeToFault: DistributionSpec;
  /** Onset to detection (s). */
  readonly detection: DistributionSpec;
  /** Probability that restarting the same node cures it. */
  readonly transientProbability: number;
  /** Rate multiplier 1 + (initial - 1) exp(-t / decaySeconds) in operating time; null for none. Memoryless classes only. */
  readonly drift: { readonly initial: number; readonly decaySeconds: number } | null;
  /** Probability that a node has this fault when it arrives; it shows when the node first trains. */
  readonly onArrivalProbability: number;
  /** How the rate follows the temperature of the GPUs where heat is modelled. Memoryless classes only. */
  readonly heat: HeatFaultModel;
  /** Whether each checkpoint tier survives, in the order of the tiers; null: as the tiers say themselves. */
  readonly survivingTiers: readonly boolean[] | null;
  /** Time of the (manual) repair (s) instead of the general one. */
  readonly repairTime: DistributionSpec | null;
  /**
   * No failure: its lender takes the node back (node scope, exponential); the repair time is the time until another is
   * granted, in which nothing is paid. Lemons are not taken more often, no diagnosis mistakes it, no technician mends it.
   */
  readonly takenBack?: true;
}

export interface PhaseInput {
  /** Nominal time of the phase's steps (s), without any loss. */
  readonly nominalSeconds: number;
  readonly steps: number;
  readonly tokens: number;
  /** Model FLOPs of the phase. */
  readonly flops: number;
  /** Shares of a nominal step that slow nodes stretch; what is left of 1 is fixed. */
  readonly computeShare: number;
  readonly communicationShare: number;
  /** Power of a GPU in training over that of the phase that takes the most: above 0, at most 1. */
  readonly powerShare: number;
  /** Elastic jobs: wall seconds per nominal second at each data-parallel width from the minimum to the full one (1). */
  readonly paceByWidth: readonly number[] | null;
}

/**
 * When planned maintenance falls due: again and again after a drawn time, at given times (s), or each day at a time of day.
 * With a window it then waits for the window; times of day are seconds since midnight in the site's time.
 */
export interface MaintenanceInput {
  readonly name: string;
  readonly due:
    | { readonly kind: 'every'; readonly interval: DistributionSpec }
    | { readonly kind: 'at'; readonly seconds: readonly number[] }
    | { readonly kind: 'daily'; readonly timeOfDaySeconds: number };
  readonly window: { readonly fromSeconds: number; readonly toSeconds: number } | null;
  readonly duration: DistributionSpec;
}

/**
 * Training between two checkpoints of the fastest tier. `time`: wall time of training (Infinity for none). `steps`: of
 * nominal steps. `continuous`: every instant is saved without a stall. `adaptive`: the rule's optimum for the mean time
 * between interruptions seen so far, with the assumed one counting as `weight` interruptions.
 */
export type CheckpointIntervalInput =
  | { readonly kind: 'time'; readonly seconds: number }
  | { readonly kind: 'steps'; readonly steps: number }
  | { readonly kind: 'continuous' }
  | {
      readonly kind: 'adaptive';
      readonly rule: 'young' | 'daly' | 'exact';
      readonly assumedMtbfSeconds: number;
      readonly weight: number;
    };

/**
 * One place where checkpoints are kept. `lostWith`: `restart` dies with the job's processes, `node` with any node of the job
 * that is lost, `pair` when a node is lost and the peer that holds its copy too, `never` survives all.
 */
export interface CheckpointTierInput {
  readonly name: string;
  /** Written at every n-th checkpoint of the first tier (1 for that one); each a multiple of the tier before. */
  readonly every: number;
  /** Blocking part (s), added where several tiers are written at once. */
  readonly stallSeconds: number;
  /** Background write after the stall (s); usable only when it has ended. */
  readonly writeSeconds: number;
  readonly load: DistributionSpec;
  /** Newest checkpoints kept; Infinity for all. */
  readonly retained: number;
  readonly lostWith: 'restart' | 'node' | 'pair' | 'never';
}

export interface RepairInput {
  /** First stage; null sends every node straight to the second. */
  readonly automatic: {
    readonly time: DistributionSpec;
    /** Probability that no manual repair has to follow. */
    readonly resolvesProbability: number;
    /** Probability that what it resolved is really mended. */
    readonly successProbability: number;
  } | null;
  /** Manual repair, or the only stage (s). */
  readonly time: DistributionSpec;
  readonly successProbability: number;
  /** Technicians, each on one manual repair at a time; Infinity for no queue. */
  readonly crew: number;
  /** Probability that a repaired node is given up all the same. */
  readonly retireProbability: number;
  /** What an unsuccessful repair leaves: the node as it was before, or a lemon. */
  readonly unfixed: 'unchanged' | 'lemon';
}

/** What a run takes of carbon and water beside its energy; null where it is not known. */
export interface FootprintInput {
  /** Share of the carbon of making a node, while it is held (kg/s). */
  readonly embodiedKgPerNodeSecond: number | null;
  /** Water of cooling, per kWh of IT energy. */
  readonly onSiteLitresPerKilowattHour: number | null;
  /** Water of power plants, per kWh of facility energy. */
  readonly powerPlantLitresPerKilowattHour: number | null;
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
    /** Compute speed of the slowest healthy node against nominal, above 0, at most 1. */
    readonly slowestSpeed: number;
    /** Training at fewer data-parallel replicas while nodes are missing; null: the gang is all or nothing. */
    readonly elastic: {
      readonly nodesPerReplica: number;
      readonly minimumReplicas: number;
      /** Shrinking or growing instead of a whole restart (s). */
      readonly reconfigure: DistributionSpec;
    } | null;
  };
  /** Nodes per unit; node numbers are places, so units are consecutive numbers. */
  readonly topology: Readonly<Record<Exclude<UnitScope, 'site'>, number>>;
  /** Lemons live `multiple` times as fast: a hazard that many times the healthy one. A fraction of a node is drawn. */
  readonly lemons: { readonly nodes: number; readonly multiple: number };
  readonly spares: {
    readonly hot: number;
    readonly warm: number;
    readonly cold: number;
    /** Nodes of other jobs that may be preempted, one after the other. */
    readonly shared: number;
    /**
     * `replace`: a spare takes the place of each lost node, hot before warm before cold before shared. `reselect`: hot
     * spares replace; without one the gang and its hot spares are gathered anew from all healthy nodes.
     */
    readonly gather: 'replace' | 'reselect';
    readonly selection: SelectionInput;
    /** Whether a selection that found too few nodes then waits for the hot spares too (as AIReSim does). */
    readonly waitForHot: boolean;
  };
  readonly faults: {
    readonly exposure: FaultExposure;
    readonly renewal: FaultRenewal;
    readonly classes: readonly FaultClassInput[];
    /** A log to replay instead of sampling, in time order; node -1 for none, class as index. */
    readonly trace:
      | readonly { readonly seconds: number; readonly node: number; readonly class: number }[]
      | null;
  };
  /** Loss spikes: found after `detection`, thrown back beyond the onset by `rollbackSteps`, `skippedSteps` batches left out. */
  readonly spikes: {
    readonly perToken: number;
    readonly detection: DistributionSpec;
    readonly rollbackSteps: number;
    readonly skippedSteps: number;
  } | null;
  /** Fatal divergences per token trained; 0 for none. */
  readonly divergencePerToken: number;
  readonly checkpoint: {
    readonly interval: CheckpointIntervalInput;
    /** At least one, fastest first. */
    readonly tiers: readonly CheckpointTierInput[];
    /** Whether the run ends with a checkpoint of its result. */
    readonly final: boolean;
  };
  readonly recovery: {
    readonly startup: DistributionSpec;
    readonly diagnosis: DistributionSpec;
    /** What is left of the job is ended and its nodes are freed before spares are taken. */
    readonly teardown: DistributionSpec;
    /** A hot spare takes the place of a failed node. */
    readonly swap: DistributionSpec;
    /** A warm spare joins. */
    readonly join: DistributionSpec;
    /** A cold spare boots and joins. */
    readonly boot: DistributionSpec;
    /** A node of the shared pool is freed; one at a time. */
    readonly preemption: DistributionSpec;
    /** A gang is selected anew (`reselect`). */
    readonly selection: DistributionSpec;
    /** Scheduler, processes, communicator. */
    readonly restart: DistributionSpec;
  };
  readonly diagnosis: {
    /** Probability that no node is blamed. */
    readonly missedProbability: number;
    /** Probability that a healthy node of the job is blamed, given that one is. */
    readonly wrongProbability: number;
    /** Whether a node that failed and was not blamed stays in its place or goes to the end of the spares. */
    readonly missed: 'stays' | 'rotates';
    /** Training time after which an uncured fault shows again; null for never. */
    readonly recurrence: DistributionSpec | null;
  };
  readonly repair: RepairInput;
  readonly removal: RemovalInput;
  readonly escalation: EscalationInput;
  readonly maintenance: readonly MaintenanceInput[];
  readonly power: {
    /** Node power by node state (W), indexed as `NODE_STATES`; in training that of the phase that takes the most. */
    readonly nodeWatts: readonly number[];
    /** How that power follows from the GPUs', in the states whose power it rules (`energyParts.ts`). */
    readonly node: NodePowerModel;
    /** IT power of the job in the parts of a step, of the phase that swings most; null where they are not known. */
    readonly stepSwing: PowerSwing | null;
    /** How power and speed of a GPU belong together, for caps and throttling. */
    readonly curve: PowerCurveSpec;
    /** The site takes no more than this at the meter (W); Infinity for no cap. */
    readonly capFacilityWatts: number;
    readonly demandResponse: readonly DemandResponseInput[];
    /** Network, storage and management beside each node that is held, always on (W). */
    readonly infrastructureWattsPerNode: number;
    /** Facility power over IT power. */
    readonly pue: PueInput;
  };
  readonly site: {
    /** Outdoor temperature (C); null for a site without a climate. */
    readonly outdoorCelsius: OutdoorInput | null;
  };
  readonly money: {
    readonly usdPerJoule: SeriesInput;
    /** Charge on the highest facility power of each calendar month begun (USD/W); 0 for none. */
    readonly demandUsdPerWattMonth: number;
    /** Facility power that every month's charge is at least for (W); 0 for none. */
    readonly demandMinimumWatts: number;
    /**
     * By line, what a node costs while it is held (USD/s). Nodes still in the shared pool are not, nor are nodes that a
     * lender has taken back, from the diagnosis on.
     */
    readonly holdingUsdPerNodeSecond: CostLines;
    /** By line, what is paid whatever the nodes do: storage, building, staff (USD/s). */
    readonly holdingUsdPerSecond: CostLines;
    /** Nodes that are paid until `seconds` even if the run ends before; null for none. */
    readonly reservation: { readonly nodes: number; readonly seconds: number } | null;
  };
  readonly carbonKgPerJoule: SeriesInput;
  /** Null: temperature plays no part. */
  readonly heat: HeatInput | null;
  readonly footprint: FootprintInput;
  readonly start: StartInput;
  readonly limits: {
    readonly horizonSeconds: number;
    readonly deadlineSeconds: number | null;
    readonly budgetUsd: number | null;
    readonly maximumEvents: number;
  };
}

/** All nodes the run can ever use: the gang, its spares and the shared pool. */
export function totalNodes(input: SimulationInput): number {
  const { hot, warm, cold, shared } = input.spares;
  return input.job.nodes + hot + warm + cold + shared;
}
