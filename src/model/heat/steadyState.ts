import { type Leakage, leakageFactor } from './leakage.ts';

/** What stands between a GPU's core and the inlet. */
export interface HeatPath {
  readonly offsetKelvin: number;
  readonly kelvinPerWatt: number;
}

/**
 * Core temperature (C) at nominal power `watts`: T = T_in + offset + R P (1 + k (T - T_ref)), solved for T. Above
 * R P k = 1 every degree brings more than a degree's worth of leakage and no steady state exists.
 */
export function steadyCelsius(inletCelsius: number, path: HeatPath, watts: number, leakage: Leakage): number {
  const rise = path.kelvinPerWatt * watts;
  const gain = rise * leakage.perKelvin;
  if (gain >= 1) {
    throw new RangeError(
      `leakage runs away: ${path.kelvinPerWatt} K/W, ${watts} W and ${leakage.perKelvin} a degree have the product ${gain}, which must stay below 1`,
    );
  }
  return (inletCelsius + path.offsetKelvin + rise - gain * leakage.referenceCelsius) / (1 - gain);
}

/** Power (W) at the socket that holds the core at `limitCelsius`. */
export function allowedWatts(limitCelsius: number, inletCelsius: number, path: HeatPath): number {
  return (limitCelsius - inletCelsius - path.offsetKelvin) / path.kelvinPerWatt;
}

/** Inlet (C) at which nominal power `watts` brings the core to `celsius`. */
export function inletFor(celsius: number, path: HeatPath, watts: number, leakage: Leakage): number {
  return celsius - path.offsetKelvin - path.kelvinPerWatt * watts * leakageFactor(leakage, celsius);
}
