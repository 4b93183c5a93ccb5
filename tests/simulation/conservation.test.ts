import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DistributionSpec } from '../../src/engine/distributions/distribution.ts';
import { RandomStreams } from '../../src/engine/randomStreams.ts';
import { type FaultClassInput, type SimulationInput, totalNodes } from '../../src/simulation/input.ts';
import { TimeBucket } from '../../src/simulation/record.ts';
import type { RunEvent } from '../../src/simulation/runEvent.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import { DAY, HOUR } from '../support/simulationInput.ts';

/** Evenly spread over the range; floating-point extremes would only make runs in which nothing happens. */
const seconds = (low: number, high: number) =>
  fc.integer({ min: 0, max: 1_000_000 }).map((part) => low + ((high - low) * part) / 1_000_000);

const duration = (high: number): fc.Arbitrary<DistributionSpec> =>
  fc.oneof(
    seconds(0, high).map((value): DistributionSpec => ({ kind: 'fixed', value })),
    seconds(1, high).map((mean): DistributionSpec => ({ kind: 'exponential', mean })),
    fc
      .tuple(seconds(1, high), seconds(0.1, 2))
      .map(([median, sigma]): DistributionSpec => ({ kind: 'lognormal', median, sigma })),
    fc
      .tuple(seconds(1, high), seconds(0.3, 4))
      .map(([mean, shape]): DistributionSpec => ({ kind: 'gamma', mean, shape })),
    seconds(1, high).map((top): DistributionSpec => ({ kind: 'uniform', low: 0, high: top })),
  );

const timeToFault = fc
  .tuple(seconds(4 * DAY, 60 * DAY), seconds(0.5, 2.5), fc.integer({ min: 0, max: 3 }))
  .map(
    ([scale, shape, kind]): DistributionSpec =>
      kind === 0
        ? { kind: 'exponential', mean: scale }
        : kind === 1
          ? { kind: 'weibull', scale, shape }
          : kind === 2
            ? { kind: 'gamma', mean: scale, shape }
            : { kind: 'lognormal', median: scale, sigma: shape },
  );

const anyClass = (index: number): fc.Arbitrary<FaultClassInput> =>
  fc
    .record({
      scope: fc.constantFrom('node' as const, 'gpu' as const, 'job' as const),
      effect: fc.constantFrom('stop' as const, 'hang' as const),
      timeToFault,
      detection: duration(HOUR),
      transientProbability: fc.constantFrom(0, 0.3, 1),
    })
    .map((drawn) => ({
      ...drawn,
      name: `class-${index}`,
      unitsPerNode: drawn.scope === 'gpu' ? 4 : 1,
      // A job has no operating age.
      timeToFault:
        drawn.scope === 'job' ? { kind: 'exponential' as const, mean: 12 * HOUR } : drawn.timeToFault,
    }));

const anyInput: fc.Arbitrary<SimulationInput> = fc.record({
  job: fc.record({
    nodes: fc.integer({ min: 1, max: 12 }),
    gpusPerNode: fc.constant(4),
    peakFlopsPerGpu: fc.constant(1e15),
    phases: fc.array(
      seconds(HOUR, 3 * DAY).map((nominalSeconds) => ({
        nominalSeconds,
        steps: 100,
        tokens: 1e9,
        flops: 1e20,
      })),
      { minLength: 1, maxLength: 3 },
    ),
    pace: seconds(1, 1.5),
  }),
  spares: fc.record({ hot: fc.integer({ min: 0, max: 3 }), cold: fc.integer({ min: 0, max: 3 }) }),
  faults: fc.record({
    exposure: fc.constantFrom('powered' as const, 'training' as const),
    classes: fc
      .integer({ min: 0, max: 3 })
      .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => anyClass(index)))),
  }),
  checkpoint: fc.record({
    intervalSeconds: fc.oneof(seconds(600, DAY), fc.constant(Number.POSITIVE_INFINITY)),
    stallSeconds: seconds(0, 300),
    writeSeconds: seconds(0, 2 * HOUR),
    load: duration(600),
    final: fc.boolean(),
  }),
  recovery: fc.record({
    startup: duration(HOUR),
    diagnosis: duration(600),
    swap: duration(60),
    boot: duration(1200),
    restart: duration(1200),
  }),
  repair: fc.record({ time: duration(DAY), retireProbability: fc.constantFrom(0, 0.2, 1) }),
  maintenance: fc.array(
    fc.tuple(seconds(6 * HOUR, 5 * DAY), duration(HOUR)).map(([mean, length]) => ({
      name: 'planned',
      every: { kind: 'exponential' as const, mean },
      duration: length,
    })),
    { maxLength: 1 },
  ),
  power: fc.record({
    nodeWatts: fc.array(seconds(0, 10_000), { minLength: 10, maxLength: 10 }),
    infrastructureWattsPerNode: seconds(0, 1000),
    pue: seconds(1, 2),
  }),
  money: fc.record({ usdPerJoule: seconds(0, 1e-6), holdingUsdPerSecond: seconds(0, 1) }),
  carbonKgPerJoule: seconds(0, 1e-6),
  limits: fc.record({
    horizonSeconds: seconds(HOUR, 15 * DAY),
    deadlineSeconds: fc.option(seconds(HOUR, 20 * DAY)),
    budgetUsd: fc.option(seconds(1, 1e6)),
    maximumEvents: fc.constant(1_000_000),
  }),
});

