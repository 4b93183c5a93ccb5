import { describe, expect, it } from 'vitest';
import { RandomStreams } from '../../../src/engine/randomStreams.ts';
import { HourlyIntegral, type SingleSpending } from '../../../src/model/price/hourlyIntegral.ts';
import { HourlySeries, productSeries, scaledSeries } from '../../../src/model/price/hourlySeries.ts';

const HOUR = 3600;
const random = new RandomStreams('hourly integral').stream('values');

function draw(low: number, high: number): number {
  return low + (high - low) * random.uniform();
}

function drawValues(count: number, low: number, high: number): number[] {
  return Array.from({ length: count }, () => draw(low, high));
}

function seriesOf(values: readonly number[]): HourlySeries {
  return HourlySeries.hourly((hour) => values[hour]!, values.length);
}

/** Hour by hour, the plain way: the time that the interval has in each hour, times the hour's value. */
function bruteForce(values: readonly number[], offset: number, from: number, to: number): number {
  return values.reduce((sum, value, hour) => {
    const start = Math.max(from + offset, hour * HOUR);
    const end = Math.min(to + offset, (hour + 1) * HOUR);
    return end > start ? sum + value * (end - start) : sum;
  }, 0);
}

describe('the running integral', () => {
  it('is a brute-force sum over the hours to 1e-9, whatever interval and start', () => {
    for (let trial = 0; trial < 40; trial++) {
      const values = drawValues(1500, 0.01, 5);
      const offset = trial % 3 === 0 ? 0 : draw(0, HOUR);
      const integral = new HourlyIntegral(seriesOf(values), offset);
      for (let pair = 0; pair < 25; pair++) {
        const from = draw(0, 1400 * HOUR);
        // Short ones within an hour, over its end, and long ones.
        const to = Math.min(1498 * HOUR, from + draw(0, [60, 2 * HOUR, 1000 * HOUR][pair % 3]!));
        const expected = bruteForce(values, offset, from, to);
        expect(Math.abs(integral.between(from, to) / expected - 1)).toBeLessThan(1e-9);
        const start = bruteForce(values, offset, 0, from);
        expect(Math.abs(integral.until(from) / start - 1)).toBeLessThan(1e-9);
      }
    }
  });

  it('of price x PUE is the brute-force sum of the products', () => {
    const price = drawValues(500, -0.02, 0.3);
    const pue = drawValues(500, 1.02, 1.5);
    const products = price.map((value, hour) => value * pue[hour]!);
    const integral = new HourlyIntegral(productSeries(seriesOf(price), seriesOf(pue)), 700);
    const size = bruteForce(products.map(Math.abs), 700, 0, 450 * HOUR);
    for (let trial = 0; trial < 200; trial++) {
      const from = draw(0, 400 * HOUR);
      const to = draw(from, 450 * HOUR);
      const error = integral.between(from, to) - bruteForce(products, 700, from, to);
      expect(Math.abs(error)).toBeLessThan(1e-9 * size);
    }
  });

  it('of parts is that of the whole', () => {
    const integral = new HourlyIntegral(seriesOf(drawValues(300, 0, 1)), 123.456);
    let sum = 0;
    let before = 0;
    for (let cut = 0; cut < 400; cut++) {
      const next = before + draw(0, HOUR);
      sum += integral.between(before, next);
      before = next;
    }
    expect(Math.abs(sum / integral.until(before) - 1)).toBeLessThan(1e-12);
  });

  it('has the value to the last instant of hours that end, and says so after it', () => {
    const integral = new HourlyIntegral(seriesOf([1, 2, 3]));
    expect(integral.until(3 * HOUR)).toBe(6 * HOUR);
    expect(() => integral.until(3 * HOUR + 1)).toThrow(/end 3 h after the start.*let them repeat/);
    expect(integral.until(2 * HOUR)).toBe(3 * HOUR);
  });

  it('of a constant is a product, and asks no hour', () => {
    const integral = new HourlyIntegral(scaledSeries(HourlySeries.constant(0.5), 3), 1234);
    expect(integral.between(1e9, 1e9 + 10)).toBe(15);
    expect(integral.maximumBetween(0, 1e12)).toBe(1.5);
    expect(productSeries(HourlySeries.constant(2), HourlySeries.constant(3)).constantValue).toBe(6);
  });

  it('asks every hour once and in order, also when looked up backwards', () => {
    const asked: number[] = [];
    const series = HourlySeries.hourly((hour) => asked.push(hour));
    const integral = new HourlyIntegral(productSeries(series, HourlySeries.constant(2)));
    integral.between(90 * HOUR, 100.5 * HOUR);
    integral.between(3 * HOUR, 100.5 * HOUR);
    integral.maximumBetween(0, 50 * HOUR);
    expect(asked).toEqual(Array.from({ length: 101 }, (_, hour) => hour));
  });

  it('has the highest value of the hours that an interval touches', () => {
    const values = drawValues(200, -1, 1);
    const integral = new HourlyIntegral(seriesOf(values), 600);
    for (let trial = 0; trial < 200; trial++) {
      const from = draw(0, 150 * HOUR);
      const to = from + draw(1, 40 * HOUR);
      const touched = values.filter((_, hour) => (hour + 1) * HOUR > from + 600 && hour * HOUR < to + 600);
      expect(integral.maximumBetween(from, to)).toBe(Math.max(...touched));
    }
  });
});

