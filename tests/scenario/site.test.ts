import { describe, expect, it } from 'vitest';
import { RandomStreams } from '../../src/engine/randomStreams.ts';
import { GRID_ZONES } from '../../src/model/carbon/gridZones.ts';
import { WHOLESALE_MARKETS } from '../../src/model/price/markets.ts';
import { wholesaleMean } from '../../src/model/price/wholesale.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import { expectRun } from '../../src/scenario/expectation.ts';
import type { SimulationInput } from '../../src/simulation/input.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import type { SeriesInput } from '../../src/simulation/site/input.ts';
import { createSeries, meanOfSeries, startOf } from '../../src/simulation/site/siteSeries.ts';
import { catalog } from '../support/catalog.ts';
import { compile, problemsOf, resolve, SMALL } from '../support/scenarioText.ts';

const KWH = 3.6e6;
const TARIFF =
  'site.price={tariff: {otherwise: 0.1 USD/kWh, windows: [' +
  '{name: peak, price: 0.4 USD/kWh, days: weekdays, from: 16, to: 20}, ' +
  '{name: winter night, price: 0.05 USD/kWh, months: [1, 2], from: 22, to: 6}]}}';
const WHOLESALE = 'site.price={wholesale: {market: US-TEX-ERCO, year: 2024}}';
const HOURLY = 'site.price={hourly: {values: [0.1 USD/kWh, 0.3 USD/kWh, -0.02 USD/kWh]}}';

function priceOf(...sets: readonly string[]): SeriesInput {
  return compile(SMALL, ...sets).money.usdPerJoule;
}

function carbonOf(...sets: readonly string[]): SeriesInput {
  return compile(SMALL, ...sets).carbonKgPerJoule;
}

type Wrong = readonly [what: string, sets: readonly string[], path: string, says: RegExp];

function refuses(cases: readonly Wrong[]): void {
  it.each(cases)('refuses %s', (_, sets, path, says) => {
    const problems = problemsOf(SMALL, ...sets);
    expect(problems.map((problem) => problem.path)).toContain(path);
    expect(problems.find((problem) => problem.path === path)!.message).toMatch(says);
  });
}

