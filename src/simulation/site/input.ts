import type { Climate } from '../../model/climate/climate.ts';
import type { WetBulb } from '../../model/climate/wetBulb.ts';
import type { Plant } from '../../model/plant/facilityPower.ts';
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
 * - climate: outdoor temperature (C) with random weather, one normal draw an hour.
 */
export type SeriesInput =
  | number
  | { readonly kind: 'tariff'; readonly tariff: Tariff }
  | { readonly kind: 'hourly'; readonly hourly: HourlyValues; readonly factor: number }
  | { readonly kind: 'wholesale'; readonly model: WholesaleModel; readonly adder: number }
  | { readonly kind: 'daily'; readonly mean: number; readonly ratios: readonly number[] }
  | { readonly kind: 'climate'; readonly climate: Climate };

/** Outdoor temperature (C): the same always, as recorded, or random weather. */
export type OutdoorInput = number | Extract<SeriesInput, { readonly kind: 'daily' | 'hourly' | 'climate' }>;

/**
 * Facility power over IT power: a series, or that of a plant that follows the outdoor temperature and the IT load.
 * `wetBulb` with the mean of the dry bulb that it belongs to; null where the site has none.
 */
export type PueInput =
  | SeriesInput
  | ({
      readonly kind: 'plant';
      readonly wetBulb: (WetBulb & { readonly dryMeanCelsius: number }) | null;
    } & Plant);

/** When the run starts, in the site's standard time; `random`: at any hour of that year, drawn for each replication. */
export type StartInput = RunStart | { readonly random: true; readonly year: number };
