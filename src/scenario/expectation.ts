import { createDistribution } from '../engine/distributions/createDistribution.ts';
import type { DistributionSpec } from '../engine/distributions/distribution.ts';
import { type CheckpointIntervalRule, optimalCheckpointInterval } from '../model/checkpointInterval.ts';
import { totalOf } from '../model/money/costLines.ts';
import { meanNodesInRepair, poissonQuantile } from '../model/spares.ts';
import { writtenEvery } from '../simulation/checkpointInterval.ts';
import { type SimulationInput, totalNodes } from '../simulation/input.ts';
import { NodeState } from '../simulation/record.ts';
import { meanOfSeries } from '../simulation/site/siteSeries.ts';
import { meanFacilityJoules } from '../simulation/site/yearlyMeans.ts';
import { secondsOf } from './compile/checkpoint.ts';
import {
  jobFaultRates,
  nominalSeconds as nominalOf,
  spikesPerSecond,
  throwsBack,
} from './compile/faultRates.ts';
import { checkpointedTime } from './expectation/checkpointedTime.ts';
import { leftOut } from './expectation/leftOut.ts';
import { plannedTime } from './expectation/planned.ts';
import { meanTrainingNodeWatts, phaseSeconds } from './trainingWatts.ts';

/** What closed forms say of a run before any luck. Times in seconds. Infinity where nothing fails. */
export interface Expectation {
  /** Mean time between what throws the job back: faults that stop it or corrupt its state, and loss spikes. */
  readonly mtbfSeconds: number;
  readonly faultsPerDay: number;
  /** Mean time from a fault to training again, without the rework. */
  readonly restartSeconds: number;
  /** The interval of the scenario and the three rules, each with the run's expected wall time. */
  readonly intervals: readonly {
    readonly rule: 'scenario' | CheckpointIntervalRule;
    readonly intervalSeconds: number;
    readonly wallSeconds: number;
  }[];
  /** Training between two checkpoints of each tier, the cheapest first; one for a scenario without tiers. */
  readonly tiers: readonly {
    readonly name: string;
    readonly intervalSeconds: number;
    readonly stallSeconds: number;
    /** Share of the interruptions that are restored from it. */
    readonly share: number;
  }[];
  /** Expected wall time of the run with the scenario's interval. */
  readonly wallSeconds: number;
  readonly nominalSeconds: number;
  readonly goodput: number;
  readonly itJoules: number;
  readonly facilityJoules: number;
  readonly energyCostUsd: number;
  readonly totalCostUsd: number;
  readonly carbonKg: number;
  readonly meanNodesInRepair: number;
  /** Spares that are enough 99 % of the time. */
  readonly sparesForNinetyNine: number;
  /** What of the scenario these figures do not count, in words. */
  readonly leftOut: readonly string[];
}

/**
 * The training and its faults by `checkpointedTime`, plus the start and the planned stops. It treats the restart as one
 * constant, never waits for spares, and starts a recovery again after every fault in it; the simulation does not.
 */
export function expectRun(input: SimulationInput): Expectation {
  const { job, checkpoint, recovery, power, money } = input;
  const nominalSeconds = nominalOf(input);
  const workSeconds = phaseSeconds(input).reduce((sum, seconds) => sum + seconds, 0);
  const down = downtime(input);
  const { rate, tierShares } = checkpointedTime(input, workSeconds, 0);
  const load = checkpoint.tiers.reduce((sum, tier, index) => sum + tierShares[index]! * meanOf(tier.load), 0);
  const restart = meanOf(recovery.restart);
  const restartSeconds = rate === 0 ? 0 : down.seconds + restart + load;
  const training = checkpointedTime(input, workSeconds, restartSeconds);
  const planned = plannedTime(input, restart + meanOf(checkpoint.tiers[0]!.load));
  const wallWith = (intervalSeconds: number): number =>
    meanOf(recovery.startup) +
    (training.wallSeconds(intervalSeconds) + planned.onceSeconds) / Math.max(1e-9, 1 - planned.share);
  const first = checkpoint.tiers[0]!;
  const stretch = checkpoint.interval.kind === 'steps' ? workSeconds / nominalSeconds : 1;
  const interval = secondsOf(checkpoint.interval, input, first) * stretch;
  const rules = ['young', 'daly', 'exact'] as const;
  const intervals = [
    { rule: 'scenario' as const, intervalSeconds: interval },
    ...(rate > 0 && first.stallSeconds > 0 ? rules : []).map((rule) => ({
      rule,
      intervalSeconds: optimalCheckpointInterval(rule, 1 / rate, first.stallSeconds),
    })),
  ].map((row) => ({ ...row, wallSeconds: wallWith(row.intervalSeconds) }));
  const wallSeconds = wallWith(interval);
  // Lost time is partly redone training at full power, in the mean of the phases.
  const trained = Math.min(wallSeconds, workSeconds + wallSeconds * training.redoneShare(interval));
  const { hot, warm, cold, shared } = input.spares;
  const held = totalNodes(input) - shared;
  const watts = power.nodeWatts;
  const itJoules =
    job.nodes *
      (trained * meanTrainingNodeWatts(input) + (wallSeconds - trained) * watts[NodeState.restarting]!) +
    wallSeconds *
      (hot * watts[NodeState.standby]! +
        warm * watts[NodeState.warm]! +
        cold * watts[NodeState.off]! +
        held * power.infrastructureWattsPerNode);
  const facilityJoules = meanFacilityJoules(input, itJoules, wallSeconds);
  const energyCostUsd = facilityJoules * meanOfSeries(money.usdPerJoule);
  const inRepair =
    meanNodesInRepair(1, down.repairsPerSecond, meanRepairSeconds(input)) + down.nodesTakenBack;
  return {
    mtbfSeconds: 1 / rate,
    faultsPerDay: jobFaultRates(input).reduce((sum, one) => sum + one, 0) * 86_400,
    restartSeconds,
    intervals,
    tiers: tiersOf(input, interval, tierShares),
    wallSeconds,
    nominalSeconds,
    goodput: nominalSeconds / wallSeconds,
    itJoules,
    facilityJoules,
    energyCostUsd,
    totalCostUsd: energyCostUsd + holdingUsd(money, held - down.nodesTakenBack, wallSeconds),
    carbonKg: facilityJoules * meanOfSeries(input.carbonKgPerJoule),
    meanNodesInRepair: inRepair,
    sparesForNinetyNine: poissonQuantile(inRepair, 0.99),
    leftOut: leftOut(input),
  };
}

