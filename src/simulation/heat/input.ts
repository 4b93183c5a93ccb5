import type { DistributionSpec } from '../../engine/distributions/distribution.ts';
import type { Leakage } from '../../model/heat/leakage.ts';
import type { HeatSpread } from '../../model/heat/severity.ts';
import type { SlotClass } from '../../model/heat/slotCooling.ts';
import type { TemperatureLimits } from '../../model/heat/temperatureLimits.ts';
import type { Room } from '../../model/plant/room.ts';

/** What fails in the cooling plant. Each cooling zone has units of its own; an outage takes all units of the site at once. */
export interface PlantInput {
  /** Units installed in each zone; the room's `unitsNeeded` of them carry the rated load. */
  readonly unitsPerZone: number;
  readonly failuresPerUnitSecond: number;
  readonly repair: DistributionSpec;
  /** `duration`: until the plant cools again, the restart of the chillers included. */
  readonly outage: { readonly perSecond: number; readonly duration: DistributionSpec } | null;
}

/** The temperatures of GPUs and rooms, and what follows from them. */
export interface HeatInput {
  readonly slots: readonly SlotClass[];
  readonly spread: HeatSpread;
  readonly limits: TemperatureLimits;
  readonly leakage: Leakage;
  /** The supply follows the outdoor temperature above this one; Infinity: it never leaves its set-point. */
  readonly designOutdoorCelsius: number;
  readonly room: Room;
  /** Null: the plant never fails. */
  readonly plant: PlantInput | null;
  /** GPU temperature at which the rates of faults hold. */
  readonly ratesAtCelsius: number;
  /** Index of the fault class under which emergency stops of zones are booked. */
  readonly coolingClass: number;
}