describe('a price', () => {
  it('is a number for all hours', () => {
    expect(priceOf('site.price=0.36 USD/kWh')).toBeCloseTo(1e-7, 18);
  });

  it('may be a tariff: windows of hours, days and months', () => {
    const price = priceOf(TARIFF);
    if (typeof price === 'number' || price.kind !== 'tariff') throw new Error('no tariff');
    const { windows, otherwiseUsdPerKilowattHour } = price.tariff;
    expect(otherwiseUsdPerKilowattHour).toBeCloseTo(0.1, 12);
    expect(windows.map(({ usdPerKilowattHour }) => usdPerKilowattHour.toFixed(9))).toEqual([
      '0.400000000',
      '0.050000000',
    ]);
    expect(windows).toMatchObject([
      { name: 'peak', days: 'weekdays', fromHour: 16, toHour: 20 },
      { name: 'winter night', days: 'every', fromHour: 22, toHour: 6, months: [1, 2] },
    ]);
    expect(windows[0]).not.toHaveProperty('months');
    // Of 8760 h of 2023: 260 weekdays x 4 h of peak, 59 days x 8 h of winter nights.
    const hours = 0.4 * 260 * 4 + 0.05 * 59 * 8 + 0.1 * (8760 - 260 * 4 - 59 * 8);
    expect(meanOfSeries(price) * KWH).toBeCloseTo(hours / 8760, 9);
  });

  it('may be a wholesale market, calibrated to its mean', () => {
    const price = priceOf(WHOLESALE);
    if (typeof price === 'number' || price.kind !== 'wholesale') throw new Error('no wholesale price');
    const market = WHOLESALE_MARKETS.find(({ zone, year }) => zone === 'US-TEX-ERCO' && year === 2024)!;
    expect(wholesaleMean(price.model)).toBeCloseTo(market.statistics.mean, 6);
    expect(price.adder).toBe(0);
  });

  it('may add to every hour of a wholesale market', () => {
    const adder = 'site.price={wholesale: {market: US-TEX-ERCO, year: 2024, adder: 0.03 USD/kWh}}';
    const [without, more] = [priceOf(WHOLESALE), priceOf(adder)];
    expect((meanOfSeries(more) - meanOfSeries(without)) * KWH).toBeCloseTo(0.03, 12);
    const hours = (price: SeriesInput) => {
      const streams = new RandomStreams('adder');
      streams.startReplication(0);
      const series = createSeries(price, 'price', { year: 2025, month: 1, day: 1, hour: 0 }, streams);
      return Array.from({ length: 200 }, (_, hour) => series.inHour(hour) * KWH);
    };
    const plain = hours(without);
    hours(more).forEach((usd, hour) => {
      expect(usd - plain[hour]!).toBeCloseTo(0.03, 12);
    });
  });

  it('may be recorded hour by hour', () => {
    const values = [0.1, 0.3, -0.02].map((usd) => expect.closeTo(usd / KWH, 18) as number);
    expect(priceOf(HOURLY)).toEqual({
      kind: 'hourly',
      hourly: { values, first: 'run-start', atEnd: 'repeats' },
      factor: 1,
    });
    const other = 'site.price={hourly: {values: [1 USD/kWh], first: new-year, at_end: ends}}';
    expect(priceOf(other)).toMatchObject({ hourly: { first: 'new-year', atEnd: 'ends' } });
  });

  const tariff = (window: string) => [
    `site.price={tariff: {otherwise: 0.1 USD/kWh, windows: [{name: a, price: 1 USD/kWh, ${window}}]}}`,
  ];
  const AT = 'site.price.tariff.windows.0';
  refuses([
    ['a bare number', ['site.price=0.08'], 'site.price', /bare number 0.08.*0.08 USD\/kWh/],
    ['an unknown kind', ['site.price={tarif: {}}'], 'site.price.tarif', /did you mean "tariff"/],
    ['no kind', ['site.price={}'], 'site.price', /exactly one of tariff, wholesale, hourly/],
    ['two kinds', [TARIFF, 'site.price.hourly={values: [1 USD/kWh]}'], 'site.price', /exactly one of/],
    ['an hour beyond the day', tariff('from: 24, to: 3'), `${AT}.from`, /at most 23/],
    ['an empty window', tariff('from: 7, to: 7'), `${AT}.to`, /from: 0 and to: 24/],
    ['a month 13', tariff('from: 7, to: 9, months: [13]'), `${AT}.months.0`, /at most 12/],
    ['unknown days', tariff('from: 7, to: 9, days: weekday'), `${AT}.days`, /did you mean "weekdays"/],
    [
      'an unknown market',
      ['site.price={wholesale: {market: US-TEX-ERCOT, year: 2024}}'],
      'site.price.wholesale.market',
      /"US-TEX-ERCOT" is not known.*did you mean "US-TEX-ERCO"/,
    ],
    [
      'an unknown year',
      ['site.price={wholesale: {market: US-TEX-ERCO, year: 2031}}'],
      'site.price.wholesale.year',
      /2031 is not known; allowed: 2021, 2022, 2023, 2024/,
    ],
    [
      'a market whose prices have no such law',
      ['site.price={wholesale: {market: BR-SP, year: 2023}}'],
      'site.price.wholesale',
      /no lognormal price.*give hourly prices instead/,
    ],
    ['no recorded values', ['site.price={hourly: {values: []}}'], 'site.price.hourly.values', /at least 1/],
    [
      'recorded values without a unit',
      ['site.price={hourly: {values: [0.1]}}'],
      'site.price.hourly.values.0',
      /bare number 0.1/,
    ],
  ]);
});

