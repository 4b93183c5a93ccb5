import { HOURS_OF_DAY } from '../../model/climate/climate.ts';
import { climateMean } from '../../model/climate/distribution.ts';
import { chilledWatts, steadyWatts } from '../../model/plant/facilityPower.ts';
import { calendarInOrder, daysFromCivil, type RunStart } from '../../model/price/calendar.ts';
import type { SimulationInput } from '../input.ts';
import { chillersAt, isPlant, type PlantInput } from './facility.ts';
import type { OutdoorInput } from './input.ts';
import { meanOfSeries } from './siteSeries.ts';

/** What facility power follows from. */
export type SiteInput = Pick<SimulationInput, 'site' | 'start'> & {
  readonly power: Pick<SimulationInput['power'], 'pue'>;
};

/** A quantity of the weather in the mean of the year, and of each month of which anything is known (1 is January). */
export interface YearMeans {
  readonly year: number;
  readonly months: ReadonlyMap<number, number>;
}

const MONTHS = Array.from({ length: 12 }, (_, index) => index + 1);

/**
 * Facility energy (J) of so much IT energy in so many seconds, for closed forms: by the mean PUE of a year, over all weather or
 * over what was recorded, at the mean IT power.
 */
export function meanFacilityJoules(input: SiteInput, itJoules: number, seconds: number): number {
  const { pue } = input.power;
  if (!isPlant(pue)) return itJoules * meanOfSeries(pue);
  if (seconds === Number.POSITIVE_INFINITY) return seconds;
  return seconds * (plantMeans(input, pue, itJoules / seconds)?.year ?? Number.NaN);
}

/** Facility power (W) at an IT power (W), in the mean of a year. */
export function meanFacilityWatts(input: SiteInput, itWatts: number): number {
  return meanFacilityJoules(input, itWatts, 1);
}

/** Facility power over an IT power (W) above 0; null for a PUE that does not follow the weather. */
export function pueMeans(input: SiteInput, itWatts: number): YearMeans | null {
  const { pue } = input.power;
  const watts = isPlant(pue) ? plantMeans(input, pue, itWatts) : null;
  return watts === null ? null : mapMeans(watts, (facilityWatts) => facilityWatts / itWatts);
}

/** Facility power (W) at an IT power (W); null at a site without a climate. */
function plantMeans({ site, start }: SiteInput, plant: PlantInput, itWatts: number): YearMeans | null {
  if (site.outdoorCelsius === null) return null;
  const steady = steadyWatts(plant, itWatts);
  const chilled = chilledWatts(plant, itWatts);
  const chillers = weatherMeans(site.outdoorCelsius, start, chillersAt(plant));
  return mapMeans(chillers, (perWatt) => steady + chilled * perWatt);
}

function mapMeans({ year, months }: YearMeans, of: (mean: number) => number): YearMeans {
  return { year: of(year), months: new Map([...months].map(([month, mean]) => [month, of(mean)])) };
}

/** Mean of a function of the outdoor temperature (C). */
export function weatherMeans(
  outdoor: OutdoorInput,
  start: SimulationInput['start'],
  of: (celsius: number) => number,
): YearMeans {
  if (typeof outdoor === 'number') return { year: of(outdoor), months: new Map() };
  switch (outdoor.kind) {
    case 'climate': {
      const { climate } = outdoor;
      const hoursBefore = (month: number) => {
        const first = daysFromCivil(2023, 1, 1);
        const next = month > 12 ? daysFromCivil(2024, 1, 1) : daysFromCivil(2023, month, 1);
        return HOURS_OF_DAY * (next - first);
      };
      const monthMean = (month: number) =>
        climateMean(climate, of, hoursBefore(month), hoursBefore(month + 1));
      return {
        year: climateMean(climate, of),
        months: new Map(MONTHS.map((month) => [month, monthMean(month)])),
      };
    }
    case 'hourly': {
      const { hourly, factor } = outdoor;
      const values = hourly.values.map((value) => of(factor * value));
      return { year: meanOf(values), months: byMonth(values, firstHour(hourly.first, start)) };
    }
    case 'daily':
      return { year: meanOf(outdoor.ratios.map((ratio) => of(outdoor.mean * ratio))), months: new Map() };
    default:
      return outdoor satisfies never;
  }
}

/** When the first recorded hour was; null if that differs from replication to replication. */
function firstHour(first: 'run-start' | 'new-year', start: SimulationInput['start']): RunStart | null {
  if (first === 'new-year') return { year: start.year, month: 1, day: 1, hour: 0 };
  return 'random' in start ? null : start;
}

function byMonth(values: readonly number[], first: RunStart | null): Map<number, number> {
  if (first === null) return new Map();
  const calendar = calendarInOrder(first);
  const ofMonth = new Map<number, number[]>();
  values.forEach((value, hour) => {
    const { month } = calendar(hour);
    const so = ofMonth.get(month);
    if (so === undefined) ofMonth.set(month, [value]);
    else so.push(value);
  });
  return new Map([...ofMonth].map(([month, of]) => [month, meanOf(of)]));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
