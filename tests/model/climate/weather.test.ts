import { describe, expect, it } from 'vitest';
import { type Climate, expectedCelsius, HOURS_OF_YEAR } from '../../../src/model/climate/climate.ts';
import { noiseShape } from '../../../src/model/climate/noise.ts';
import { CLIMATE_SITES, type ClimateSite, climateSite } from '../../../src/model/climate/sites.ts';
import { hourlyCelsius, weather } from '../../../src/model/climate/weather.ts';
import { wetBulbCelsius } from '../../../src/model/climate/wetBulb.ts';
import { meanAndError } from '../../support/simulationInput.ts';
import { normalStream } from './luck.ts';

const RUNS = 24;

/** Least squares of a record of whole years: harmonics of year and day are orthogonal over it. */
function fit(celsius: Float64Array) {
  const n = celsius.length;
  const wave = (period: number) => {
    let cosine = 0;
    let sine = 0;
    for (let hour = 0; hour < n; hour++) {
      cosine += celsius[hour]! * Math.cos((2 * Math.PI * hour) / period);
      sine += celsius[hour]! * Math.sin((2 * Math.PI * hour) / period);
    }
    return { cosine: (2 * cosine) / n, sine: (2 * sine) / n };
  };
  const mean = celsius.reduce((sum, value) => sum + value, 0) / n;
  return { mean, year: wave(HOURS_OF_YEAR), day: wave(24) };
}

/** What a climate's waves are in terms of cosine and sine from hour 0. */
function waves(climate: Climate) {
  const year = (2 * Math.PI * climate.warmestDay * 24) / HOURS_OF_YEAR;
  const day = (2 * Math.PI * climate.warmestHour) / 24;
  return {
    year: { cosine: climate.seasonalKelvin * Math.cos(year), sine: climate.seasonalKelvin * Math.sin(year) },
    day: { cosine: climate.dailyKelvin * Math.cos(day), sine: climate.dailyKelvin * Math.sin(day) },
  };
}

/** Mean square of the noise, and its mean product with the hour before, of a record. */
function noiseMoments(climate: Climate, celsius: Float64Array) {
  let square = 0;
  let product = 0;
  let before = 0;
  for (let hour = 0; hour < celsius.length; hour++) {
    const noise = celsius[hour]! - expectedCelsius(climate, hour);
    square += noise * noise;
    product += noise * before;
    before = noise;
  }
  return { variance: square / celsius.length, covariance: product / (celsius.length - 1) };
}

function expectNear(values: readonly number[], expected: number, what: string): void {
  const { mean, error } = meanAndError(values);
  expect(Math.abs(mean - expected), `${what}: ${mean} +- ${error}, expected ${expected}`).toBeLessThan(
    4 * error,
  );
}

describe('every site', () => {
  const yearsOf = ({ source }: ClimateSite) => (source.includes('Open-Meteo') ? 5 : 1);

  it.each(CLIMATE_SITES.map((site) => [site.id, site] as const))('%s is reproduced', (id, site) => {
    const normal = normalStream(id);
    // Whole runs are independent, however strongly the hours within one depend on each other: so their errors are honest.
    const records = Array.from({ length: RUNS }, () =>
      hourlyCelsius(site, 0, yearsOf(site) * HOURS_OF_YEAR, normal),
    );
    const fits = records.map(fit);
    const { year, day } = waves(site);
    expectNear(
      fits.map((one) => one.mean),
      site.meanCelsius,
      'mean',
    );
    expectNear(
      fits.map((one) => one.year.cosine),
      year.cosine,
      'season, cosine',
    );
    expectNear(
      fits.map((one) => one.year.sine),
      year.sine,
      'season, sine',
    );
    expectNear(
      fits.map((one) => one.day.cosine),
      day.cosine,
      'day, cosine',
    );
    expectNear(
      fits.map((one) => one.day.sine),
      day.sine,
      'day, sine',
    );
    const moments = records.map((record) => noiseMoments(site, record));
    const variance = site.noiseKelvin * site.noiseKelvin;
    expectNear(
      moments.map((one) => one.variance),
      variance,
      'variance',
    );
    // The season scales neighbouring hours alike to a part in a thousand of a degree: the correlation is the noise's own.
    expectNear(
      moments.map((one) => one.covariance - site.noiseCorrelation * one.variance),
      0,
      'correlation',
    );
    if (site.percentiles === null) return;
    // The record is one run of that length, so it may be as far from their mean as one run is.
    const p99 = records.map((record) => record.sort()[Math.floor(0.99 * record.length)]!);
    const { mean, error } = meanAndError(p99);
    const spread = error * Math.sqrt(RUNS);
    expect(spread).toBeLessThan(4);
    expect(
      Math.abs(site.percentiles[2] - mean),
      `p99 ${mean} +- ${spread}, record ${site.percentiles[2]}`,
    ).toBeLessThan(4 * spread);
    // And the mean of all runs meets the record to three quarters of a degree.
    expect(Math.abs(site.percentiles[2] - mean)).toBeLessThan(0.75);
  });
});

