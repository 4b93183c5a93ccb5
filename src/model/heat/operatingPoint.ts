import { type Leakage, leakageFactor } from './leakage.ts';
import type { PowerCurve } from './powerCurve.ts';
import { allowedWatts, type HeatPath, inletFor, steadyCelsius } from './steadyState.ts';
import { HARDWARE_SLOWDOWN_CLOCK, type TemperatureLimits } from './temperatureLimits.ts';

/** One kind of GPU at one kind of work. */
export interface ThermalModel {
  readonly limits: TemperatureLimits;
  readonly curve: PowerCurve;
  readonly leakage: Leakage;
  /** Power at full clock and reference temperature (W). */
  readonly fullWatts: number;
}

export interface OperatingPoint {
  readonly state: 'full' | 'throttled' | 'hardware_slowdown' | 'shutdown';
  /** Share of the full clock (or throughput, as the curve says). */
  readonly speed: number;
  readonly celsius: number;
}

/** The lowest speed that throttling goes to: the hardware's own, or where the curve begins if that is higher. */
export function floorSpeed({ curve }: ThermalModel): number {
  return Math.max(HARDWARE_SLOWDOWN_CLOCK, curve.lowestSpeed);
}

/**
 * Nominal power, as a share of the full one, that holds the core at the throttling limit: above 1 nothing holds it back, and
 * 0 where what reaches the GPU is at the limit already.
 */
export function powerShareAtLimit(model: ThermalModel, inletCelsius: number, path: HeatPath): number {
  const { limits, leakage, fullWatts } = model;
  const factor = leakageFactor(leakage, limits.throttleCelsius);
  return Math.max(0, allowedWatts(limits.throttleCelsius, inletCelsius, path) / (fullWatts * factor));
}

/** Where a GPU settles at this inlet. Throttling keeps it at the limit down to the floor; from there on it warms further. */
export function operatingPoint(model: ThermalModel, inletCelsius: number, path: HeatPath): OperatingPoint {
  const { limits, curve, leakage, fullWatts } = model;
  const share = powerShareAtLimit(model, inletCelsius, path);
  if (share >= 1)
    return { state: 'full', speed: 1, celsius: steadyCelsius(inletCelsius, path, fullWatts, leakage) };
  const floor = floorSpeed(model);
  const floorPower = curve.powerAt(floor);
  if (share >= floorPower)
    return { state: 'throttled', speed: curve.speedAt(share), celsius: limits.throttleCelsius };
  const celsius = steadyCelsius(inletCelsius, path, floorPower * fullWatts, leakage);
  if (celsius < limits.hardwareSlowdownCelsius) return { state: 'throttled', speed: floor, celsius };
  if (celsius < limits.shutdownCelsius) return { state: 'hardware_slowdown', speed: floor, celsius };
  return { state: 'shutdown', speed: 0, celsius };
}

/** Inlet (C) at which a GPU runs at `speed` (above the floor): what a measured loss of throughput implies. */
export function inletAtSpeed(model: ThermalModel, path: HeatPath, speed: number): number {
  return inletFor(model.limits.throttleCelsius, path, wattsAtSpeed(model, speed), model.leakage);
}

/** Nominal power (W) at a speed: of a GPU that throttles, or is capped. */
export function wattsAtSpeed(model: ThermalModel, speed: number): number {
  return model.curve.powerAt(speed) * model.fullWatts;
}
