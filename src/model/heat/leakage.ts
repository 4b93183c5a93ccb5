/** Power of a GPU at fixed work grows with its temperature, in a straight line around a reference. */
export interface Leakage {
  /** Share of the power for each degree. */
  readonly perKelvin: number;
  /** Where the power is the nominal one. */
  readonly referenceCelsius: number;
}

export const NO_LEAKAGE: Leakage = { perKelvin: 0, referenceCelsius: 0 };

/**
 * 470 W in air and 453 W in water, about 20 C cooler, at the same work (arXiv:2507.16781): 0.2 % a degree, derived; other
 * sources 0.1 to 0.6 %. The reference is the middle of the 54 to 72 C that GPUs in air had there.
 */
export const MEASURED_LEAKAGE: Leakage = { perKelvin: 0.002, referenceCelsius: 63 };

/** Power at this temperature as a multiple of the nominal one. */
export function leakageFactor(leakage: Leakage, celsius: number): number {
  return 1 + leakage.perKelvin * (celsius - leakage.referenceCelsius);
}
