import { FEW, type RareOutcome, rareOutcomes } from '../montecarlo/rareOutcomes.ts';
import type { StoppingRule } from '../montecarlo/stoppingRule.ts';
import type { PointOutcome } from '../montecarlo/studyPoint.ts';
import { achievedPrecision } from '../montecarlo/summary.ts';
import { formatNumber, formatPercent } from './format.ts';

type Points = readonly Pick<PointOutcome, 'summary'>[];

/** Half-width over mean of a metric at the least precise point; NaN where no point has one. */
export function worstPrecision(points: Points, metric: string): number {
  const all = points.map(({ summary }) => achievedPrecision(summary, metric));
  const known = all.filter((one) => !Number.isNaN(one));
  return known.length === 0 ? Number.NaN : Math.max(...known);
}

/** What a study that was to reach a precision has reached. */
export function precisionLines(points: Points, rule: StoppingRule): string[] {
  if (rule.kind === 'fixed') return [];
  const where = points.length === 1 ? '' : ' at the least precise point';
  return [
    '',
    ...rule.metrics.map((metric) => {
      const achieved = worstPrecision(points, metric);
      const told = Number.isNaN(achieved) ? 'no precision, its mean is 0' : `± ${formatPercent(achieved, 2)}`;
      return `Precision of ${metric}: ${told}${where} (wanted ± ${formatPercent(rule.relative, 2)})`;
    }),
  ];
}

/** A warning for each outcome that some point saw too rarely to tell its share. */
export function rareNotes(points: Points): string[] {
  const byOutcome = new Map<string, RareOutcome[]>();
  for (const { summary } of points)
    for (const row of rareOutcomes(summary))
      byOutcome.set(row.outcome, [...(byOutcome.get(row.outcome) ?? []), row]);
  return [...byOutcome].map(([outcome, rows]) => {
    const { count, n, low, high } = rows[0]!;
    const seen =
      points.length === 1
        ? `${count} time${count === 1 ? '' : 's'} in ${formatNumber(n)} replications`
        : `fewer than ${FEW} times at ${formatNumber(rows.length)} of ${formatNumber(points.length)} points`;
    const share = points.length === 1 ? ` (${formatPercent(low, 2)} to ${formatPercent(high, 2)})` : '';
    const needed = Math.max(...rows.map(({ replicationsForFew }) => replicationsForFew));
    return `outcome ${outcome} was seen ${seen}: its share is known only roughly${share}; for ${FEW} of them about ${formatNumber(needed)} replications are needed`;
  });
}
