/**
 * Outdoor temperature as numbers: T = mean + A_s cos(2 pi (d - d0) / 365) + A_d cos(2 pi (h - h0) / 24) + noise, a
 * first-order autoregression. Days count from 1 January and hours from midnight, both from 0, standard time.
 */
export interface Climate {
  readonly meanCelsius: number;
  readonly seasonalKelvin: number;
  readonly warmestDay: number;
  readonly dailyKelvin: number;
  readonly warmestHour: number;
  /** Standard deviation of the noise. */
  readonly noiseKelvin: number;
  /** Correlation of the noise with that of the hour before; 0 to below 1. */
  readonly noiseCorrelation: number;
  /**
   * How much larger the noise's standard deviation is on the warmest day than in the mean of the year (.2 for 20 %; below
   * zero for weather that changes more in winter); between -1 and 1, and 0 for the same all year.
   */
  readonly noiseSeason: number;
  /** Shape of a shifted lognormal, turned round below zero: heat waves above it, cold spells below. 0 is the normal law. */
  readonly noiseSkew: number;
}

export const HOURS_OF_DAY = 24;
export const HOURS_OF_YEAR = 8760;
const TURN = 2 * Math.PI;

/** 1 on the warmest day, -1 half a year away, at hours since the year began. */
export function seasonWave(climate: Climate, hourOfYear: number): number {
  return Math.cos((TURN * (hourOfYear - HOURS_OF_DAY * climate.warmestDay)) / HOURS_OF_YEAR);
}

/** 1 at the warmest hour of the day, -1 half a day away. */
export function dayWave(climate: Climate, hourOfYear: number): number {
  return Math.cos((TURN * (hourOfYear - climate.warmestHour)) / HOURS_OF_DAY);
}

/** What the temperature is without noise (C). */
export function expectedCelsius(climate: Climate, hourOfYear: number): number {
  const { meanCelsius, seasonalKelvin, dailyKelvin } = climate;
  return (
    meanCelsius +
    seasonalKelvin * seasonWave(climate, hourOfYear) +
    dailyKelvin * dayWave(climate, hourOfYear)
  );
}
