import type { RandomStreams } from '../engine/randomStreams.ts';
import { secondsIntoHour } from '../model/price/calendar.ts';
import { HourlyIntegral } from '../model/price/hourlyIntegral.ts';
import { type SimulationInput, totalNodes } from './input.ts';
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
    corruptionsFound: disruptions.corruptionsFound,
    corruptionsOpen: disruptions.corruptionsOpen,
    spikes: disruptions.spikes,
    tokensSkipped: disruptions.tokensSkipped,
    shrinks: disruptions.gang.shrinks,
    reducedSeconds: job.reducedSeconds,
    nodeSeconds,
    ...metered(input, job, wallSeconds, nodeSeconds),
    ...outdoors(job.weather, wallSeconds),
    events: run.events,
  };
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
  | 'carbonKg'
>;

/** Joules, dollars and carbon: the energy by what the nodes did, and what it came to at the meter of the site. */
function metered(input: SimulationInput, job: Job, wallSeconds: number, nodeSeconds: Float64Array): Metered {
  const { power, money } = input;
  const { fleet, meter } = job;
  const nodeJoules = fleet.nodeJoules(wallSeconds);
  // Nodes of the shared pool are others' until they are preempted.
  const heldNodeSeconds = totalNodes(input) * wallSeconds - nodeSeconds[NodeState.shared]!;
  const infrastructureJoules = power.infrastructureWattsPerNode * heldNodeSeconds;
  const holdingCostUsd = money.holdingUsdPerNodeSecond * heldNodeSeconds;
  return {
    nodeJoules,
    infrastructureJoules,
    itJoules: nodeJoules.reduce((sum, joules) => sum + joules, infrastructureJoules),
    facilityJoules: meter.facilityJoules,
    peakFacilityWatts: meter.peakWatts,
    energyCostUsd: meter.usd,
    demandCostUsd: meter.demandUsd,
    holdingCostUsd,
    totalCostUsd: meter.usd + meter.demandUsd + holdingCostUsd,
    carbonKg: meter.carbonKg,
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
