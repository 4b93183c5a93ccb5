import type { Climate } from './climate.ts';

/** What is known of a site's wet-bulb temperature (C); a year's mean and 99th percentile. */
export interface WetBulb {
  readonly meanCelsius: number;
  readonly p99Celsius: number;
  /** 99th percentile of the dry-bulb temperature. */
  readonly dryP99Celsius: number;
}

/**
 * Wet-bulb temperature (C) at an outdoor temperature: the straight line through both means and both 99th percentiles, never
 * above the dry bulb. Derived; it takes the most humid heat for the greatest heat, and knows no dry day from a wet one.
 */
export function wetBulbCelsius(
  wetBulb: WetBulb,
  climate: Pick<Climate, 'meanCelsius'>,
  celsius: number,
): number {
  const { meanCelsius, p99Celsius, dryP99Celsius } = wetBulb;
  const slope = (p99Celsius - meanCelsius) / (dryP99Celsius - climate.meanCelsius);
  return Math.min(celsius, meanCelsius + slope * (celsius - climate.meanCelsius));
}
