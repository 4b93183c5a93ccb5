import { isFailure, type Verdict, verdictOf } from '../../model/verdict.ts';
import type { Interval } from '../statistics/interval.ts';
import type { Measured } from './measured.ts';
import type { PublishedRow, Tolerance } from './publishedRow.ts';

/** What longrun says of a figure, with its confidence interval; of one value where no luck is in it. */
export interface Prediction extends Interval {
  readonly value: number;
  readonly standardError: number;
  /** Replications behind it; 0 where nothing was simulated. */
  readonly replications: number;
}

export interface Judgement {
  readonly row: PublishedRow;
  /** Null where there is no way to predict it. */
  readonly prediction: Prediction | null;
  /** (Predicted - measured) / measured; from the nearest end of a range, 0 within it; NaN without a prediction. */
  readonly error: number;
  readonly verdict: Verdict;
}

export function judge(row: PublishedRow, prediction: Prediction | null): Judgement {
  if (prediction === null) {
    return { row, prediction, error: Number.NaN, verdict: verdictOf(false, row.notReproduced) };
  }
  const distance = distanceTo(row.measured, prediction.value);
  const within = Math.abs(distance) <= allowed(row.tolerance, row.measured, prediction);
  return {
    row,
    prediction,
    error: relative(row.measured, distance),
    verdict: verdictOf(within, row.notReproduced),
  };
}

/** How a prediction came about: replications, the model before any luck, or a product of inputs, which tests no model. */
export type Way = 'simulation' | 'model' | 'arithmetic';

/** Null without a prediction. */
export function wayOf({ row, prediction }: Judgement): Way | null {
  if (prediction === null) return null;
  if (row.arithmetic) return 'arithmetic';
  return prediction.replications === 0 ? 'model' : 'simulation';
}

export function fails({ verdict }: Judgement): boolean {
  return isFailure(verdict);
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
