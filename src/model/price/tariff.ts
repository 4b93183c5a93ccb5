import { type CalendarHour, calendarInOrder, type RunStart } from './calendar.ts';
import type { HourlySource } from './hourlySeries.ts';

/** Hours of the week, in some months of the year. */
export interface HourWindow {
  /** 1 to 12; absent: every month. */
  readonly months?: readonly number[];
  readonly days: 'every' | 'weekdays' | 'weekends';
  /** First hour (0 to 23) and the hour after the last (1 to 24); from 22 to 6 is over midnight, from 0 to 24 all day. */
  readonly fromHour: number;
  readonly toHour: number;
}

/** Hours that have a price of their own: peak, shoulder. */
export interface TariffWindow extends HourWindow {
  readonly name: string;
  readonly usdPerKilowattHour: number;
}

/** A time-of-use tariff: the first window that holds an hour gives its price. Public holidays are days like others. */
export interface Tariff {
  readonly windows: readonly TariffWindow[];
  /** Outside all windows: off-peak. */
  readonly otherwiseUsdPerKilowattHour: number;
}

/** Price of an hour (USD/kWh). A window over midnight asks each of its hours for its own day and month. */
export function tariffUsdPerKilowattHour(tariff: Tariff, hour: CalendarHour): number {
  const window = tariff.windows.find((one) => holdsHour(one, hour));
  return window === undefined ? tariff.otherwiseUsdPerKilowattHour : window.usdPerKilowattHour;
}

/** Price of each hour of a run (USD/kWh). */
export function tariffSource(tariff: Tariff, start: RunStart): HourlySource {
  const calendar = calendarInOrder(start);
  return (hourOfRun) => tariffUsdPerKilowattHour(tariff, calendar(hourOfRun));
}

/** Whether an hour lies in the window; of one over midnight each hour is asked for its own day and month. */
export function holdsHour({ months, days, fromHour, toHour }: HourWindow, hour: CalendarHour): boolean {
  if (months !== undefined && !months.includes(hour.month)) return false;
  const isWeekend = hour.weekday >= 5;
  if (days === (isWeekend ? 'weekdays' : 'weekends')) return false;
  const { hourOfDay } = hour;
  return fromHour < toHour
    ? hourOfDay >= fromHour && hourOfDay < toHour
    : hourOfDay >= fromHour || hourOfDay < toHour;
}
