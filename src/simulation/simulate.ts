import type { RandomStreams } from '../engine/randomStreams.ts';
import { waterUse } from '../model/carbon/water.ts';
import { secondsIntoHour } from '../model/price/calendar.ts';
import { HourlyIntegral } from '../model/price/hourlyIntegral.ts';
import { holdingCost } from './holdingCost.ts';
import { type FootprintInput, type SimulationInput, totalNodes } from './input.ts';
import type { Job } from './job.ts';
import { NodeState, type RunRecord } from './record.ts';
import { Run } from './run.ts';
import type { RunSink } from './runEvent.ts';
import type { SiteWeather } from './site/siteWeather.ts';

/**
 * Simulates one replication of a training run from start to outcome: the one entrance to the simulation.
 * Pure and synchronous; the luck is `streams`, positioned at a replication by `startReplication`.
 * @throws SimulationError when the run cannot go on (event limit, a model error)
 */
export function simulate(
  input: SimulationInput,
  streams: RandomStreams,
  sink: RunSink | null = null,
): RunRecord {
  const run = new Run(input, streams, sink);
  const wallSeconds = run.toEnd();
  const { job } = run;
  const { outcome, disruptions, recoveryLog } = job;
  if (outcome === null) throw new Error('the event loop stopped without an outcome');
  const nodeSeconds = job.fleet.nodeSeconds(wallSeconds);
  return {
    outcome,
    wallSeconds,
    bucketSeconds: job.ledger.seconds,
    ...workDone(input, job.progress.work),
    interruptions: job.interruptions,
    interruptionsUnplanned: job.interruptionsUnplanned,
    faults: disruptions.faults,
    faultsByClass: disruptions.faultsByClass,
    interruptionsByClass: recoveryLog.interruptionsByClass,
    lostSecondsByClass: recoveryLog.lostSecondsByClass,
    lostSecondsBySpikes: recoveryLog.lostSecondsBySpikes,
    repairSecondsByClass: disruptions.shop.secondsByClass,
    recovery: recoveryLog.times,
    checkpoints: job.progress.checkpoints,
    repairs: disruptions.shop.repairs,
    repairsBegun: disruptions.shop.begun,
    repairsManual: disruptions.shop.manual,
    crewWaitSeconds: disruptions.shop.crewWaitSeconds,
    nodesReplaced: disruptions.gang.nodesReplaced,
    nodesRetired: disruptions.shop.retired,
    nodesMisdiagnosed: disruptions.ward.nodesMisdiagnosed,
    faultsUndiagnosed: disruptions.ward.faultsUndiagnosed,
    nodesPreempted: disruptions.gang.nodesPreempted,
    selections: disruptions.gang.selections,
    nodesOutMax: job.fleet.nodesOutMax,
    corruptionsFound: disruptions.state.found,
    corruptionsOpen: disruptions.state.corruptions.size,
    spikes: disruptions.state.spikes,
    tokensSkipped: disruptions.state.tokensSkipped,
    shrinks: disruptions.gang.shrinks,
    reducedSeconds: job.slowdown.reducedSeconds,
    slowdownSecondsByCause: job.slowdown.secondsByCause,
    throttledSeconds: job.slowdown.throttledSeconds,
    hottestCelsius: hottestCelsius(job),
    coolingUnitFailures: job.conditions.failures?.unitFailures ?? 0,
    coolingOutages: job.conditions.failures?.outages ?? 0,
    zoneStops: disruptions.zoneStops,
    demandResponseSeconds: job.conditions.demand?.calledSeconds ?? 0,
    nodeSeconds,
    ...metered(input, job, wallSeconds, nodeSeconds),
    ...outdoors(job.weather, wallSeconds),
    events: run.events,
  };
}

function hottestCelsius({ conditions: { heat } }: Job): number {
  return heat === null || heat.hottestCelsius === Number.NEGATIVE_INFINITY ? Number.NaN : heat.hottestCelsius;
}

