import type { Estimate } from '../statistics/interval.ts';

/** What is told of a parameter and a metric. */
export type Measure =
  /** Spearman's, over rows or, of nested draws, over the means of points. */
  | 'rank_correlation'
  /** Sobol indices: shares of variance. */
  | 'sobol_first'
  | 'sobol_total'
  /** Share of variance of `parameters`, of `luck` and of `both` together. */
  | 'variance_share'
  /** Mean change against the scenario with one parameter at its 5 % or 95 % quantile, and between the two. */
  | 'low_change'
  | 'high_change'
  | 'swing';

/** How much of a metric a parameter, or luck, is to blame for. */
export interface Finding extends Estimate {
  readonly measure: Measure;
  readonly metric: string;
  /** Paths of the parameter; `luck`; of shares of variance also `parameters` and `both`. */
  readonly parameter: string;
  /** Rows, design rows, points or replications that it rests on. */
  readonly n: number;
}

/** Metrics that are explained unless told otherwise. */
export const EXPLAINED_METRICS = [
  'goodput',
  'wall_time_h',
  'interruptions',
  'facility_energy_mwh',
  'total_cost_usd',
] as const;
