import { metricValues } from '../metricValues.ts';
import { meanOf } from '../statistics/moments.ts';
import { parameterValue, type StudyTables } from '../studyPoint.ts';
import { crossedVariance } from './crossedVariance.ts';
import type { Finding } from './finding.ts';
import { rankCorrelation } from './rankCorrelation.ts';

/**
 * Of points that are draws of the uncertain parameters, each with the same replications: how the variance of each metric splits
 * into what is not known, luck and both together, and rank correlations of parameters with the mean of each point.
 */
export function nestedSplit(
  { points, parameters }: Pick<StudyTables, 'points' | 'parameters'>,
  metrics: readonly string[],
  confidence: number,
): Finding[] {
  return metrics.flatMap((metric): Finding[] => {
    const values = points.map(({ table }) => metricValues(table, metric));
    const { epistemic, aleatory, interaction, settings } = crossedVariance(values, confidence);
    const share = { measure: 'variance_share', metric, n: settings } as const;
    const means = values.map((own) => meanOf(own.filter((value) => !Number.isNaN(value))));
    const numbers = parameters.filter(({ unit }) => unit !== null);
    return [
      { ...share, parameter: 'parameters', ...epistemic },
      { ...share, parameter: 'luck', ...aleatory },
      { ...share, parameter: 'both', ...interaction },
      ...numbers.map((parameter): Finding => {
        const drawn = points.map((point) => Number(parameterValue(point, parameter)));
        const found = rankCorrelation(drawn, means, confidence);
        return { measure: 'rank_correlation', metric, parameter: parameter.path, ...found };
      }),
    ];
  });
}