describe('the carbon', () => {
  it('is a number, or that of a country', () => {
    expect(carbonOf('site.carbon=360 gCO2/kWh')).toBeCloseTo(1e-7, 18);
    expect(carbonOf('site.carbon={country: UK}')).toBeCloseTo(0.238 / KWH, 18);
  });

  it.each([
    ['direct', 'directGrams'],
    ['life-cycle', 'lifeCycleGrams'],
  ] as const)('of a zone has its %s mean and the shape of its day', (basis, key) => {
    const carbon = carbonOf(`site.carbon={zone: US-TEX-ERCO, basis: ${basis}}`);
    const zone = GRID_ZONES.find((one) => one.zone === 'US-TEX-ERCO' && one.year === 2024)!;
    if (typeof carbon === 'number' || carbon.kind !== 'daily') throw new Error('no daily shape');
    expect(meanOfSeries(carbon) * KWH * 1000).toBeCloseTo(zone[key], 9);
    expect(Math.min(...carbon.ratios)).toBe(carbon.ratios[zone.day.lowAt]);
    expect(carbon.ratios[zone.day.highAt]).toBeCloseTo(zone.day.highRatio, 9);
  });

  refuses([
    ['a zone without its basis', ['site.carbon={zone: GB}'], 'site.carbon', /direct or life-cycle/],
    [
      'a basis of a country',
      ['site.carbon={country: UK, basis: direct}'],
      'site.carbon.basis',
      /belongs to a zone/,
    ],
    ['both', ['site.carbon={country: UK, zone: GB}'], 'site.carbon', /exactly one of zone, country/],
    ['an unknown country', ['site.carbon={country: GBR}'], 'site.carbon.country', /allowed: NO, IS/],
    [
      'an unknown zone',
      ['site.carbon={zone: DE, basis: direct}'],
      'site.carbon.zone',
      /"DE" is not known.*DE-LU/,
    ],
  ]);
});

describe('the demand charge', () => {
  it('is none, or a price per power and month', () => {
    expect(compile(SMALL).money.demandUsdPerWattMonth).toBe(0);
    const input = (text: string) => compile(SMALL, `site.demand_charge=${text}`).money.demandUsdPerWattMonth;
    expect(input('7.45 USD/(kW month)')).toBeCloseTo(0.00745, 12);
    expect(input('7450 USD/(MW month)')).toBeCloseTo(0.00745, 12);
    expect(input('0 USD/(kW month)')).toBe(0);
  });

  refuses([
    [
      'a price of energy',
      ['site.demand_charge=0.08 USD/kWh'],
      'site.demand_charge',
      /not per month.*7.45 USD\/\(kW month\)/,
    ],
    ['an amount', ['site.demand_charge=7 USD'], 'site.demand_charge', /another dimension/],
  ]);

  it('bills the highest power of the months begun', () => {
    const charged = compile(SMALL, 'site.demand_charge=10 USD/(kW month)', 'start=2025-06-10');
    const record = once(charged);
    expect(record.wallSeconds).toBeLessThan(20 * 86_400);
    expect(record.demandCostUsd).toBeCloseTo(0.01 * record.peakFacilityWatts, 6);
    expect(record.totalCostUsd).toBeCloseTo(
      record.energyCostUsd + record.demandCostUsd + record.holdingCostUsd,
      6,
    );
    const nextMonth = once({ ...charged, start: { year: 2025, month: 6, day: 30, hour: 23 } });
    expect(nextMonth.demandCostUsd).toBeGreaterThan(1.5 * record.demandCostUsd);
  });
});

describe('the start', () => {
  it('is a date, a time of it, or random', () => {
    const start = (text: string) => compile(SMALL, `start=${text}`).start;
    expect(compile(SMALL).start).toEqual({ year: 2025, month: 1, day: 1, hour: 0 });
    expect(start('2025-06-01')).toEqual({ year: 2025, month: 6, day: 1, hour: 0 });
    expect(start('2024-02-29T08:30')).toEqual({ year: 2024, month: 2, day: 29, hour: 8.5 });
    expect(start('{random: {year: 2026}}')).toEqual({ random: true, year: 2026 });
  });

  refuses([
    ['a day that is not', ['start=2025-02-29'], 'start', /"2025-02-29" is not a date.*2025-06-01T08:00/],
    ['an hour that is not', ['start=2025-02-28T24:00'], 'start', /is not a date/],
    ['a number', ['start=2025'], 'start', /is 2025; it must be a date/],
    ['a group without a year', ['start={random: {}}'], 'start.random.year', /missing/],
    ['a year far away', ['start={random: {year: 2500}}'], 'start.random.year', /at most 2199/],
  ]);
});

const SEED = 'site';

function once(input: SimulationInput) {
  const streams = new RandomStreams(SEED);
  streams.startReplication(0);
  return simulate(input, streams);
}

/** Lowest and highest value of the hours of a run, drawn as the run drew them. */
function extremes(input: SimulationInput, quantity: SeriesInput, name: string, seconds: number) {
  const streams = new RandomStreams(SEED);
  streams.startReplication(0);
  const series = createSeries(quantity, name, startOf(input.start, streams), streams);
  const hours = Array.from({ length: Math.ceil(seconds / 3600) + 1 }, (_, hour) => series.inHour(hour));
  return { lowest: Math.min(...hours), highest: Math.max(...hours) };
}

