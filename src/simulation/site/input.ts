import type { RunStart } from '../../model/price/calendar.ts';
import type { HourlyValues } from '../../model/price/hourlyValues.ts';
import type { Tariff } from '../../model/price/tariff.ts';
import type { WholesaleModel } from '../../model/price/wholesale.ts';

/**
 * A quantity of the site over time: a number that never changes, or one that is constant within each hour.
 * - tariff: a price by hour of the day, weekday and month (its numbers in USD/kWh).
 * - hourly: recorded values, each times `factor` to be SI.
 * - wholesale: a random price with its market's day, season and heavy tail (its numbers in USD/MWh), and the
 *   same `adder` (USD/J) on every hour.
 * - daily: a mean (SI) times a ratio for each of the 24 hours of the day.
 */
export type SeriesInput =
  | number
  | { readonly kind: 'tariff'; readonly tariff: Tariff }
  | { readonly kind: 'hourly'; readonly hourly: HourlyValues; readonly factor: number }
  | { readonly kind: 'wholesale'; readonly model: WholesaleModel; readonly adder: number }
  | { readonly kind: 'daily'; readonly mean: number; readonly ratios: readonly number[] };

/** When the run starts, in the site's standard time; `random`: at any hour of that year, drawn for each replication. */
export type StartInput = RunStart | { readonly random: true; readonly year: number };
