import { HOUR } from './units.ts';

/** What is spent from an instant on: so much a second, and so much for each unit of some running integrals. */
export interface Spending {
  readonly from: number;
  /** No instant after this one is looked at (s). */
  readonly latest: number;
  /** What there is to spend, such as USD left in a budget. */
  readonly amount: number;
  /** Spent whatever the series do, such as depreciation (USD/s). */
  readonly perSecond: number;
  /** Spent per unit of each integral: the power (W) when the integral is of USD/J. */
  readonly terms: readonly { readonly integral: RunningIntegral; readonly perUnit: number }[];
}

/** The running integral of a series that is constant within each hour; all of a run begin at the same instant. */
export interface RunningIntegral {
  /** Seconds of hour 0 that were over when the run started. */
  readonly offset: number;
  /** First hour without a value. */
  readonly endHour: number;
  between(from: number, to: number): number;
  inHour(hour: number): number;
  /** Lowest value of the hours before this one, or of more. */
  lowestBefore(hour: number): number;
}

const FIRST_STRIDE_HOURS = 32;

/**
 * First instant at which `amount` is spent, Infinity if that is after `latest`. Doubling strides and a binary search
 * over the hours; where negative values could give money back, hour by hour, so that it is the first crossing.
 */
export function timeWhenSpent(spending: Spending): number {
  const { from, latest, amount, terms } = spending;
  if (amount <= 0) return from;
  const offset = terms[0]?.integral.offset ?? 0;
  const endHour = terms.reduce(
    (least, { integral }) => Math.min(least, integral.endHour),
    Number.POSITIVE_INFINITY,
  );
  const end = Math.min(latest, endHour * HOUR - offset);
  let known = from;
  let left = amount;
  for (let stride = FIRST_STRIDE_HOURS; known < end; stride *= 2) {
    const next = Math.min(end, known + stride * HOUR);
    const spent = spentBetween(spending, known, next);
    if (givesBack(spending, Math.ceil((next + offset) / HOUR))) {
      const found = scan(spending, offset, known, next, left);
      if (found <= next) return found;
    } else if (spent >= left) {
      return bisect(spending, offset, known, next, left);
    }
    left -= spent;
    known = next;
  }
  return Number.POSITIVE_INFINITY;
}

/** First instant after `from` at which a constant rate has spent `amount`, Infinity if that is after `latest`. */
export function crossing(from: number, amount: number, rate: number, latest: number): number {
  if (amount <= 0) return from;
  if (!(rate > 0)) return Number.POSITIVE_INFINITY;
  const at = from + amount / rate;
  return at <= latest ? at : Number.POSITIVE_INFINITY;
}

/** Whether the rate of an hour before this one might be negative. */
function givesBack({ perSecond, terms }: Spending, hour: number): boolean {
  let lowest = perSecond;
  for (const { integral, perUnit } of terms) {
    if (perUnit < 0) return true;
    lowest += perUnit * integral.lowestBefore(hour);
  }
  return lowest < 0;
}

function spentBetween({ perSecond, terms }: Spending, from: number, to: number): number {
  let spent = perSecond * (to - from);
  for (const { integral, perUnit } of terms) spent += perUnit * integral.between(from, to);
  return spent;
}

function rateInHour({ perSecond, terms }: Spending, hour: number): number {
  let rate = perSecond;
  for (const { integral, perUnit } of terms) rate += perUnit * integral.inHour(hour);
  return rate;
}

/** Spending is never negative, and the last of `left` goes between the two instants. */
function bisect(spending: Spending, offset: number, from: number, to: number, left: number): number {
  let low = Math.floor((from + offset) / HOUR);
  let high = Math.ceil((to + offset) / HOUR);
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (spentBetween(spending, from, middle * HOUR - offset) >= left) high = middle;
    else low = middle;
  }
  const start = Math.max(from, low * HOUR - offset);
  const rate = rateInHour(spending, low);
  const rest = left - spentBetween(spending, from, start);
  return rest > 0 && rate > 0 ? Math.min(to, start + rest / rate) : start;
}

function scan(spending: Spending, offset: number, from: number, to: number, left: number): number {
  let remaining = left;
  let start = from;
  for (let hour = Math.floor((from + offset) / HOUR); start < to; hour++) {
    const rate = rateInHour(spending, hour);
    const end = Math.min(to, (hour + 1) * HOUR - offset);
    const found = crossing(start, remaining, rate, end);
    if (found <= end) return found;
    remaining -= rate * (end - start);
    start = end;
  }
  return Number.POSITIVE_INFINITY;
}
