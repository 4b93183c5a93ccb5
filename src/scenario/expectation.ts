import { createDistribution } from '../engine/distributions/createDistribution.ts';
import type { DistributionSpec } from '../engine/distributions/distribution.ts';
import { type CheckpointIntervalRule, optimalCheckpointInterval } from '../model/checkpointInterval.ts';
import { expectedWallSeconds } from '../model/expectedTime.ts';
import { meanNodesInRepair, poissonQuantile } from '../model/spares.ts';
import { type SimulationInput, totalNodes } from '../simulation/input.ts';
import { NodeState } from '../simulation/record.ts';
import { jobFaultRate } from './compile.ts';

/** What closed forms say of a run before any luck. Times in seconds. Infinity where nothing fails. */
export interface Expectation {
  /** Mean time between interruptions by faults. */
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
}

/**
 * Daly's exact expectation for the training and its faults, plus the start and the planned stops. It treats the restart
 * as one constant, never waits for spares, and starts a recovery again after every fault in it; the simulation does not.
 */
export function expectRun(input: SimulationInput): Expectation {
  const { job, checkpoint, recovery, faults, power, money } = input;
  const nominalSeconds = job.phases.reduce((sum, phase) => sum + phase.nominalSeconds, 0);
  const workSeconds = nominalSeconds * job.pace;
  const rate = jobFaultRate(faults.classes, job.nodes);
  const mtbfSeconds = 1 / rate;
  let detection = 0;
  let toRepair = 0;
  for (const faultClass of faults.classes) {
    const classRate = jobFaultRate([faultClass], job.nodes);
    detection += (classRate / rate) * meanOf(faultClass.detection);
    if (faultClass.scope !== 'job') toRepair += classRate * (1 - faultClass.transientProbability);
  }
  const again = meanOf(recovery.restart) + meanOf(checkpoint.load);
  const swap = input.spares.hot > 0 ? meanOf(recovery.swap) : meanOf(recovery.boot);
  const restartSeconds =
    rate === 0 ? 0 : detection + meanOf(recovery.diagnosis) + (toRepair / rate) * swap + again;
  const saving = checkpoint.stallSeconds + checkpoint.writeSeconds;
  const plannedShare = input.maintenance.reduce(
    (sum, { every, duration }) => sum + (meanOf(duration) + saving + again) / meanOf(every),
    0,
  );
  const wallWith = (intervalSeconds: number): number => {
    // A checkpoint counts only once written, and a write still running delays the next one.
    const interval = Math.min(Math.max(intervalSeconds, checkpoint.writeSeconds), workSeconds);
    const checkpointed = { workSeconds, intervalSeconds: interval, stallSeconds: checkpoint.stallSeconds };
    const training =
      rate === 0
        ? workSeconds + (workSeconds / interval - (checkpoint.final ? 0 : 1)) * checkpoint.stallSeconds
        : expectedWallSeconds(
            { ...checkpointed, restartSeconds: restartSeconds + checkpoint.writeSeconds, mtbfSeconds },
            faults.exposure === 'powered',
          );
    return meanOf(recovery.startup) + training / Math.max(1e-9, 1 - plannedShare);
  };
  const rules = ['young', 'daly', 'exact'] as const;
  const canOptimise = rate > 0 && checkpoint.stallSeconds > 0;
  const intervals = [
    { rule: 'scenario' as const, intervalSeconds: checkpoint.intervalSeconds },
    ...(canOptimise
      ? rules.map((rule) => ({
          rule,
          intervalSeconds: optimalCheckpointInterval(rule, mtbfSeconds, checkpoint.stallSeconds),
        }))
      : []),
  ].map((row) => ({ ...row, wallSeconds: wallWith(row.intervalSeconds) }));
  const wallSeconds = wallWith(checkpoint.intervalSeconds);
  // Lost time is partly redone training at full power: half an interval and a write per fault, to first order.
  const redone =
    rate * wallSeconds * (Math.min(checkpoint.intervalSeconds, workSeconds) / 2 + checkpoint.writeSeconds);
  const training = Math.min(wallSeconds, workSeconds + redone);
  const nodes = totalNodes(input);
  const watts = power.nodeWatts;
  const itJoules =
    job.nodes *
      (training * watts[NodeState.training]! + (wallSeconds - training) * watts[NodeState.restarting]!) +
    wallSeconds *
      (input.spares.hot * watts[NodeState.standby]! +
        input.spares.cold * watts[NodeState.off]! +
        nodes * power.infrastructureWattsPerNode);
  const facilityJoules = itJoules * power.pue;
  const energyCostUsd = facilityJoules * money.usdPerJoule;
  const inRepair = meanNodesInRepair(1, toRepair, meanOf(input.repair.time));
  return {
    mtbfSeconds,
    faultsPerDay: rate * 86_400,
    restartSeconds,
    intervals,
    wallSeconds,
    nominalSeconds,
    goodput: nominalSeconds / wallSeconds,
    itJoules,
    facilityJoules,
    energyCostUsd,
    totalCostUsd: energyCostUsd + money.holdingUsdPerSecond * wallSeconds,
    carbonKg: facilityJoules * input.carbonKgPerJoule,
    meanNodesInRepair: inRepair,
    sparesForNinetyNine: poissonQuantile(inRepair, 0.99),
  };
}

function meanOf(spec: DistributionSpec): number {
  return createDistribution(spec).mean;
}