describe('the time when an amount is spent', () => {
  /** Hour by hour, the first crossing. */
  function bruteCrossing(values: readonly number[], offset: number, spending: SingleSpending): number {
    const { from, latest, perSecond, perUnit } = spending;
    let left = spending.amount;
    for (let time = from; time < latest; ) {
      const hour = Math.floor((time + offset) / HOUR + 1e-9);
      const end = Math.min(latest, (hour + 1) * HOUR - offset);
      const rate = perSecond + perUnit * values[hour]!;
      if (rate > 0 && left <= rate * (end - time)) return time + left / rate;
      left -= rate * (end - time);
      time = end;
    }
    return Number.POSITIVE_INFINITY;
  }

  it.each([
    ['prices of 0 and more', 0, 1, 0.2],
    ['prices below 0 that ownership outweighs', -0.1, 1, 0.2],
    ['prices below 0 that give money back', -0.5, 1, 0.05],
  ])('is the first crossing with %s', (_, low, high, perSecond) => {
    let reached = 0;
    for (let trial = 0; trial < 300; trial++) {
      const values = drawValues(600, low, high).map((value) => (value < 0.1 && low === 0 ? 0 : value));
      const offset = draw(0, HOUR);
      const from = draw(0, 100 * HOUR);
      const spending = {
        from,
        latest: from + draw(0, 400 * HOUR),
        amount: draw(0, 300 * HOUR * (perSecond + 0.5)),
        perSecond,
        perUnit: 1,
      };
      const expected = bruteCrossing(values, offset, spending);
      const integral = new HourlyIntegral(seriesOf(values), offset);
      const found = integral.timeWhenSpent(spending);
      if (expected === Number.POSITIVE_INFINITY) expect(found).toBe(expected);
      else {
        expect(Math.abs(found - expected)).toBeLessThan(1e-3);
        const spent = perSecond * (found - from) + integral.between(from, found);
        expect(Math.abs(spent / spending.amount - 1)).toBeLessThan(1e-9);
        reached++;
      }
    }
    expect(reached).toBeGreaterThan(50);
    expect(reached).toBeLessThan(300);
  });

  it('of a constant is a quotient', () => {
    const integral = new HourlyIntegral(HourlySeries.constant(2));
    const spending = { from: 100, latest: 1000, amount: 70, perSecond: 1, perUnit: 3 };
    expect(integral.timeWhenSpent(spending)).toBe(110);
    expect(integral.timeWhenSpent({ ...spending, latest: 109 })).toBe(Number.POSITIVE_INFINITY);
    expect(integral.timeWhenSpent({ ...spending, amount: 0 })).toBe(100);
    expect(integral.timeWhenSpent({ ...spending, perSecond: 0, perUnit: 0 })).toBe(Number.POSITIVE_INFINITY);
  });

  it('looks no further than the last hour there is, nor than hours it needs', () => {
    const ending = new HourlyIntegral(seriesOf([1, 1, 1]));
    const spending = { from: 0, latest: 1e9, amount: 2.5 * HOUR, perSecond: 0, perUnit: 1 };
    expect(ending.timeWhenSpent(spending)).toBe(2.5 * HOUR);
    expect(ending.timeWhenSpent({ ...spending, amount: 4 * HOUR })).toBe(Number.POSITIVE_INFINITY);
    let asked = 0;
    const endless = new HourlyIntegral(HourlySeries.hourly(() => ++asked && 1));
    expect(endless.timeWhenSpent({ ...spending, amount: 100 * HOUR })).toBe(100 * HOUR);
    expect(asked).toBeLessThan(400);
  });
});
