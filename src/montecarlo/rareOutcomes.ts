import type { OutcomeRow, PointSummary } from './summary.ts';

/** With fewer of an outcome the share is known to a factor of two or so and no better. */
export const FEW = 10;

/** An outcome that was seen, but too rarely for its share to be told well. */
export interface RareOutcome extends OutcomeRow {
  /** Replications in which that many of them are to be expected, rounded up to two digits. */
  readonly replicationsForFew: number;
}

/**
 * Outcomes seen fewer than `FEW` times, the rarer side of what may happen. Failed replications are none: they are faults of the
 * model and not of luck.
 */
export function rareOutcomes({ outcomes }: PointSummary): readonly RareOutcome[] {
  return outcomes
    .filter(({ outcome, count, n }) => outcome !== 'failed' && count > 0 && count < FEW && 2 * count <= n)
    .map((row) => ({ ...row, replicationsForFew: roundedUp((row.n * FEW) / row.count) }));
}

/** Upper end of the interval of any outcome that was never seen; NaN where each was. */
export function unseenAtMost({ outcomes }: PointSummary): number {
  return outcomes.find(({ outcome, count }) => outcome !== 'failed' && count === 0)?.high ?? Number.NaN;
}

function roundedUp(count: number): number {
  let unit = 1;
  while (count / unit >= 100) unit *= 10;
  return Math.ceil(count / unit) * unit;
}
