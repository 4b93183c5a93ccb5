import { createDistribution, scaleDistribution } from '../engine/distributions/createDistribution.ts';
import type { DistributionSpec } from '../engine/distributions/distribution.ts';
import { weibullScaleForMean } from '../engine/distributions/weibull.ts';
import { power } from '../engine/special/power.ts';
import { depreciationUsdPerSecond } from '../model/capital.ts';
import { optimalCheckpointInterval } from '../model/checkpointInterval.ts';
import { type NodePowerModel, nodePowerWatts } from '../model/nodePower.ts';
import { nominalStepSeconds, type PhaseWork, type StepTimeBasis } from '../model/stepTime.ts';
import { trainingFlopsPerToken } from '../model/transformerFlops.ts';
import type { FaultClassInput, PhaseInput, SimulationInput } from '../simulation/input.ts';
import { NODE_STATES, type NodeStateName } from '../simulation/record.ts';
import type { FailureSet, FaultClass } from './catalogSchema.ts';
import type { GrowingDuration } from './distributionSchema.ts';
import type { Scenario } from './schema.ts';
import { peakRate, predictPhase } from './stepModel.ts';

/**
 * GPU idle power over its limit where none was measured: between 70/700 W (H100) and 41/300 W (V100), judgement.
 */
const IDLE_SHARE_OF_LIMIT = 0.12;

/** A validated scenario as the numbers that the simulation runs on. */
export function compileScenario(scenario: Scenario): SimulationInput {
  const { cluster, checkpoint, recovery, failures, site, limits } = scenario;
  const { accelerator } = cluster.node;
  const gpusPerNode = cluster.node.gpus;
  const classes = compileFaultClasses(failures.set, failures.rate, gpusPerNode);
  const total = cluster.nodes + cluster.spares.hot + cluster.spares.cold;
  const nodeWatts = compileNodeWatts(scenario);
  const growing = (duration: GrowingDuration) => growTo(duration, cluster.nodes);
  return {
    job: {
      nodes: cluster.nodes,
      gpusPerNode,
      peakFlopsPerGpu: peakRate(accelerator.peak, scenario.workload.precision) ?? 0,
      phases: scenario.workload.phases.map((_, index) => compilePhase(scenario, index)),
      pace: 1 / cluster.slowest_speed,
    },
    spares: cluster.spares,
    faults: { exposure: failures.exposure, classes },
    checkpoint: {
      intervalSeconds: compileInterval(scenario, classes),
      stallSeconds: checkpoint.stall,
      writeSeconds: checkpoint.write,
      load: checkpoint.load,
      final: checkpoint.final,
    },
    recovery: {
      startup: growing(recovery.startup),
      diagnosis: growing(recovery.diagnosis),
      swap: recovery.swap,
      boot: recovery.boot,
      restart: growing(recovery.restart),
    },
    repair: { time: scenario.repair.time, retireProbability: scenario.repair.retire },
    maintenance: Object.entries(scenario.maintenance).map(([name, planned]) => ({ name, ...planned })),
    power: {
      nodeWatts: NODE_STATES.map((state) => nodeWatts[state]),
      infrastructureWattsPerNode: scenario.power.infrastructure * nodeWatts.training,
      pue: site.pue,
    },
    money: {
      usdPerJoule: site.price,
      holdingUsdPerSecond: holdingUsdPerSecond(scenario, total),
    },
    carbonKgPerJoule: site.carbon,
    limits: {
      horizonSeconds: limits.horizon,
      deadlineSeconds: limits.deadline ?? null,
      budgetUsd: limits.budget ?? null,
      maximumEvents: limits.events,
    },
  };
}

/** Expected interruptions of the whole job per second while it has all its nodes. */
export function jobFaultRate(classes: readonly FaultClassInput[], nodes: number): number {
  return classes.reduce((sum, faultClass) => {
    const units = faultClass.scope === 'job' ? 1 : nodes * faultClass.unitsPerNode;
    return sum + units / createDistribution(faultClass.timeToFault).mean;
  }, 0);
}

/** FLOPs, batch and machine of one phase, for the step-time model. */
export function phaseWork(scenario: Scenario, index: number): PhaseWork {
  const { cluster, workload } = scenario;
  const phase = workload.phases[index]!;
  const { layers, heads, head_dim: headDimension, active_parameters: activeParameters } = workload.model;
  return {
    // A model that is no transformer gives its own arithmetic; its samples stand for tokens.
    flopsPerToken:
      workload.model.flops_per_sample ??
      trainingFlopsPerToken(
        { layers: layers ?? 0, heads: heads ?? 0, headDimension: headDimension ?? 0, activeParameters },
        phase.sequence_length,
      ),
    batchTokens: phase.global_batch,
    gpus: cluster.nodes * cluster.node.gpus,
    peakFlopsPerGpu: peakRate(cluster.node.accelerator.peak, workload.precision) ?? 0,
  };
}

/** How the nominal step time of a phase is known. */
export function stepBasis(scenario: Scenario, index: number): StepTimeBasis {
  const phase = scenario.workload.phases[index]!;
  if (phase.step_time !== undefined) return { basis: 'step_time', seconds: phase.step_time };
  if (phase.mfu !== undefined) return { basis: 'mfu', mfu: phase.mfu };
  return { basis: 'model', seconds: predictPhase(scenario, index).stepSeconds };
}

