/** Core temperatures (C) at which a GPU acts to protect itself. */
export interface TemperatureLimits {
  /** Software lowers the clock so that the core stays at this. */
  readonly throttleCelsius: number;
  /** Hardware halves the clock. */
  readonly hardwareSlowdownCelsius: number;
  readonly shutdownCelsius: number;
}

/** Maximum operating, slowdown and shutdown temperature, as nvidia-smi and product briefs tell. */
export const TEMPERATURE_LIMITS = {
  /** nvidia-smi. */
  v100: { throttleCelsius: 83, hardwareSlowdownCelsius: 87, shutdownCelsius: 90 },
  /** nvidia-smi. */
  a100: { throttleCelsius: 85, hardwareSlowdownCelsius: 89, shutdownCelsius: 92 },
  /** Product brief of the PCIe card; drivers of the SXM module tell margins only. H200: assumed the same, unverified. */
  h100: { throttleCelsius: 87, hardwareSlowdownCelsius: 89, shutdownCelsius: 92 },
} as const satisfies Record<string, TemperatureLimits>;

/** Margins of the H100, for an accelerator of which only the operating limit is known. */
export function limitsAbove(throttleCelsius: number): TemperatureLimits {
  return {
    throttleCelsius,
    hardwareSlowdownCelsius: throttleCelsius + 2,
    shutdownCelsius: throttleCelsius + 5,
  };
}

/** Clock in the hardware's slowdown, as a share of the full one: from memory, unverified. */
export const HARDWARE_SLOWDOWN_CLOCK = 0.5;
