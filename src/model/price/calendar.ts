import { HOUR, HOURS_PER_DAY } from './units.ts';

/** When a run starts, in the site's standard time: no summer time, no leap second. */
export interface RunStart {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
  /** Hours since midnight, 0 or more and below 24; a fraction is minutes. */
  readonly hour: number;
}

export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Where an hour lies in the week and the year. */
export interface CalendarHour extends CivilDate {
  /** 0 to 23. */
  readonly hourOfDay: number;
  /** 0 is Monday, 6 Sunday. */
  readonly weekday: number;
  /** 0 is 1 January. */
  readonly dayOfYear: number;
}

/** Days from 1970-01-01 in the Gregorian calendar (Hinnant, "chrono-compatible low-level date algorithms"). */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The date so many days after 1970-01-01; the inverse of `daysFromCivil`. */
export function civilFromDays(days: number): CivilDate {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const day = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** Whether there is such a day: no 30 February. */
export function isCivilDate({ year, month, day }: CivilDate): boolean {
  if (![year, month, day].every(Number.isInteger)) return false;
  const back = civilFromDays(daysFromCivil(year, month, day));
  return back.year === year && back.month === month && back.day === day;
}

/** Seconds of the run's first hour that are over when it starts: 1800 for a start at half past. */
export function secondsIntoHour({ hour }: RunStart): number {
  return (hour - Math.floor(hour)) * HOUR;
}

/** Whole hours from 1 January 00:00 of the year of the start to the hour in which the run starts. */
export function startHourOfYear({ year, month, day, hour }: RunStart): number {
  const days = daysFromCivil(year, month, day) - daysFromCivil(year, 1, 1);
  return days * HOURS_PER_DAY + Math.floor(hour);
}

/** The calendar of one hour of the run; hour 0 is the one in which it starts. */
export function calendarHour(start: RunStart, hourOfRun: number): CalendarHour {
  const hours = Math.floor(start.hour) + hourOfRun;
  const days = daysFromCivil(start.year, start.month, start.day) + Math.floor(hours / HOURS_PER_DAY);
  const { year, month, day } = civilFromDays(days);
  return {
    year,
    month,
    day,
    hourOfDay: hours - Math.floor(hours / HOURS_PER_DAY) * HOURS_PER_DAY,
    // 1970-01-01 was a Thursday.
    weekday: (((days + 3) % 7) + 7) % 7,
    dayOfYear: days - daysFromCivil(year, 1, 1),
  };
}

/** `calendarHour` for many hours in order: the date is worked out once a day. */
export function calendarInOrder(start: RunStart): (hourOfRun: number) => CalendarHour {
  const firstHour = Math.floor(start.hour);
  let dayOfRun = Number.NaN;
  let midnight = calendarHour(start, 0);
  return (hourOfRun) => {
    const hours = firstHour + hourOfRun;
    const day = Math.floor(hours / HOURS_PER_DAY);
    if (day !== dayOfRun) {
      dayOfRun = day;
      midnight = calendarHour(start, day * HOURS_PER_DAY - firstHour);
    }
    const { year, month, day: dayOfMonth, weekday, dayOfYear } = midnight;
    const hourOfDay = hours - day * HOURS_PER_DAY;
    return { year, month, day: dayOfMonth, hourOfDay, weekday, dayOfYear };
  };
}

/** Calendar months begun since the start: 0 in the month of the start, 1 in the next. */
export function monthOfRun(start: RunStart, seconds: number): number {
  const days =
    daysFromCivil(start.year, start.month, start.day) +
    Math.floor((start.hour + seconds / HOUR) / HOURS_PER_DAY);
  const { year, month } = civilFromDays(days);
  return (year - start.year) * 12 + month - start.month;
}

/** Time (s) since the start at which its n-th month begins; not above 0 for the month of the start. */
export function monthStartSeconds(start: RunStart, month: number): number {
  const index = start.month - 1 + month;
  const first = daysFromCivil(start.year + Math.floor(index / 12), (((index % 12) + 12) % 12) + 1, 1);
  const days = first - daysFromCivil(start.year, start.month, start.day);
  return (days * HOURS_PER_DAY - start.hour) * HOUR;
}
