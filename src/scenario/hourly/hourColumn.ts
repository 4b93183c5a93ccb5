import { civilFromDays, daysFromCivil } from '../../model/price/calendar.ts';
import { HOUR } from '../../model/price/units.ts';
import { parseTime } from '../failureLog/timeText.ts';

/** Headers of times, without case and signs; also any that begins with one of `TIME_BEGINNINGS`. */
const TIME_HEADERS = new Set([
  'time',
  'date',
  'day',
  'month',
  'year',
  'weekday',
  'hour',
  'hours',
  'hourofday',
  'hourofyear',
  'hourending',
  'utc',
  'utctime',
  'local',
  'localtime',
  'start',
  'starttime',
  'begin',
  'end',
  'endtime',
  'from',
  'to',
  'unix',
  'epoch',
  'index',
]);
const TIME_BEGINNINGS = ['datetime', 'timestamp'];
/** Headers whose numbers count hours or seconds. */
const COUNTING = new Set(['time', 'timestamp', 'hour', 'hours', 'hourofday', 'hourofyear', 'unix', 'epoch']);
const DAY = 24 * HOUR;
/** No time zone is further from UTC. */
const WIDEST_ZONE = 14 * HOUR;

export function isTimeHeader(header: string): boolean {
  const plain = plainHeader(header);
  return TIME_HEADERS.has(plain) || TIME_BEGINNINGS.some((beginning) => plain.startsWith(beginning));
}

/** Place of the column that tells the hour of each line: dates with a time of day, or a count; null without one. */
export function hourColumnOf(
  headers: readonly string[],
  first: readonly string[],
  values: number,
): number | null {
  const place = headers.findIndex((header, index) => {
    if (index === values) return false;
    const parsed = parseTime((first[index] ?? '').trim(), 1);
    if (parsed === null) return false;
    return parsed.kind === 'date' ? (first[index] ?? '').includes(':') : COUNTING.has(plainHeader(header));
  });
  return place < 0 ? null : place;
}

/** Takes the time of each line in order and tells what is wrong with it, or null. */
export function createHourCheck(first: 'run-start' | 'new-year'): (text: string) => string | null {
  let before: { readonly text: string; readonly value: number } | null = null;
  let kind: 'date' | 'number' | null = null;
  return (text) => {
    const parsed = parseTime(text, 1);
    if (parsed === null || (kind !== null && parsed.kind !== kind)) {
      return `"${text}" is no time like those before it, such as 2024-05-31T13:00`;
    }
    kind = parsed.kind;
    const last = before;
    before = { text, value: parsed.seconds };
    if (last === null) return first === 'new-year' && kind === 'date' ? newYearProblem(before) : null;
    if (isNextHour(kind, last.value, parsed.seconds)) return null;
    return `"${text}" is not one hour after "${last.text}" on the line before; every hour must be there once, in standard time: without the hour that summer time leaves out or repeats`;
  };
}

/** Dates and counts go on by an hour; a count may be in seconds, or begin again each day. */
function isNextHour(kind: 'date' | 'number', before: number, now: number): boolean {
  if (now - before === HOUR) return true;
  if (kind === 'date') return false;
  return now - before === 1 || (before === 23 && now === 0) || (before === 24 && now === 1);
}

function newYearProblem({ text, value }: { readonly text: string; readonly value: number }): string | null {
  const { year } = civilFromDays(Math.floor((value + WIDEST_ZONE) / DAY));
  const fromNewYear = value - daysFromCivil(year, 1, 1) * DAY;
  if (Math.abs(fromNewYear) <= WIDEST_ZONE) return null;
  return `"${text}" is the first hour, but first: new-year says that it is 1 January 00:00; write first: run-start, or give the hours from the new year on`;
}

function plainHeader(header: string): string {
  return header.toLowerCase().replace(/[^a-z0-9]/g, '');
}
