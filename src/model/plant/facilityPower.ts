import { chillerPartLoadFactor, overheadOf, type PueModel } from './pue.ts';

/** Cooling and supply made for a certain IT power. */
export interface Plant {
  readonly model: PueModel;
  /** IT power at full load (W). */
  readonly ratedItWatts: number;
}

/**
 * Facility power = steady + chilled x m, where m is the weather's `chillerPower`: the same as IT power times `pueAt`, but
 * also defined without any load, and apart, so that an interval of constant IT power needs two integrals over time.
 */
export function steadyWatts({ model, ratedItWatts }: Plant, itWatts: number): number {
  const { kind, standingShare } = model;
  const overhead = overheadOf(kind);
  return itWatts * (1 + overhead * (1 - standingShare)) + overhead * standingShare * ratedItWatts;
}

/** What the chillers' power per watt is multiplied by (W): the IT power, weighed by their part load. */
export function chilledWatts({ model, ratedItWatts }: Plant, itWatts: number): number {
  return model.chillerPartLoad === 'energyplus'
    ? itWatts * chillerPartLoadFactor(itWatts / ratedItWatts)
    : itWatts;
}
