/** How often a unit of the cooling plant fails and how long its repair takes. */
export interface CoolingUnitFailures {
  readonly perUnitYear: number;
  readonly repairHours: number;
}

/**
 * A repository's table that cites IEEE 493; secondary and unverified, and that repository's own code takes the yearly rate
 * for an hourly one. Ranges: chiller .1 to .9 a year and 24 to 96 h, room unit .05 to .5 and 4 to 24 h, pump .03 to .3.
 */
export const COOLING_UNITS = {
  chiller: { perUnitYear: 0.15, repairHours: 48 },
  roomUnit: { perUnitYear: 0.08, repairHours: 8 },
  pump: { perUnitYear: 0.05, repairHours: 8 },
} as const satisfies Record<string, CoolingUnitFailures>;
