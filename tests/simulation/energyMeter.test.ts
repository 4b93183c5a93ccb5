import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RandomStreams } from '../../src/engine/randomStreams.ts';
import { calendarHour } from '../../src/model/price/calendar.ts';
import { EnergyMeter } from '../../src/simulation/energyMeter.ts';
import type { SimulationInput } from '../../src/simulation/input.ts';
import { SiteWeather } from '../../src/simulation/site/siteWeather.ts';
import { BARE, HOUR } from '../support/simulationInput.ts';

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
      const streams = new RandomStreams('meter');
      const meter = new EnergyMeter(input, streams, new SiteWeather(input, streams));
      let facility = 0;
      let usd = 0;
      let kg = 0;
      let peak = 0;
      const months = new Map<number, number>();
      let time = 0;
      for (const { seconds, watts } of steps) {
        meter.add(time, time + seconds, watts);
        const end = time + seconds;
        while (time < end) {
          const hour = Math.floor(time / HOUR);
          const until = Math.min(end, (hour + 1) * HOUR);
          const { hourOfDay, month } = calendarHour(start, hour);
          const joules = watts * (until - time) * pue[hourOfDay]!;
          facility += joules;
          usd += joules * price[hourOfDay]!;
          kg += joules * carbon[hourOfDay]!;
          peak = Math.max(peak, watts * pue[hourOfDay]!);
          months.set(month, Math.max(months.get(month) ?? 0, watts * pue[hourOfDay]!));
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

test('a random start is any hour of its year, and the same for the same replication', () => {
  const input: SimulationInput = { ...BARE, start: { random: true, year: 2023 } };
  const streams = new RandomStreams('start');
  const draw = (replication: number): number => {
    streams.startReplication(replication);
    const hourly: SimulationInput = {
      ...input,
      power: { ...input.power, pue: { kind: 'daily', mean: 1, ratios: HOURS_AS_RATIOS } },
    };
    const meter = new EnergyMeter(hourly, streams, new SiteWeather(hourly, streams));
    meter.add(0, 1, 1);
    return Math.round(meter.peakWatts) - 1;
  };
  const counts = new Array<number>(24).fill(0);
  for (let replication = 0; replication < 2400; replication++) counts[draw(replication)]! += 1;
  for (const count of counts) expect(Math.abs(count - 100)).toBeLessThan(4 * Math.sqrt(100));
  expect(draw(17)).toBe(draw(17));
});

const HOURS_AS_RATIOS = Array.from({ length: 24 }, (_, hour) => 1 + hour);
