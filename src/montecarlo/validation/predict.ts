import { nearest } from '../../scenario/nearest.ts';
import { ScenarioError } from '../../scenario/problems.ts';
import type { Column } from '../column.ts';
import { metricNames, metricValues } from '../metricValues.ts';
import type { RunTable } from '../runTable.ts';
import { meanInterval } from '../statistics/meanInterval.ts';
import { callClosedForm } from './closedForms.ts';
import { type Expression, evaluate, namesIn } from './expression.ts';
import type { Prediction } from './judge.ts';
import type { PublishedRow } from './publishedRow.ts';

const CONFIDENCE = 0.95;

/** What a figure may speak of: facts of its scenario, and its replications; null where none were made. */
export interface Known {
  readonly facts: Readonly<Record<string, number>>;
  readonly table: RunTable | null;
}

/** Names of an expression that are no facts: columns of runs.csv, for which the scenario must be simulated. */
export function columnsIn(quantity: Expression, facts: Known['facts']): readonly string[] {
  return namesIn(quantity).filter((name) => !Object.hasOwn(facts, name));
}

/** @throws ScenarioError for a name that is neither a fact nor a column of a scenario */
export function checkNames(row: PublishedRow, facts: Known['facts'], columns: readonly Column[]): void {
  if (row.quantity === null) return;
  const metrics = metricNames(columns);
  for (const name of columnsIn(row.quantity, facts)) {
    if (metrics.includes(name)) continue;
    const there = [...Object.keys(facts), ...metrics];
    const near = nearest(name, there);
    const hint = near === undefined ? `there are ${there.join(', ')}` : `did you mean "${near}"?`;
    throw unusable(row, `there is no "${name}" in ${row.scenario}; ${hint}`);
  }
}

/**
 * The prediction of a figure: its arithmetic replication by replication, then the mean of that.
 * @throws ScenarioError for a quantity without a value
 */
export function predict(row: PublishedRow, { facts, table }: Known): Prediction | null {
  if (row.quantity === null) return null;
  const { quantity } = row;
  const names = table === null ? [] : columnsIn(quantity, facts);
  const columns = new Map(names.map((name) => [name, metricValues(table!, name)]));
  const at = (replication: number): number =>
    evaluate(quantity, {
      valueOf: (name) => columns.get(name)?.[replication] ?? facts[name] ?? Number.NaN,
      call: callClosedForm,
    });
  const prediction =
    columns.size === 0 || table === null
      ? exactly(at(0))
      : meanOf(Float64Array.from({ length: table.rows }, (_, replication) => at(replication)));
  if (!Number.isFinite(prediction.value))
    throw unusable(row, `${row.quantityText} has no value in ${row.scenario ?? 'arithmetic'}`);
  return prediction;
}

function unusable({ id, place }: PublishedRow, message: string): ScenarioError {
  return new ScenarioError([{ ...place, message: `${id}: ${message}` }]);
}

function exactly(value: number): Prediction {
  return { value, low: value, high: value, standardError: 0, replications: 0 };
}

function meanOf(values: Float64Array): Prediction {
  return { ...meanInterval(values, CONFIDENCE), replications: values.length };
}
