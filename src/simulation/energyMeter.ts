import type { RandomStreams } from '../engine/randomStreams.ts';
import { monthStartSeconds, type RunStart, secondsIntoHour } from '../model/price/calendar.ts';
import { HourlyIntegral } from '../model/price/hourlyIntegral.ts';
import { HourlySeries, productSeries } from '../model/price/hourlySeries.ts';
import type { SimulationInput } from './input.ts';
import { PlantMeter } from './plantMeter.ts';
import { createFacility, type Facility } from './site/facility.ts';
import { createSeries } from './site/siteSeries.ts';
import type { SiteWeather } from './site/siteWeather.ts';

/** A power this close to another, as a share of it, is the same. */
const ROUNDING = 1e-13;
const SECANTS = 100;

/** What there is to spend from an instant on, at an IT power (W) and at a rate beside it (USD/s). */
export interface MeterSpending {
  readonly from: number;
  readonly latest: number;
  readonly amount: number;
  readonly perSecond: number;
  readonly watts: number;
}

/**
 * What the energy of the run comes to at the meter of the site. Power is constant between the events of a run, so an
 * interval is the power times the difference of a running integral: of PUE, of price times PUE, of carbon times PUE. For a
 * plant whose power is no multiple of the IT power they are integrals of what follows the weather, and a second set is
 * metered for what does not (`PlantMeter`).
 */
export class EnergyMeter {
  facilityJoules = 0;
  usd = 0;
  carbonKg = 0;
  /** Highest facility power so far (W). */
  peakWatts = 0;
  /** Of facility energy (USD/J). */
  readonly price: HourlySeries;
  private readonly start: RunStart;
  private readonly facility: Facility;
  private readonly following: HourlyIntegral;
  private readonly cost: HourlyIntegral;
  private readonly carbon: HourlyIntegral;
  private readonly plant: PlantMeter | null;
  private readonly demandUsdPerWattMonth: number;
  private readonly demandMinimumWatts: number;
  /** Highest facility power of each calendar month begun, for the demand charge (W). */
  private readonly monthPeaks: number[] = [0];
  private nextMonth: number;

  constructor(input: SimulationInput, streams: RandomStreams, weather: SiteWeather) {
    const { start } = weather;
    const offset = secondsIntoHour(start);
    const facility = createFacility(input.power.pue, weather, streams);
    this.price = createSeries(input.money.usdPerJoule, 'price', start, streams);
    const carbon = createSeries(input.carbonKgPerJoule, 'carbon', start, streams);
    this.start = start;
    this.facility = facility;
    this.following = new HourlyIntegral(facility.series, offset);
    this.cost = new HourlyIntegral(productSeries(this.price, facility.series), offset);
    this.carbon = new HourlyIntegral(productSeries(carbon, facility.series), offset);
    this.plant =
      facility.plant === null
        ? null
        : new PlantMeter(facility.plant, {
            joules: {
              steady: new HourlyIntegral(HourlySeries.constant(1), offset),
              following: this.following,
            },
            usd: { steady: new HourlyIntegral(this.price, offset), following: this.cost },
            carbonKg: { steady: new HourlyIntegral(carbon, offset), following: this.carbon },
          });
    this.demandUsdPerWattMonth = input.money.demandUsdPerWattMonth;
    this.demandMinimumWatts = input.money.demandMinimumWatts;
    this.nextMonth = this.demandUsdPerWattMonth > 0 ? monthStartSeconds(start, 1) : Number.POSITIVE_INFINITY;
  }

  /** What the job's nodes do changes: what is corrected later lies after now. */
  activityBegins(): void {
    this.plant?.forget();
  }

  /** IT power of `watts` from one instant to another (s). */
  add(from: number, to: number, watts: number): void {
    const { plant } = this;
    if (plant === null) {
      this.facilityJoules += watts * this.following.between(from, to);
      this.usd += watts * this.cost.between(from, to);
      this.carbonKg += watts * this.carbon.between(from, to);
    } else {
      const piece = { from, to, watts };
      this.facilityJoules += plant.of('joules', piece);
      this.usd += plant.of('usd', piece);
      this.carbonKg += plant.of('carbonKg', piece);
      plant.remember(piece);
    }
    this.raisePeak(from, to, watts);
    if (this.demandUsdPerWattMonth > 0) this.addDemand(from, to, watts);
  }

  /** IT power was `watts` now and then in an interval that was added at another power (s). */
  addPeak(from: number, to: number, watts: number): void {
    this.raisePeak(from, to, watts);
    if (this.demandUsdPerWattMonth === 0) return;
    let end = to;
    for (let month = this.monthPeaks.length - 1; month >= 0 && end > from; month--) {
      const begin = Math.max(from, monthStartSeconds(this.start, month));
      if (end > begin) this.raiseMonth(month, begin, end, watts);
      end = Math.min(end, begin);
    }
  }

