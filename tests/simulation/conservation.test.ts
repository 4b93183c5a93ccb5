import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DistributionSpec } from '../../src/engine/distributions/distribution.ts';
import { RandomStreams } from '../../src/engine/randomStreams.ts';
import { climateSite } from '../../src/model/climate/sites.ts';
import type { PowerCurveSpec } from '../../src/model/heat/createPowerCurve.ts';
import { ARRHENIUS_HEAT_FAULTS, LINEAR_HEAT_FAULTS, NO_HEAT_FAULTS } from '../../src/model/heat/faultRate.ts';
import { NO_LEAKAGE } from '../../src/model/heat/leakage.ts';
import { POWER_LAWS } from '../../src/model/heat/powerLaw.ts';
import { POWER_TABLES } from '../../src/model/heat/powerTable.ts';
import { DEFAULT_SPREAD } from '../../src/model/heat/severity.ts';
import { AIR_SLOTS, LIQUID_SLOTS } from '../../src/model/heat/slotCooling.ts';
import { TEMPERATURE_LIMITS } from '../../src/model/heat/temperatureLimits.ts';
import { costLines } from '../../src/model/money/costLines.ts';
import { overheadOf } from '../../src/model/plant/pue.ts';
import type { Room } from '../../src/model/plant/room.ts';
import type { HeatInput } from '../../src/simulation/heat/input.ts';
import {
  type FaultClassInput,
  type FaultEffect,
  type MaintenanceInput,
  type SimulationInput,
  totalNodes,
} from '../../src/simulation/input.ts';
import { type RemovalInput, SELECTIONS } from '../../src/simulation/policies/input.ts';
import type { DemandTrigger } from '../../src/simulation/power/input.ts';
import { NodeState, type RunRecord, TimeBucket } from '../../src/simulation/record.ts';
import type { RunEvent } from '../../src/simulation/runEvent.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import { chillersAt, isPlant, type PlantInput } from '../../src/simulation/site/facility.ts';
import type { OutdoorInput, PueInput, SeriesInput, StartInput } from '../../src/simulation/site/input.ts';
import { phaseNodeWatts } from '../../src/simulation/trainingPower.ts';
import { expectDollarsConserved } from '../support/money.ts';
import { DAY, faultClass, HOUR, phase } from '../support/simulationInput.ts';

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

/** A quantity of the site between two values: one number, or one that changes with the hour of the day. */
const series = (low: number, high: number): fc.Arbitrary<SeriesInput> =>
  fc.oneof(
    seconds(low, high),
    fc
      .array(seconds(low, high), { minLength: 24, maxLength: 24 })
      .map((ratios): SeriesInput => ({ kind: 'daily', mean: 1, ratios })),
  );

function rangeOf(input: SeriesInput): readonly [number, number] {
  if (typeof input === 'number') return [input, input];
  if (input.kind !== 'daily') throw new RangeError(input.kind);
  return [Math.min(...input.ratios), Math.max(...input.ratios)];
}

const anyPlant = fc
  .record({
    kind: fc.constantFrom('chiller' as const, 'air_economiser' as const, 'warm_water' as const),
    standingShare: fc.constantFrom(0, 0.6, 1),
    chillerPartLoad: fc.constantFrom('none' as const, 'energyplus' as const),
  })
  .chain((model) =>
    seconds(1e3, 1e6).map((ratedItWatts) => ({ kind: 'plant' as const, model, ratedItWatts, wetBulb: null })),
  );

