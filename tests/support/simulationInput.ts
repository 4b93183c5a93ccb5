import type { DistributionSpec } from '../../src/engine/distributions/distribution.ts';
import { RandomStreams } from '../../src/engine/randomStreams.ts';
import { POWER_LAWS } from '../../src/model/heat/powerLaw.ts';
import { type CostLines, costLines } from '../../src/model/money/costLines.ts';
import type {
  CheckpointTierInput,
  FaultClassInput,
  MaintenanceInput,
  PhaseInput,
  SimulationInput,
} from '../../src/simulation/input.ts';
import type { RunRecord } from '../../src/simulation/record.ts';
import { simulate } from '../../src/simulation/simulate.ts';

export const HOUR = 3600;
export const DAY = 86_400;

export function fixed(value: number): DistributionSpec {
  return { kind: 'fixed', value };
}

/** Rent of a node that is held (USD/s). */
export function rent(usdPerNodeSecond: number): CostLines {
  return costLines({ rent: usdPerNodeSecond });
}

/** A phase whose steps are computation alone. */
export function phase(nominalSeconds: number, change: Partial<PhaseInput> = {}): PhaseInput {
  return {
    nominalSeconds,
    steps: 1,
    tokens: 1,
    flops: 1,
    computeShare: 1,
    communicationShare: 0,
    powerShare: 1,
    paceByWidth: null,
    ...change,
  };
}

/** A checkpoint tier that costs nothing and survives all. */
export function tier(change: Partial<CheckpointTierInput> = {}): CheckpointTierInput {
  return {
    name: 'storage',
    every: 1,
    stallSeconds: 0,
    writeSeconds: 0,
    load: fixed(0),
    retained: 2,
    lostWith: 'never',
    ...change,
  };
}

/** Checkpoints of one tier at a fixed interval of training time. */
export function checkpointed(
  seconds: number,
  change: Partial<CheckpointTierInput> = {},
  final = false,
): SimulationInput['checkpoint'] {
  return { interval: { kind: 'time', seconds }, tiers: [tier(change)], final };
}

/** Maintenance again and again. */
export function maintained(
  name: string,
  interval: DistributionSpec,
  duration: DistributionSpec,
): MaintenanceInput {
  return { name, due: { kind: 'every', interval }, window: null, duration };
}

/** A run of one node and nothing else: no faults, no checkpoints but none at the end either, no power, no money. */
export const BARE: SimulationInput = {
  job: {
    nodes: 1,
    gpusPerNode: 8,
    peakFlopsPerGpu: 1e15,
    phases: [phase(DAY, { steps: 8640, tokens: 8.64e9, flops: 1e21 })],
    slowestSpeed: 1,
    elastic: null,
  },
  topology: { rack: 4, switch: 32, cooling_zone: 512, power_zone: 128 },
  lemons: { nodes: 0, multiple: 1 },
  spares: { hot: 0, warm: 0, cold: 0, shared: 0, gather: 'replace', selection: 'order', waitForHot: false },
  faults: { exposure: 'powered', renewal: 'repair', classes: [], trace: null },
  spikes: null,
  divergencePerToken: 0,
  checkpoint: checkpointed(Number.POSITIVE_INFINITY),
  recovery: {
    startup: fixed(0),
    diagnosis: fixed(0),
    teardown: fixed(0),
    swap: fixed(0),
    join: fixed(0),
    boot: fixed(0),
    preemption: fixed(0),
    selection: fixed(0),
    restart: fixed(0),
  },
  diagnosis: { missedProbability: 0, wrongProbability: 0, missed: 'stays', recurrence: fixed(0) },
  repair: {
    automatic: null,
    time: fixed(HOUR),
    successProbability: 1,
    crew: Number.POSITIVE_INFINITY,
    retireProbability: 0,
    unfixed: 'unchanged',
  },
  removal: { kind: 'never' },
  escalation: { kind: 'chance' },
  maintenance: [],
  power: {
    nodeWatts: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    node: { fixedWatts: 0, gain: 1, gpusPerNode: 8 },
    stepSwing: null,
    curve: { kind: 'law', ...POWER_LAWS.standard },
    capFacilityWatts: Number.POSITIVE_INFINITY,
    demandResponse: [],
    infrastructureWattsPerNode: 0,
    pue: 1,
  },
  site: { outdoorCelsius: null },
  heat: null,
  money: {
    usdPerJoule: 0,
    demandUsdPerWattMonth: 0,
    demandMinimumWatts: 0,
    holdingUsdPerNodeSecond: costLines({}),
    holdingUsdPerSecond: costLines({}),
    reservation: null,
  },
  carbonKgPerJoule: 0,
  footprint: {
    embodiedKgPerNodeSecond: null,
    onSiteLitresPerKilowattHour: null,
    powerPlantLitresPerKilowattHour: null,
  },
  start: { year: 2025, month: 1, day: 1, hour: 0 },
  limits: { horizonSeconds: 3650 * DAY, deadlineSeconds: null, budgetUsd: null, maximumEvents: 10_000_000 },
};

/** A class that stops the job at once, is seen at once and cured by a restart. */
export function faultClass(meanSeconds: number, change: Partial<FaultClassInput> = {}): FaultClassInput {
  return {
    name: 'fault',
    scope: 'node',
    effect: { kind: 'stop' },
    unitsPerNode: 1,
    timeToFault: { kind: 'exponential', mean: meanSeconds },
    detection: fixed(0),
    transientProbability: 1,
    drift: null,
    onArrivalProbability: 0,
    heat: { kind: 'none' },
    survivingTiers: null,
    repairTime: null,
    ...change,
  };
}

/** Replications 0 to `count` - 1 of one seed. */
export function replicate(input: SimulationInput, count: number, seed: string): RunRecord[] {
  const streams = new RandomStreams(seed);
  return Array.from({ length: count }, (_, replication) => {
    streams.startReplication(replication);
    return simulate(input, streams);
  });
}

export function meanAndError(values: readonly number[]): { readonly mean: number; readonly error: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(variance / values.length) };
}
