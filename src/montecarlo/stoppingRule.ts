import { columnValues, type RunTable } from './runTable.ts';
import { summarize } from './statistics.ts';

/** When a study has enough replications. */
export type StoppingRule =
  | { readonly kind: 'fixed'; readonly replications: number }
  | {
      readonly kind: 'precision';
      /** Wanted half-width of the interval over the mean. */
      readonly relative: number;
      readonly metric: string;
      readonly confidence: number;
      readonly maximum: number;
    };

/** Fewest replications before a precision is believed. */
const PILOT = 100;

/**
 * How many replications there should be, given those so far: their own number when they are enough. Precision is looked
 * at only at a few sample sizes that follow from the results themselves (pilot, then towards the size that the
 * variance so far asks for), so the answer depends neither on the number of workers nor on interruptions, and the
 * few looks hardly bias the interval. What `table` holds beyond such a size is not looked at.
 */
export function replicationsWanted(rule: StoppingRule, table: RunTable): number {
  if (rule.kind === 'fixed') return rule.replications;
  const column = table.columns.findIndex((candidate) => candidate.name === rule.metric);
  if (column < 0) throw new RangeError(`there is no metric ${rule.metric}`);
  let size = Math.min(PILOT, rule.maximum);
  while (size <= table.rows && size < rule.maximum) {
    const { mean, low, high } = summarize(columnValues({ ...table, rows: size }, column), rule.confidence);
    const relative = (high - low) / 2 / Math.abs(mean);
    if (relative <= rule.relative || high === low) return size;
    const needed = size * (relative / rule.relative) * (relative / rule.relative);
    const next = Number.isFinite(needed) ? Math.min(needed * 1.05, size * 4) : size * 2;
    size = Math.min(rule.maximum, Math.ceil(Math.max(next, size * 1.2)));
  }
  return size;
}
