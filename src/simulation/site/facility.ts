import type { RandomStreams } from '../../engine/randomStreams.ts';
import { wetBulbCelsius } from '../../model/climate/wetBulb.ts';
import { chilledWatts, steadyWatts } from '../../model/plant/facilityPower.ts';
import { chillerPower } from '../../model/plant/pue.ts';
import { HourlySeries } from '../../model/price/hourlySeries.ts';
import type { PueInput } from './input.ts';
import { createSeries } from './siteSeries.ts';
import type { SiteWeather } from './siteWeather.ts';

export type PlantInput = Extract<PueInput, { readonly kind: 'plant' }>;

/**
 * Facility power at an IT power: steady + following x series. For a PUE that is a series, steady is 0 and following the IT
 * power; for a plant the series is what its chillers take per watt.
 */
export interface Facility {
  readonly series: HourlySeries;
  /** Null where facility power is just IT power times the series. */
  readonly plant: {
    /** Both in W, at an IT power (W). */
    steady(itWatts: number): number;
    following(itWatts: number): number;
  } | null;
}

export function isPlant(pue: PueInput): pue is PlantInput {
  return typeof pue !== 'number' && pue.kind === 'plant';
}

/** @throws RangeError for a plant at a site without a climate */
export function createFacility(pue: PueInput, weather: SiteWeather, streams: RandomStreams): Facility {
  if (!isPlant(pue)) return { series: createSeries(pue, 'pue', weather.start, streams), plant: null };
  const { outdoorCelsius } = weather;
  if (outdoorCelsius === null) throw new RangeError('a PUE that follows the weather needs a climate');
  const chillers = chillersAt(pue);
  const { constantValue } = outdoorCelsius;
  return {
    series:
      constantValue === null
        ? HourlySeries.hourly((hour) => chillers(outdoorCelsius.inHour(hour)), outdoorCelsius.endHour)
        : HourlySeries.constant(chillers(constantValue)),
    plant: {
      steady: (itWatts) => steadyWatts(pue, itWatts),
      following: (itWatts) => chilledWatts(pue, itWatts),
    },
  };
}

/** Power of the chillers per watt of IT at full load, at an outdoor temperature (C). */
export function chillersAt({ model, wetBulb }: PlantInput): (celsius: number) => number {
  const mean = { meanCelsius: wetBulb?.dryMeanCelsius ?? 0 };
  return (celsius) =>
    chillerPower(model.kind, {
      outdoorCelsius: celsius,
      wetBulbCelsius: wetBulb === null ? null : wetBulbCelsius(wetBulb, mean, celsius),
    });
}
