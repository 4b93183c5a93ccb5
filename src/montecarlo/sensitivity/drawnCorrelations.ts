import { metricValues } from '../metricValues.ts';
import type { Parameter, PointOutcome } from '../studyPoint.ts';
import type { Finding } from './finding.ts';
import { rankCorrelation } from './rankCorrelation.ts';

/**
 * Rank correlations of what the rows of a point drew with its metrics, over all rows or those that are counted. Parameters
 * whose values are names have no order, and no correlation.
 */
export function drawnCorrelations(
  { drawn, table }: PointOutcome,
  uncertain: readonly Parameter[],
  metrics: readonly string[],
  confidence: number,
  isCounted: (row: number) => boolean = () => true,
): Finding[] {
  if (drawn === null) return [];
  const rows = Array.from({ length: table.rows }, (_, row) => row).filter(isCounted);
  const draws = rows.map((row) => drawn(row).settings);
  const parameters = uncertain
    .filter(({ unit }) => unit !== null)
    .map(({ path }) => ({
      path,
      values: draws.map((settings) => settings.find((one) => one.path === path)?.number ?? Number.NaN),
    }));
  return metrics.flatMap((metric) => {
    const all = metricValues(table, metric);
    const values = rows.map((row) => all[row]!);
    return parameters.map(
      (parameter): Finding => ({
        measure: 'rank_correlation',
        metric,
        parameter: parameter.path,
        ...rankCorrelation(parameter.values, values, confidence),
      }),
    );
  });
}
