/** What the plant delivers to the racks, air or water, as long as enough units run. */
export interface SupplySetting {
  readonly setPointCelsius: number;
  /** The plant is designed for this outdoor temperature: up to it the supply is at the set-point. */
  readonly designOutdoorCelsius: number;
}

/** Above the design temperature the supply follows the outdoor one, at the approach that it has there. */
export function supplyCelsius(setting: SupplySetting, outdoorCelsius: number): number {
  return setting.setPointCelsius + Math.max(0, outdoorCelsius - setting.designOutdoorCelsius);
}