/** In weather that never changes, a plant whose chillers take the same per heat at any load is known in closed form. */
function expectPlantJoules(
  { facilityJoules, wallSeconds }: RunRecord,
  plant: PlantInput,
  outdoor: OutdoorInput | null,
  joules: number,
): void {
  const standing = plant.model.standingShare * overheadOf(plant.model.kind);
  const least = joules + standing * plant.ratedItWatts * wallSeconds;
  expect(facilityJoules).toBeGreaterThanOrEqual(least * (1 - 1e-9));
  if (typeof outdoor !== 'number' || plant.model.chillerPartLoad !== 'none') return;
  const perWatt = overheadOf(plant.model.kind) - standing + chillersAt(plant)(outdoor);
  near(facilityJoules, least + perWatt * joules, least);
}

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 2 });
const factor = seconds(0.3, 1);
const chance = fc.constantFrom(0, 0, 0.3, 1);

const effect: fc.Arbitrary<FaultEffect> = fc.oneof(
  fc.constant({ kind: 'stop' as const }),
  fc.constant({ kind: 'hang' as const }),
  fc.record({
    kind: fc.constant('slow' as const),
    compute: factor,
    network: factor,
    duration: maybe(duration(DAY)),
    response: fc.constantFrom('replace' as const, 'tolerate' as const),
  }),
  fc.constant({ kind: 'silent' as const }),
);

const scopes = ['gpu', 'node', 'rack', 'switch', 'cooling_zone', 'power_zone', 'site', 'job'] as const;

const anyClass = (index: number, tiers: number): fc.Arbitrary<FaultClassInput> =>
  fc
    .record({
      scope: fc.constantFrom(...scopes),
      effect,
      timeToFault,
      detection: duration(HOUR),
      transientProbability: fc.constantFrom(0, 0.3, 1),
      drift: maybe(fc.record({ initial: seconds(0.2, 5), decaySeconds: seconds(HOUR, 10 * DAY) })),
      onArrivalProbability: fc.constantFrom(0, 0, 0, 0.1),
      heat: fc.constantFrom(NO_HEAT_FAULTS, LINEAR_HEAT_FAULTS, ARRHENIUS_HEAT_FAULTS),
      survivingTiers: maybe(fc.array(fc.boolean(), { minLength: tiers, maxLength: tiers })),
      repairTime: maybe(duration(DAY)),
    })
    .map((drawn) => {
      const ofNode = drawn.scope === 'gpu' || drawn.scope === 'node';
      return {
        ...drawn,
        name: `class-${index}`,
        unitsPerNode: drawn.scope === 'gpu' ? 4 : 1,
        // Only nodes have an operating age, and only they arrive.
        timeToFault: ofNode ? drawn.timeToFault : { kind: 'exponential' as const, mean: 40 * HOUR },
        onArrivalProbability: ofNode ? drawn.onArrivalProbability : 0,
      };
    });

/** Nodes that their lender takes back. */
const lender: fc.Arbitrary<FaultClassInput> = fc
  .record({ mean: seconds(DAY, 40 * DAY), detection: duration(600), repairTime: duration(DAY) })
  .map(({ mean, ...times }) => ({
    ...times,
    name: 'lender',
    scope: 'node',
    effect: { kind: 'stop' },
    unitsPerNode: 1,
    timeToFault: { kind: 'exponential', mean },
    transientProbability: 0,
    drift: null,
    onArrivalProbability: 0,
    heat: NO_HEAT_FAULTS,
    survivingTiers: null,
    takenBack: true,
  }));

const score = fc.record({
  initial: seconds(20, 100),
  penalty: seconds(1, 60),
  credit: seconds(0, 10),
  periodSeconds: fc.constantFrom(0, HOUR),
});
const oneRemoval: fc.Arbitrary<RemovalInput> = fc.oneof(
  fc.constant({ kind: 'never' as const }),
  fc.record({
    kind: fc.constant('threshold' as const),
    faults: fc.integer({ min: 1, max: 4 }),
    windowSeconds: seconds(HOUR, 10 * DAY),
  }),
  fc.record({ kind: fc.constant('score' as const), score, limit: seconds(0, 20) }),
);
const removal = fc.oneof(
  oneRemoval,
  fc.record({ kind: fc.constant('any' as const), of: fc.array(oneRemoval, { minLength: 1, maxLength: 2 }) }),
);

