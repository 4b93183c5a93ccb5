import { describe, expect, it } from 'vitest';
import { RandomStreams } from '../../src/engine/randomStreams.ts';
import { climateMean, climateQuantile, quantileOfHours } from '../../src/model/climate/distribution.ts';
import { CLIMATE_SITES, climateSite } from '../../src/model/climate/sites.ts';
import { COOLING_KINDS, type CoolingKind, pueAt } from '../../src/model/plant/pue.ts';
import { SITE_COLUMNS } from '../../src/montecarlo/siteColumns.ts';
import { expectRun } from '../../src/scenario/expectation.ts';
import type { SimulationInput } from '../../src/simulation/input.ts';
import type { RunRecord } from '../../src/simulation/record.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import { SiteWeather } from '../../src/simulation/site/siteWeather.ts';
import { pueMeans, weatherMeans } from '../../src/simulation/site/yearlyMeans.ts';
import { catalog } from '../support/catalog.ts';
import { PUE_TABLE } from '../support/pueTable.ts';
import { compile, problemsOf, SMALL } from '../support/scenarioText.ts';
import { meanAndError } from '../support/simulationInput.ts';

const SEED = 'climate';

function replications(input: SimulationInput, count: number): RunRecord[] {
  const streams = new RandomStreams(SEED);
  return Array.from({ length: count }, (_, replication) => {
    streams.startReplication(replication);
    return simulate(input, streams);
  });
}

/** A year of training in which nothing fails and nothing is held that does not train. */
const year = (...sets: readonly string[]) =>
  compile(
    SMALL,
    'failures={set: none}',
    'cluster.spares={hot: 0, cold: 0}',
    'workload.phases.0.tokens=100 Ttoken',
    'limits.horizon=365 day',
    ...sets,
  );

describe('PUE of a year by scenario', () => {
  it.each(PUE_TABLE.map(([climate, row]) => ({ climate, row })))(
    '$climate is the table to .02, simulated and by closed form',
    ({ climate, row }) => {
      for (const [at, expected] of row.entries()) {
        if (expected === null) continue;
        const cooling = COOLING_KINDS[at]!;
        const input = year(`site.climate=${climate}`, `site.pue={cooling: ${cooling}}`);
        const pues = replications(input, 8).map((record) => SITE_COLUMNS[0]!.value(record, input));
        const { mean, error } = meanAndError(pues);
        expect(Math.abs(mean - expected), `${cooling}: ${mean}, table ${expected}`).toBeLessThan(0.02);
        const run = expectRun(input);
        const closed = run.facilityJoules / run.itJoules;
        expect(Math.abs(closed - mean), `${cooling}: ${mean}, closed form ${closed}`).toBeLessThan(
          4 * error + 1e-3,
        );
      }
    },
  );
});

