import { describe, expect, it } from 'vitest';
import { HourlyIntegral } from '../../../src/model/price/hourlyIntegral.ts';
import { hourlyValuesSeries } from '../../../src/model/price/hourlyValues.ts';
import { type PriceModel, priceSeries } from '../../../src/model/price/priceModel.ts';
import type { Tariff } from '../../../src/model/price/tariff.ts';

const JOULES = 3.6e6;
const undrawn = {
  normal: (): number => expect.fail('a fixed price draws nothing'),
  uniform: (): number => expect.fail('a fixed price draws nothing'),
};
/** A Friday. */
const friday = { year: 2024, month: 6, day: 28, hour: 0 };

/** Three seasons of a week: peak on summer afternoons, nights over midnight, weekends. */
const tariff: Tariff = {
  windows: [
    { name: 'night', usdPerKilowattHour: 0.03, days: 'every', fromHour: 22, toHour: 6 },
    { name: 'peak', usdPerKilowattHour: 0.3, months: [6, 7, 8], days: 'weekdays', fromHour: 14, toHour: 19 },
    { name: 'weekend', usdPerKilowattHour: 0.06, days: 'weekends', fromHour: 0, toHour: 24 },
    { name: 'shoulder', usdPerKilowattHour: 0.15, days: 'weekdays', fromHour: 6, toHour: 22 },
  ],
  otherwiseUsdPerKilowattHour: 0.1,
};

function usdPerKilowattHour(price: PriceModel, hours: readonly number[], start = friday): number[] {
  const series = priceSeries(price, start, undrawn);
  return hours.map((hour) => Number((series.inHour(hour) * JOULES).toFixed(12)));
}

describe('a price', () => {
  it('that is constant has no table: 1.6 MW at 0.40 USD/kWh is 15,360 USD a day', () => {
    const series = priceSeries({ kind: 'constant', usdPerKilowattHour: 0.4 }, friday, undrawn);
    expect(series.constantValue).not.toBeNull();
    expect(1.6e6 * new HourlyIntegral(series).between(0, 86_400)).toBeCloseTo(15_360, 8);
  });

  it('of a tariff is that of the first window that holds the hour', () => {
    const price: PriceModel = { kind: 'tariff', tariff };
    // Friday: night, shoulder from 6, peak from 14 to 19, shoulder, night from 22.
    expect(usdPerKilowattHour(price, [0, 5, 6, 13, 14, 18, 19, 21, 22])).toEqual([
      0.03, 0.03, 0.15, 0.15, 0.3, 0.3, 0.15, 0.15, 0.03,
    ]);
    // Saturday and Sunday, then Monday the first of July.
    expect(usdPerKilowattHour(price, [24 + 3, 24 + 12, 48 + 16, 72 + 16])).toEqual([0.03, 0.06, 0.06, 0.3]);
    // In October no peak.
    expect(usdPerKilowattHour(price, [15], { year: 2024, month: 10, day: 1, hour: 0 })).toEqual([0.15]);
    const noShoulder: Tariff = { ...tariff, windows: tariff.windows.slice(0, 3) };
    expect(usdPerKilowattHour({ kind: 'tariff', tariff: noShoulder }, [7])).toEqual([0.1]);
  });

  it('of a tariff costs a summer week what its hours add to', () => {
    const series = priceSeries({ kind: 'tariff', tariff }, { ...friday, day: 24, hour: 0.5 }, undrawn);
    const week = new HourlyIntegral(series, 1800).between(0, 7 * 86_400);
    // 5 weekdays: 8 night, 5 peak, 11 shoulder; 2 weekend days: 8 night, 16 weekend.
    const perKilowatt = 5 * (8 * 0.03 + 5 * 0.3 + 11 * 0.15) + 2 * (8 * 0.03 + 16 * 0.06);
    expect(1000 * week).toBeCloseTo(perKilowatt, 9);
  });

  it('given hour by hour starts with the run or with the year, and repeats or ends', () => {
    const start = { year: 2024, month: 1, day: 2, hour: 3.25 };
    const values = Array.from({ length: 48 }, (_, hour) => hour);
    const inHour = (first: 'run-start' | 'new-year', hour: number, atEnd: 'repeats' | 'ends' = 'repeats') =>
      hourlyValuesSeries({ values, first, atEnd }, start).inHour(hour);
    expect(inHour('run-start', 0)).toBe(0);
    expect(inHour('new-year', 0)).toBe(27);
    expect(inHour('run-start', 50)).toBe(2);
    expect(inHour('new-year', 21)).toBe(0);
    expect(inHour('new-year', 20, 'ends')).toBe(47);
    expect(() => inHour('new-year', 21, 'ends')).toThrow(/end 21 h after/);
    expect(() => inHour('run-start', 48, 'ends')).toThrow(/end 48 h after/);
    expect(
      usdPerKilowattHour(
        { kind: 'hourly', hourly: { values: [0.1, 0.2], first: 'run-start', atEnd: 'repeats' } },
        [0, 1, 2],
      ),
    ).toEqual([0.1, 0.2, 0.1]);
  });

  it('needs hours that are numbers', () => {
    const hourly = (values: readonly number[]) =>
      hourlyValuesSeries({ values, first: 'run-start', atEnd: 'repeats' }, friday);
    expect(() => hourly([])).toThrow(/one value at least/);
    expect(() => hourly([1, Number.NaN])).toThrow(/value 2 of 2 is not a finite number/);
  });
});
