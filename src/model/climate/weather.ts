import { type Climate, dayWave, HOURS_OF_DAY, HOURS_OF_YEAR, seasonWave } from './climate.ts';
import { noiseShape, seasonNormaliser } from './noise.ts';

/** cos and sin of the angle of an hour: a wave turns by it, and no cosine is worked out again. */
const YEAR_ANGLE = (2 * Math.PI) / HOURS_OF_YEAR;
const DAY_ANGLE = (2 * Math.PI) / HOURS_OF_DAY;
const YEAR_COSINE = Math.cos(YEAR_ANGLE);
const YEAR_SINE = Math.sin(YEAR_ANGLE);
const DAY_COSINE = Math.cos(DAY_ANGLE);
const DAY_SINE = Math.sin(DAY_ANGLE);

/**
 * The weather of a replication, hour by hour from `hourOfYear` on: each call gives the temperature (C) of the next hour and
 * takes one standard normal draw. The noise begins in its stationary law.
 */
export function weather(climate: Climate, hourOfYear: number, normal: () => number): () => number {
  refuseBadNoise(climate);
  const { meanCelsius, seasonalKelvin, dailyKelvin, noiseSeason } = climate;
  const { innerCorrelation, at } = noiseShape(climate);
  const innovation = Math.sqrt(1 - innerCorrelation * innerCorrelation);
  const noiseKelvin = climate.noiseKelvin * seasonNormaliser(climate);
  // Each wave with its quarter, the same wave a quarter of its period later, one hour before the first.
  let season = seasonWave(climate, hourOfYear - 1);
  let seasonQuarter = seasonWave(climate, hourOfYear - 1 - HOURS_OF_YEAR / 4);
  let day = dayWave(climate, hourOfYear - 1);
  let dayQuarter = dayWave(climate, hourOfYear - 1 - HOURS_OF_DAY / 4);
  let z: number | null = null;
  return () => {
    const nextSeason = season * YEAR_COSINE - seasonQuarter * YEAR_SINE;
    seasonQuarter = seasonQuarter * YEAR_COSINE + season * YEAR_SINE;
    season = nextSeason;
    const nextDay = day * DAY_COSINE - dayQuarter * DAY_SINE;
    dayQuarter = dayQuarter * DAY_COSINE + day * DAY_SINE;
    day = nextDay;
    z = z === null ? normal() : innerCorrelation * z + innovation * normal();
    const noise = noiseKelvin * (1 + noiseSeason * season) * at(z);
    return meanCelsius + seasonalKelvin * season + dailyKelvin * day + noise;
  };
}

/** Temperatures (C) of so many hours. */
export function hourlyCelsius(
  climate: Climate,
  hourOfYear: number,
  hours: number,
  normal: () => number,
): Float64Array {
  const next = weather(climate, hourOfYear, normal);
  const celsius = new Float64Array(hours);
  for (let hour = 0; hour < hours; hour++) celsius[hour] = next();
  return celsius;
}

function refuseBadNoise({ noiseKelvin, noiseCorrelation, noiseSeason }: Climate): void {
  if (noiseCorrelation >= 0 && noiseCorrelation < 1 && noiseKelvin >= 0 && Math.abs(noiseSeason) < 1) return;
  throw new RangeError(
    `weather noise needs a standard deviation of 0 or more, an hourly correlation from 0 to below 1 and a season between -1 and 1, not ${noiseKelvin}, ${noiseCorrelation} and ${noiseSeason}`,
  );
}
