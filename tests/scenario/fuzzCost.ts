import fc from 'fast-check';
import { type AnyTree, DAY, duration, group, HOUR, inUnit, spread, time } from './fuzzValues.ts';

/** Random costs: owned or rented, on every kind of terms; and carbon of making the nodes. */

const discount = fc.constantFrom(0, 0.41, 1);

const owned = group(
  {
    accelerator_price: inUnit(100, 1e3, 'USD'),
    network_share: fc.constantFrom(0, 0.3),
    storage: fc.oneof(fc.constant('0 USD'), inUnit(1e3, 1e7, 'USD')),
    building: group({
      price: inUnit(9, 15, 'USD/W'),
      power: inUnit(0.1, 10, 'MW'),
      lifetime: time(5 * 365 * DAY, 30 * 365 * DAY),
    }),
    lifetime: time(100 * DAY, 3000 * DAY),
    write_off: fc.oneof(
      fc.constant('straight_line'),
      fc.record({ annuity: group({ interest: fc.constantFrom(0, 0.06, 0.15) }) }),
    ),
    maintenance: fc.constantFrom(0, 0.05),
    staff: fc.constantFrom('0 USD/yr', '825000 USD/yr'),
  },
  { node_price: inUnit(1e4, 1e6, 'USD') },
);

const price = fc.constantFrom('0 USD/(gpu hour)', '2.5 USD/(gpu hour)');
const reserved = fc.record({ discount, term: time(HOUR, 400 * DAY) });
const spot = group(
  { detection: duration(300) },
  {
    discount,
    preemptions: fc.constantFrom('0 / (node hour)', '0.005 / (node hour)', '0.05 / (node hour)'),
    return: duration(DAY),
  },
);

export function anyCost(careful: boolean): AnyTree {
  return fc.oneof(
    fc.record({ owned }),
    fc.record({ rented: fc.record({ price }) }),
    fc.record({ rented: fc.record({ price, reserved }) }),
    fc.record({ rented: careful ? fc.record({ price, spot }) : fc.record({ price, reserved, spot }) }),
  );
}

export const anyEmbodied = group({
  gpu: fc.oneof(fc.constant('0 kgCO2'), inUnit(50, 500, 'kgCO2')),
  server: inUnit(1, 5, 'tCO2'),
  lifetime: time(365 * DAY, 3000 * DAY),
  utilisation: spread(0.1, 1),
});
