import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RandomStreams } from '../../src/engine/randomStreams.ts';
import { climateSite } from '../../src/model/climate/sites.ts';
import { wetBulbCelsius as wetBulbAt } from '../../src/model/climate/wetBulb.ts';
import { COOLING_KINDS, overheadOf, pueAt } from '../../src/model/plant/pue.ts';
import { calendarHour, type RunStart } from '../../src/model/price/calendar.ts';
import { type Tariff, tariffSource } from '../../src/model/price/tariff.ts';
import { EnergyMeter } from '../../src/simulation/energyMeter.ts';
import type { SimulationInput } from '../../src/simulation/input.ts';
import { NodeState } from '../../src/simulation/record.ts';
import { SiteWeather } from '../../src/simulation/site/siteWeather.ts';
import { BARE, checkpointed, HOUR, phase, replicate } from '../support/simulationInput.ts';

function meterOf(input: SimulationInput, streams: RandomStreams): EnergyMeter {
  return new EnergyMeter(input, streams, new SiteWeather(input, streams));
}

const start = { year: 2024, month: 2, day: 28, hour: 5 };
const ratios = (low: number, high: number) =>
  fc.array(fc.double({ min: low, max: high, noNaN: true }), { minLength: 24, maxLength: 24 });
const intervals = fc.array(
  fc.record({
    seconds: fc.double({ min: 1, max: 40 * HOUR, noNaN: true }),
    watts: fc.double({ min: 0, max: 1e7, noNaN: true }),
  }),
  { minLength: 1, maxLength: 40 },
);

test('energy, cost, carbon and demand charge are what an hour-by-hour sum gives', () => {
  fc.assert(
    fc.property(ratios(1, 2), ratios(0, 1e-6), ratios(0, 1e-6), intervals, (pue, price, carbon, steps) => {
      const input: SimulationInput = {
        ...BARE,
        start,
        power: { ...BARE.power, pue: { kind: 'daily', mean: 1, ratios: pue } },
        money: {
          ...BARE.money,
          usdPerJoule: { kind: 'daily', mean: 1, ratios: price },
          demandUsdPerWattMonth: 0.01,
        },
        carbonKgPerJoule: { kind: 'daily', mean: 1, ratios: carbon },
      };
      const meter = meterOf(input, new RandomStreams('meter'));
      let facility = 0;
      let usd = 0;
      let kg = 0;
      let peak = 0;
      const months = new Map<number, number>();
      let time = 0;
      for (const { seconds, watts } of steps) {
        meter.add(time, time + seconds, watts);
        const end = time + seconds;
        // Beside what was added, a higher power now and then.
        const high = 0.7 * watts + 2e6;
        meter.addPeak(time, end, high);
        const highest = Math.max(watts, high);
        while (time < end) {
          const hour = Math.floor(time / HOUR);
          const until = Math.min(end, (hour + 1) * HOUR);
          const { hourOfDay, month } = calendarHour(start, hour);
          const joules = watts * (until - time) * pue[hourOfDay]!;
          facility += joules;
          usd += joules * price[hourOfDay]!;
          kg += joules * carbon[hourOfDay]!;
          peak = Math.max(peak, highest * pue[hourOfDay]!);
          months.set(month, Math.max(months.get(month) ?? 0, highest * pue[hourOfDay]!));
          time = until;
        }
      }
      const near = (actual: number, expected: number) =>
        expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1e-9, Math.abs(expected)));
      near(meter.facilityJoules, facility);
      near(meter.usd, usd);
      near(meter.carbonKg, kg);
      near(meter.peakWatts, peak);
      near(meter.demandUsd, 0.01 * [...months.values()].reduce((sum, watts) => sum + watts, 0));
    }),
    { seed: 7, numRuns: 300 },
  );
});

test.each([
  ['hotter than training', 700, 700 * 1.2],
  ['cooler than training', 300, 500 * 1.2],
])('stalls %s count for the peak and for the month that they fall in', (_, stallWatts, peak) => {
  const nodeWatts = BARE.power.nodeWatts.map((__, state) =>
    state === NodeState.checkpoint ? stallWatts : state === NodeState.training ? 500 : 0,
  );
  const [record] = replicate(
    {
      ...BARE,
      start,
      // From 28 February to 1 March, with stalls in both months.
      job: { ...BARE.job, phases: [phase(72 * HOUR)] },
      checkpoint: checkpointed(HOUR, { stallSeconds: 60 }),
      power: { ...BARE.power, nodeWatts, pue: 1.2 },
      money: { ...BARE.money, demandUsdPerWattMonth: 0.01 },
    },
    1,
    'stalls',
  );
  expect(record!.peakFacilityWatts).toBeCloseTo(peak, 9);
  expect(record!.demandCostUsd).toBeCloseTo(2 * 0.01 * peak, 9);
});

