import * as z from 'zod';
import { COUNTRY_GRAMS_PER_KILOWATT_HOUR, type Country } from '../../model/carbon/countries.ts';
import { GRID_ZONES } from '../../model/carbon/gridZones.ts';
import { isCivilDate, type RunStart } from '../../model/price/calendar.ts';
import { WHOLESALE_MARKETS } from '../../model/price/markets.ts';
import { provenance } from '../catalogSchema.ts';
import { count, fraction, label } from '../fields.ts';
import { quantity } from '../quantitySchema.ts';
import { climateSchema, pueSchema } from './climate.ts';
import { hourlySchema } from './hourly.ts';

/** Where and when it runs: overhead, price and carbon of electricity over time. */

const tariff = z
  .strictObject({
    otherwise: quantity('energyPrice', 'not negative').describe('Outside all windows.'),
    windows: z
      .array(
        z.strictObject({
          name: label,
          price: quantity('energyPrice', 'not negative'),
          months: z.array(count(1).max(12)).min(1).optional().describe('1 to 12. Default: all.'),
          days: z.enum(['every', 'weekdays', 'weekends']).prefault('every'),
          from: count(0).max(23).describe('First hour of the day.'),
          to: count(1).max(24).describe('Hour after the last; from 22 to 6 is over midnight.'),
        }),
      )
      .min(1)
      .describe('The first that holds an hour gives its price.'),
  })
  .describe('Time of use: a price by hour, weekday and month.');

const wholesale = z
  .strictObject({
    market: z
      .enum(distinct(WHOLESALE_MARKETS.map(({ zone }) => zone)))
      .describe('As ElectricityMaps names it.'),
    year: z
      .literal(distinct(WHOLESALE_MARKETS.map((market) => market.year)))
      .describe('Whose statistics the prices have; the run may be in another year.'),
    adder: quantity('energyPrice', 'not negative')
      .optional()
      .describe('On top of every hour: grid, taxes, supplier. Default: nothing.'),
  })
  .describe(
    'Random hourly prices with the mean, day and heavy tail of a market, drawn for each replication.',
  );

const hourly = hourlySchema('energyPrice', 'any', 'Recorded prices; may be negative.');

const price = z
  .union([
    quantity('energyPrice', 'not negative'),
    z.strictObject({ tariff: tariff.optional(), wholesale: wholesale.optional(), hourly: hourly.optional() }),
  ])
  .describe('Price of facility energy: a quantity like `0.08 USD/kWh`, or one of tariff, wholesale, hourly.');

const carbon = z
  .union([
    quantity('carbonIntensity', 'not negative'),
    z.strictObject({
      zone: z
        .enum(distinct(GRID_ZONES.map(({ zone }) => zone)))
        .optional()
        .describe('A grid as ElectricityMaps names it: its newest year, with the shape of its mean day.'),
      basis: z
        .enum(['direct', 'life-cycle'])
        .optional()
        .describe('Of a zone: what its plants emit, or fuel supply and construction too.'),
      country: z
        .enum(Object.keys(COUNTRY_GRAMS_PER_KILOWATT_HOUR) as [Country, ...Country[]])
        .optional()
        .describe('The mean of its mix in 2023 (Ember).'),
      hourly: hourlySchema('carbonIntensity', 'not negative', 'Recorded carbon intensities.').optional(),
    }),
  ])
  .describe(
    'Carbon of facility energy: a quantity like `369 gCO2/kWh`, or a zone with its basis, a country, or hourly.',
  );

const rack = z
  .strictObject({
    power: quantity('power').describe('Power and cooling that the building gives one rack.'),
    height: count(1)
      .optional()
      .describe('Rack units free for nodes. Default: what a full-height rack has, 42.'),
  })
  .describe(
    'What a rack may take; a scenario whose node does not fit is refused. Default: anything. longrun explain counts the racks.',
  );

export const siteSchema = z
  .strictObject({
    ...provenance,
    pue: pueSchema,
    climate: climateSchema.optional(),
    price,
    demand_charge: quantity('demandPrice', 'not negative')
      .optional()
      .describe(
        'On the highest facility power of each calendar month begun; a budget does not see it. Default: none.',
      ),
    demand_contract: z
      .strictObject({
        power: quantity('power').describe('Facility power in the contract.'),
        minimum: fraction.describe('Share of it that is billed each month even if it is never drawn.'),
      })
      .optional()
      .describe('Least bill of the demand charge; published minima: 0.6 to 0.85 (secondary). Default: none.'),
    carbon,
    rack: rack.optional(),
    basis: label.optional().describe('How the carbon is counted.'),
    water: quantity('waterIntensity', 'not negative')
      .optional()
      .describe('Evaporated on site per kWh of IT energy. Unknown: an empty column.'),
    power_plant_water: quantity('waterIntensity', 'not negative')
      .optional()
      .describe('Evaporated at the power plants per kWh of facility energy. Unknown: an empty column.'),
  })
  .describe('Where it runs: overhead, price and carbon of electricity.');

const DATE_EXAMPLE = 'a date or a date with a time, like "2025-06-01" or "2025-06-01T08:00"';

const date = z
  .string({
    error: (issue) =>
      typeof issue.input === 'object' && issue.input !== null
        ? `must be ${DATE_EXAMPLE}, or {random: {year: 2025}}`
        : `is ${String(issue.input)}; it must be ${DATE_EXAMPLE}`,
  })
  .transform((text, context): RunStart => {
    const start = readStart(text);
    if (start !== null) return start;
    context.issues.push({ code: 'custom', message: `"${text}" is not ${DATE_EXAMPLE}`, input: text });
    return z.NEVER;
  });

export const startSchema = z
  .union([
    date,
    z.strictObject({
      random: z
        .strictObject({ year: count(1900).max(2199) })
        .describe('At any hour of that year, drawn for each replication.'),
    }),
  ])
  .describe(
    "When the run starts, in the site's standard time: `2025-06-01`, `2025-06-01T08:00`, or random. Prices and carbon follow it; times of day of maintenance count from the start.",
  );

export type Site = z.output<typeof siteSchema>;
export type Start = z.output<typeof startSchema>;

function readStart(text: string): RunStart | null {
  const parts = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d))?$/.exec(text)?.slice(1);
  if (parts === undefined) return null;
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0] = parts.map((part) => Number(part ?? 0));
  if (!isCivilDate({ year, month, day }) || hours > 23 || minutes > 59) return null;
  return { year, month, day, hour: hours + minutes / 60 };
}

function distinct<T>(values: readonly T[]): [T, ...T[]] {
  return [...new Set(values)] as [T, ...T[]];
}
