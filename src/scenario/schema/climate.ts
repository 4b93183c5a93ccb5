import * as z from 'zod';
import { CLIMATE_SITES } from '../../model/climate/sites.ts';
import { COOLING_KINDS, STANDING_SHARE } from '../../model/plant/pue.ts';
import { plain, probability } from '../fields.ts';
import { quantity } from '../quantitySchema.ts';
import { hourlySchema } from './hourly.ts';

/** The weather of a site, and the overhead that follows it. */

const number = (what: string) => z.number({ error: plain(what) });

const wetBulb = z
  .strictObject({
    mean: quantity('temperature', 'any'),
    p99: quantity('temperature', 'any').describe('99th percentile.'),
    dry_p99: quantity('temperature', 'any')
      .optional()
      .describe('99th percentile of the outdoor temperature. Default: that of this climate.'),
  })
  .describe(
    'Wet-bulb temperature, which evaporative cooling needs: on a line through mean and 99th percentile.',
  );

/** Default of each: see `OWN_CLIMATE` in the compiler. */
const ownClimate = z.strictObject({
  mean: quantity('temperature', 'any').optional().describe('Of the year.'),
  seasonal: quantity('temperatureDifference', 'not negative')
    .optional()
    .describe('Warmest day of the mean year above its mean. Default: 0 K.'),
  warmest_day: number('a day of the year, 0 to 365')
    .min(0)
    .max(365)
    .optional()
    .describe('Days after 1 January. Default: 203, 23 July.'),
  daily: quantity('temperatureDifference', 'not negative')
    .optional()
    .describe('Warmest hour of the mean day above its mean. Default: 0 K.'),
  warmest_hour: number('an hour of the day, 0 to 24').min(0).max(24).optional().describe('Default: 15.'),
  noise: quantity('temperatureDifference', 'not negative')
    .optional()
    .describe('Standard deviation of the weather around the mean year and day. Default: 0 K.'),
  noise_correlation: number('a number from 0 to below 1')
    .min(0)
    .lt(1)
    .optional()
    .describe('Of the weather of one hour with that of the hour before. Default: 0.97.'),
  noise_season: number('a number between -1 and 1')
    .gt(-1)
    .lt(1)
    .optional()
    .describe('How much stronger the noise is on the warmest day than in the mean. Default: 0.'),
  noise_skew: number('a number from -2 to 2')
    .min(-2)
    .max(2)
    .optional()
    .describe('Above 0 for heat waves, below 0 for cold spells; 0 is the normal law. Default: 0.'),
  hourly: hourlySchema('temperature', 'any', 'Recorded outdoor temperatures.').optional(),
  wet_bulb: wetBulb.optional(),
});

const climateIds = CLIMATE_SITES.map(({ id }) => id) as [string, ...string[]];

export const climateSchema = z
  .union([z.enum(climateIds), ownClimate])
  .describe(
    'Outdoor temperature, with weather drawn for each replication: the name of a fitted site, or of your own by mean, season, day and noise, or hourly.',
  );

export const pueSchema = z
  .union([
    z.number({ error: 'must be a plain number, 1 or more' }).min(1),
    z.strictObject({
      cooling: z
        .enum(COOLING_KINDS)
        .describe(
          'Chillers, with outdoor air or evaporation or warm water in their place where it is cool enough.',
        ),
      standing_share: probability
        .prefault(STANDING_SHARE)
        .describe('Of the overhead of supply, fans and pumps, what stays when the IT load falls.'),
      part_load: z
        .enum(['none', 'energyplus'])
        .prefault('none')
        .describe(
          'Whether chillers need more per heat where the IT load is low, by the curve of EnergyPlus.',
        ),
      rated: quantity('power')
        .optional()
        .describe('IT power the plant is made for. Default: that of all nodes held, in training.'),
    }),
  ])
  .describe(
    'Facility power over IT power: a plain number, or by the kind of cooling, which follows site.climate.',
  );

export type Climate = z.output<typeof climateSchema>;
export type OwnClimate = z.output<typeof ownClimate>;
export type Pue = z.output<typeof pueSchema>;