test('a random start is any hour of its year, and the same for the same replication', () => {
  const input: SimulationInput = { ...BARE, start: { random: true, year: 2023 } };
  const streams = new RandomStreams('start');
  const draw = (replication: number): number => {
    streams.startReplication(replication);
    const meter = meterOf(
      { ...input, power: { ...input.power, pue: { kind: 'daily', mean: 1, ratios: HOURS_AS_RATIOS } } },
      streams,
    );
    meter.add(0, 1, 1);
    return Math.round(meter.peakWatts) - 1;
  };
  const counts = new Array<number>(24).fill(0);
  for (let replication = 0; replication < 2400; replication++) counts[draw(replication)]! += 1;
  for (const count of counts) expect(Math.abs(count - 100)).toBeLessThan(4 * Math.sqrt(100));
  expect(draw(17)).toBe(draw(17));
});

const HOURS_AS_RATIOS = Array.from({ length: 24 }, (_, hour) => 1 + hour);

const tariff: Tariff = {
  otherwiseUsdPerKilowattHour: 0.08,
  windows: [{ name: 'peak', usdPerKilowattHour: 0.3, days: 'weekdays', fromHour: 15, toHour: 20 }],
};
/** Without powers so small that their share of the rated power is none. */
const wholeWattIntervals = intervals.map((steps) =>
  steps.map(({ seconds, watts }) => ({ seconds, watts: Math.round(watts) })),
);
const anyPlant = fc.record({
  model: fc.record({
    kind: fc.constantFrom(...COOLING_KINDS),
    standingShare: fc.double({ min: 0, max: 1, noNaN: true }),
    chillerPartLoad: fc.constantFrom('none' as const, 'energyplus' as const),
  }),
  ratedItWatts: fc.double({ min: 1e5, max: 2e7, noNaN: true }),
});

test('a plant in drawn weather is metered as an hour-by-hour sum of PUE times power gives', () => {
  const { wetBulb, ...climate } = climateSite('dallas');
  fc.assert(
    fc.property(
      anyPlant,
      ratios(0, 1e-6),
      wholeWattIntervals,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: -1, max: 0.5, noNaN: true }),
      fc.nat(100),
      (plant, carbon, steps, stalledShare, change, replication) => {
        const input: SimulationInput = {
          ...BARE,
          start: { ...start, hour: 5.4 },
          site: { outdoorCelsius: { kind: 'climate', climate } },
          power: {
            ...BARE.power,
            pue: {
              kind: 'plant',
              ...plant,
              wetBulb: { ...wetBulb!, dryMeanCelsius: climate.meanCelsius },
            },
          },
          money: { ...BARE.money, usdPerJoule: { kind: 'tariff', tariff } },
          carbonKgPerJoule: { kind: 'daily', mean: 1, ratios: carbon },
        };
        const streams = new RandomStreams('plant');
        streams.startReplication(replication);
        const weather = new SiteWeather(input, streams);
        const meter = new EnergyMeter(input, streams, weather);
        const total = steps.reduce((sum, { seconds }) => sum + seconds, 0);
        const lowest = Math.min(...steps.map(({ watts }) => watts));
        const difference = change * lowest;
        const price = tariffSource(tariff, input.start as RunStart);
        const sums = { joules: 0, usd: 0, kg: 0, peak: 0 };
        const facilityWatts = (watts: number, celsius: number) => {
          if (watts === 0)
            return plant.ratedItWatts * plant.model.standingShare * overheadOf(plant.model.kind);
          const wetBulbCelsius = wetBulbAt(wetBulb!, climate, celsius);
          const load = watts / plant.ratedItWatts;
          return watts * pueAt(plant.model, { outdoorCelsius: celsius, wetBulbCelsius }, load);
        };
        meter.add(0, 1000, 5e6);
        meter.activityBegins();
        const before = { joules: meter.facilityJoules, usd: meter.usd, kg: meter.carbonKg };
        let time = 1000;
        for (const { seconds, watts } of steps) {
          meter.add(time, time + seconds, watts);
          const end = time + seconds;
          while (time < end) {
            const hour = Math.floor((time + 0.4 * HOUR) / HOUR + 1e-12);
            const until = Math.min(end, (hour + 0.6) * HOUR);
            const celsius = weather.outdoorCelsius!.inHour(hour);
            const { hourOfDay } = calendarHour(input.start as RunStart, hour);
            const one = facilityWatts(watts, celsius);
            const mean = (1 - stalledShare) * one + stalledShare * facilityWatts(watts + difference, celsius);
            const joules = mean * (until - time);
            sums.joules += joules;
            sums.usd += (joules * price(hour)) / 3.6e6;
            sums.kg += joules * carbon[hourOfDay]!;
            sums.peak = Math.max(sums.peak, one);
            time = until;
          }
        }
        const seconds = stalledShare * total;
        if (seconds > 0) meter.correct(1000, time, difference * seconds, seconds);
        const near = (actual: number, expected: number) =>
          expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1e-9, Math.abs(expected)));
        near(meter.facilityJoules, before.joules + sums.joules);
        near(meter.usd, before.usd + sums.usd);
        near(meter.carbonKg, before.kg + sums.kg);
        expect(meter.peakWatts).toBeGreaterThanOrEqual(sums.peak * (1 - 1e-12));
      },
    ),
    { seed: 8, numRuns: 500 },
  );
});