function compilePhase(scenario: Scenario, index: number): PhaseInput {
  const phase = scenario.workload.phases[index]!;
  const work = phaseWork(scenario, index);
  const seconds = nominalStepSeconds(work, stepBasis(scenario, index));
  const steps = Math.ceil(phase.tokens / phase.global_batch);
  return {
    nominalSeconds: steps * seconds,
    steps,
    tokens: phase.tokens,
    flops: steps * work.flopsPerToken * work.batchTokens,
  };
}

function compileFaultClasses(
  set: FailureSet,
  rateOverride: number | undefined,
  gpusPerNode: number,
): FaultClassInput[] {
  const total = rateOverride ?? set.rate ?? 0;
  const counts = Object.values(set.classes).reduce((sum, faultClass) => sum + (faultClass.count ?? 0), 0);
  return Object.entries(set.classes).flatMap(([name, faultClass]): FaultClassInput[] => {
    const scope = faultClass.scope ?? faultClass.rate?.scope ?? 'node';
    const unitsPerNode = scope === 'gpu' ? gpusPerNode : 1;
    const share = faultClass.share ?? (faultClass.count ?? 0) / counts;
    const ratePerUnit =
      faultClass.mtbf !== undefined
        ? 1 / faultClass.mtbf
        : (faultClass.rate?.perSecond ?? (total * share) / unitsPerNode);
    if (ratePerUnit === 0) return [];
    return [
      {
        name,
        scope,
        effect: faultClass.effect,
        unitsPerNode,
        timeToFault: timeToFault(faultClass.distribution, 1 / ratePerUnit),
        detection: faultClass.detection,
        transientProbability: faultClass.transient,
      },
    ];
  });
}

function timeToFault(distribution: FaultClass['distribution'], mean: number): DistributionSpec {
  if (distribution === undefined || distribution === 'exponential') return { kind: 'exponential', mean };
  if ('weibull' in distribution) {
    const { shape } = distribution.weibull;
    return { kind: 'weibull', scale: weibullScaleForMean(mean, shape), shape };
  }
  if ('gamma' in distribution) return { kind: 'gamma', mean, shape: distribution.gamma.shape };
  const { sigma } = distribution.lognormal;
  return { kind: 'lognormal', median: mean * Math.exp(-0.5 * sigma * sigma), sigma };
}

function compileInterval(scenario: Scenario, classes: readonly FaultClassInput[]): number {
  const { interval, stall } = scenario.checkpoint;
  if (typeof interval === 'number') return interval;
  const rate = jobFaultRate(classes, scenario.cluster.nodes);
  if (interval === 'none' || rate === 0) return Number.POSITIVE_INFINITY;
  return optimalCheckpointInterval(interval, 1 / rate, stall);
}

function growTo(duration: GrowingDuration, nodes: number): DistributionSpec {
  if ('kind' in duration) return duration;
  const { reference, exponent } = duration.growth;
  return scaleDistribution(duration.time, power(nodes / reference, exponent));
}

/** Power of one node in each state (W). */
function compileNodeWatts(scenario: Scenario): Readonly<Record<NodeStateName, number>> {
  const { node } = scenario.cluster;
  const { power: watts } = scenario;
  const max = node.accelerator.power?.max ?? 0;
  const idle = node.accelerator.power?.idle ?? IDLE_SHARE_OF_LIMIT * max;
  const ready = idle + (node.accelerator.power?.context ?? 0);
  const model: NodePowerModel = {
    fixedWatts: node.power.fixed,
    gain: node.power.gain,
    gpusPerNode: node.gpus,
  };
  const plug = (gpuWatts: number) => nodePowerWatts(model, gpuWatts);
  return {
    training: plug(trainingGpuWatts(scenario, max, ready)),
    checkpoint: plug(watts.checkpoint ?? ready),
    stalled: plug(watts.stalled ?? ready),
    restarting: plug(watts.restarting ?? ready),
    idle: plug(watts.waiting ?? ready),
    standby: plug(watts.standby ?? ready),
    off: watts.off,
    failed: watts.repair,
    repair: watts.repair,
    retired: 0,
  };
}

/**
 * Mean power of a GPU over a training step. Where the step-time model sets the pace it also gives the shares of the step:
 * computing, exposed communication (POLCA: about half the limit), and idling in bubbles or for the host. Phases weigh by
 * their time.
 */
function trainingGpuWatts(scenario: Scenario, max: number, ready: number): number {
  const { training, communication } = scenario.power;
  let seconds = 0;
  let joules = 0;
  scenario.workload.phases.forEach((_, index) => {
    const { nominalSeconds } = compilePhase(scenario, index);
    let watts = training * max;
    if (stepBasis(scenario, index).basis === 'model') {
      const { activity } = predictPhase(scenario, index);
      const computing = activity.tensor + activity.memoryBound + activity.optimizer;
      const idling = activity.bubble + activity.fixed;
      watts = (computing * training + activity.communication * communication) * max + idling * ready;
    }
    seconds += nominalSeconds;
    joules += nominalSeconds * watts;
  });
  return joules / seconds;
}

function holdingUsdPerSecond(scenario: Scenario, totalNodes: number): number {
  const { cost, cluster } = scenario;
  if (cost.rented !== undefined) return totalNodes * cluster.node.gpus * cost.rented.price;
  if (cost.owned === undefined) return 0;
  return depreciationUsdPerSecond({
    nodes: totalNodes,
    nodePriceUsd: cost.owned.node_price ?? cluster.node.price ?? 0,
    networkShare: cost.owned.network_share,
    lifetimeSeconds: cost.owned.lifetime,
  });
}
