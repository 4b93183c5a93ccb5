import type { Column } from '../column.ts';
import { metricNames } from '../metricValues.ts';

/** What a search is to make small or large: the mean of a metric. */
export interface Objective {
  /** A column of runs.csv, or `outcome.<name>`. */
  readonly metric: string;
  readonly goal: 'minimize' | 'maximize';
}

/** Short names of metrics that are often an objective. */
export const METRIC_NAMES: Readonly<Record<string, string>> = {
  'cost.total': 'total_cost_usd',
  'cost.energy': 'energy_cost_usd',
  'time.wall': 'wall_time_h',
  'energy.facility': 'facility_energy_mwh',
  carbon: 'carbon_t',
};

/** The metric of a name, long or short; undefined where there is none. */
export function metricOf(name: string, columns: readonly Column[]): string | undefined {
  const metric = Object.hasOwn(METRIC_NAMES, name) ? METRIC_NAMES[name]! : name;
  return metricNames(columns).includes(metric) ? metric : undefined;
}
