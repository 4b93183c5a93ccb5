import { normalSurvival } from '../../engine/special/normal.ts';
import { calendarInOrder, type RunStart } from './calendar.ts';
import type { HourlySource } from './hourlySeries.ts';

/**
 * Wholesale price of an hour = season x (shape of the day x lognormal noise, correlated from hour to hour), or in an
 * episode of scarcity season x a fixed high price. Prices are never negative where the ratios are not.
 */
export interface WholesaleModel {
  /** Shape of a day without scarcity: 24 ratios. */
  readonly dailyRatios: readonly number[];
  /** Ratio to the mean in each of 12 months, of mean 1 over a year. */
  readonly monthlyRatios: readonly number[];
  /** Mean and standard deviation of the logarithm of the noise (USD/MWh). */
  readonly logMean: number;
  readonly logDeviation: number;
  /** Correlation of the logarithm with that of the hour before. */
  readonly hourlyCorrelation: number;
  /** Heavy tail: how likely each hour of the day lies in an episode (24 shares, 0 for none), and the price then. */
  readonly scarcity: {
    readonly hourlyShares: readonly number[];
    readonly usdPerMegawattHour: number;
    readonly meanEpisodeHours: number;
  };
}

/** Random numbers that the caller draws, one of each an hour whatever comes of it. */
export interface WholesaleDraws {
  readonly normal: () => number;
  readonly uniform: () => number;
}

/** Mean price of an hour of the day (USD/MWh), over the year. */
export function wholesaleHourlyMean(model: WholesaleModel, hourOfDay: number): number {
  const { dailyRatios, logMean, logDeviation, scarcity } = model;
  const usual = dailyRatios[hourOfDay]! * Math.exp(logMean + 0.5 * logDeviation * logDeviation);
  const share = scarcity.hourlyShares[hourOfDay]!;
  return (1 - share) * usual + share * scarcity.usdPerMegawattHour;
}

/** Mean price (USD/MWh). */
export function wholesaleMean(model: WholesaleModel): number {
  return meanOf(model.dailyRatios.map((_, hour) => wholesaleHourlyMean(model, hour)));
}

/** Share of the hours of a year whose price is at most `usdPerMegawattHour`; months count alike. */
export function wholesaleShareBelow(model: WholesaleModel, usdPerMegawattHour: number): number {
  const { dailyRatios, logMean, logDeviation, scarcity } = model;
  const months = distinct(model.monthlyRatios);
  return meanOf(
    dailyRatios.map((daily, hour) => {
      const share = scarcity.hourlyShares[hour]!;
      return months.reduce((sum, { ratio, share: weight }) => {
        const usual = usualShareBelow(usdPerMegawattHour, daily * ratio, logMean, logDeviation);
        const scarce = usdPerMegawattHour >= ratio * scarcity.usdPerMegawattHour ? 1 : 0;
        return sum + weight * ((1 - share) * usual + share * scarce);
      }, 0);
    }),
  );
}

/** Price of each hour of a run (USD/MWh). */
export function wholesaleSource(
  model: WholesaleModel,
  start: RunStart,
  { normal, uniform }: WholesaleDraws,
): HourlySource {
  const { dailyRatios, monthlyRatios, hourlyCorrelation, logMean, logDeviation, scarcity } = model;
  const innovation = Math.sqrt(1 - hourlyCorrelation * hourlyCorrelation);
  const longestStay = 1 - 1 / scarcity.meanEpisodeHours;
  const calendar = calendarInOrder(start);
  let noise = 0;
  let isScarce = false;
  let shareBefore = 0;
  return (hourOfRun) => {
    const { hourOfDay, month } = calendar(hourOfRun);
    const draw = normal();
    const chance = uniform();
    const share = scarcity.hourlyShares[hourOfDay]!;
    if (hourOfRun === 0) {
      noise = draw;
      isScarce = chance < share;
    } else {
      noise = hourlyCorrelation * noise + innovation * draw;
      // Chances to stay and to enter that keep each hour's share.
      const stay = share < longestStay * shareBefore ? share / shareBefore : longestStay;
      const enter = (share - stay * shareBefore) / (1 - shareBefore);
      isScarce = chance < (isScarce ? stay : enter);
    }
    shareBefore = share;
    const price = isScarce
      ? scarcity.usdPerMegawattHour
      : dailyRatios[hourOfDay]! * Math.exp(logMean + logDeviation * noise);
    return monthlyRatios[month - 1]! * price;
  };
}

/** Chance that ratio x lognormal is at most `price`; a ratio below 0 makes every price negative. */
function usualShareBelow(price: number, ratio: number, logMean: number, logDeviation: number): number {
  if (ratio === 0) return price >= 0 ? 1 : 0;
  const level = price / ratio;
  const below = level > 0 ? logShareBelow(Math.log(level) - logMean, logDeviation) : 0;
  return ratio > 0 ? below : 1 - below;
}

function logShareBelow(distance: number, deviation: number): number {
  return deviation > 0 ? normalSurvival(-distance / deviation) : distance >= 0 ? 1 : 0;
}

function distinct(ratios: readonly number[]): { readonly ratio: number; readonly share: number }[] {
  return [...new Set(ratios)].map((ratio) => ({
    ratio,
    share: ratios.filter((one) => one === ratio).length / ratios.length,
  }));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
