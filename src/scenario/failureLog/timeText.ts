import { civilFromDays, daysFromCivil } from '../../model/price/calendar.ts';

const DAY = 86_400;
const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?\s*(Z|UTC|[+-]\d\d:?\d\d)?$/i;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export type TimeKind = 'date' | 'number';

export interface LogTime {
  readonly kind: TimeKind;
  /** Since 1970 for dates; for numbers, times the length of their unit. */
  readonly seconds: number;
}

/** A point in time: an ISO 8601 date with or without time and zone (UTC where none is named), or a plain number. */
export function parseTime(text: string, secondsPerUnit: number): LogTime | null {
  const date = ISO.exec(text);
  if (date !== null) {
    const seconds = secondsOf(date);
    return seconds === null ? null : { kind: 'date', seconds };
  }
  return NUMBER.test(text) ? { kind: 'number', seconds: Number(text) * secondsPerUnit } : null;
}

/** A date and time of day, in UTC. */
export function formatDate(seconds: number): string {
  const whole = Math.round(seconds);
  const days = Math.floor(whole / DAY);
  const rest = whole - days * DAY;
  const { year, month, day } = civilFromDays(days);
  const two = (value: number) => String(value).padStart(2, '0');
  const clock = `${two(Math.floor(rest / 3600))}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}`;
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${clock}Z`;
}

function secondsOf(match: RegExpExecArray): number | null {
  const number = (index: number) => Number(match[index] ?? 0);
  const [year, month, day] = [number(1), number(2), number(3)];
  const [hour, minute, second] = [number(4), number(5), number(6)];
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const last = month === 2 && !isLeap ? 28 : (DAYS_IN_MONTH[month - 1] ?? 0);
  // A second of 60 is a leap second.
  if (day < 1 || day > last || hour > 23 || minute > 59 || second > 60) return null;
  const fraction = match[7] === undefined ? 0 : Number(`0.${match[7]}`);
  const offset = zoneSeconds(match[8]);
  if (offset === null) return null;
  return daysFromCivil(year, month, day) * DAY + hour * 3600 + minute * 60 + second + fraction - offset;
}

function zoneSeconds(zone: string | undefined): number | null {
  if (zone === undefined || /^(Z|UTC)$/i.test(zone)) return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 23 || minutes > 59) return null;
  return (zone[0] === '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
}