/** Steps, tokens and FLOPs in `workSeconds` nominal seconds, phase by phase; steps progress linearly. */
function workDone(
  input: SimulationInput,
  workSeconds: number,
): Pick<RunRecord, 'steps' | 'tokens' | 'flops'> {
  let left = workSeconds;
  let steps = 0;
  let tokens = 0;
  let flops = 0;
  for (const phase of input.job.phases) {
    const share = Math.min(1, left / phase.nominalSeconds);
    steps += share * phase.steps;
    tokens += share * phase.tokens;
    flops += share * phase.flops;
    left = Math.max(0, left - phase.nominalSeconds);
  }
  return { steps, tokens, flops };
}

type Metered = Pick<
  RunRecord,
  | 'nodeJoules'
  | 'infrastructureJoules'
  | 'itJoules'
  | 'facilityJoules'
  | 'peakFacilityWatts'
  | 'energyCostUsd'
  | 'demandCostUsd'
  | 'holdingCostUsd'
  | 'totalCostUsd'
  | 'costUsd'
  | 'holdingUsdByUse'
  | 'carbonKg'
  | 'embodiedKg'
  | 'water'
>;

/** Joules, dollars and carbon: the energy by what the nodes did, and what it came to at the meter of the site. */
function metered(input: SimulationInput, job: Job, wallSeconds: number, nodeSeconds: Float64Array): Metered {
  const { power } = input;
  const { fleet, meter, disruptions } = job;
  const nodeJoules = fleet.nodeJoules(wallSeconds);
  // Nodes of the shared pool are others' until they are preempted.
  const heldNodeSeconds = totalNodes(input) * wallSeconds - nodeSeconds[NodeState.shared]!;
  const takenBackNodeSeconds = disruptions.shop.nodeSecondsTakenBack(wallSeconds);
  const paidNodeSeconds = heldNodeSeconds - takenBackNodeSeconds;
  const infrastructureJoules = power.infrastructureWattsPerNode * heldNodeSeconds;
  const itJoules = nodeJoules.reduce((sum, joules) => sum + joules, infrastructureJoules);
  const holding = holdingCost(input.money, {
    wallSeconds,
    nodeSeconds,
    paidNodeSeconds,
    takenBackNodeSeconds,
  });
  return {
    nodeJoules,
    infrastructureJoules,
    itJoules,
    facilityJoules: meter.facilityJoules,
    peakFacilityWatts: meter.peakWatts,
    energyCostUsd: meter.usd,
    demandCostUsd: meter.demandUsd,
    holdingCostUsd: holding.usd,
    totalCostUsd: meter.usd + meter.demandUsd + holding.usd,
    costUsd: { ...holding.lines, energy: meter.usd, demand: meter.demandUsd },
    holdingUsdByUse: holding.byUse,
    carbonKg: meter.carbonKg,
    ...footprint(input.footprint, paidNodeSeconds, itJoules, meter.facilityJoules),
  };
}

/** What of the footprint is not known is NaN. */
function footprint(
  given: FootprintInput,
  nodeSeconds: number,
  itJoules: number,
  facilityJoules: number,
): Pick<RunRecord, 'embodiedKg' | 'water'> {
  const onSiteLitresPerKilowattHour = given.onSiteLitresPerKilowattHour ?? Number.NaN;
  const powerPlantLitresPerKilowattHour = given.powerPlantLitresPerKilowattHour ?? Number.NaN;
  return {
    embodiedKg: (given.embodiedKgPerNodeSecond ?? Number.NaN) * nodeSeconds,
    water: waterUse(
      { onSiteLitresPerKilowattHour, powerPlantLitresPerKilowattHour },
      itJoules,
      facilityJoules,
    ),
  };
}

function outdoors(
  { start, outdoorCelsius }: SiteWeather,
  wallSeconds: number,
): Pick<RunRecord, 'outdoorMeanCelsius' | 'outdoorMaximumCelsius'> {
  if (outdoorCelsius === null) return { outdoorMeanCelsius: Number.NaN, outdoorMaximumCelsius: Number.NaN };
  const celsius = new HourlyIntegral(outdoorCelsius, secondsIntoHour(start));
  return {
    outdoorMeanCelsius: wallSeconds > 0 ? celsius.until(wallSeconds) / wallSeconds : celsius.inHour(0),
    outdoorMaximumCelsius: celsius.maximumBetween(0, wallSeconds),
  };
}
