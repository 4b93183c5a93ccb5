import type { SlotClass } from '../../model/heat/slotCooling.ts';
import { AIR_SLOTS, LIQUID_SLOTS } from '../../model/heat/slotCooling.ts';
import { limitsAbove, type TemperatureLimits } from '../../model/heat/temperatureLimits.ts';
import { type Coolant, rideThroughSeconds } from '../../model/plant/rideThrough.ts';
import { ROOM_TEMPERATURES, type Room } from '../../model/plant/room.ts';
import type { HeatInput, PlantInput } from '../../simulation/heat/input.ts';
import type { FaultClassInput } from '../../simulation/input.ts';
import type { Heat } from '../schema/heat.ts';
import type { Scenario } from '../schema.ts';

/** Fault class under which emergency stops of cooling zones stand in the results; nothing else may have its name. */
export const COOLING_CLASS = 'cooling';

/** Temperatures of a scenario that models them; `nodeWatts` and `gpuWatts` in training (W). */
export function compileHeat(
  scenario: Scenario,
  nodeWatts: number,
  gpuWatts: number,
  coolingClass: number,
): HeatInput | null {
  const { heat } = scenario;
  if (heat === undefined) return null;
  const slots = slotsOf(scenario, heat);
  const room = compileRoom(scenario, heat, nodeWatts);
  // Where node power was measured, whatever the set-point of this site.
  const median = medianCelsius(slots, ROOM_TEMPERATURES[coolantOf(scenario)].setPointCelsius, gpuWatts);
  return {
    slots,
    spread: { resistanceSigma: heat.spread.resistance, leakSigma: heat.spread.power },
    limits: limitsOf(scenario, heat) ?? limitsAbove(Number.POSITIVE_INFINITY),
    leakage: { perKelvin: heat.leakage, referenceCelsius: median },
    designOutdoorCelsius: heat.design_outdoor ?? Number.POSITIVE_INFINITY,
    room,
    plant: compilePlant(heat),
    ratesAtCelsius: heat.rates_at ?? median,
    coolingClass,
  };
}

/** The class of emergency stops: it never strikes by itself, and nothing is broken when it does. */
export function coolingClass(): FaultClassInput {
  return {
    name: COOLING_CLASS,
    scope: 'cooling_zone',
    effect: { kind: 'stop' },
    unitsPerNode: 1,
    timeToFault: { kind: 'exponential', mean: Number.POSITIVE_INFINITY },
    detection: { kind: 'fixed', value: 0 },
    transientProbability: 1,
    drift: null,
    onArrivalProbability: 0,
    heat: { kind: 'none' },
    survivingTiers: null,
    repairTime: null,
  };
}

export function slotsOf({ cluster: { node } }: Scenario, heat: Heat): readonly SlotClass[] {
  if (heat.slots !== undefined) {
    return heat.slots.map(({ name, gpus, offset, resistance }) => ({
      name,
      gpus,
      offsetKelvin: offset,
      kelvinPerWatt: resistance,
    }));
  }
  if (node.cooling === 'liquid') return [{ ...LIQUID_SLOTS[0]!, gpus: node.gpus }];
  const [front, rear] = AIR_SLOTS;
  const inFront = Math.ceil(node.gpus / 2);
  return [
    { ...front!, gpus: inFront },
    { ...rear!, gpus: node.gpus - inFront },
  ].filter(({ gpus }) => gpus > 0);
}

/** Null where neither the scenario nor the catalogue knows them. */
export function limitsOf({ cluster: { node } }: Scenario, { limits }: Heat): TemperatureLimits | null {
  if (limits !== undefined) {
    return {
      throttleCelsius: limits.throttle,
      hardwareSlowdownCelsius: limits.slowdown,
      shutdownCelsius: limits.shutdown,
    };
  }
  const { operating, slowdown, shutdown } = node.accelerator.temperature ?? {};
  if (operating === undefined) return null;
  const above = limitsAbove(operating);
  return {
    throttleCelsius: operating,
    hardwareSlowdownCelsius: slowdown ?? above.hardwareSlowdownCelsius,
    shutdownCelsius: shutdown ?? above.shutdownCelsius,
  };
}

export function coolantOf({ cluster: { node } }: Scenario): Coolant {
  return node.cooling ?? 'air';
}

/** Core temperature (C) of a node's mean GPU of median resistance. */
function medianCelsius(slots: readonly SlotClass[], inletCelsius: number, gpuWatts: number): number {
  const gpus = slots.reduce((sum, slot) => sum + slot.gpus, 0);
  const above = slots.reduce(
    (sum, slot) => sum + slot.gpus * (slot.offsetKelvin + slot.kelvinPerWatt * gpuWatts),
    0,
  );
  return inletCelsius + above / gpus;
}

export function compileRoom(scenario: Scenario, heat: Heat, nodeWatts: number): Room {
  const coolant = coolantOf(scenario);
  const defaults = ROOM_TEMPERATURES[coolant];
  const { room, plant } = heat;
  return {
    setPointCelsius: heat.set_point ?? defaults.setPointCelsius,
    stopCelsius: room.stop ?? defaults.stopCelsius,
    approachKelvin: room.approach,
    unitsNeeded: plant?.needed ?? 1,
    rideThroughSeconds:
      room.ride_through ?? rideThroughSeconds(coolant, nodeWatts * scenario.cluster.topology.rack),
  };
}

function compilePlant({ plant }: Heat): PlantInput | null {
  if (plant === undefined) return null;
  return {
    unitsPerZone: plant.units,
    failuresPerUnitSecond: plant.failures,
    repair: plant.repair,
    outage: plant.outages > 0 ? { perSecond: plant.outages, duration: plant.outage } : null,
  };
}
