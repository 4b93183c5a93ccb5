import fc from 'fast-check';
import { isTreeObject, type Tree, type TreeObject } from '../../src/scenario/tree.ts';
import { type AnyTree, chance, group, inUnit, spread, whole, without } from './fuzzValues.ts';

/** Random sites and starts of a run. */

export const HOURS_FILE = 'hours.csv';
/** What stands in it: more lines than a day has hours. */
export const HOURS_TEXT = `hour,price,other\n${Array.from({ length: 30 }, (_, hour) => `${hour},${20 + hour},${40 - hour}`).join('\n')}\n`;

const energyPrice = fc.constantFrom('0 USD/kWh', '0.05 USD/kWh', '0.4 USD/kWh');
const anyWindow = group(
  {
    months: fc.array(whole(1, 12), { minLength: 1, maxLength: 4 }),
    days: fc.constantFrom('every', 'weekdays', 'weekends'),
  },
  { name: fc.constant('peak'), price: energyPrice, from: whole(0, 11), to: whole(12, 24) },
);
/** Of the file `HOURS_FILE`. */
const fileOf = (unit: string): AnyTree =>
  fc.record({
    hourly: group(
      {
        column: fc.constantFrom('price', 'other'),
        first: fc.constantFrom('run-start', 'new-year'),
        at_end: fc.constant('repeats'),
      },
      { file: fc.constant(HOURS_FILE), unit: fc.constant(unit) },
    ),
  });
/** Plain numbers of one unit, as a file is read. */
const numbersOf = (low: number, high: number, unit: string): AnyTree =>
  fc.record({
    hourly: fc.record({
      values: fc.array(spread(low, high), { minLength: 1, maxLength: 30 }),
      unit: fc.constant(unit),
    }),
  });
const prose = { name: fc.constant('any'), source: fc.constant('none'), note: fc.constant('made up') };
const anyPrice: AnyTree = fc.oneof(
  { arbitrary: fc.constantFrom('0 USD/kWh', '0.1 USD/kWh'), weight: 4 },
  fc.record({
    tariff: fc.record({
      otherwise: energyPrice,
      windows: fc.array(anyWindow, { minLength: 1, maxLength: 3 }),
    }),
  }),
  fc.record({
    wholesale: group(
      { adder: energyPrice },
      { market: fc.constantFrom('US-TEX-ERCO', 'DE-LU', 'BR-SP'), year: whole(2021, 2024) },
    ),
  }),
  fc.record({
    hourly: group(
      { first: fc.constantFrom('run-start', 'new-year'), at_end: fc.constant('repeats') },
      {
        values: fc.array(fc.oneof(energyPrice, fc.constant('-0.05 USD/kWh')), {
          minLength: 1,
          maxLength: 30,
        }),
      },
    ),
  }),
  fileOf('USD/MWh'),
  numbersOf(1, 400, 'USD/MWh'),
  // More hours than any horizon that is drawn.
  energyPrice.map((price) => ({ hourly: { values: new Array<string>(400).fill(price), at_end: 'ends' } })),
);
const anyCarbon: AnyTree = fc.oneof(
  { arbitrary: fc.constantFrom('0 gCO2/kWh', '400 gCO2/kWh'), weight: 3 },
  fc.record({
    zone: fc.constantFrom('US-TEX-ERCO', 'GB'),
    basis: fc.constantFrom('direct', 'life-cycle'),
  }),
  fc.record({ country: fc.constantFrom('UK', 'NO') }),
  fileOf('gCO2/kWh'),
  numbersOf(10, 900, 'gCO2/kWh'),
  fc.constant({ hourly: { values: ['100 gCO2/kWh', '0 gCO2/kWh'], first: 'run-start', at_end: 'repeats' } }),
  fc.constant({ hourly: { values: new Array<number>(400).fill(300), unit: 'gCO2/kWh', at_end: 'ends' } }),
);