  /**
   * So many joules of IT energy more, or fewer, than was added since the activity began (s): in `seconds` of that time, evenly
   * spread over it, IT power was another.
   */
  correct(from: number, to: number, joules: number, seconds: number): void {
    if (to <= from) return;
    if (this.plant !== null) {
      const { plant } = this;
      const share = seconds / (to - from);
      this.facilityJoules += share * plant.changeOf('joules', joules / seconds);
      this.usd += share * plant.changeOf('usd', joules / seconds);
      this.carbonKg += share * plant.changeOf('carbonKg', joules / seconds);
      return;
    }
    const watts = joules / (to - from);
    this.facilityJoules += watts * this.following.between(from, to);
    this.usd += watts * this.cost.between(from, to);
    this.carbonKg += watts * this.carbon.between(from, to);
  }

  /** IT power that a facility power leaves in an hour of the run (W). */
  itWattsUnder(facilityWatts: number, hourOfRun: number): number {
    const { plant, series } = this.facility;
    if (plant === null) return facilityWatts / series.inHour(hourOfRun);
    // Facility power rises with IT power, and is never below it: by secants, which end at once where it is a straight line.
    let low = 0;
    let lowWatts = this.facilityWattsIn(hourOfRun, low);
    if (lowWatts >= facilityWatts) return 0;
    let high = facilityWatts;
    let highWatts = this.facilityWattsIn(hourOfRun, high);
    for (let step = 0; step < SECANTS && high - low > ROUNDING * high; step++) {
      const between = low + ((facilityWatts - lowWatts) / (highWatts - lowWatts)) * (high - low);
      const watts = this.facilityWattsIn(hourOfRun, between);
      if (Math.abs(watts - facilityWatts) <= ROUNDING * facilityWatts) return between;
      if (watts > facilityWatts) {
        high = between;
        highWatts = watts;
      } else {
        low = between;
        lowWatts = watts;
      }
    }
    return low;
  }

  /** Facility power (W) at an IT power (W) in an hour of the run. */
  facilityWattsIn(hourOfRun: number, itWatts: number): number {
    const { plant, series } = this.facility;
    const following = series.inHour(hourOfRun);
    return plant === null
      ? itWatts * following
      : plant.steady(itWatts) + plant.following(itWatts) * following;
  }

  /** Whether the same IT power always takes the same facility power. */
  get isSteady(): boolean {
    return this.facility.series.constantValue !== null;
  }

  /** Cost (USD) of IT power of `watts` from one instant to another (s), without adding it. */
  costOf(from: number, to: number, watts: number): number {
    return this.plant === null
      ? watts * this.cost.between(from, to)
      : this.plant.of('usd', { from, to, watts });
  }

  /**
   * What the cost since `from`, when the activity began, would change (USD) if IT power had been `difference` (W) higher all
   * that time. From `now` to `to` (s) it would be as in `watts`.
   */
  costChange(from: number, now: number, to: number, difference: number, watts: number): number {
    if (this.plant === null) return difference * this.cost.between(from, to);
    return this.plant.changeOf('usd', difference, { from: now, to, watts });
  }

  /** When an amount (USD) is spent if IT power stays as it is; Infinity if that is after `latest`. */
  timeWhenSpent({ watts, ...spending }: MeterSpending): number {
    return this.plant === null
      ? this.cost.timeWhenSpent({ ...spending, perUnit: watts })
      : this.plant.timeWhenSpent(spending, watts);
  }

  /** Demand charges of all months begun (USD): each on its highest facility power or the least billed, whole months. */
  get demandUsd(): number {
    const least = this.demandMinimumWatts;
    return (
      this.demandUsdPerWattMonth * this.monthPeaks.reduce((sum, watts) => sum + Math.max(watts, least), 0)
    );
  }

  /** Highest facility power (W) between two instants (s) at an IT power. */
  private peakBetween(from: number, to: number, watts: number): number {
    const highest = this.following.maximumBetween(from, to);
    const { plant } = this.facility;
    return plant === null ? watts * highest : plant.steady(watts) + plant.following(watts) * highest;
  }

  private raisePeak(from: number, to: number, watts: number): void {
    const facilityWatts = this.peakBetween(from, to, watts);
    if (facilityWatts > this.peakWatts) this.peakWatts = facilityWatts;
  }

  private raiseMonth(month: number, from: number, to: number, watts: number): void {
    this.monthPeaks[month] = Math.max(this.monthPeaks[month]!, this.peakBetween(from, to, watts));
  }

  private addDemand(from: number, to: number, watts: number): void {
    let begin = from;
    while (begin < to) {
      const end = Math.min(to, this.nextMonth);
      if (end > begin) this.raiseMonth(this.monthPeaks.length - 1, begin, end, watts);
      if (to < this.nextMonth) return;
      this.monthPeaks.push(0);
      this.nextMonth = monthStartSeconds(this.start, this.monthPeaks.length);
      begin = end;
    }
  }
}
