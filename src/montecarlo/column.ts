import type { SimulationInput } from '../simulation/input.ts';
import type { RunRecord } from '../simulation/record.ts';

/**
 * One output quantity of a replication. Every table, data dictionary, summary and report takes its name, unit, type and
 * meaning from here. Names never change their meaning; new ones are added at the end of their group.
 */
export interface Column {
  /** The unit is the suffix. */
  readonly name: string;
  /** As in a data dictionary; empty for plain numbers. */
  readonly unit: string;
  readonly type: 'number' | 'integer';
  readonly meaning: string;
  /** NaN where the quantity does not exist (an empty cell). */
  readonly value: (record: RunRecord, input: SimulationInput) => number;
}

export const counted = (name: string, meaning: string, value: Column['value']): Column => ({
  name,
  unit: '',
  type: 'integer',
  meaning,
  value,
});
export const measured = (name: string, unit: string, meaning: string, value: Column['value']): Column => ({
  name,
  unit,
  type: 'number',
  meaning,
  value,
});
