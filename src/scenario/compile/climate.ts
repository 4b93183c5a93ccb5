import type { Climate } from '../../model/climate/climate.ts';
import { climateQuantile, quantileOfHours } from '../../model/climate/distribution.ts';
import { climateSite } from '../../model/climate/sites.ts';
import type { OutdoorInput, PueInput } from '../../simulation/site/input.ts';
import type { Climate as ClimateChoice, OwnClimate } from '../schema/climate.ts';
import type { Hourly } from '../schema/hourly.ts';
import type { Site } from '../schema/site.ts';
import { compileHourly } from './site.ts';

type PlantInput = Extract<PueInput, { readonly kind: 'plant' }>;

/**
 * What a climate of one's own has where nothing is said: the same temperature all year. Day and hour as most fitted sites have
 * them, the correlation near their median.
 */
const OWN_CLIMATE: Omit<Climate, 'meanCelsius'> = {
  seasonalKelvin: 0,
  warmestDay: 203,
  dailyKelvin: 0,
  warmestHour: 15,
  noiseKelvin: 0,
  noiseCorrelation: 0.97,
  noiseSeason: 0,
  noiseSkew: 0,
};

/** Outdoor temperature; null for a site without a climate. */
export function compileOutdoor({ climate }: Site): OutdoorInput | null {
  if (climate === undefined) return null;
  if (typeof climate !== 'string' && climate.hourly !== undefined) return compileHourly(climate.hourly);
  return { kind: 'climate', climate: climateOf(climate) };
}

/** PUE, and for a plant what it is made for: `heldWatts` is the IT power of all nodes held, in training. */
export function compilePue(site: Site, heldWatts: number): PueInput {
  const { pue, climate } = site;
  if (typeof pue === 'number') return pue;
  return {
    kind: 'plant',
    model: { kind: pue.cooling, standingShare: pue.standing_share, chillerPartLoad: pue.part_load },
    ratedItWatts: pue.rated ?? heldWatts,
    wetBulb: climate === undefined ? null : compileWetBulb(climate),
  };
}

/** 99th percentile of the outdoor temperature (C), of the record where there is one. */
export function dryP99Celsius(climate: ClimateChoice): number {
  if (typeof climate === 'string') {
    const site = climateSite(climate);
    return site.percentiles?.[2] ?? climateQuantile(site, 0.99);
  }
  return climate.hourly === undefined
    ? climateQuantile(climateOf(climate), 0.99)
    : quantileOfHours(recordedCelsius(climate.hourly), 0.99);
}

export function compileWetBulb(climate: ClimateChoice): PlantInput['wetBulb'] {
  if (typeof climate === 'string') {
    const { wetBulb, meanCelsius } = climateSite(climate);
    return wetBulb === null ? null : { ...wetBulb, dryMeanCelsius: meanCelsius };
  }
  const { wet_bulb: given } = climate;
  if (given === undefined) return null;
  const recorded = climate.hourly === undefined ? null : recordedCelsius(climate.hourly);
  return {
    meanCelsius: given.mean,
    p99Celsius: given.p99,
    dryP99Celsius: given.dry_p99 ?? dryP99Celsius(climate),
    dryMeanCelsius:
      recorded === null
        ? climateOf(climate).meanCelsius
        : recorded.reduce((sum, celsius) => sum + celsius, 0) / recorded.length,
  };
}

function recordedCelsius(recorded: Hourly): number[] {
  const { hourly, factor } = compileHourly(recorded);
  return hourly.values.map((value) => factor * value);
}

function climateOf(climate: string | OwnClimate): Climate {
  if (typeof climate === 'string') return climateSite(climate);
  const { mean } = climate;
  if (mean === undefined) throw new RangeError('a climate is a name, hourly, or has a mean');
  const own = OWN_CLIMATE;
  return {
    meanCelsius: mean,
    seasonalKelvin: climate.seasonal ?? own.seasonalKelvin,
    warmestDay: climate.warmest_day ?? own.warmestDay,
    dailyKelvin: climate.daily ?? own.dailyKelvin,
    warmestHour: climate.warmest_hour ?? own.warmestHour,
    noiseKelvin: climate.noise ?? own.noiseKelvin,
    noiseCorrelation: climate.noise_correlation ?? own.noiseCorrelation,
    noiseSeason: climate.noise_season ?? own.noiseSeason,
    noiseSkew: climate.noise_skew ?? own.noiseSkew,
  };
}
