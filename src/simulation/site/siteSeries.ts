import type { RandomStreams } from '../../engine/randomStreams.ts';
import { normalQuantile } from '../../engine/special/normal.ts';
import { weather } from '../../model/climate/weather.ts';
import {
  calendarHour,
  civilFromDays,
  daysFromCivil,
  type RunStart,
  startHourOfYear,
} from '../../model/price/calendar.ts';
import { HourlySeries, scaledSeries } from '../../model/price/hourlySeries.ts';
import { hourlyValuesSeries } from '../../model/price/hourlyValues.ts';
import { tariffSource } from '../../model/price/tariff.ts';
import {
  HOURS_PER_DAY,
  JOULES_PER_KILOWATT_HOUR,
  JOULES_PER_MEGAWATT_HOUR,
} from '../../model/price/units.ts';
import { wholesaleMean, wholesaleSource } from '../../model/price/wholesale.ts';
import type { SeriesInput, StartInput } from './input.ts';

/** The start of this replication. */
export function startOf(start: StartInput, streams: RandomStreams): RunStart {
  if (!('random' in start)) return start;
  const first = daysFromCivil(start.year, 1, 1);
  const hours = (daysFromCivil(start.year + 1, 1, 1) - first) * HOURS_PER_DAY;
  const hour = streams.stream('start').integerBelow(hours);
  return { ...civilFromDays(first + Math.floor(hour / HOURS_PER_DAY)), hour: hour % HOURS_PER_DAY };
}

/** The quantity hour by hour of this replication, SI; random ones have a stream of their own by `name`. */
export function createSeries(
  input: SeriesInput,
  name: string,
  start: RunStart,
  streams: RandomStreams,
): HourlySeries {
  if (typeof input === 'number') return HourlySeries.constant(input);
  switch (input.kind) {
    case 'tariff':
      return scaledSeries(
        HourlySeries.hourly(tariffSource(input.tariff, start)),
        1 / JOULES_PER_KILOWATT_HOUR,
      );
    case 'hourly':
      return hourlyValuesSeries(input.hourly, start, input.factor, name);
    case 'wholesale': {
      const noise = streams.stream(`${name} noise`);
      const scarcity = streams.stream(`${name} scarcity`);
      const source = wholesaleSource(input.model, start, {
        normal: () => normalQuantile(noise.uniform()),
        uniform: () => scarcity.uniform(),
      });
      return HourlySeries.hourly((hour) => input.adder + source(hour) / JOULES_PER_MEGAWATT_HOUR);
    }
    case 'daily':
      return HourlySeries.hourly((hour) => input.mean * input.ratios[calendarHour(start, hour).hourOfDay]!);
    case 'climate': {
      const noise = streams.stream(name);
      const next = weather(input.climate, startHourOfYear(start), () => normalQuantile(noise.uniform()));
      return HourlySeries.hourly(() => next());
    }
    default:
      return input satisfies never;
  }
}

/** Its mean over a year, for closed forms; recorded values over what was recorded. */
export function meanOfSeries(input: SeriesInput): number {
  if (typeof input === 'number') return input;
  switch (input.kind) {
    case 'tariff': {
      const source = tariffSource(input.tariff, { year: 2023, month: 1, day: 1, hour: 0 });
      let sum = 0;
      const hours = 365 * HOURS_PER_DAY;
      for (let hour = 0; hour < hours; hour++) sum += source(hour);
      return sum / hours / JOULES_PER_KILOWATT_HOUR;
    }
    case 'hourly': {
      const { values } = input.hourly;
      return (input.factor * values.reduce((sum, value) => sum + value, 0)) / values.length;
    }
    case 'wholesale':
      return input.adder + wholesaleMean(input.model) / JOULES_PER_MEGAWATT_HOUR;
    case 'daily':
      return (input.mean * input.ratios.reduce((sum, ratio) => sum + ratio, 0)) / input.ratios.length;
    case 'climate':
      return input.climate.meanCelsius;
    default:
      return input satisfies never;
  }
}