describe('a run', () => {
  it.each([
    ['a tariff', [TARIFF]],
    ['a wholesale price', [WHOLESALE]],
    ['recorded prices', [HOURLY]],
    ['a wholesale price from a random hour on', [WHOLESALE, 'start={random: {year: 2024}}']],
    ...['texas-wholesale', 'uk-day-night', 'germany-wholesale'].map(
      (site) => [`the site ${site}`, [`site=${site}`]] as const,
    ),
  ] as const)('with %s pays between the lowest and the highest price', (_, sets) => {
    const input = compile(SMALL, 'start=2025-06-02T08:00', ...sets);
    const record = once(input);
    const price = extremes(input, input.money.usdPerJoule, 'price', record.wallSeconds);
    expect(price.lowest).toBeLessThan(price.highest);
    expect(record.energyCostUsd).toBeGreaterThan(price.lowest * record.facilityJoules);
    expect(record.energyCostUsd).toBeLessThan(price.highest * record.facilityJoules);
  });

  it('with a zone emits between its cleanest and its dirtiest hour', () => {
    const input = compile(SMALL, 'site.carbon={zone: US-TEX-ERCO, basis: direct}');
    const record = once(input);
    const carbon = extremes(input, input.carbonKgPerJoule, 'carbon', record.wallSeconds);
    expect(record.carbonKg).toBeGreaterThan(carbon.lowest * record.facilityJoules);
    expect(record.carbonKg).toBeLessThan(carbon.highest * record.facilityJoules);
  });

  it('has the same luck at every price', () => {
    const record = once(compile(SMALL, WHOLESALE));
    const plain = once(compile(SMALL));
    expect(record.wallSeconds).toBe(plain.wallSeconds);
    expect(record.facilityJoules).toBe(plain.facilityJoules);
    expect(record.energyCostUsd).not.toBe(plain.energyCostUsd);
  });

  it('whose recorded prices end too early says so', () => {
    const input = compile(SMALL, 'site.price={hourly: {values: [1 USD/kWh], at_end: ends}}');
    expect(() => once(input)).toThrow(/hourly values end 1 h after the start/);
  });
});

describe('the closed forms', () => {
  it('take the mean price and say what they leave out', () => {
    const run = expectRun(compile(SMALL, TARIFF, 'site.demand_charge=5 USD/(kW month)'));
    expect(run.energyCostUsd / run.facilityJoules).toBeCloseTo(meanOfSeries(priceOf(TARIFF)), 15);
    expect(run.leftOut).toEqual(
      expect.arrayContaining([expect.stringMatching(/at which hours/), 'the demand charge']),
    );
    expect(expectRun(compile(SMALL)).leftOut).not.toContain('the demand charge');
  });
});

describe('every market and year', () => {
  it('compiles, or is refused when the scenario is checked', () => {
    const refused = WHOLESALE_MARKETS.filter(({ zone, year }) => {
      const set = `site.price={wholesale: {market: ${zone}, year: ${year}}}`;
      try {
        const { scenario } = resolve(SMALL, set);
        const price = compileScenario(scenario).money.usdPerJoule;
        expect(Number.isFinite(meanOfSeries(price))).toBe(true);
        return false;
      } catch {
        expect(problemsOf(SMALL, set)[0]?.message).toMatch(/give hourly prices instead/);
        return true;
      }
    });
    expect(refused.length).toBeLessThan(0.1 * WHOLESALE_MARKETS.length);
  }, 60_000);
});

describe('rows of the catalogue', () => {
  it('with prices over time keep near the plain row of the same place', () => {
    expect(Object.keys(catalog.sites)).toEqual(
      expect.arrayContaining(['texas-wholesale', 'uk-day-night', 'germany-wholesale']),
    );
    expect(meanOfSeries(priceOf('site=uk-day-night')) / meanOfSeries(priceOf('site=uk'))).toBeCloseTo(
      0.925,
      2,
    );
    expect(meanOfSeries(priceOf('site=texas-wholesale')) * KWH).toBeCloseTo(0.0281, 4);
    expect(meanOfSeries(priceOf('site=germany-wholesale')) * KWH).toBeCloseTo(0.0846, 4);
  });
});
