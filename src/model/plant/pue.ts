/**
 * PUE = 1 + electrical + air + m(T) / COP(T): losses of supply, fans and pumps, and chillers as far as they are needed. An
 * illustration whose constants are chosen for what yearly means of such plants are known to be; not a measurement.
 */
export const COOLING_KINDS = ['chiller', 'air_economiser', 'evaporative', 'warm_water'] as const;
export type CoolingKind = (typeof COOLING_KINDS)[number];

export interface PueModel {
  readonly kind: CoolingKind;
  /** Share of the fixed part of the overhead that stays when the load falls: 0 for one that follows the load. */
  readonly standingShare: number;
  /** Whether the chillers' COP depends on how far they are loaded. */
  readonly chillerPartLoad: 'none' | 'energyplus';
}

/** What the plant meets: outdoor temperatures (C). */
export interface PlantWeather {
  readonly outdoorCelsius: number;
  /** Needed for evaporative cooling only; null where the site has no such data. */
  readonly wetBulbCelsius: number | null;
}

/**
 * Electrical losses and air or water movement per watt of IT. Only the sum is known by the yearly means: 1.34 to 1.43 for
 * chillers, 1.13 at Oslo for economisers, 1.08 for evaporative (Google 1.09, Meta 1.08), 1.06 for warm water.
 */
const OVERHEAD: Record<CoolingKind, { readonly electrical: number; readonly movement: number }> = {
  chiller: { electrical: 0.06, movement: 0.1 },
  air_economiser: { electrical: 0.06, movement: 0.06 },
  evaporative: { electrical: 0.06, movement: 0.02 },
  warm_water: { electrical: 0.04, movement: 0.02 },
};

/**
 * Temperatures (C) below which no chiller runs and above which the chillers do all: outdoor for economisers (full free
 * cooling below 16, supply air of 24) and dry coolers of warm water, wet bulb for evaporative cooling. The last two derived
 * from the yearly means of Singapore, Dallas and Phoenix.
 */
const CHILLER_RANGE: Record<CoolingKind, readonly [number, number]> = {
  chiller: [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
  air_economiser: [16, 24],
  evaporative: [22, 30],
  warm_water: [30, 50],
};

/**
 * A judgement: 60 % of the overhead of supply and fans does not follow the load, so that a plant with chillers and 40 to
 * 50 % load is 0.1 to 0.15 worse, as the industry's average of 1.56 (Uptime) is above the model's 1.4.
 */
export const STANDING_SHARE = 0.6;

/** Coefficient of performance of air-cooled chillers at an outdoor temperature (C): derived. */
export function chillerCop(outdoorCelsius: number): number {
  return Math.min(6.5, Math.max(2.2, 5 - 0.1 * (outdoorCelsius - 15)));
}

const LEAST_PART_LOAD = 0.05;

/**
 * Power of a chiller per unit of heat at part load, relative to full load: EnergyPlus curve .03303 + .6852 r + .2818 r^2 as
 * HPE dc-rl@a92b475 uses it, with the least part load .05.
 */
export function chillerPartLoadFactor(load: number): number {
  const r = Math.max(LEAST_PART_LOAD, load);
  return (0.03303 + 0.6852 * r + 0.2818 * r * r) / r;
}

/** Facility power per IT power at a load above 0. */
export function pueAt(model: PueModel, weather: PlantWeather, load: number): number {
  if (!(load > 0)) throw new RangeError(`PUE is a ratio to the IT load, which must be above 0, not ${load}`);
  const overhead = overheadOf(model.kind) * (1 - model.standingShare + model.standingShare / load);
  const partLoad = model.chillerPartLoad === 'energyplus' ? chillerPartLoadFactor(load) : 1;
  return 1 + overhead + chillerPower(model.kind, weather) * partLoad;
}

/** Losses of supply and movement of air or water per watt of IT at full load. */
export function overheadOf(kind: CoolingKind): number {
  return OVERHEAD[kind].electrical + OVERHEAD[kind].movement;
}

/** Power of the chillers per watt of IT at full load: as far as the weather needs them, over their COP. */
export function chillerPower(kind: CoolingKind, { outdoorCelsius, wetBulbCelsius }: PlantWeather): number {
  return chillerShare(kind, outdoorCelsius, wetBulbCelsius) / chillerCop(outdoorCelsius);
}

function chillerShare(kind: CoolingKind, outdoorCelsius: number, wetBulbCelsius: number | null): number {
  const deciding = kind === 'evaporative' ? wetBulbCelsius : outdoorCelsius;
  if (deciding === null) {
    throw new RangeError(
      'evaporative cooling needs wet-bulb temperatures, and this climate has none: take a climate that has them, or another kind of cooling',
    );
  }
  const [none, all] = CHILLER_RANGE[kind];
  return deciding >= all ? 1 : Math.max(0, (deciding - none) / (all - none));
}
