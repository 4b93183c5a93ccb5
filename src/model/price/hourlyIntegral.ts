import type { HourlySeries } from './hourlySeries.ts';
import { crossing, type RunningIntegral, type Spending, timeWhenSpent } from './spending.ts';
import { HOUR } from './units.ts';

/** Spending by one integral only. */
export type SingleSpending = Omit<Spending, 'terms'> & { readonly perUnit: number };

const FIRST_ROOM = 1024;

/**
 * Running integral over time of a series that is constant within each hour, so that the cost, the facility energy or the
 * carbon of an interval of constant power is the power times one difference. A lookup is O(1) and allocates nothing but
 * the table, which grows by doubling as later hours are first asked for; a constant series needs no table.
 */
export class HourlyIntegral implements RunningIntegral {
  readonly offset: number;
  readonly endHour: number;
  private readonly series: HourlySeries;
  /** Integral from the start of hour 0 to the start of hour h, for h up to `summed`. */
  private sums = new Float64Array(1);
  private summed = 0;
  private lowest = Number.POSITIVE_INFINITY;

  constructor(series: HourlySeries, secondsIntoHour = 0) {
    this.series = series;
    this.endHour = series.endHour;
    this.offset = secondsIntoHour;
  }

  /** Integral from the run's start to `time` (s). */
  until(time: number): number {
    return this.between(0, time);
  }

  /** Integral from one instant to a later one (s). */
  between(from: number, to: number): number {
    const { series, offset } = this;
    if (series.constantValue !== null) return series.constantValue * (to - from);
    if (!(to > from)) return 0;
    const start = from + offset;
    const end = to + offset;
    const first = Math.floor(start / HOUR);
    const last = Math.floor(end / HOUR);
    if (first === last) return series.inHour(first) * (to - from);
    const head = series.inHour(first) * ((first + 1) * HOUR - start);
    const whole = this.sumBefore(last) - this.sumBefore(first + 1);
    const rest = end - last * HOUR;
    return head + whole + (rest > 0 ? series.inHour(last) * rest : 0);
  }

  /** Highest value of the series between two instants: a scan, so all intervals of a run cost its hours once. */
  maximumBetween(from: number, to: number): number {
    const { series, offset } = this;
    if (series.constantValue !== null) return series.constantValue;
    const end = to + offset;
    let hour = Math.floor((from + offset) / HOUR);
    let highest = series.inHour(hour);
    for (hour++; hour * HOUR < end; hour++) highest = Math.max(highest, series.inHour(hour));
    return highest;
  }

  inHour(hour: number): number {
    return this.series.inHour(hour);
  }

  lowestBefore(hour: number): number {
    const { constantValue } = this.series;
    if (constantValue !== null) return constantValue;
    this.sumThrough(hour);
    return this.lowest;
  }

  /** First instant at which `amount` is spent, Infinity if that is after `latest`. */
  timeWhenSpent({ perUnit, ...spending }: SingleSpending): number {
    const { from, latest, amount, perSecond } = spending;
    if (amount <= 0) return from;
    const { constantValue } = this.series;
    return constantValue === null
      ? timeWhenSpent({ ...spending, terms: [{ integral: this, perUnit }] })
      : crossing(from, amount, perSecond + perUnit * constantValue, latest);
  }

  private sumBefore(hour: number): number {
    this.sumThrough(hour);
    return this.sums[hour]!;
  }

  private sumThrough(hour: number): void {
    if (hour <= this.summed) return;
    if (hour >= this.sums.length) {
      const room = new Float64Array(Math.max(FIRST_ROOM, 2 * this.sums.length, hour + 1));
      room.set(this.sums);
      this.sums = room;
    }
    while (this.summed < hour) {
      const value = this.series.inHour(this.summed);
      if (value < this.lowest) this.lowest = value;
      this.sums[this.summed + 1] = this.sums[this.summed]! + value * HOUR;
      this.summed++;
    }
  }
}
