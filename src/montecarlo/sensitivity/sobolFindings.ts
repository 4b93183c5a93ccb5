import type { RandomStreams } from '../../engine/randomStreams.ts';
import { metricValues } from '../metricValues.ts';
import type { RunTable } from '../runTable.ts';
import { A_PLACE, bPlace, mixedPlace, runsOfDesignRow } from '../uncertainty/draws.ts';
import type { Finding } from './finding.ts';
import { type SobolValues, sobolIndices } from './sobolIndices.ts';

/** Name of luck among the factors. */
export const LUCK = 'luck';

/**
 * Sobol indices of all parameters and of luck from the rows of a Sobol design, and the split of variance that follows: what luck
 * does alone is its first index, what is left if luck is known its total; the rest is of the parameters alone.
 */
export function sobolFindings(
  table: RunTable,
  parameters: readonly string[],
  metrics: readonly string[],
  confidence: number,
  streams: RandomStreams,
): Finding[] {
  return metrics.flatMap((metric): Finding[] => {
    const values = designValues(metricValues(table, metric), parameters.length);
    const { n, indices } = sobolIndices(values, confidence, streams.stream(`sensitivity/${metric}`));
    const { first, total, together } = indices[parameters.length]!;
    const share = { measure: 'variance_share', metric, n } as const;
    const known = { value: 1 - total.value, low: 1 - total.high, high: 1 - total.low };
    return [
      { ...share, parameter: 'parameters', ...known },
      { ...share, parameter: LUCK, ...first },
      { ...share, parameter: 'both', ...together },
      ...[...parameters, LUCK].flatMap((parameter, factor): Finding[] => [
        { measure: 'sobol_first', metric, parameter, n, ...indices[factor]!.first },
        { measure: 'sobol_total', metric, parameter, n, ...indices[factor]!.total },
      ]),
    ];
  });
}

/** Values by place in the design, of whole design rows. */
function designValues(values: Float64Array, parameters: number): SobolValues {
  const width = runsOfDesignRow(parameters);
  const rows = Math.floor(values.length / width);
  const at = (place: number) => Float64Array.from({ length: rows }, (_, row) => values[row * width + place]!);
  return {
    a: at(A_PLACE),
    b: at(bPlace(parameters)),
    mixed: Array.from({ length: parameters + 1 }, (_, factor) => at(mixedPlace(parameters, factor))),
  };
}
