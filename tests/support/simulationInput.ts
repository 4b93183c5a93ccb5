import type { DistributionSpec } from '../../src/engine/distributions/distribution.ts';
import { RandomStreams } from '../../src/engine/randomStreams.ts';
import type { FaultClassInput, SimulationInput } from '../../src/simulation/input.ts';
import type { RunRecord } from '../../src/simulation/record.ts';
import { simulate } from '../../src/simulation/simulate.ts';

export const HOUR = 3600;
export const DAY = 86_400;

export function fixed(value: number): DistributionSpec {
  return { kind: 'fixed', value };
}

/** A run of one node and nothing else: no faults, no checkpoints but none at the end either, no power, no money. */
export const BARE: SimulationInput = {
  job: {
    nodes: 1,
    gpusPerNode: 8,
    peakFlopsPerGpu: 1e15,
    phases: [{ nominalSeconds: DAY, steps: 8640, tokens: 8.64e9, flops: 1e21 }],
    pace: 1,
  },
  spares: { hot: 0, cold: 0 },
  faults: { exposure: 'powered', classes: [] },
  checkpoint: {
    intervalSeconds: Number.POSITIVE_INFINITY,
    stallSeconds: 0,
    writeSeconds: 0,
    load: fixed(0),
    final: false,
  },
  recovery: { startup: fixed(0), diagnosis: fixed(0), swap: fixed(0), boot: fixed(0), restart: fixed(0) },
  repair: { time: fixed(HOUR), retireProbability: 0 },
  maintenance: [],
  power: { nodeWatts: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0], infrastructureWattsPerNode: 0, pue: 1 },
  money: { usdPerJoule: 0, holdingUsdPerSecond: 0 },
  carbonKgPerJoule: 0,
  limits: { horizonSeconds: 3650 * DAY, deadlineSeconds: null, budgetUsd: null, maximumEvents: 10_000_000 },
};

/** A class that stops the job at once, is seen at once and cured by a restart. */
export function faultClass(meanSeconds: number, change: Partial<FaultClassInput> = {}): FaultClassInput {
  return {
    name: 'fault',
    scope: 'node',
    effect: 'stop',
    unitsPerNode: 1,
    timeToFault: { kind: 'exponential', mean: meanSeconds },
    detection: fixed(0),
    transientProbability: 1,
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
