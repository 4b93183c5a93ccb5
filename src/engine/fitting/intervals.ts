import { type Box, type Maximum, maximise } from './maximise.ts';
import { findRoot } from './root.ts';

/** An estimate with its confidence interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** exp(log +- z sqrt(variance)). */
export function logInterval(log: number, variance: number, z: number): Estimate {
  const reach = z * Math.sqrt(variance);
  return { value: Math.exp(log), low: Math.exp(log - reach), high: Math.exp(log + reach) };
}

/** An estimate through a rising function. */
export function mapEstimate({ value, low, high }: Estimate, of: (value: number) => number): Estimate {
  return { value: of(value), low: of(low), high: of(high) };
}

/** With more terms than this in a likelihood the two kinds of interval agree, and a profile takes long. */
const PROFILE_TERMS = 2000;

/**
 * An interval for each parameter of a point: where the profile likelihood is z^2 / 2 below its top, or, of a likelihood
 * of many terms, from the observed information. A side on which the profile never falls so far ends at the box.
 */
export function intervals(
  f: (point: readonly number[]) => number,
  maximum: Maximum,
  box: Box,
  z: number,
  terms: number,
): Estimate[] {
  return maximum.point.map((value, index) => {
    const deviation = Math.sqrt(maximum.covariance[index]![index]!);
    if (terms > PROFILE_TERMS) return { value, low: value - z * deviation, high: value + z * deviation };
    const profile = profileOf(f, maximum, box, index);
    const below = (at: number) => profile(at) - (maximum.value - 0.5 * z * z);
    return {
      value,
      low: crossing(below, value, -deviation * z, box.low[index]!),
      high: crossing(below, value, deviation * z, box.high[index]!),
    };
  });
}

/** The highest likelihood with one parameter held, the others found again from where they were last. */
function profileOf(
  f: (point: readonly number[]) => number,
  { point }: Maximum,
  box: Box,
  held: number,
): (value: number) => number {
  const others = (values: readonly number[]) => values.filter((_, index) => index !== held);
  const whole = (rest: readonly number[], value: number) => [
    ...rest.slice(0, held),
    value,
    ...rest.slice(held),
  ];
  let rest = others(point);
  return (value) => {
    if (rest.length === 0) return f([value]);
    const at = (values: readonly number[]) => f(whole(values, value));
    const found = maximise(at, rest, { low: others(box.low), high: others(box.high) }, 1);
    // On the box's edge there is no top to find; what was reached before is a lower bound.
    if (found === null) return at(rest);
    rest = found.point as number[];
    return found.value;
  };
}

/** Where `f`, above 0 at `from`, comes to 0: first tried a `step` away, then twice as far each time. */
function crossing(f: (x: number) => number, from: number, step: number, end: number): number {
  const beyond = (x: number) => (step < 0 ? x <= end : x >= end);
  let inner = from;
  let reach = step;
  for (;;) {
    const outer = beyond(from + reach) ? end : from + reach;
    if (!(f(outer) > 0)) return findRoot(f, Math.min(inner, outer), Math.max(inner, outer), 1e-6) ?? outer;
    if (outer === end) return end;
    inner = outer;
    reach *= 2;
  }
}
