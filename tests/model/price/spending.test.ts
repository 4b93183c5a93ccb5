import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HourlyIntegral } from '../../../src/model/price/hourlyIntegral.ts';
import { HourlySeries } from '../../../src/model/price/hourlySeries.ts';
import { timeWhenSpent } from '../../../src/model/price/spending.ts';

const HOUR = 3600;
const HOURS = 300;
const anyValues = (low: number, high: number) =>
  fc.array(fc.double({ min: low, max: high, noNaN: true }), { minLength: HOURS, maxLength: HOURS });

/** Hour by hour, the first crossing. */
function bruteCrossing(
  rates: readonly number[],
  offset: number,
  from: number,
  latest: number,
  amount: number,
) {
  let left = amount;
  for (let time = from; time < latest; ) {
    const hour = Math.floor((time + offset) / HOUR + 1e-9);
    const end = Math.min(latest, (hour + 1) * HOUR - offset);
    const rate = rates[hour]!;
    if (rate > 0 && left <= rate * (end - time)) return time + left / rate;
    left -= rate * (end - time);
    time = end;
  }
  return Number.POSITIVE_INFINITY;
}

test.each([
  ['prices of 0 and more', 0, 0.1],
  ['prices below 0 that give money back', -0.4, 0.05],
])('of two integrals is the first crossing, with %s', (_, lowest, perSecond) => {
  let reached = 0;
  let runs = 0;
  fc.assert(
    fc.property(
      anyValues(lowest, 1),
      anyValues(0, 0.5),
      fc.double({ min: 0, max: HOUR - 1, noNaN: true }),
      fc.double({ min: 0, max: 50 * HOUR, noNaN: true }),
      fc.double({ min: 0.01, max: 100 * HOUR, noNaN: true }),
      (price, perWatt, offset, from, amount) => {
        const [steady, following] = [2, 1.5];
        const rates = price.map((usd, hour) => perSecond + usd * (steady + following * perWatt[hour]!));
        const latest = from + 200 * HOUR;
        const integral = (of: (hour: number) => number) =>
          new HourlyIntegral(HourlySeries.hourly(of, HOURS), offset);
        const terms = [
          { integral: integral((hour) => price[hour]!), perUnit: steady },
          { integral: integral((hour) => price[hour]! * perWatt[hour]!), perUnit: following },
        ];
        const found = timeWhenSpent({ from, latest, amount, perSecond, terms });
        const expected = bruteCrossing(rates, offset, from, latest, amount);
        runs += 1;
        if (expected === Number.POSITIVE_INFINITY) expect(found).toBe(expected);
        else {
          reached += 1;
          expect(Math.abs(found - expected)).toBeLessThan(1e-3);
        }
      },
    ),
    { seed: 11, numRuns: 300 },
  );
  expect(reached).toBeGreaterThan(50);
  expect(reached).toBeLessThanOrEqual(runs);
});
