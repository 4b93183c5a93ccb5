import { type RunStart, startHourOfYear } from './calendar.ts';
import { HourlySeries } from './hourlySeries.ts';

/** Hour by hour values as somebody recorded them, in the site's standard time. */
export interface HourlyValues {
  readonly values: readonly number[];
  /** The hour of the first value: that in which the run starts, or 1 January 00:00 of the year in which it starts. */
  readonly first: 'run-start' | 'new-year';
  /** After the last value the first comes again, or a run that is not over by then is an error. */
  readonly atEnd: 'repeats' | 'ends';
}

/** The values as a series of the run, each times `factor` (1 for no change of unit). */
export function hourlyValuesSeries(
  hourly: HourlyValues,
  start: RunStart,
  factor = 1,
  name?: string,
): HourlySeries {
  const { values, first, atEnd } = hourly;
  if (values.length === 0) throw new RangeError('hourly values need one value at least');
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new RangeError(
      `hourly value ${bad + 1} of ${values.length} is not a finite number: ${values[bad]}`,
    );
  const skipped = first === 'run-start' ? 0 : startHourOfYear(start);
  if (atEnd === 'repeats') {
    return HourlySeries.hourly((hour) => factor * values[(skipped + hour) % values.length]!);
  }
  return HourlySeries.hourly(
    (hour) => factor * values[skipped + hour]!,
    Math.max(0, values.length - skipped),
    name,
  );
}
