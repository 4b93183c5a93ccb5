import type { HourlySeries } from './hourlySeries.ts';
import { HOUR } from './units.ts';

/** What is spent from an instant on: so much a second, and so much for each unit of the integral. */
export interface Spending {
  readonly from: number;
  /** No instant after this one is looked at (s). */
  readonly latest: number;
  /** What there is to spend, such as USD left in a budget. */
  readonly amount: number;
  /** Spent whatever the series does, such as depreciation (USD/s). */
  readonly perSecond: number;
  /** Spent per unit of the integral: the power (W) when the integral is of USD/J. */
  readonly perUnit: number;
}

const FIRST_ROOM = 1024;
const FIRST_STRIDE_HOURS = 32;

/**
 * Running integral over time of a series that is constant within each hour, so that the cost, the facility energy or the
 * carbon of an interval of constant power is the power times one difference. A lookup is O(1) and allocates nothing but
 * the table, which grows by doubling as later hours are first asked for; a constant series needs no table.
 */
export class HourlyIntegral {
  private readonly series: HourlySeries;
  /** Seconds of hour 0 that were over when the run started. */
  private readonly offset: number;
  /** Integral from the start of hour 0 to the start of hour h, for h up to `summed`. */
  private sums = new Float64Array(1);
  private summed = 0;
  private lowest = Number.POSITIVE_INFINITY;

  constructor(series: HourlySeries, secondsIntoHour = 0) {
    this.series = series;
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

  /**
   * First instant at which `amount` is spent, Infinity if that is after `latest`. Doubling strides and a binary search
   * over the hours; where negative values could give money back, hour by hour, so that it is the first crossing.
   */
  timeWhenSpent(spending: Spending): number {
    const { from, latest, amount, perSecond, perUnit } = spending;
    if (amount <= 0) return from;
    const { constantValue } = this.series;
    if (constantValue !== null) {
      return crossing(from, amount, perSecond + perUnit * constantValue, latest);
    }
    const end = Math.min(latest, this.series.endHour * HOUR - this.offset);
    let known = from;
    let left = amount;
    for (let stride = FIRST_STRIDE_HOURS; known < end; stride *= 2) {
      const next = Math.min(end, known + stride * HOUR);
      this.sumThrough(Math.ceil((next + this.offset) / HOUR));
      const spent = this.spent(spending, known, next);
      if (perUnit < 0 || perSecond + perUnit * this.lowest < 0) {
        const found = this.scan(spending, known, next, left);
        if (found <= next) return found;
      } else if (spent >= left) {
        return this.bisect(spending, known, next, left);
      }
      left -= spent;
      known = next;
    }
    return Number.POSITIVE_INFINITY;
  }

  private spent({ perSecond, perUnit }: Spending, from: number, to: number): number {
    return perSecond * (to - from) + perUnit * this.between(from, to);
  }

  /** Spending is never negative, and the last of `left` goes between the two instants. */
  private bisect(spending: Spending, from: number, to: number, left: number): number {
    let low = Math.floor((from + this.offset) / HOUR);
    let high = Math.ceil((to + this.offset) / HOUR);
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.spent(spending, from, middle * HOUR - this.offset) >= left) high = middle;
      else low = middle;
    }
    const start = Math.max(from, low * HOUR - this.offset);
    const rate = spending.perSecond + spending.perUnit * this.series.inHour(low);
    const rest = left - this.spent(spending, from, start);
    return rest > 0 && rate > 0 ? Math.min(to, start + rest / rate) : start;
  }

  private scan({ perSecond, perUnit }: Spending, from: number, to: number, left: number): number {
    let remaining = left;
    let start = from;
    for (let hour = Math.floor((from + this.offset) / HOUR); start < to; hour++) {
      const rate = perSecond + perUnit * this.series.inHour(hour);
      const end = Math.min(to, (hour + 1) * HOUR - this.offset);
      const found = crossing(start, remaining, rate, end);
      if (found <= end) return found;
      remaining -= rate * (end - start);
      start = end;
    }
    return Number.POSITIVE_INFINITY;
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

function crossing(from: number, amount: number, rate: number, latest: number): number {
  if (amount <= 0) return from;
  if (!(rate > 0)) return Number.POSITIVE_INFINITY;
  const at = from + amount / rate;
  return at <= latest ? at : Number.POSITIVE_INFINITY;
}