const tiersOf = (count: number) =>
  fc
    .tuple(
      ...Array.from({ length: count }, (_, index) =>
        fc.record({
          name: fc.constant(`tier-${index}`),
          every: index === 0 ? fc.constant(1) : fc.integer({ min: 1, max: 4 }),
          stallSeconds: seconds(0, 300),
          writeSeconds: seconds(0, 2 * HOUR),
          load: duration(600),
          retained: fc.constantFrom(1, 2, 5, Number.POSITIVE_INFINITY),
          lostWith: fc.constantFrom(
            'restart' as const,
            'node' as const,
            'pair' as const,
            'never' as const,
            'never' as const,
          ),
        }),
      ),
    )
    .map((tiers) => {
      let every = 1;
      return tiers.map((tier) => {
        every *= tier.every;
        return { ...tier, every };
      });
    });

const due: fc.Arbitrary<MaintenanceInput['due']> = fc.oneof(
  seconds(6 * HOUR, 5 * DAY).map((mean) => ({
    kind: 'every' as const,
    interval: { kind: 'exponential' as const, mean },
  })),
  fc.array(seconds(0, 10 * DAY), { minLength: 1, maxLength: 4 }).map((times) => ({
    kind: 'at' as const,
    seconds: times.sort((a, b) => a - b),
  })),
  seconds(0, DAY - 1).map((timeOfDaySeconds) => ({ kind: 'daily' as const, timeOfDaySeconds })),
);

