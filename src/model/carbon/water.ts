import { JOULES_PER_KILOWATT_HOUR } from '../price/units.ts';

/** Water that evaporates for the energy of a run. */
export interface WaterIntensity {
  /** In the cooling of the site, per kWh of IT energy (WUE). */
  readonly onSiteLitresPerKilowattHour: number;
  /** At the power plants, per kWh of facility energy. */
  readonly powerPlantLitresPerKilowattHour: number;
}

/** On site, L per kWh of IT energy: operators' reports [secondary], the industry's mean [from memory]. */
export const ON_SITE_WATER = { microsoft: 0.27, aws: 0.15, default: 0.3, industry: 1.8 } as const;

/**
 * At the power plants, L per kWh of facility energy: GPT-3's training took 5.4 million L in all, 0.7 of them on site,
 * for 1287 MWh [secondary; the quotient is derived].
 */
export const POWER_PLANT_WATER_GPT3 = (5.4e6 - 0.7e6) / 1.287e6;

export interface WaterUse {
  readonly onSiteLitres: number;
  readonly powerPlantLitres: number;
}

export function waterUse(water: WaterIntensity, itJoules: number, facilityJoules: number): WaterUse {
  return {
    onSiteLitres: (itJoules / JOULES_PER_KILOWATT_HOUR) * water.onSiteLitresPerKilowattHour,
    powerPlantLitres: (facilityJoules / JOULES_PER_KILOWATT_HOUR) * water.powerPlantLitresPerKilowattHour,
  };
}
