import fc from 'fast-check';
import { POWER_CURVES } from '../../src/scenario/powerCurves.ts';
import { isTreeObject, type Tree, type TreeObject } from '../../src/scenario/tree.ts';
import {
  type AnyTree,
  DAY,
  duration,
  group,
  HOUR,
  inUnit,
  spread,
  time,
  whole,
  without,
} from './fuzzValues.ts';

/** Random temperatures, cooling plants, and limits of the grid. */

const slots: AnyTree = fc.constantFrom(
  [{ name: 'all', gpus: 8, resistance: '0.06 K/W' }],
  [
    { name: 'front', gpus: 4, resistance: '0.05 K/W', offset: '2 K' },
    { name: 'rear', gpus: 4, resistance: '0.07 K/W' },
  ],
);

const anyPlant = group({
  units: whole(3, 6),
  needed: whole(1, 3),
  failures: fc.constantFrom('0 / yr', '0.08 / yr', '200 / yr'),
  repair: duration(DAY),
  outages: fc.constantFrom('0 / yr', '0.25 / yr', '100 / yr'),
  outage: duration(HOUR),
});

const anyRoom = group({
  stop: fc.constantFrom('40 degC', '44 degC'),
  approach: inUnit(2, 20, 'K'),
  ride_through: time(10, 300),
});

/** Temperatures that fit the node and the site: slots for eight GPUs, limits where the catalogue may know none, weather. */
export function agreeingHeat(heat: TreeObject, node: unknown, site: Tree): TreeObject {
  const placed = isTreeObject(site) && site['climate'] !== undefined ? heat : without(heat, 'design_outdoor');
  if (node === 'dgx-h100') return placed;
  return { ...without(placed, 'slots'), limits: LIMITS };
}

const LIMITS = { throttle: '85 degC', slowdown: '88 degC', shutdown: '97 degC' };

export const anyHeat = group({
  slots,
  spread: group({ resistance: fc.constantFrom(0, 0.03, 0.06), power: fc.constantFrom(0, 0.015) }),
  leakage: fc.constantFrom('0 / K', '0.002 / K'),
  limits: fc.constant(LIMITS),
  rates_at: fc.constantFrom('60 degC', '75 degC'),
  set_point: fc.constantFrom('18 degC', '27 degC'),
  design_outdoor: fc.constantFrom('20 degC', '35 degC'),
  room: anyRoom,
  plant: anyPlant,
});

const speedOf = fc.constantFrom('clock', 'throughput');

export const anyCurve: AnyTree = fc.oneof(
  fc.constantFrom(...Object.keys(POWER_CURVES)),
  fc.record({
    law: fc.record({ speed_of: speedOf, static: fc.constantFrom(0, 0.3), exponent: spread(1, 6) }),
  }),
  fc.record({
    table: fc.record({
      speed_of: speedOf,
      power: fc.constant([0.3, 0.6, 1]),
      speed: fc.constant([0.4, 0.8, 1]),
    }),
  }),
);

/** Powers that hold any job of the random scenarios, or only some. */
export const anyCap = inUnit(500, 20_000, 'kW');

const trigger: AnyTree = fc.oneof(
  fc.record({
    hours: group(
      {
        days: fc.constantFrom('every', 'weekdays', 'weekends'),
        months: fc.array(whole(1, 12), { minLength: 1, maxLength: 4 }),
      },
      { from: whole(0, 11), to: whole(12, 24) },
    ),
  }),
  fc.record({ price_above: fc.constantFrom('0 USD/kWh', '0.1 USD/kWh') }),
  fc.record({
    random: fc.record({ rate: fc.constantFrom('0 / yr', '50 / yr'), duration: duration(6 * HOUR) }),
  }),
);

export const anyDemandResponse = fc.dictionary(
  fc.constantFrom('evening', 'grid-1'),
  fc
    .tuple(trigger, fc.oneof(fc.constant({ pause: true }), fc.record({ cap: anyCap })))
    .map(([when, what]) => ({ ...(when as object), ...what })),
  { maxKeys: 2 },
);