/** A gang of `minimum` to `replicas` replicas. */
const anyJob = fc
  .record({
    replicas: fc.integer({ min: 1, max: 6 }),
    nodesPerReplica: fc.integer({ min: 1, max: 2 }),
    minimum: fc.integer({ min: 1, max: 6 }),
    elastic: fc.boolean(),
    reconfigure: duration(600),
    phases: fc.array(
      fc.record({
        nominalSeconds: seconds(HOUR, 3 * DAY),
        compute: seconds(0, 0.7),
        network: seconds(0, 0.3),
        power: seconds(0.5, 1),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    slowestSpeed: seconds(0.6, 1),
  })
  .map(({ replicas, nodesPerReplica, elastic, reconfigure, phases, slowestSpeed, ...drawn }) => {
    const minimumReplicas = Math.min(replicas, drawn.minimum);
    return {
      nodes: replicas * nodesPerReplica,
      gpusPerNode: 4,
      peakFlopsPerGpu: 1e15,
      phases: phases.map(({ nominalSeconds, compute, network, power }) =>
        phase(nominalSeconds, {
          steps: 100,
          tokens: 1e9,
          flops: 1e20,
          computeShare: compute,
          communicationShare: network,
          powerShare: phases.length === 1 ? 1 : power,
          paceByWidth: elastic
            ? Array.from(
                { length: replicas - minimumReplicas + 1 },
                (_, index) => replicas / (minimumReplicas + index),
              )
            : null,
        }),
      ),
      slowestSpeed,
      elastic: elastic ? { nodesPerReplica, minimumReplicas, reconfigure } : null,
    };
  });

const cells = (low: number, high: number) => fc.array(seconds(low, high), { minLength: 24, maxLength: 24 });

const room: fc.Arbitrary<Room> = fc.record({
  setPointCelsius: seconds(18, 30),
  stopCelsius: seconds(35, 60),
  approachKelvin: seconds(2, 20),
  unitsNeeded: fc.integer({ min: 1, max: 3 }),
  rideThroughSeconds: seconds(10, 600),
});

const heat: fc.Arbitrary<HeatInput> = fc
  .record({
    slots: fc.constantFrom(AIR_SLOTS, LIQUID_SLOTS),
    spread: fc.constantFrom(DEFAULT_SPREAD, { resistanceSigma: 0, leakSigma: 0 }),
    limits: fc.constant(TEMPERATURE_LIMITS.h100),
    leakage: fc.constantFrom(NO_LEAKAGE, { perKelvin: 0.002, referenceCelsius: 70 }),
    designOutdoorCelsius: seconds(10, 40),
    room,
    spareUnits: fc.integer({ min: 0, max: 1 }),
    plant: maybe(
      fc.record({
        failuresPerUnitSecond: seconds(0, 1 / DAY),
        repair: duration(DAY),
        outage: maybe(fc.record({ perSecond: seconds(0, 1 / (5 * DAY)), duration: duration(HOUR) })),
      }),
    ),
    ratesAtCelsius: seconds(50, 80),
  })
  .map(({ spareUnits, plant, ...drawn }) => ({
    ...drawn,
    plant: plant === null ? null : { ...plant, unitsPerZone: drawn.room.unitsNeeded + spareUnits },
    coolingClass: 0,
  }));

const demandTrigger: fc.Arbitrary<DemandTrigger> = fc.oneof(
  fc
    .record({
      fromHour: fc.integer({ min: 0, max: 23 }),
      toHour: fc.integer({ min: 1, max: 24 }),
      days: fc.constantFrom('every' as const, 'weekdays' as const, 'weekends' as const),
    })
    .filter(({ fromHour, toHour }) => fromHour !== toHour)
    .map((window): DemandTrigger => ({ kind: 'hours', window })),
  seconds(0, 1e-6).map((aboveUsdPerJoule): DemandTrigger => ({ kind: 'price', aboveUsdPerJoule })),
  fc
    .record({ perSecond: seconds(0, 1 / DAY), duration: duration(DAY) })
    .map((random): DemandTrigger => ({ kind: 'random', ...random })),
);

const demandResponse = fc.array(
  fc.record({
    name: fc.constantFrom('a', 'b'),
    trigger: demandTrigger,
    action: fc.oneof(
      fc.constant({ kind: 'pause' as const }),
      seconds(1000, 1e6).map((facilityWatts) => ({ kind: 'cap' as const, facilityWatts })),
    ),
  }),
  { maxLength: 2 },
);
/** What nodes and the rest cost by the second, in lines of all kinds. */
const anyLines = fc
  .record({
    accelerators: seconds(0, 0.1),
    network: seconds(0, 0.01),
    rent: seconds(0, 0.02),
    staff: seconds(0, 0.01),
  })
  .map(costLines);

const spareCount = fc.integer({ min: 0, max: 3 });

const drawnInput: fc.Arbitrary<SimulationInput> = fc.integer({ min: 1, max: 3 }).chain((tierCount) =>
  fc.record({
    job: anyJob,
    topology: fc.constant({ rack: 2, switch: 4, cooling_zone: 8, power_zone: 3 }),
    lemons: fc.record({ nodes: fc.constantFrom(0, 0, 1, 2.4), multiple: seconds(0.5, 20) }),
    spares: fc.record({
      hot: spareCount,
      warm: spareCount,
      cold: spareCount,
      shared: spareCount,
      gather: fc.constantFrom('replace' as const, 'reselect' as const),
      selection: fc.constantFrom(...SELECTIONS),
      waitForHot: fc.boolean(),
    }),
    faults: fc.record({
      exposure: fc.constantFrom('powered' as const, 'training' as const),
      renewal: fc.constantFrom('repair' as const, 'restart' as const),
      classes: fc
        .integer({ min: 0, max: 3 })
        .chain((count) =>
          fc.tuple(...Array.from({ length: count }, (_, index) => anyClass(index, tierCount))),
        )
        .chain((classes) => maybe(lender).map((spot) => (spot === null ? classes : [...classes, spot]))),
      trace: fc.constant(null),
    }),
    spikes: maybe(
      fc.record({
        perToken: seconds(1e-10, 5e-9),
        detection: duration(HOUR),
        rollbackSteps: fc.integer({ min: 0, max: 30 }),
        skippedSteps: fc.integer({ min: 0, max: 30 }),
      }),
    ),
    divergencePerToken: fc.constantFrom(0, 0, 2e-10),
    checkpoint: fc.record({
      interval: fc.oneof(
        seconds(600, DAY).map((value) => ({ kind: 'time' as const, seconds: value })),
        fc.constant({ kind: 'time' as const, seconds: Number.POSITIVE_INFINITY }),
        fc.integer({ min: 1, max: 60 }).map((steps) => ({ kind: 'steps' as const, steps })),
        fc.constant({ kind: 'continuous' as const }),
        fc.constant({
          kind: 'adaptive' as const,
          rule: 'young' as const,
          assumedMtbfSeconds: 5 * HOUR,
          weight: 2,
        }),
      ),
      tiers: tiersOf(tierCount),
      final: fc.boolean(),
    }),
    recovery: fc.record({
      startup: duration(HOUR),
      diagnosis: duration(600),
      teardown: duration(300),
      swap: duration(60),
      join: duration(300),
      boot: duration(1200),
      preemption: duration(1200),
      selection: duration(300),
      restart: duration(1200),
    }),
    diagnosis: fc.record({
      missedProbability: fc.constantFrom(0, 0.3),
      wrongProbability: fc.constantFrom(0, 0.3),
      missed: fc.constantFrom('stays' as const, 'rotates' as const),
      recurrence: maybe(duration(2 * HOUR)),
    }),
    repair: fc.record({
      automatic: maybe(
        fc.record({ time: duration(2 * HOUR), resolvesProbability: chance, successProbability: chance }),
      ),
      time: duration(DAY),
      successProbability: chance,
      crew: fc.constantFrom(1, 2, Number.POSITIVE_INFINITY),
      retireProbability: fc.constantFrom(0, 0.2, 1),
      unfixed: fc.constantFrom('unchanged' as const, 'lemon' as const),
    }),
    removal,
    escalation: fc.constantFrom(
      { kind: 'chance' as const },
      { kind: 'repeat' as const, faults: 2, windowSeconds: 3 * DAY },
    ),
    maintenance: fc.array(
      fc.record({
        name: fc.constant('planned'),
        due,
        window: maybe(fc.record({ fromSeconds: seconds(0, DAY - 1), toSeconds: seconds(0, DAY - 1) })),
        duration: duration(HOUR),
      }),
      { maxLength: 1 },
    ),
    power: fc.record({
      nodeWatts: fc
        .array(seconds(1000, 10_000), { minLength: 12, maxLength: 12 })
        .map((watts) => watts.with(NodeState.shared, 0)),
      stepSwing: fc.constant(null),
      node: fc.constant({ fixedWatts: 500, gain: 1.2, gpusPerNode: 4 }),
      curve: fc.constantFrom<PowerCurveSpec>(
        { kind: 'law', ...POWER_LAWS.standard },
        { kind: 'table', ...POWER_TABLES.h100Llama8b },
      ),
      capFacilityWatts: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), seconds(1e4, 1e6)),
      demandResponse,
      infrastructureWattsPerNode: seconds(0, 1000),
      pue: fc.oneof(
        { arbitrary: series(1, 2) as fc.Arbitrary<PueInput>, weight: 3 },
        { arbitrary: anyPlant, weight: 1 },
      ),
    }),
    site: fc.record({
      outdoorCelsius: fc.oneof(
        fc.constantFrom<OutdoorInput>(22, { kind: 'climate', climate: climateSite('phoenix') }),
        cells(-10, 45).map((ratios): OutdoorInput => ({ kind: 'daily', mean: 1, ratios })),
      ),
    }),
    money: fc.record({
      usdPerJoule: series(0, 1e-6),
      demandUsdPerWattMonth: fc.constantFrom(0, 0.00745),
      demandMinimumWatts: fc.constantFrom(0, 1e5),
      holdingUsdPerNodeSecond: anyLines,
      holdingUsdPerSecond: anyLines,
      reservation: maybe(fc.record({ nodes: fc.integer({ min: 0, max: 9 }), seconds: seconds(0, 20 * DAY) })),
    }),
    carbonKgPerJoule: series(0, 1e-6),
    heat: maybe(heat),
    footprint: fc.record({
      embodiedKgPerNodeSecond: maybe(seconds(0, 1e-3)),
      onSiteLitresPerKilowattHour: maybe(seconds(0, 2)),
      powerPlantLitresPerKilowattHour: maybe(seconds(0, 4)),
    }),
    start: fc.constantFrom<StartInput>(
      { year: 2024, month: 2, day: 27, hour: 13.25 },
      { random: true, year: 2025 },
    ),
    limits: fc.record({
      horizonSeconds: seconds(HOUR, 15 * DAY),
      deadlineSeconds: fc.option(seconds(HOUR, 20 * DAY)),
      budgetUsd: fc.option(seconds(1, 1e6)),
      maximumEvents: fc.constant(1_000_000),
    }),
  }),
);

/** Emergency stops are booked under a class of their own, which never strikes by itself. */
const anyInput = drawnInput.map((input): SimulationInput => {
  if (input.heat === null) return input;
  const { classes } = input.faults;
  const cooling = faultClass(Number.POSITIVE_INFINITY, { name: 'cooling', scope: 'cooling_zone' });
  return {
    ...input,
    heat: { ...input.heat, coolingClass: classes.length },
    faults: { ...input.faults, classes: [...classes, cooling] },
  };
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
      let checkpoints = 0;
      const record = simulate(input, streams, (event) => {
        if (event.event === 'checkpoint') checkpoints += 1;
        else events.push(event);
      });
      outcomes.add(record.outcome);
      const nodes = totalNodes(input);
      const { wallSeconds: wall } = record;

      near(sum(record.bucketSeconds), wall, wall);
      expect(Math.min(...record.bucketSeconds)).toBeGreaterThanOrEqual(-1e-9 * wall);
      near(sum(record.nodeSeconds), nodes * wall, nodes * wall);
      expect(Math.min(...record.nodeSeconds)).toBeGreaterThanOrEqual(-1e-9 * nodes * wall);

      const joules = sum(record.nodeJoules) + record.infrastructureJoules;
      near(record.itJoules, joules, joules);
      const { pue } = input.power;
      if (isPlant(pue)) {
        expectPlantJoules(record, pue, input.site.outdoorCelsius, joules);
      } else {
        const [lowest, highest] = rangeOf(pue);
        expect(record.facilityJoules).toBeGreaterThanOrEqual(joules * lowest * (1 - 1e-9));
        expect(record.facilityJoules).toBeLessThanOrEqual(joules * highest * (1 + 1e-9));
      }
      near(
        record.totalCostUsd,
        record.energyCostUsd + record.demandCostUsd + record.holdingCostUsd,
        record.totalCostUsd,
      );
      expectDollarsConserved(record, input);
      if (record.outcome === 'budget') {
        // A budget does not see what a reservation costs after the run.
        const spent = record.energyCostUsd + record.holdingCostUsd - record.holdingUsdByUse.unused_term;
        near(spent / (input.limits.budgetUsd ?? 0), 1, 1e3);
      }
      // A node that trains waits for slower ones part of the time, is capped, or leaks more; every other state has one power.
      record.nodeJoules.forEach((stateJoules, state) => {
        const time = record.nodeSeconds[state]!;
        const { nodeWatts } = input.power;
        if (state !== NodeState.training) near(stateJoules, time * nodeWatts[state]!, joules);
        else {
          const { capFacilityWatts, demandResponse: programmes } = input.power;
          const isFree =
            input.heat === null && capFacilityWatts === Number.POSITIVE_INFINITY && programmes.length === 0;
          const full = input.job.phases.map((_phase, index) => phaseNodeWatts(input, index));
          const bounds = [nodeWatts[NodeState.idle]!, ...(isFree ? full : [500, 2 * Math.max(...full)])];
          expect(stateJoules).toBeGreaterThanOrEqual(time * Math.min(...bounds) - 1e-9 * joules);
          expect(stateJoules).toBeLessThanOrEqual(time * Math.max(...bounds) + 1e-9 * joules);
        }
      });

      // Productive time is the work that counts; slowdown is what slow nodes and a narrow job added to it.
      const nominal = input.job.phases.reduce((total, each) => total + each.nominalSeconds, 0);
      const productive = record.bucketSeconds[TimeBucket.productive]!;
      if (record.outcome === 'completed') near(productive, nominal, nominal);
      else expect(productive).toBeLessThanOrEqual(nominal * (1 + 1e-9));

      // Slower training has a cause; what was lost later has moved from slowdown to rework.
      const slower = sum(record.slowdownSecondsByCause);
      const { slowdown } = TimeBucket;
      expect(slower).toBeGreaterThanOrEqual(record.bucketSeconds[slowdown]! - 1e-9 * wall);
      expect(slower).toBeLessThanOrEqual(
        record.bucketSeconds[slowdown]! + record.bucketSeconds[TimeBucket.rework]! + 1e-9 * wall,
      );

      // What classes and spikes are blamed for lies in the buckets of lost time.
      const { rework, detection, recovery, waiting } = TimeBucket;
      const lost = [rework, detection, recovery, waiting].reduce(
        (total, bucket) => total + record.bucketSeconds[bucket]!,
        0,
      );
      const blamed = sum(record.lostSecondsByClass) + record.lostSecondsBySpikes;
      expect(blamed).toBeLessThanOrEqual(lost + 1e-9 * wall);

      // The sink sees the same run: counts agree and nothing is told outside it.
      const told = (...names: RunEvent['event'][]) =>
        events.filter(({ event }) => names.includes(event)).length;
      const offs = told('zone switched off');
      const byPlant = record.interruptionsUnplanned - told('fault', 'hang', 'corruption found');
      expect(offs).toBe(record.zoneStops);
      expect(byPlant).toBeGreaterThanOrEqual(0);
      expect(byPlant).toBeLessThanOrEqual(offs);
      // Zones that stop at the same instant are one fault.
      const instants = new Set(
        events.filter(({ event }) => event === 'zone switched off').map(({ seconds }) => seconds),
      );
      const faultsOfPlant =
        record.faults -
        told('fault', 'hang', 'slow', 'state corrupted', 'fault on standby', 'fault beside the job');
      expect(faultsOfPlant).toBeGreaterThanOrEqual(instants.size);
      expect(faultsOfPlant).toBeLessThanOrEqual(offs);
      expect(byPlant).toBeLessThanOrEqual(faultsOfPlant);
      if (input.heat !== null) {
        expect(record.faultsByClass[input.heat.coolingClass]).toBe(faultsOfPlant);
      }
      expect(told('loss spike')).toBe(record.spikes);
      expect(checkpoints).toBe(record.checkpoints);
      expect(told('repaired')).toBe(record.repairs);
      expect(told('retired')).toBe(record.nodesRetired);
      const times = events.map((event) => event.seconds);
      expect(times.every((time) => time >= 0 && time <= wall * (1 + 1e-12))).toBe(true);
      expect(sum(record.faultsByClass)).toBe(record.faults);

      // A sink does not change the run.
      streams.startReplication(replication);
      expect(simulate(input, streams)).toEqual(record);
    }),
    { seed: 20_240_731, numRuns: 20_000, endOnFailure: true },
  );
  // The property is worth something only if it has seen the ways in which a run can end.
  expect([...outcomes].sort()).toEqual([
    'budget',
    'completed',
    'deadline',
    'depleted',
    'diverged',
    'horizon',
  ]);
}, 240_000);
