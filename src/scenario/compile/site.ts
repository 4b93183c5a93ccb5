import { COUNTRY_GRAMS_PER_KILOWATT_HOUR } from '../../model/carbon/countries.ts';
import { GRID_ZONES } from '../../model/carbon/gridZones.ts';
import { WHOLESALE_MARKETS, type WholesaleMarket } from '../../model/price/markets.ts';
import { dailyShape } from '../../model/price/periodicShape.ts';
import type { Tariff } from '../../model/price/tariff.ts';
import { JOULES_PER_KILOWATT_HOUR, MONTHS_PER_YEAR, YEAR } from '../../model/price/units.ts';
import { calibrateWholesale } from '../../model/price/wholesaleCalibration.ts';
import type { SeriesInput, StartInput } from '../../simulation/site/input.ts';
import type { Hourly } from '../schema/hourly.ts';
import type { Site, Start } from '../schema/site.ts';

type HourlyInput = Extract<SeriesInput, { readonly kind: 'hourly' }>;
type PriceChoice = Exclude<Site['price'], number>;

const GRAMS_PER_KILOGRAM = 1000;

/** Price of facility energy (USD/J). */
export function compilePrice({ price }: Site): SeriesInput {
  if (typeof price === 'number') return price;
  const { tariff, wholesale, hourly } = price;
  if (tariff !== undefined) return { kind: 'tariff', tariff: compileTariff(tariff) };
  if (wholesale !== undefined) {
    const { model } = calibrateWholesale(marketOf(wholesale).statistics);
    return { kind: 'wholesale', model, adder: wholesale.adder ?? 0 };
  }
  if (hourly === undefined) throw new RangeError('a price is a number, tariff, wholesale or hourly');
  return compileHourly(hourly);
}

/** Plain numbers times their unit, or values that had one each, in base units. */
export function compileHourly({ values, unit, first, at_end: atEnd }: Hourly): HourlyInput {
  if (values === undefined) throw new RangeError('an hourly file is read before it is compiled');
  return { kind: 'hourly', hourly: { values, first, atEnd }, factor: unit ?? 1 };
}

/** Carbon of facility energy (kg/J). Figures of zones are those of the newest year known. */
export function compileCarbon({ carbon }: Site): SeriesInput {
  if (typeof carbon === 'number') return carbon;
  if (carbon.country !== undefined) {
    return kilogramsPerJoule(COUNTRY_GRAMS_PER_KILOWATT_HOUR[carbon.country]);
  }
  if (carbon.hourly !== undefined) return compileHourly(carbon.hourly);
  const years = GRID_ZONES.filter(({ zone }) => zone === carbon.zone);
  const newest = years.reduce((latest, one) => (one.year > latest.year ? one : latest));
  const grams = carbon.basis === 'direct' ? newest.directGrams : newest.lifeCycleGrams;
  return { kind: 'daily', mean: kilogramsPerJoule(grams), ratios: dailyShape(newest.day) };
}

/** The quantity is in USD/J: a price per W and month over the seconds of the month. */
export function demandUsdPerWattMonth({ demand_charge: charge }: Site): number {
  return (charge ?? 0) * (YEAR / MONTHS_PER_YEAR);
}

/** Facility power that each month's charge is at least for (W). */
export function demandMinimumWatts({ demand_contract: contract }: Site): number {
  return contract === undefined ? 0 : contract.minimum * contract.power;
}

export function compileStart(start: Start): StartInput {
  return 'random' in start ? { random: true, year: start.random.year } : start;
}

/** @throws RangeError if the market has no such year */
export function marketOf({ market, year }: NonNullable<PriceChoice['wholesale']>): WholesaleMarket {
  const found = WHOLESALE_MARKETS.find((one) => one.zone === market && one.year === year);
  if (found !== undefined) return found;
  const known = WHOLESALE_MARKETS.filter((one) => one.zone === market).map((one) => one.year);
  throw new RangeError(`${market} has no statistics of ${year}; known: ${known.join(', ')}`);
}

function compileTariff({ otherwise, windows }: NonNullable<PriceChoice['tariff']>): Tariff {
  return {
    otherwiseUsdPerKilowattHour: otherwise * JOULES_PER_KILOWATT_HOUR,
    windows: windows.map(({ name, price, months, days, from, to }) => ({
      name,
      usdPerKilowattHour: price * JOULES_PER_KILOWATT_HOUR,
      ...(months === undefined ? {} : { months }),
      days,
      fromHour: from,
      toHour: to,
    })),
  };
}

function kilogramsPerJoule(gramsPerKilowattHour: number): number {
  return gramsPerKilowattHour / GRAMS_PER_KILOGRAM / JOULES_PER_KILOWATT_HOUR;
}
