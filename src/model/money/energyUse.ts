import { JOULES_PER_KILOWATT_HOUR } from '../price/units.ts';

/** A run in the way papers report it: chips, time, average power of a chip with its share of the system. */
export interface ReportedRun {
  readonly chips: number;
  readonly seconds: number;
  readonly wattsPerChip: number;
  readonly pue: number;
}

/** Energy at the meter of the site (J): chips x time x power x PUE (Patterson et al. 2021). */
export function reportedFacilityJoules({ chips, seconds, wattsPerChip, pue }: ReportedRun): number {
  return chips * seconds * wattsPerChip * pue;
}

/** What facility energy costs or emits at so much per kWh: USD, or kg. */
export function perKilowattHour(facilityJoules: number, amountPerKilowattHour: number): number {
  return (facilityJoules / JOULES_PER_KILOWATT_HOUR) * amountPerKilowattHour;
}