describe('the weather', () => {
  const outdoor = (input: SimulationInput, replication = 0, hours = 2000): number[] => {
    const streams = new RandomStreams(SEED);
    streams.startReplication(replication);
    const { outdoorCelsius } = new SiteWeather(input, streams);
    return Array.from({ length: hours }, (_, hour) => outdoorCelsius!.inHour(hour));
  };

  it('is the same for settings that are compared, and another in each replication', () => {
    const plain = compile(SMALL, 'site.climate=dallas');
    const changed = compile(
      SMALL,
      'site.climate=dallas',
      'site.pue={cooling: air_economiser}',
      'site.price={wholesale: {market: US-TEX-ERCO, year: 2024}}',
      'checkpoint.interval=5 min',
      'cluster.nodes=8',
    );
    expect(outdoor(changed)).toEqual(outdoor(plain));
    expect(outdoor(plain, 1)).not.toEqual(outdoor(plain));
    const [before] = replications(compile(SMALL), 1);
    const [after] = replications(plain, 1);
    expect({ ...after, outdoorMeanCelsius: Number.NaN, outdoorMaximumCelsius: Number.NaN }).toEqual(before);
  });

  it('changes the luck of nothing else', () => {
    const [number] = replications(compile(SMALL, 'site.climate=dallas', 'site.pue=1.2'), 1);
    const [plant] = replications(compile(SMALL, 'site.climate=dallas', 'site.pue={cooling: chiller}'), 1);
    expect(plant!.wallSeconds).toBe(number!.wallSeconds);
    expect(plant!.itJoules).toBe(number!.itJoules);
    expect(plant!.facilityJoules).not.toBe(number!.facilityJoules);
    expect(plant!.outdoorMaximumCelsius).toBe(number!.outdoorMaximumCelsius);
  });

  it('follows the start through the year', () => {
    const mean = (start: string) => {
      const input = compile(SMALL, 'site.climate=chicago', `start=${start}`);
      const means = replications(input, 40).map(({ outdoorMeanCelsius }) => outdoorMeanCelsius);
      return meanAndError(means);
    };
    const { meanCelsius } = climateSite('chicago');
    const [january, july] = [mean('2025-01-20'), mean('2025-07-20')];
    expect(january.mean).toBeLessThan(meanCelsius - 8);
    expect(july.mean).toBeGreaterThan(meanCelsius + 8);
  });

  it('of a site has its mean and 99th percentile over years', () => {
    for (const id of ['dallas', 'singapore', 'london']) {
      const site = climateSite(id);
      const records = replications(year(`site.climate=${id}`), 20);
      const { mean, error } = meanAndError(records.map(({ outdoorMeanCelsius }) => outdoorMeanCelsius));
      expect(Math.abs(mean - site.meanCelsius), id).toBeLessThan(4 * error);
      const hot = Array.from({ length: 20 }, (_, replication) =>
        quantileOfHours(outdoor(year(`site.climate=${id}`), replication, 8760), 0.99),
      );
      const p99 = meanAndError(hot);
      expect(Math.abs(p99.mean - site.percentiles![2]), id).toBeLessThan(4 * p99.error + 0.2);
    }
  });
});

describe('means over all weather', () => {
  it('are those of the climate, and of its months', () => {
    for (const site of CLIMATE_SITES) {
      expect(Math.abs(climateMean(site, (celsius) => celsius) - site.meanCelsius), site.id).toBeLessThan(0.1);
      if (site.percentiles === null) continue;
      expect(Math.abs(climateQuantile(site, 0.99) - site.percentiles[2]), site.id).toBeLessThan(0.6);
    }
    const start = { year: 2025, month: 1, day: 1, hour: 0 };
    const months = weatherMeans(
      { kind: 'climate', climate: climateSite('oslo') },
      start,
      (one) => one,
    ).months;
    const warmth = [...months].sort(([, a], [, b]) => a - b).map(([month]) => month);
    expect([warmth[0], warmth[11]]).toEqual([1, 7]);
  });

  it('of recorded hours are those of the hours', () => {
    const input = compile(
      SMALL,
      'start=2025-01-31T22:00',
      'site.climate={hourly: {values: [10 degC, 20 degC, 30 degC, 40 degC]}}',
      'site.pue={cooling: air_economiser, standing_share: 0, rated: 1 MW}',
    );
    const pue = (outdoorCelsius: number) =>
      pueAt(
        { kind: 'air_economiser', standingShare: 0, chillerPartLoad: 'none' },
        { outdoorCelsius, wetBulbCelsius: null },
        1,
      );
    const means = pueMeans(input, 5e5)!;
    expect(means.year).toBeCloseTo((pue(10) + pue(20) + pue(30) + pue(40)) / 4, 12);
    expect(means.months.get(1)).toBeCloseTo((pue(10) + pue(20)) / 2, 12);
    expect(means.months.get(2)).toBeCloseTo((pue(30) + pue(40)) / 2, 12);
  });
});

