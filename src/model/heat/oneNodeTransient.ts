import type { Leakage } from './leakage.ts';
import { type HeatPath, steadyCelsius } from './steadyState.ts';

/** One heat capacity behind one resistance, after power and inlet have changed and then stay: T goes to its end exponentially. */
export interface OneNodeStep {
  readonly steadyCelsius: number;
  readonly timeConstantSeconds: number;
}

/**
 * The step for a nominal power and an inlet that hold from now on. Leakage in a straight line keeps the equation linear:
 * it raises the end and stretches the time constant R C by 1 / (1 - R P k).
 */
export function oneNodeStep(
  inletCelsius: number,
  path: HeatPath,
  watts: number,
  leakage: Leakage,
  sinkSeconds: number,
): OneNodeStep {
  return {
    steadyCelsius: steadyCelsius(inletCelsius, path, watts, leakage),
    timeConstantSeconds: sinkSeconds / (1 - path.kelvinPerWatt * watts * leakage.perKelvin),
  };
}

/** Temperature (C) `seconds` after it was `from`. */
export function oneNodeCelsius(step: OneNodeStep, from: number, seconds: number): number {
  return step.steadyCelsius + (from - step.steadyCelsius) * Math.exp(-seconds / step.timeConstantSeconds);
}

/** Seconds until the temperature that is now `from` is `target`; Infinity if it never is. */
export function oneNodeSecondsTo(step: OneNodeStep, from: number, target: number): number {
  if (target === from) return 0;
  const ratio = (step.steadyCelsius - from) / (step.steadyCelsius - target);
  return ratio > 1 && Number.isFinite(ratio)
    ? step.timeConstantSeconds * Math.log(ratio)
    : Number.POSITIVE_INFINITY;
}
