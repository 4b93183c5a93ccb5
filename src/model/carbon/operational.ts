import { calendarInOrder, type RunStart } from '../price/calendar.ts';
import { HourlySeries } from '../price/hourlySeries.ts';
import { type HourlyValues, hourlyValuesSeries } from '../price/hourlyValues.ts';
import { dailyShape, monthlyShape } from '../price/periodicShape.ts';
import { JOULES_PER_KILOWATT_HOUR } from '../price/units.ts';
import { COUNTRY_GRAMS_PER_KILOWATT_HOUR, type Country } from './countries.ts';
import type { GridZone } from './gridZones.ts';

/** How a figure was counted; figures of two bases are not to be compared. */
export type CarbonBasis = 'country-mix' | 'direct' | 'life-cycle' | 'as-reported';

/** Carbon of a kilowatt-hour of facility energy. */
export type CarbonModel =
  | { readonly kind: 'constant'; readonly kgPerKilowattHour: number; readonly basis: CarbonBasis }
  | {
      readonly kind: 'shaped';
      readonly meanKgPerKilowattHour: number;
      /** Ratio to the mean in each of 24 hours and 12 months, each of mean 1. */
      readonly dailyRatios: readonly number[];
      readonly monthlyRatios: readonly number[];
      readonly basis: CarbonBasis;
    }
  /** Recorded values in kg/kWh. */
  | { readonly kind: 'hourly'; readonly hourly: HourlyValues; readonly basis: CarbonBasis };

const GRAMS_PER_KILOGRAM = 1000;

/** The carbon of a country's mix, the same in every hour. */
export function countryCarbon(country: Country): CarbonModel {
  const kgPerKilowattHour = COUNTRY_GRAMS_PER_KILOWATT_HOUR[country] / GRAMS_PER_KILOGRAM;
  return { kind: 'constant', kgPerKilowattHour, basis: 'country-mix' };
}

/** The carbon of a zone through day and year. Only the life-cycle shape is known; direct carbon is given the same. */
export function zoneCarbon(zone: GridZone, basis: 'direct' | 'life-cycle'): CarbonModel {
  const grams = basis === 'direct' ? zone.directGrams : zone.lifeCycleGrams;
  return {
    kind: 'shaped',
    meanKgPerKilowattHour: grams / GRAMS_PER_KILOGRAM,
    dailyRatios: dailyShape(zone.day),
    monthlyRatios: monthlyShape(zone.months),
    basis,
  };
}

/** The carbon of each hour of a run (kg/J). */
export function carbonSeries(carbon: CarbonModel, start: RunStart): HourlySeries {
  switch (carbon.kind) {
    case 'constant':
      return HourlySeries.constant(carbon.kgPerKilowattHour / JOULES_PER_KILOWATT_HOUR);
    case 'shaped': {
      const mean = carbon.meanKgPerKilowattHour / JOULES_PER_KILOWATT_HOUR;
      const calendar = calendarInOrder(start);
      return HourlySeries.hourly((hour) => {
        const { hourOfDay, month } = calendar(hour);
        return mean * carbon.dailyRatios[hourOfDay]! * carbon.monthlyRatios[month - 1]!;
      });
    }
    case 'hourly':
      return hourlyValuesSeries(carbon.hourly, start, 1 / JOULES_PER_KILOWATT_HOUR);
  }
}