describe('a plant', () => {
  it('is made for all nodes held in training, unless its rating is given', () => {
    const input = compile(SMALL, 'site.climate=dallas', 'site.pue={cooling: chiller}');
    const watts = input.power.nodeWatts[0]! + input.power.infrastructureWattsPerNode;
    expect(input.power.pue).toMatchObject({
      kind: 'plant',
      model: { kind: 'chiller', standingShare: 0.6, chillerPartLoad: 'none' },
      ratedItWatts: expect.closeTo(6 * watts, 6) as number,
    });
    const rated = compile(SMALL, 'site.climate=dallas', 'site.pue={cooling: chiller, rated: 2 MW}');
    expect(rated.power.pue).toMatchObject({ ratedItWatts: 2e6 });
  });

  it('spends a budget to the cent in any weather', () => {
    const sets = [
      'site.climate=phoenix',
      'site.pue={cooling: chiller, part_load: energyplus, rated: 200 kW}',
      'cost={rented: {price: 0 USD/(gpu hour)}}',
      'site.price={tariff: {otherwise: 0.05 USD/kWh, windows: [{name: day, price: 0.5 USD/kWh, from: 8, to: 20}]}}',
    ];
    const [free] = replications(compile(SMALL, ...sets), 1);
    const part = 0.37 * free!.energyCostUsd;
    for (const record of replications(compile(SMALL, ...sets, `limits.budget=${part} USD`), 5)) {
      expect(record.outcome).toBe('budget');
      expect(record.energyCostUsd / part).toBeCloseTo(1, 9);
    }
  });

  it('tells what its closed forms leave out', () => {
    const plant = expectRun(compile(SMALL, 'site.climate=dallas', 'site.pue={cooling: chiller}'));
    expect(plant.leftOut).toContainEqual(expect.stringMatching(/mean PUE of the year counts/));
    expect(expectRun(compile(SMALL, 'site.climate=dallas')).leftOut).not.toContainEqual(
      expect.stringMatching(/mean PUE/),
    );
  });
});

describe('a climate of one’s own', () => {
  it('has defaults that are weather without change', () => {
    const input = compile(SMALL, 'site.climate={mean: 12.5 degC}');
    const [record] = replications(input, 1);
    expect(record!.outdoorMeanCelsius).toBeCloseTo(12.5, 9);
    expect(record!.outdoorMaximumCelsius).toBeCloseTo(12.5, 9);
  });

  it('is what its keys say', () => {
    const set =
      'site.climate={mean: -3 degC, seasonal: 12 K, warmest_day: 20.5, daily: 4 K, warmest_hour: 14, noise: 5 K, noise_correlation: 0.9, noise_season: -0.2, noise_skew: 0.3}';
    expect(compile(SMALL, set).site.outdoorCelsius).toEqual({
      kind: 'climate',
      climate: {
        meanCelsius: -3,
        seasonalKelvin: 12,
        warmestDay: 20.5,
        dailyKelvin: 4,
        warmestHour: 14,
        noiseKelvin: 5,
        noiseCorrelation: 0.9,
        noiseSeason: -0.2,
        noiseSkew: 0.3,
      },
    });
  });

  it('may have a wet bulb, and the 99th percentile is its own unless given', () => {
    const wetBulb = (more: string) => {
      const input = compile(
        SMALL,
        `site.climate={mean: 20 degC, noise: 5 K, noise_correlation: 0, wet_bulb: {mean: 15 degC, p99: 22 degC${more}}}`,
        'site.pue={cooling: evaporative}',
      );
      const { pue } = input.power;
      if (typeof pue === 'number' || pue.kind !== 'plant') throw new Error('no plant');
      return pue.wetBulb!;
    };
    expect(wetBulb(', dry_p99: 33 degC')).toEqual({
      meanCelsius: 15,
      p99Celsius: 22,
      dryP99Celsius: 33,
      dryMeanCelsius: 20,
    });
    // Of the normal law 2.33 standard deviations above the mean.
    expect(Math.abs(wetBulb('').dryP99Celsius - (20 + 5 * 2.326))).toBeLessThan(0.6);
  });
});

