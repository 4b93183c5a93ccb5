import { monthOfRun, monthStartSeconds, type RunStart } from '../price/calendar.ts';
import type { HourlyIntegral } from '../price/hourlyIntegral.ts';

/** What a grid asks for the highest power of each month, beside the energy. */
export interface DemandCharge {
  readonly usdPerKilowattMonth: number;
  /** Power in the contract (W) of which a share is billed even if it is never drawn; 0 for no such minimum. */
  readonly contractWatts: number;
  readonly minimumShare: number;
}

/**
 * AEP Ohio: 44.7 million USD a year for 500 MW; tariffs ask 5 to 20 USD per kW and month. Minimum bills: 60 to 85 % of
 * the contract (AEP), 80 % (Indiana). All [secondary].
 */
export const AEP_USD_PER_KILOWATT_MONTH = 7.45;

/** An instant closer than this to a month's start is in that month. */
const ROUNDING_SECONDS = 1e-6;

/**
 * Highest facility power of each calendar month of a run. Meters average over 15 to 60 minutes; a run holds its power for
 * longer, so the highest power is taken as it is.
 */
export class MonthlyPeaks {
  private readonly start: RunStart;
  private readonly pue: HourlyIntegral;
  private readonly peaks: number[] = [];

  constructor(start: RunStart, pue: HourlyIntegral) {
    this.start = start;
    this.pue = pue;
  }

  /** IT power of `watts` from one instant to a later one (s). */
  add(from: number, to: number, watts: number): void {
    let month = monthOfRun(this.start, from + ROUNDING_SECONDS);
    for (let begin = from; begin < to; month++) {
      const end = Math.min(to, monthStartSeconds(this.start, month + 1));
      while (this.peaks.length <= month) this.peaks.push(0);
      const facilityWatts = watts * this.pue.maximumBetween(begin, end);
      if (facilityWatts > this.peaks[month]!) this.peaks[month] = facilityWatts;
      begin = end;
    }
  }

  /** By month of the run, the first being that of the start (W). */
  get watts(): readonly number[] {
    return this.peaks;
  }
}

/** The charge for the months of a run (USD), each billed whole even if the run had only days of it. */
export function demandChargeUsd(charge: DemandCharge, monthlyPeakWatts: readonly number[]): number {
  const least = charge.minimumShare * charge.contractWatts;
  return monthlyPeakWatts.reduce(
    (sum, watts) => sum + (charge.usdPerKilowattMonth * Math.max(watts, least)) / 1000,
    0,
  );
}