describe('weather', () => {
  const dallas = climateSite('dallas');

  it('is the two harmonics to the last digits after ten years when there is no noise', () => {
    const calm = { ...dallas, noiseKelvin: 0 };
    const start = 24 * 200 + 7.5;
    const celsius = hourlyCelsius(calm, start, 10 * HOURS_OF_YEAR, () => 1);
    for (let hour = 0; hour < celsius.length; hour += 97)
      expect(Math.abs(celsius[hour]! - expectedCelsius(calm, start + hour))).toBeLessThan(1e-8);
    expect(celsius[0]).toBeCloseTo(dallas.meanCelsius + 10.8 - 4.061 * 0.68, 0);
  });

  it('takes one draw an hour, and is the same hour by hour as all at once', () => {
    let draws = 0;
    const normal = normalStream('count');
    const all = hourlyCelsius(dallas, 11, 500, () => {
      draws += 1;
      return normal();
    });
    expect(draws).toBe(500);
    const next = weather(dallas, 11, normalStream('count'));
    for (const celsius of all) expect(next()).toBe(celsius);
  });

  it('begins in its stationary law', () => {
    const normal = normalStream('first');
    const firsts = Array.from({ length: 4000 }, () => hourlyCelsius(dallas, 4000, 1, normal)[0]!);
    expectNear(firsts, expectedCelsius(dallas, 4000), 'first hour');
    const season = 1 + dallas.noiseSeason * Math.cos((2 * Math.PI * (4000 / 24 - dallas.warmestDay)) / 365);
    const expected = (dallas.noiseKelvin * season) ** 2 / (1 + dallas.noiseSeason ** 2 / 2);
    expectNear(
      firsts.map((celsius) => (celsius - expectedCelsius(dallas, 4000)) ** 2),
      expected,
      'variance of the first hour',
    );
  });

  it.each([-0.7, -0.1, 0.1, 0.5])(
    'noise of skew %f has mean 0, variance 1 and the skewness of a lognormal',
    (skew) => {
      const { at } = noiseShape({ ...dallas, noiseSkew: skew });
      let moments = [0, 0, 0, 0];
      const width = 0.001;
      for (let z = -9; z <= 9; z += width) {
        const density = (width * Math.exp(-0.5 * z * z)) / Math.sqrt(2 * Math.PI);
        moments = moments.map((sum, power) => sum + density * at(z) ** power);
      }
      expect(moments[1]).toBeCloseTo(0, 7);
      expect(moments[2]).toBeCloseTo(1, 6);
      const w = Math.exp(skew * skew);
      expect(moments[3]).toBeCloseTo(Math.sign(skew) * (w + 2) * Math.sqrt(w - 1), 4);
    },
  );

  it('refuses noise that has no law', () => {
    const normal = () => 0;
    expect(() => weather({ ...dallas, noiseCorrelation: 1 }, 0, normal)).toThrow(
      /correlation from 0 to below 1/,
    );
    expect(() => weather({ ...dallas, noiseSeason: -1 }, 0, normal)).toThrow(/season between -1 and 1/);
  });
});

describe('sites', () => {
  it('have names of their own, and none of the synthetic records', () => {
    expect(CLIMATE_SITES).toHaveLength(26);
    expect(new Set(CLIMATE_SITES.map(({ id }) => id)).size).toBe(26);
    expect(CLIMATE_SITES.map(({ name }) => name).join()).not.toMatch(/Tucson|Kennedy|Port Angeles/);
    expect(() => climateSite('atlantis')).toThrow(/there are new-south-wales, .*oslo/);
  });

  it('of the northern half are warmest in July, of the southern in January', () => {
    for (const site of CLIMATE_SITES) {
      const south = ['new-south-wales', 'victoria', 'sao-paulo', 'chile', 'south-africa'].includes(site.id);
      const warm = south
        ? site.warmestDay < 25 || site.warmestDay > 355
        : site.warmestDay > 160 && site.warmestDay < 220;
      expect(warm, site.id).toBe(true);
      expect(site.warmestHour).toBeGreaterThan(13.9);
      expect(site.warmestHour).toBeLessThan(16.5);
    }
  });
});

describe('the wet bulb', () => {
  it('meets the means and the 99th percentiles, and is never above the dry bulb', () => {
    for (const site of CLIMATE_SITES) {
      if (site.wetBulb === null || site.percentiles === null) continue;
      expect(wetBulbCelsius(site.wetBulb, site, site.meanCelsius)).toBeCloseTo(site.wetBulb.meanCelsius, 12);
      expect(wetBulbCelsius(site.wetBulb, site, site.percentiles[2])).toBeCloseTo(
        site.wetBulb.p99Celsius,
        12,
      );
      for (let celsius = -30; celsius <= 50; celsius += 5)
        expect(wetBulbCelsius(site.wetBulb, site, celsius)).toBeLessThanOrEqual(celsius);
    }
    expect(climateSite('oslo').wetBulb).toBeNull();
  });
});