const near = (actual: number, expected: number, scale: number) =>
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * Math.max(scale, 1e-6));

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);

test('every second, node-second and joule is in exactly one bucket, in any run', () => {
  const outcomes = new Set<string>();
  fc.assert(
    fc.property(anyInput, fc.nat(1000), (input, replication) => {
      const streams = new RandomStreams('conservation');
      streams.startReplication(replication);
      const events: RunEvent[] = [];
      const record = simulate(input, streams, (event) => events.push(event));
      outcomes.add(record.outcome);
      const nodes = totalNodes(input);
      const { wallSeconds: wall } = record;

      near(sum(record.bucketSeconds), wall, wall);
      expect(Math.min(...record.bucketSeconds)).toBeGreaterThanOrEqual(-1e-9 * wall);
      near(sum(record.nodeSeconds), nodes * wall, nodes * wall);
      expect(Math.min(...record.nodeSeconds)).toBeGreaterThanOrEqual(-1e-9 * nodes * wall);

      const joules = sum(record.nodeJoules) + record.infrastructureJoules;
      near(record.itJoules, joules, joules);
      near(record.facilityJoules, joules * input.power.pue, joules);
      near(record.totalCostUsd, record.energyCostUsd + record.holdingCostUsd, record.totalCostUsd);
      near(
        record.itJoules,
        sum(record.nodeSeconds.map((time, state) => time * input.power.nodeWatts[state]!)) +
          record.infrastructureJoules,
        joules,
      );

      // Productive time and slowdown are the work that counts and what the slowest node added to it.
      const nominal = input.job.phases.reduce((total, phase) => total + phase.nominalSeconds, 0);
      const productive = record.bucketSeconds[TimeBucket.productive]!;
      near(record.bucketSeconds[TimeBucket.slowdown]!, productive * (input.job.pace - 1), wall);
      if (record.outcome === 'completed') near(productive, nominal, nominal);
      else expect(productive).toBeLessThanOrEqual(nominal * (1 + 1e-9));

      // The sink sees the same run: counts agree and nothing is told outside it.
      const told = (name: RunEvent['event']) => events.filter((event) => event.event === name).length;
      expect(told('fault') + told('hang')).toBe(record.interruptionsUnplanned);
      expect(told('fault') + told('hang') + told('fault on standby')).toBe(record.faults);
      expect(told('repaired')).toBe(record.repairs);
      expect(told('retired')).toBe(record.nodesRetired);
      const times = events.map((event) => event.seconds);
      expect(times.every((time) => time >= 0 && time <= wall * (1 + 1e-12))).toBe(true);
      expect(sum(record.faultsByClass)).toBe(record.faults);

      // A sink does not change the run.
      streams.startReplication(replication);
      expect(simulate(input, streams)).toEqual(record);
    }),
    { seed: 20_240_731, numRuns: 1500 },
  );
  // The property is worth something only if it has seen the ways in which a run can end.
  expect([...outcomes].sort()).toEqual(['budget', 'completed', 'deadline', 'depleted', 'horizon']);
}, 120_000);
