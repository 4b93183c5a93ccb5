import type { Interval } from '../statistics/interval.ts';
import type { Measured, PublishedRow, Tolerance } from './publishedRow.ts';

/** What longrun says of a figure, with its confidence interval; of one value where no luck is in it. */
export interface Prediction extends Interval {
  readonly value: number;
  readonly standardError: number;
  /** Replications behind it; 0 where nothing was simulated. */
  readonly replications: number;
}

/**
 * `reproduced` and `not reproduced` are as the row says; the other two fail the check: a prediction beyond its tolerance, and one
 * within it though the row tells a reason why it cannot be, which then is no reason.
 */
export type Verdict = 'reproduced' | 'not reproduced' | 'beyond tolerance' | 'reproduced after all';

export interface Judgement {
  readonly row: PublishedRow;
  /** Null where there is no way to predict it. */
  readonly prediction: Prediction | null;
  /** (Predicted - measured) / measured; from the nearest end of a range, 0 within it; NaN without a prediction. */
  readonly error: number;
  readonly verdict: Verdict;
}

export function judge(row: PublishedRow, prediction: Prediction | null): Judgement {
  const expected = row.notReproduced === null;
  if (prediction === null) {
    return { row, prediction, error: Number.NaN, verdict: expected ? 'beyond tolerance' : 'not reproduced' };
  }
  const distance = distanceTo(row.measured, prediction.value);
  const within = Math.abs(distance) <= allowed(row.tolerance, row.measured, prediction);
  const verdict = within
    ? expected
      ? 'reproduced'
      : 'reproduced after all'
    : expected
      ? 'beyond tolerance'
      : 'not reproduced';
  return { row, prediction, error: relative(row.measured, distance), verdict };
}

export function fails({ verdict }: Judgement): boolean {
  return verdict === 'beyond tolerance' || verdict === 'reproduced after all';
}

/** What the tolerance allows, in the unit of the figure. */
export function allowed(tolerance: Tolerance, measured: Measured, prediction: Prediction): number {
  switch (tolerance.kind) {
    case 'relative':
      return tolerance.share * Math.abs(nearestEnd(measured, prediction.value));
    case 'statistical':
      return tolerance.errors * Math.hypot(prediction.standardError, measured.standardError);
    default:
      return tolerance satisfies never;
  }
}

function nearestEnd({ low, high }: Measured, value: number): number {
  if (!Number.isFinite(low)) return high;
  if (!Number.isFinite(high)) return low;
  return value > (low + high) / 2 ? high : low;
}

/** Below 0 under the range, above 0 over it, 0 within; sums of doubles in another order differ in their last digits. */
function distanceTo({ low, high }: Measured, value: number): number {
  const rounding = 1e-9 * Math.abs(value);
  if (value > low - rounding && value < high + rounding) return 0;
  if (value < low) return value - low;
  return value > high ? value - high : 0;
}

function relative({ low, high }: Measured, distance: number): number {
  if (distance === 0) return 0;
  return distance / Math.abs(distance < 0 ? low : high);
}
