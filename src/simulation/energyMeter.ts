import type { SimulationInput } from './input.ts';

/**
 * What the energy of the run comes to at the meter of the site. Power is constant between the events of a run, so an
 * interval is the power times the difference of a running integral: of PUE, of price times PUE, of carbon times PUE.
 */
export class EnergyMeter {
  itJoules = 0;
  facilityJoules = 0;
  usd = 0;
  carbonKg = 0;
  /** Highest facility power so far (W). */
  peakWatts = 0;
  private readonly pue: number;
  private readonly usdPerJoule: number;
  private readonly carbonKgPerJoule: number;

  constructor({ power, money, carbonKgPerJoule }: SimulationInput) {
    this.pue = power.pue;
    this.usdPerJoule = money.usdPerJoule * power.pue;
    this.carbonKgPerJoule = carbonKgPerJoule * power.pue;
  }

  /** IT power of `watts` from one instant to another (s). */
  add(from: number, to: number, watts: number): void {
    this.correct(from, to, watts * (to - from));
    const facilityWatts = watts * this.pue;
    if (facilityWatts > this.peakWatts) this.peakWatts = facilityWatts;
  }

  /** So many joules more, or fewer, evenly spread between two instants (s). */
  correct(_from: number, _to: number, joules: number): void {
    this.itJoules += joules;
    this.facilityJoules += joules * this.pue;
    this.usd += joules * this.usdPerJoule;
    this.carbonKg += joules * this.carbonKgPerJoule;
  }
}
