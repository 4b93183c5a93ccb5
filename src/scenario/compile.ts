import { scaleDistribution } from '../engine/distributions/createDistribution.ts';
import type { DistributionSpec } from '../engine/distributions/distribution.ts';
import { power } from '../engine/special/power.ts';
import { gpuWattsOf } from '../model/nodePower.ts';
import type { SimulationInput } from '../simulation/input.ts';
import { NODE_STATES } from '../simulation/record.ts';
import { compileCheckpoint, tierNames } from './compile/checkpoint.ts';
import { compileOutdoor, compilePue } from './compile/climate.ts';
import { compileHolding } from './compile/cost.ts';
import { compileElastic } from './compile/elastic.ts';
import { compileFaults } from './compile/faults.ts';
import { compileFootprint } from './compile/footprint.ts';
import { compileCurve, compileDemandResponse } from './compile/gridLimits.ts';
import { COOLING_CLASS, compileHeat } from './compile/heat.ts';
import {
  compileDiagnosis,
  compileEscalation,
  compileMaintenance,
  compileRemoval,
  compileRepair,
} from './compile/operations.ts';
import { compilePhases } from './compile/phaseInputs.ts';
import { type Predictions, predictPhases } from './compile/phases.ts';
import {
  compileNodeWatts,
  heldTrainingWatts,
  largestSwing,
  nodePowerModel,
  stepSwings,
} from './compile/power.ts';
import {
  compileCarbon,
  compilePrice,
  compileStart,
  demandMinimumWatts,
  demandUsdPerWattMonth,
} from './compile/site.ts';
import { savedBytes } from './compile/storage.ts';
import type { GrowingDuration } from './distributionSchema.ts';
import type { Scenario } from './schema.ts';
import { peakRate } from './stepModel.ts';

/** A validated scenario as the numbers that the simulation runs on. */
export function compileScenario(
  scenario: Scenario,
  predictions: Predictions = predictPhases(scenario),
): SimulationInput {
  const { cluster, recovery, policies, site, limits } = scenario;
  const { accelerator } = cluster.node;
  const phases = compilePhases(scenario, predictions);
  const nodeWatts = compileNodeWatts(scenario, predictions);
  const power = {
    nodeWatts: NODE_STATES.map((state) => nodeWatts[state]),
    node: nodePowerModel(scenario),
    stepSwing: largestSwing(stepSwings(scenario, phases, predictions, nodeWatts)),
    curve: compileCurve(scenario.power),
    capFacilityWatts: scenario.power.cap ?? Number.POSITIVE_INFINITY,
    demandResponse: compileDemandResponse(scenario.power),
    infrastructureWattsPerNode: scenario.power.infrastructure * nodeWatts.training,
    pue: compilePue(site, heldTrainingWatts(scenario, nodeWatts.training)),
  };
  const start = compileStart(scenario.start);
  const growing = (duration: GrowingDuration) => growTo(duration, cluster.nodes);
  const beforeCheckpoints = {
    job: {
      nodes: cluster.nodes,
      gpusPerNode: cluster.node.gpus,
      peakFlopsPerGpu: peakRate(accelerator.peak, scenario.workload.precision) ?? 0,
      phases,
      slowestSpeed: cluster.slowest_speed,
      elastic: compileElastic(scenario),
    },
    topology: cluster.topology,
    lemons: compileLemons(scenario),
    spares: {
      ...cluster.spares,
      gather: policies.gather,
      selection: policies.selection,
      waitForHot: policies.wait_for === 'nodes_and_hot',
    },
    faults: compileFaults(scenario, tierNames(scenario)),
    spikes: compileSpikes(scenario),
  };
  return {
    ...beforeCheckpoints,
    divergencePerToken: divergencePerToken(scenario),
    checkpoint: compileCheckpoint(scenario, beforeCheckpoints, savedBytes(scenario, predictions)),
    recovery: {
      ...recovery,
      startup: growing(recovery.startup),
      diagnosis: growing(recovery.diagnosis),
      restart: growing(recovery.restart),
    },
    diagnosis: compileDiagnosis(scenario),
    repair: compileRepair(scenario),
    removal: compileRemoval(scenario),
    escalation: compileEscalation(scenario),
    maintenance: compileMaintenance(scenario),
    power,
    site: { outdoorCelsius: compileOutdoor(site) },
    money: {
      usdPerJoule: compilePrice(site),
      demandUsdPerWattMonth: demandUsdPerWattMonth(site),
      demandMinimumWatts: demandMinimumWatts(site),
      ...compileHolding(scenario, { power, site: { outdoorCelsius: compileOutdoor(site) }, start }),
    },
    carbonKgPerJoule: compileCarbon(site),
    heat: compileHeat(
      scenario,
      nodeWatts.training,
      gpuWattsOf(nodePowerModel(scenario), nodeWatts.training),
      beforeCheckpoints.faults.classes.findIndex(({ name }) => name === COOLING_CLASS),
    ),
    footprint: compileFootprint(scenario),
    start,
    limits: {
      horizonSeconds: limits.horizon,
      deadlineSeconds: limits.deadline ?? null,
      budgetUsd: limits.budget ?? null,
      maximumEvents: limits.events,
    },
  };
}

function growTo(duration: GrowingDuration, nodes: number): DistributionSpec {
  if ('kind' in duration) return duration;
  const { reference, exponent } = duration.growth;
  return scaleDistribution(duration.time, power(nodes / reference, exponent));
}

function compileLemons({ cluster }: Scenario): SimulationInput['lemons'] {
  const { lemons, spares } = cluster;
  if (lemons === undefined) return { nodes: 0, multiple: 1 };
  const total = cluster.nodes + spares.hot + spares.warm + spares.cold + spares.shared;
  return { nodes: lemons.nodes ?? (lemons.fraction ?? 0) * total, multiple: lemons.multiple };
}

function compileSpikes({ failures: { spikes } }: Scenario): SimulationInput['spikes'] {
  if (spikes === undefined) return null;
  return {
    perToken: spikes.rate,
    detection: spikes.detection,
    rollbackSteps: spikes.rollback_steps,
    skippedSteps: spikes.skipped_steps,
  };
}

function divergencePerToken({ failures: { divergence }, workload }: Scenario): number {
  if (divergence === undefined) return 0;
  const tokens = workload.phases.reduce((sum, phase) => sum + phase.tokens, 0);
  return divergence.rate ?? -Math.log1p(-(divergence.probability ?? 0)) / tokens;
}