type Wrong = readonly [what: string, sets: readonly string[], path: string, says: RegExp];
const EVAPORATIVE = 'site.pue={cooling: evaporative}';

describe('refuses', () => {
  it.each<Wrong>([
    [
      'an unknown climate',
      ['site.climate=dalas'],
      'site.climate',
      /"dalas" is not known.*did you mean "dallas"/,
    ],
    ['an unknown cooling', ['site.pue={cooling: chiler}'], 'site.pue.cooling', /did you mean "chiller"/],
    ['no cooling', ['site.pue={}'], 'site.pue.cooling', /is missing; allowed: chiller, air_economiser/],
    [
      'a plant without a climate',
      ['site.pue={cooling: chiller}'],
      'site.pue',
      /follows the weather, and the site has no climate; give site.climate/,
    ],
    [
      'evaporation without a wet bulb',
      ['site.climate=oslo', EVAPORATIVE],
      'site.pue.cooling',
      /none are known of oslo/,
    ],
    [
      'evaporation in a climate of one’s own without a wet bulb',
      ['site.climate={mean: 10 degC}', EVAPORATIVE],
      'site.pue.cooling',
      /give site.climate.wet_bulb/,
    ],
    ['no mean', ['site.climate={seasonal: 3 K}'], 'site.climate', /exactly one of mean, hourly/],
    [
      'a season of recorded hours',
      ['site.climate={hourly: {values: [1 degC]}, seasonal: 3 K}'],
      'site.climate.seasonal',
      /belongs to a climate with a mean/,
    ],
    [
      'a difference in degC',
      ['site.climate={mean: 1 degC, noise: 3 degC}'],
      'site.climate.noise',
      /like "10 K"/,
    ],
    ['a mean in K', ['site.climate={mean: 290 K}'], 'site.climate.mean', /like "87 degC"/],
    [
      'a correlation of 1',
      ['site.climate={mean: 1 degC, noise_correlation: 1}'],
      'site.climate.noise_correlation',
      /less than 1/,
    ],
    [
      'a wet bulb above the dry one',
      ['site.climate={mean: 1 degC, noise: 3 K, wet_bulb: {mean: 2 degC, p99: 3 degC}}'],
      'site.climate.wet_bulb.mean',
      /a wet bulb is never warmer/,
    ],
    [
      'a wet bulb of weather without change',
      ['site.climate={mean: 10 degC, wet_bulb: {mean: 2 degC, p99: 3 degC}}'],
      'site.climate.wet_bulb.dry_p99',
      /must be above the mean of the outdoor temperature, 10 degC/,
    ],
  ])('%s', (_, sets, path, says) => {
    const problems = problemsOf(SMALL, ...sets);
    expect(problems.map((problem) => problem.path)).toContain(path);
    expect(problems.find((problem) => problem.path === path)!.message).toMatch(says);
  });
});

describe('rows of the catalogue', () => {
  it('have a climate where a fitted site is near, and a number as PUE, as before', () => {
    const climateOf = (row: string) => (catalog.sites[row] as Record<string, unknown>)['climate'];
    expect(climateOf('texas')).toBe('dallas');
    expect(climateOf('germany-wholesale')).toBe('frankfurt');
    expect(climateOf('us-average')).toBeUndefined();
    for (const [name, row] of Object.entries(catalog.sites)) {
      expect(typeof (row as Record<string, unknown>)['pue'], name).toBe('number');
    }
  });

  it('whose note names an air economiser have the PUE that this cooling gives there', () => {
    const kind: CoolingKind = 'air_economiser';
    for (const row of ['texas', 'virginia', 'iowa', 'norway', 'germany', 'singapore', 'uk']) {
      const run = expectRun(year(`site={from: ${row}, pue: {cooling: ${kind}}}`));
      const number = compile(SMALL, `site=${row}`).power.pue;
      expect(Math.abs(run.facilityJoules / run.itJoules - Number(number)), row).toBeLessThan(0.02);
    }
  });
});
