import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import type { Interval } from '../statistics/interval.ts';
import { type CurveFit, fitCurve, type SampledCurve } from './curveFit.ts';

/** The minimum of a smooth curve and where it may be, in coordinates. */
export interface FittedMinimum {
  readonly coordinate: number;
  /** Left of it the curve is told to fall; null where nothing in the window is. */
  readonly low: number | null;
  /** Right of it the curve is told to rise. */
  readonly high: number | null;
  /** Degree of the polynomial that tells slopes. */
  readonly degree: number;
}

/** Places at which slopes are looked at, before the ends are refined by bisection. */
const SCAN = 200;

/** Probability with which a polynomial that fits is taken for one that does not. */
const MISFIT = 0.2;

/**
 * The minimum in a window, if a polynomial is good enough there; null if none is. A degree is good enough when the next two
 * terms are not told from 0; slopes then come from a fit that has these two terms as well, so that what the test was too
 * weak to see does not shift the interval (as Calonico, Cattaneo and Titiunik, Econometrica 82, 2014, correct for bias). Degree 2
 * is tried, then 4.
 *
 * The interval holds the places where the minimum may be: a paired t test over replications of the slope being 0 is inverted, as
 * Fieller (1954) does for a quotient. It is exact for a polynomial and normal values at any curvature, also where the curve
 * is so flat that no bound exists, where intervals from the spread of the fitted minimum (delta method, percentiles) fail. The
 * curve is taken to have one valley: left of a place where it falls there is no minimum.
 */
export function fittedMinimum(
  curve: SampledCurve,
  window: Interval,
  confidence: number,
): FittedMinimum | null {
  for (const degree of [4, 6]) {
    // One point more than coefficients at least.
    if (curve.coordinates.length < degree + 2) return null;
    const fit = fitCurve(curve, window, degree);
    if (fit === null) return null;
    const misfit = tQuantile(1 - MISFIT / 4, fit.replications - 1);
    const fits = [degree - 1, degree].every((term) => Math.abs(fit.termRatio(term)) <= misfit);
    const minimum = fits ? minimumOf(fit, degree, window, confidence) : null;
    if (minimum !== null) return isSharper(curve, window, fit, minimum) ? null : minimum;
  }
  return null;
}

/** How much more a curve may bend near its minimum than in the whole window. That of a kink bends twice as much in half of it. */
const SHARPER = 1.3;

/** Standard errors from which a curve is known to bend at all. */
const BENDS = 3;

/** Whether the curve bends so much more about its minimum that a smooth fit would round off a kink. */
function isSharper(
  curve: SampledCurve,
  window: Interval,
  fit: CurveFit,
  { coordinate }: FittedMinimum,
): boolean {
  if (!(fit.termRatio(2) > BENDS)) return false;
  const quarter = (window.high - window.low) / 4;
  const middle = Math.min(window.high - quarter, Math.max(window.low + quarter, coordinate));
  const near = { low: middle - quarter, high: middle + quarter };
  const inside = curve.coordinates.flatMap((place, index) =>
    place > near.low - quarter / 8 && place < near.high + quarter / 8 ? [index] : [],
  );
  if (inside.length < 4) return false;
  const part = fitCurve(
    {
      coordinates: inside.map((index) => curve.coordinates[index]!),
      columns: inside.map((index) => curve.columns[index]!),
    },
    near,
    2,
  );
  return part !== null && part.bend > SHARPER * fit.bend;
}

function minimumOf(
  fit: CurveFit,
  degree: number,
  window: Interval,
  confidence: number,
): FittedMinimum | null {
  const told = tQuantile(0.5 + confidence / 2, fit.replications - 1);
  const place = (index: number) => window.low + (index / SCAN) * (window.high - window.low);
  const ratio = (coordinate: number) => fit.slopeRatio(coordinate, degree);
  const ratios = Array.from({ length: SCAN + 1 }, (_, index) => ratio(place(index)));
  const falls = ratios.findLastIndex((one) => one < -told);
  const rises = ratios.findIndex((one) => one > told);
  const refine = (from: number, isPast: (ratio: number) => boolean) =>
    bisect(place(from), place(from + 1), (coordinate) => isPast(ratio(coordinate)));
  const low = falls < 0 ? null : falls === SCAN ? window.high : refine(falls, (one) => !(one < -told));
  const high = rises < 0 ? null : rises === 0 ? window.low : refine(rises - 1, (one) => one > told);
  // It rises before it falls: not one valley.
  if (low !== null && high !== null && low > high) return null;
  const values = ratios.map((_, index) => fit.valueAt(place(index), degree));
  const best = values.indexOf(Math.min(...values));
  const left = place(Math.max(0, best - 1));
  const right = place(Math.min(SCAN, best + 1));
  const turning =
    best === 0 || best === SCAN
      ? place(best)
      : bisect(left, right, (coordinate) => fit.slopeRatio(coordinate, degree) > 0);
  const coordinate = Math.min(high ?? window.high, Math.max(low ?? window.low, turning));
  return { coordinate, low, high, degree };
}

/** Where `isPast` turns from false to true. */
function bisect(from: number, to: number, isPast: (coordinate: number) => boolean): number {
  let [left, right] = [from, to];
  for (let step = 0; step < 30; step++) {
    const middle = (left + right) / 2;
    if (isPast(middle)) right = middle;
    else left = middle;
  }
  return (left + right) / 2;
}