/** One still being written delays the next of its tier. */
function tiersOf(
  { checkpoint: { tiers } }: SimulationInput,
  intervalSeconds: number,
  shares: readonly number[],
): Expectation['tiers'] {
  const between = Math.max(intervalSeconds, tiers[0]!.writeSeconds);
  const every = writtenEvery(tiers, between);
  return tiers.map(({ name, stallSeconds }, index) => ({
    name,
    intervalSeconds: between * every[index]!,
    stallSeconds,
    share: shares[index]!,
  }));
}

function holdingUsd(money: SimulationInput['money'], nodes: number, wallSeconds: number): number {
  const { holdingUsdPerNodeSecond, holdingUsdPerSecond, reservation } = money;
  const unused =
    reservation === null ? 0 : reservation.nodes * Math.max(0, reservation.seconds - wallSeconds);
  return (
    totalOf(holdingUsdPerNodeSecond) * (nodes * wallSeconds + unused) +
    totalOf(holdingUsdPerSecond) * wallSeconds
  );
}

interface Downtime {
  /** Mean time from a fault to the restart: detection, diagnosis, teardown and joining. */
  readonly seconds: number;
  /** Nodes sent to repair. */
  readonly repairsPerSecond: number;
  /** Mean number of nodes that their lender has taken back. */
  readonly nodesTakenBack: number;
}

function downtime(input: SimulationInput): Downtime {
  const { faults, recovery, spares, topology, job } = input;
  const rates = jobFaultRates(input);
  const joining = spares.hot > 0 ? recovery.swap : spares.warm > 0 ? recovery.join : recovery.boot;
  const spikes = spikesPerSecond(input);
  const total = faults.classes.reduce(
    (sum, faultClass, index) => sum + (throwsBack(faultClass) ? rates[index]! : 0),
    spikes,
  );
  let lost = total * (meanOf(recovery.diagnosis) + meanOf(recovery.teardown));
  let repairsPerSecond = 0;
  let nodesTakenBack = 0;
  if (input.spikes !== null) {
    const steps = job.phases.reduce((sum, phase) => sum + phase.steps, 0);
    const stepSeconds = nominalOf(input) / steps;
    lost += spikes * (meanOf(input.spikes.detection) + input.spikes.rollbackSteps * stepSeconds);
  }
  faults.classes.forEach((faultClass, index) => {
    if (!throwsBack(faultClass)) return;
    const { scope, detection, transientProbability, repairTime, takenBack } = faultClass;
    lost += rates[index]! * meanOf(detection);
    if (scope === 'job') return;
    const taken = rates[index]! * (1 - transientProbability);
    lost += taken * meanOf(joining);
    if (takenBack === true) {
      nodesTakenBack += taken * meanOf(repairTime ?? input.repair.time);
      return;
    }
    const unit = scope === 'gpu' || scope === 'node' ? 1 : scope === 'site' ? job.nodes : topology[scope];
    repairsPerSecond += taken * Math.min(unit, job.nodes);
  });
  return { seconds: total === 0 ? 0 : lost / total, repairsPerSecond, nodesTakenBack };
}

function meanRepairSeconds({ repair: { automatic, time } }: SimulationInput): number {
  if (automatic === null) return meanOf(time);
  return meanOf(automatic.time) + (1 - automatic.resolvesProbability) * meanOf(time);
}

function meanOf(spec: DistributionSpec): number {
  return createDistribution(spec).mean;
}
