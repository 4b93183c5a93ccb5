import type { AxisValue } from '../sweep/axisValue.ts';
import type { PointSettings } from '../sweep/points.ts';

/** The objective by replication at a point that was asked for; less is better, NaN where there is no value. */
export type ObjectiveLookup = (point: PointSettings) => Float64Array;

/**
 * A search that says which points it needs, is given their results, and goes on: no clock, no luck, no simulation of its own.
 * The same results give the same points, so a search that was stopped is replayed from what has been simulated.
 */
export type Search<Result> = Generator<readonly PointSettings[], Result, ObjectiveLookup>;

/** The points that differ in one setting alone. */
export type Line = (value: AxisValue) => PointSettings;

/** What is known of the best value of one axis, the others being what they are. */
export interface AxisOptimum {
  readonly path: string;
  /** As that of the axis: null for values that are not all of one dimension. */
  readonly unit: string | null;
  /**
   * How the interval came about. `fit`: where the slope of a polynomial is not told from 0; `neighbours`: from the last value
   * below those that may be best to the next one above, for one valley; `set`: the values that are not to be told from the best.
   */
  readonly method: 'fit' | 'neighbours' | 'set';
  /** The value to take: it was simulated. */
  readonly chosen: AxisValue;
  /** Ends of the interval of the optimum; null where values have no order. */
  readonly low: AxisValue | null;
  readonly high: AxisValue | null;
  /** Nothing excludes an optimum at, or beyond, the end of the range. */
  readonly reachesLow: boolean;
  readonly reachesHigh: boolean;
  /** Values simulated that are not to be told from the best one. */
  readonly maybeBest: readonly AxisValue[];
  /** Of a fit: degree of the polynomial, its window and the points in it. */
  readonly fit: {
    readonly degree: number;
    readonly from: AxisValue;
    readonly to: AxisValue;
    readonly points: number;
  } | null;
}
