/** A confidence interval. NaN where the data give no bound: an empty cell. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** A number with its confidence interval. */
export interface Estimate extends Interval {
  readonly value: number;
}

export const NO_INTERVAL: Interval = { low: Number.NaN, high: Number.NaN };
