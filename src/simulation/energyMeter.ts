import type { RandomStreams } from '../engine/randomStreams.ts';
import { monthStartSeconds, type RunStart, secondsIntoHour } from '../model/price/calendar.ts';
import { HourlyIntegral } from '../model/price/hourlyIntegral.ts';
import { type HourlySeries, productSeries } from '../model/price/hourlySeries.ts';
import type { SimulationInput } from './input.ts';
import { createSeries } from './site/siteSeries.ts';
import type { SiteWeather } from './site/siteWeather.ts';

/**
 * What the energy of the run comes to at the meter of the site. Power is constant between the events of a run, so an
 * interval is the power times the difference of a running integral: of PUE, of price times PUE, of carbon times PUE.
 */
export class EnergyMeter {
  facilityJoules = 0;
  usd = 0;
  carbonKg = 0;
  /** Highest facility power so far (W). */
  peakWatts = 0;
  /** Cost of IT energy (USD/J), PUE included. */
  readonly cost: HourlyIntegral;
  /** Of facility energy (USD/J). */
  readonly price: HourlySeries;
  private readonly start: RunStart;
  private readonly pueByHour: HourlySeries;
  private readonly pue: HourlyIntegral;
  private readonly carbon: HourlyIntegral;
  private readonly demandUsdPerWattMonth: number;
  /** Highest facility power of each calendar month begun, for the demand charge (W). */
  private readonly monthPeaks: number[] = [0];
  private nextMonth: number;

  constructor(input: SimulationInput, streams: RandomStreams, { start }: SiteWeather) {
    const series = (quantity: SimulationInput['power']['pue'], name: string) =>
      createSeries(quantity, name, start, streams);
    const pue = series(input.power.pue, 'pue');
    const offset = secondsIntoHour(start);
    this.start = start;
    this.pue = new HourlyIntegral(pue, offset);
    this.price = series(input.money.usdPerJoule, 'price');
    this.pueByHour = pue;
    this.cost = new HourlyIntegral(productSeries(this.price, pue), offset);
    this.carbon = new HourlyIntegral(productSeries(series(input.carbonKgPerJoule, 'carbon'), pue), offset);
    this.demandUsdPerWattMonth = input.money.demandUsdPerWattMonth;
    this.nextMonth = this.demandUsdPerWattMonth > 0 ? monthStartSeconds(start, 1) : Number.POSITIVE_INFINITY;
  }

  /** IT power of `watts` from one instant to another (s). */
  add(from: number, to: number, watts: number): void {
    this.facilityJoules += watts * this.pue.between(from, to);
    this.usd += watts * this.cost.between(from, to);
    this.carbonKg += watts * this.carbon.between(from, to);
    const facilityWatts = watts * this.pue.maximumBetween(from, to);
    if (facilityWatts > this.peakWatts) this.peakWatts = facilityWatts;
    if (this.demandUsdPerWattMonth > 0) this.addDemand(from, to, watts);
  }

  /** So many joules of IT energy more, or fewer, evenly spread between two instants (s). */
  correct(from: number, to: number, joules: number): void {
    if (to <= from) return;
    const watts = joules / (to - from);
    this.facilityJoules += watts * this.pue.between(from, to);
    this.usd += watts * this.cost.between(from, to);
    this.carbonKg += watts * this.carbon.between(from, to);
  }

  /** IT power that a facility power leaves in an hour of the run (W). */
  itWattsUnder(facilityWatts: number, hourOfRun: number): number {
    return facilityWatts / this.pueByHour.inHour(hourOfRun);
  }

  /** Whether the same IT power always takes the same facility power. */
  get isSteady(): boolean {
    return this.pueByHour.constantValue !== null;
  }

  /** Demand charges of all months begun (USD): each on its highest facility power, whole months. */
  get demandUsd(): number {
    return this.demandUsdPerWattMonth * this.monthPeaks.reduce((sum, watts) => sum + watts, 0);
  }

  private addDemand(from: number, to: number, watts: number): void {
    let begin = from;
    while (begin < to) {
      const end = Math.min(to, this.nextMonth);
      const month = this.monthPeaks.length - 1;
      if (end > begin) {
        const peak = watts * this.pue.maximumBetween(begin, end);
        this.monthPeaks[month] = Math.max(this.monthPeaks[month]!, peak);
      }
      if (to < this.nextMonth) return;
      this.monthPeaks.push(0);
      this.nextMonth = monthStartSeconds(this.start, this.monthPeaks.length);
      begin = end;
    }
  }
}
