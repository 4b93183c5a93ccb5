import { metricValues } from '../metricValues.ts';
import type { RunTable } from '../runTable.ts';
import type { Finding } from './finding.ts';
import { tornado } from './tornado.ts';

/** The tables of a one-at-a-time study. */
export interface OneAtATimeTables {
  readonly baseline: RunTable;
  readonly changes: readonly {
    readonly parameter: string;
    readonly low: RunTable;
    readonly high: RunTable;
  }[];
}

/** Mean changes of each metric with each parameter low and high, on common luck; the largest swing first. */
export function tornadoFindings(
  { baseline, changes }: OneAtATimeTables,
  metrics: readonly string[],
  confidence: number,
): Finding[] {
  return metrics.flatMap((metric) => {
    const bars = tornado(
      metricValues(baseline, metric),
      changes.map(({ parameter, low, high }) => ({
        parameter,
        low: metricValues(low, metric),
        high: metricValues(high, metric),
      })),
      confidence,
    );
    return bars.flatMap(({ parameter, low, high, swing }): Finding[] => [
      { measure: 'low_change', metric, parameter, n: baseline.rows, ...low },
      { measure: 'high_change', metric, parameter, n: baseline.rows, ...high },
      { measure: 'swing', metric, parameter, n: baseline.rows, ...swing },
    ]);
  });
}
