import fc from 'fast-check';
import { type AnyTree, group, inUnit, spread, whole, without } from './fuzzValues.ts';

/** Random sites and starts of a run. */

const energyPrice = fc.constantFrom('0 USD/kWh', '0.05 USD/kWh', '0.4 USD/kWh');
const anyWindow = group(
  {
    months: fc.array(whole(1, 12), { minLength: 1, maxLength: 4 }),
    days: fc.constantFrom('every', 'weekdays', 'weekends'),
  },
  { name: fc.constant('peak'), price: energyPrice, from: whole(0, 11), to: whole(12, 24) },
);
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
    {
      pue: spread(1, 2),
      price: anyPrice,
      carbon: anyCarbon,
    },
  ).map((site) => (Object.hasOwn(site, 'demand_charge') ? site : without(site, 'demand_contract'))),
);
