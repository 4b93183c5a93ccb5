import { normalQuantile } from '../../engine/special/normal.ts';
import { type Climate, expectedCelsius, HOURS_OF_YEAR, seasonWave } from './climate.ts';
import { noiseShape, seasonNormaliser } from './noise.ts';

/**
 * Which hours are looked at, and at how many equally likely values of the noise, each at the middle of its share. Three hours
 * meet eight hours of every day, 27 hours the same eight in turn: many days for means, many values for the tail.
 */
interface Grid {
  readonly stepHours: number;
  readonly noiseLevels: number;
}
const GRID_OF_MEAN: Grid = { stepHours: 3, noiseLevels: 25 };
const GRID_OF_QUANTILE: Grid = { stepHours: 27, noiseLevels: 199 };

/** Mean of a function of the outdoor temperature (C) from one hour of the year to another, over all weather. */
export function climateMean(
  climate: Climate,
  of: (celsius: number) => number,
  fromHour = 0,
  toHour = HOURS_OF_YEAR,
): number {
  let sum = 0;
  let count = 0;
  visit(climate, GRID_OF_MEAN, fromHour, toHour, (celsius) => {
    sum += of(celsius);
    count += 1;
  });
  return sum / count;
}

/** Temperature (C) that a share of all hours of the year stays below, over all weather. */
export function climateQuantile(climate: Climate, share: number): number {
  const values: number[] = [];
  visit(climate, GRID_OF_QUANTILE, 0, HOURS_OF_YEAR, (celsius) => values.push(celsius));
  return quantileOfHours(values, share);
}

/** The same of recorded hours. */
export function quantileOfHours(celsius: readonly number[], share: number): number {
  const sorted = Float64Array.from(celsius).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}

function visit(
  climate: Climate,
  { stepHours, noiseLevels }: Grid,
  fromHour: number,
  toHour: number,
  see: (celsius: number) => void,
): void {
  const shape = noiseShape(climate);
  const levels = Array.from({ length: noiseLevels }, (_, at) =>
    shape.at(normalQuantile((at + 0.5) / noiseLevels)),
  );
  const noiseKelvin = climate.noiseKelvin * seasonNormaliser(climate);
  for (let hour = fromHour; hour < toHour; hour += stepHours) {
    const expected = expectedCelsius(climate, hour);
    const scale = noiseKelvin * (1 + climate.noiseSeason * seasonWave(climate, hour));
    for (const level of levels) see(expected + scale * level);
  }
}
