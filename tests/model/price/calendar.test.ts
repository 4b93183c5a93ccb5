import { describe, expect, it } from 'vitest';
import {
  calendarHour,
  calendarInOrder,
  civilFromDays,
  daysFromCivil,
  isCivilDate,
  monthOfRun,
  monthStartSeconds,
  secondsIntoHour,
  startHourOfYear,
} from '../../../src/model/price/calendar.ts';

describe('the calendar', () => {
  it('agrees with the Date of JavaScript on every day from 1899 to 2105', () => {
    for (let days = daysFromCivil(1899, 1, 1); days < daysFromCivil(2105, 1, 1); days++) {
      const date = new Date(days * 86_400_000);
      const { year, month, day } = civilFromDays(days);
      expect([year, month, day]).toEqual([date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]);
      expect(daysFromCivil(year, month, day)).toBe(days);
    }
  });

  it('tells days that exist from days that do not', () => {
    expect(isCivilDate({ year: 2024, month: 2, day: 29 })).toBe(true);
    expect(isCivilDate({ year: 2023, month: 2, day: 29 })).toBe(false);
    expect(isCivilDate({ year: 2000, month: 2, day: 29 })).toBe(true);
    expect(isCivilDate({ year: 1900, month: 2, day: 29 })).toBe(false);
    expect(isCivilDate({ year: 2024, month: 13, day: 1 })).toBe(false);
    expect(isCivilDate({ year: 2024, month: 4, day: 0 })).toBe(false);
    expect(isCivilDate({ year: 2024, month: 4, day: 1.5 })).toBe(false);
  });

  it('gives each hour of a run its hour, weekday, month and day of the year', () => {
    const start = { year: 2024, month: 2, day: 27, hour: 22.5 };
    const inOrder = calendarInOrder(start);
    for (let hour = 0; hour < 24 * 800; hour += 7) {
      const date = new Date(Date.UTC(2024, 1, 27, 22) + hour * 3_600_000);
      const found = calendarHour(start, hour);
      expect(inOrder(hour)).toEqual(found);
      expect(found.hourOfDay).toBe(date.getUTCHours());
      expect(found.weekday).toBe((date.getUTCDay() + 6) % 7);
      expect(found.month).toBe(date.getUTCMonth() + 1);
      const newYear = Date.UTC(found.year, 0, 1);
      expect(found.dayOfYear).toBe(Math.floor((date.getTime() - newYear) / 86_400_000));
    }
  });

  it('knows where in its hour and its year a run starts', () => {
    expect(secondsIntoHour({ year: 2024, month: 1, day: 1, hour: 22.5 })).toBe(1800);
    expect(startHourOfYear({ year: 2024, month: 1, day: 1, hour: 0.9 })).toBe(0);
    expect(startHourOfYear({ year: 2024, month: 3, day: 1, hour: 5 })).toBe(60 * 24 + 5);
    expect(startHourOfYear({ year: 2023, month: 3, day: 1, hour: 5 })).toBe(59 * 24 + 5);
  });

  it('counts the months of a run from the month of its start', () => {
    const start = { year: 2023, month: 11, day: 20, hour: 6 };
    const day = 86_400;
    expect(monthOfRun(start, 0)).toBe(0);
    expect(monthStartSeconds(start, 0)).toBe(-19.25 * day);
    expect(monthStartSeconds(start, 1)).toBe(10.75 * day);
    expect(monthOfRun(start, 10.75 * day - 1)).toBe(0);
    expect(monthOfRun(start, 10.75 * day)).toBe(1);
    expect(monthStartSeconds(start, 2)).toBe(41.75 * day);
    // February 2024 has 29 days.
    expect(monthStartSeconds(start, 4) - monthStartSeconds(start, 3)).toBe(29 * day);
    for (let month = 0; month < 40; month++)
      expect(monthOfRun(start, monthStartSeconds(start, month))).toBe(month);
  });
});
