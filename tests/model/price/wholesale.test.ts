import { describe, expect, it } from 'vitest';
import { RandomStreams } from '../../../src/engine/randomStreams.ts';
import { normalQuantile } from '../../../src/engine/special/normal.ts';
import { WHOLESALE_MARKETS, type WholesaleMarket } from '../../../src/model/price/markets.ts';
import { dailyShape, monthlyShape, periodicShape } from '../../../src/model/price/periodicShape.ts';
import { priceSeries } from '../../../src/model/price/priceModel.ts';
import {
  type WholesaleModel,
  wholesaleHourlyMean,
  wholesaleMean,
  wholesaleShareBelow,
  wholesaleSource,
} from '../../../src/model/price/wholesale.ts';
import { calibrateWholesale, DEFAULT_WHOLESALE } from '../../../src/model/price/wholesaleCalibration.ts';
import { expectMean } from '../../support/statistics.ts';

const newYear = { year: 2023, month: 1, day: 1, hour: 0 };
const YEAR_HOURS = 8760;
/** Administered prices, or many prices below 0 and a peak far above the p95: no lognormal has these figures. */
const BEYOND_THE_LAW = ['AU-NSW 2023', 'AU-NSW 2024', 'BR-SP 2023', 'BR-SP 2024'];

function nameOf({ zone, year }: WholesaleMarket): string {
  return `${zone} ${year}`;
}

function market(name: string): WholesaleMarket {
  return WHOLESALE_MARKETS.find((one) => nameOf(one) === name)!;
}

/** Years of hourly prices, each from its own luck. */
function years(model: WholesaleModel, count: number): Float64Array[] {
  const streams = new RandomStreams('wholesale');
  const normals = streams.stream('price noise');
  const uniforms = streams.stream('price scarcity');
  return Array.from({ length: count }, (_, replication) => {
    streams.startReplication(replication);
    const source = wholesaleSource(model, newYear, {
      normal: () => normalQuantile(normals.uniform()),
      uniform: () => uniforms.uniform(),
    });
    return Float64Array.from({ length: YEAR_HOURS }, (_, hour) => source(hour));
  });
}

