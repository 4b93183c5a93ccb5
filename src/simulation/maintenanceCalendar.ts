import type { RunStart } from '../model/price/calendar.ts';
import { HOUR } from '../model/price/units.ts';
import type { MaintenanceInput } from './input.ts';
import type { MaintenanceProcedure } from './procedures.ts';

const DAY_SECONDS = 86_400;

/** When planned maintenance falls due next, after `now` (s); Infinity for never again. Times of day are the site's. */
export function nextMaintenance(
  { due, window }: MaintenanceInput,
  { drawInterval }: MaintenanceProcedure,
  now: number,
  start: RunStart,
): number {
  // Whole seconds: then the same time of the next day is exact.
  const intoDaySeconds = Math.round(start.hour * HOUR);
  const midnightBefore = (seconds: number): number =>
    Math.floor((seconds + intoDaySeconds) / DAY_SECONDS) * DAY_SECONDS - intoDaySeconds;
  let next: number;
  switch (due.kind) {
    case 'every':
      next = now + drawInterval();
      break;
    case 'at':
      next = due.seconds.find((seconds) => seconds > now) ?? Number.POSITIVE_INFINITY;
      break;
    case 'daily': {
      const today = midnightBefore(now) + due.timeOfDaySeconds;
      next = today > now ? today : today + DAY_SECONDS;
      break;
    }
    default:
      return due satisfies never;
  }
  if (window === null || next === Number.POSITIVE_INFINITY) return next;
  const midnight = midnightBefore(next);
  const time = next - midnight;
  const { fromSeconds, toSeconds } = window;
  const isOpen =
    fromSeconds <= toSeconds
      ? time >= fromSeconds && time < toSeconds
      : time >= fromSeconds || time < toSeconds;
  if (isOpen) return next;
  return midnight + fromSeconds + (time >= fromSeconds ? DAY_SECONDS : 0);
}