const kelvin = inUnit(0.1, 12, 'K');
const wetBulb = group(
  { dry_p99: fc.constant('45 degC') },
  { mean: fc.constantFrom('-20 degC', '-2 degC'), p99: fc.constantFrom('0 degC', '2 degC') },
);
const anyClimate: AnyTree = fc.oneof(
  fc.constantFrom('dallas', 'singapore', 'oslo'),
  group(
    {
      seasonal: kelvin,
      warmest_day: spread(1, 365),
      daily: kelvin,
      warmest_hour: spread(1, 24),
      noise: kelvin,
      noise_correlation: fc.constantFrom(0, 0.5, 0.99),
      noise_season: fc.constantFrom(-0.4, 0, 0.4),
      noise_skew: fc.constantFrom(-0.5, 0, 0.7),
      wet_bulb: wetBulb,
    },
    { mean: fc.constantFrom('0 degC', '22.5 degC') },
  ),
  fileOf('degC'),
  fc.record({
    hourly: fc.record({ values: fc.constant(['5 degC', '-10 degC', '40 degC']) }),
    wet_bulb: wetBulb,
  }),
  fc.constant({
    hourly: { values: new Array<number>(400).fill(25), unit: 'degC', first: 'run-start', at_end: 'ends' },
  }),
);
const anyPlant: AnyTree = group(
  {
    standing_share: chance,
    part_load: fc.constantFrom('none', 'energyplus'),
    rated: fc.constantFrom('50 kW', '3 MW'),
  },
  { cooling: fc.constantFrom('chiller', 'air_economiser', 'evaporative', 'warm_water') },
);
/** A climate, and a plant that follows it or not; now and then a plant that lacks one. */
const anyOverhead: fc.Arbitrary<TreeObject> = fc.oneof(
  { arbitrary: fc.record({ pue: spread(1, 2) }), weight: 4 },
  { arbitrary: fc.record({ pue: spread(1, 2), climate: anyClimate }), weight: 1 },
  { arbitrary: fc.record({ pue: anyPlant, climate: anyClimate }).map(wetEnough), weight: 4 },
  { arbitrary: group({ climate: anyClimate }, { pue: anyPlant }), weight: 1 },
);
export const anyStart: AnyTree = fc.oneof(
  fc.constantFrom('2024-02-29', '2025-12-31T23:30'),
  fc.record({ random: fc.record({ year: whole(2023, 2026) }) }),
);
export const anySite = fc.oneof(
  fc.constantFrom('us-average', 'seed-norway', 'meta'),
  fc.record({ from: fc.constant('uk'), pue: spread(1, 2) }),
  group(
    {
      ...prose,
      demand_charge: fc.constantFrom('0 USD/(kW month)', '7.45 USD/(kW month)'),
      demand_contract: fc.record({ power: inUnit(10, 5000, 'kW'), minimum: fc.constantFrom(0.6, 1) }),
      rack: group({ height: whole(8, 52) }, { power: inUnit(10.5, 150, 'kW') }),
      water: fc.constantFrom('0 L/kWh', '2 L/kWh'),
      power_plant_water: fc.constantFrom('0 L/kWh', '3.65 L/kWh'),
      basis: fc.constant('location'),
    },
    { price: anyPrice, carbon: anyCarbon },
  )
    .map((site) => (Object.hasOwn(site, 'demand_charge') ? site : without(site, 'demand_contract')))
    .chain((site) => anyOverhead.map((overhead) => ({ ...site, ...overhead }))),
);

/** Without evaporation where the climate has no wet bulb. */
function wetEnough({ pue, climate }: Readonly<Record<'pue' | 'climate', Tree>>): TreeObject {
  const plant = pue as TreeObject;
  const hasWetBulb = isTreeObject(climate) ? climate['wet_bulb'] !== undefined : climate !== 'oslo';
  const cooling = plant['cooling'] === 'evaporative' && !hasWetBulb ? 'chiller' : plant['cooling']!;
  return { climate, pue: { ...plant, cooling } };
}