function meanOf(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

describe('the shape of a cycle', () => {
  it('has the lowest and highest ratio where they belong, and mean 1', () => {
    for (const { statistics } of WHOLESALE_MARKETS) {
      const { lowAt, lowRatio, highAt, highRatio } = statistics.day;
      const shape = dailyShape(statistics.day);
      expect(shape[lowAt]).toBeCloseTo(lowRatio, 12);
      expect(shape[highAt]).toBeCloseTo(highRatio, 12);
      expect(Math.min(...shape)).toBeCloseTo(lowRatio, 12);
      expect(Math.max(...shape)).toBeCloseTo(highRatio, 12);
      expect(meanOf(shape)).toBeCloseTo(1, 12);
    }
  });

  it('of months has mean 1 over the days of a year', () => {
    const shape = monthlyShape({ lowAt: 12, lowRatio: 0.7, highAt: 7, highRatio: 1.2 });
    const days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    expect(shape.reduce((sum, ratio, month) => sum + ratio * days[month]!, 0)).toBeCloseTo(365, 9);
    expect(shape[11]).toBeCloseTo(0.7, 12);
    expect(shape[6]).toBeCloseTo(1.2, 12);
  });

  it('cannot be what has no mean of 1', () => {
    const hours = new Array<number>(24).fill(1);
    expect(() => periodicShape({ lowAt: 3, lowRatio: 1.1, highAt: 9, highRatio: 1.2 }, hours)).toThrow(
      /below 1/,
    );
    expect(() => periodicShape({ lowAt: 3, lowRatio: 0.9, highAt: 3, highRatio: 1.2 }, hours)).toThrow(
      /another/,
    );
    expect(() => periodicShape({ lowAt: 3, lowRatio: 0.9, highAt: 4, highRatio: 90 }, hours)).toThrow(
      /too far/,
    );
    expect(periodicShape({ lowAt: 0, lowRatio: 1, highAt: 0, highRatio: 1 }, hours)).toEqual(hours);
  });
});

describe('a wholesale price', () => {
  const calibrated = WHOLESALE_MARKETS.filter((one) => !BEYOND_THE_LAW.includes(nameOf(one)));

  it.each(calibrated.map((one) => [nameOf(one), one.statistics] as const))(
    'of %s has the mean, daily shape and p95 of the market',
    (_, statistics) => {
      const { model, exact } = calibrateWholesale(statistics);
      expect(wholesaleMean(model) / statistics.mean).toBeCloseTo(1, 9);
      expect(wholesaleShareBelow(model, statistics.p95)).toBeCloseTo(0.95, 9);
      const shape = dailyShape(statistics.day);
      for (const hour of [statistics.day.lowAt, statistics.day.highAt, 12]) {
        expect(wholesaleHourlyMean(model, hour)).toBeCloseTo(statistics.mean * shape[hour]!, 7);
      }
      if (exact.includes('median')) {
        expect(wholesaleShareBelow(model, statistics.median)).toBeCloseTo(0.5, 9);
      }
    },
  );

  it('of a market beyond the law is refused', () => {
    for (const name of BEYOND_THE_LAW) {
      expect(() => calibrateWholesale(market(name).statistics)).toThrow(/give hourly prices instead/);
    }
  });

  it('of Texas 2021 has scarcity near the cap of 9,000 USD/MWh for days: the February of that year', () => {
    const { model, exact } = calibrateWholesale(market('US-TEX-ERCO 2021').statistics);
    expect(exact).toContain('deviation');
    const { hourlyShares, usdPerMegawattHour } = model.scarcity;
    expect(usdPerMegawattHour).toBeGreaterThan(5000);
    expect(usdPerMegawattHour).toBeLessThan(9000);
    expect(meanOf(hourlyShares) * YEAR_HOURS).toBeGreaterThan(72);
    expect(meanOf(hourlyShares) * YEAR_HOURS).toBeLessThan(200);
  });

  it.each([
    ['US-TEX-ERCO 2023', 150, 0.03],
    ['DE-LU 2024', 60, 0.01],
    ['US-CAL-CISO 2024', 60, 0.01],
  ])(
    'drawn for %s has mean, p95, extremes of the day and standard deviation within 4 errors',
    (name, count, precision) => {
      const { statistics } = market(name);
      const { model, exact } = calibrateWholesale(statistics);
      // Years are independent, so their spread has the correlation of hours in it.
      const drawn = years(model, count);
      expectMean(drawn.map(meanOf), statistics.mean, precision);
      expectMean(
        drawn.map((year) => year.filter((price) => price <= statistics.p95).length / YEAR_HOURS),
        0.95,
        precision,
      );
      const { lowAt, lowRatio, highAt, highRatio } = statistics.day;
      const atHour = (hour: number): number[] =>
        drawn.map((year) => meanOf(year.filter((_, at) => at % 24 === hour)));
      expectMean(atHour(lowAt), lowRatio * statistics.mean, 0.03);
      expectMean(atHour(highAt), highRatio * statistics.mean, 0.03);
      if (exact.includes('deviation')) {
        const square = statistics.deviation ** 2 + statistics.mean ** 2;
        expectMean(
          drawn.map((year) => meanOf(year.map((price) => price * price))),
          square,
          0.05,
        );
      }
    },
  );

  it('has noise that is correlated from hour to hour as asked, and scarcity in episodes as long as asked', () => {
    const { model } = calibrateWholesale(market('US-TEX-ERCO 2021').statistics);
    const drawn = years({ ...model, dailyRatios: new Array<number>(24).fill(1) }, 60);
    const scarce = model.scarcity.usdPerMegawattHour;
    const logOf = (price: number): number => (Math.log(price) - model.logMean) / model.logDeviation;
    const products = drawn.map((year) => {
      const pairs = [...year.keys()].filter(
        (hour) => hour > 0 && year[hour] !== scarce && year[hour - 1] !== scarce,
      );
      return meanOf(pairs.map((hour) => logOf(year[hour]!) * logOf(year[hour - 1]!)));
    });
    expectMean(products, DEFAULT_WHOLESALE.hourlyCorrelation, 0.01);
    // Where the share is the same at all hours, an episode is geometric with the mean asked.
    const even = { ...model.scarcity, hourlyShares: model.scarcity.hourlyShares.map(() => 0.02) };
    const runs = years({ ...model, scarcity: even }, 60).map((year) => {
      const hours = [...year].filter((price) => price === scarce).length;
      const starts = [...year].filter((price, hour) => price === scarce && year[hour - 1] !== scarce).length;
      return hours / starts;
    });
    expectMean(runs, DEFAULT_WHOLESALE.meanEpisodeHours, 0.03);
  });

  it('keeps mean and p95 with a season, and has the season', () => {
    const { statistics } = market('DE-LU 2024');
    const monthlyRatios = monthlyShape({ lowAt: 5, lowRatio: 0.8, highAt: 12, highRatio: 1.2 });
    const { model } = calibrateWholesale(statistics, { ...DEFAULT_WHOLESALE, monthlyRatios });
    expect(wholesaleShareBelow(model, statistics.p95)).toBeCloseTo(0.95, 9);
    const drawn = years(model, 60);
    expectMean(drawn.map(meanOf), statistics.mean, 0.01);
    const below = (year: Float64Array): number => year.filter((price) => price <= statistics.p95).length;
    expectMean(
      drawn.map((year) => below(year) / YEAR_HOURS),
      0.95,
      0.01,
    );
    const december = drawn.map((year) => meanOf(year.subarray(334 * 24)));
    expectMean(december, 1.2 * statistics.mean, 0.02);
  });

  it('is in USD/J with what the grid adds, the same for the same luck', () => {
    const { model } = calibrateWholesale(market('DE-LU 2024').statistics);
    const draws = () => {
      const stream = new RandomStreams('luck').stream('price');
      return { normal: () => normalQuantile(stream.uniform()), uniform: () => stream.uniform() };
    };
    const price = { kind: 'wholesale', wholesale: model, adderUsdPerKilowattHour: 0.05 } as const;
    const series = priceSeries(price, newYear, draws());
    const source = wholesaleSource(model, newYear, draws());
    for (let hour = 0; hour < 100; hour++) {
      expect(series.inHour(hour) * 3.6e9).toBeCloseTo(source(hour) + 50, 9);
    }
  });
});
