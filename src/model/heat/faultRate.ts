/** How the rate of hardware faults depends on the core temperature. The sources contradict each other: it can be switched. */
export type HeatFaultModel =
  | { readonly kind: 'none' }
  /** A share more for each degree above a temperature. */
  | { readonly kind: 'linear'; readonly perKelvin: number; readonly aboveCelsius: number }
  /** exp(E / k (1/T_ref - 1/T)). */
  | {
      readonly kind: 'arrhenius';
      readonly activationElectronVolts: number;
      readonly referenceCelsius: number;
    };

/** Summit, 27,756 V100 in 2.5 years: memory errors go with power swings and not with temperature (ICS 2024). */
export const NO_HEAT_FAULTS: HeatFaultModel = { kind: 'none' };
/** A judgement between Summit (none), El-Sayed 2012 (linear and weak below 50 C) and Titan's cages: 2 % a degree (0 to 7 %). */
export const LINEAR_HEAT_FAULTS: HeatFaultModel = { kind: 'linear', perKelvin: 0.02, aboveCelsius: 60 };

const BOLTZMANN_ELECTRON_VOLTS = 8.617333262e-5;
const KELVIN_AT_ZERO_CELSIUS = 273.15;

/** Activation energy (eV) at which `kelvin` more than the reference mean twice the rate. */
export function doublingActivation(kelvin: number, referenceCelsius: number): number {
  const cold = referenceCelsius + KELVIN_AT_ZERO_CELSIUS;
  return (Math.LN2 * BOLTZMANN_ELECTRON_VOLTS) / (1 / cold - 1 / (cold + kelvin));
}

/** The rule of thumb of twice the rate for 10 C, from memory, unverified: 7 % a degree at 60 C. */
export const ARRHENIUS_HEAT_FAULTS: HeatFaultModel = {
  kind: 'arrhenius',
  activationElectronVolts: doublingActivation(10, 60),
  referenceCelsius: 60,
};

/** What the rate at a core temperature is a multiple of: that at or below the reference. */
export function heatFaultFactor(model: HeatFaultModel, celsius: number): number {
  switch (model.kind) {
    case 'none':
      return 1;
    case 'linear':
      return 1 + model.perKelvin * Math.max(0, celsius - model.aboveCelsius);
    case 'arrhenius': {
      const reference = 1 / (model.referenceCelsius + KELVIN_AT_ZERO_CELSIUS);
      const exponent = reference - 1 / (celsius + KELVIN_AT_ZERO_CELSIUS);
      return Math.exp((model.activationElectronVolts / BOLTZMANN_ELECTRON_VOLTS) * exponent);
    }
    default:
      return model satisfies never;
  }
}
