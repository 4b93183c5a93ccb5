import { metricNames } from '../montecarlo/metricValues.ts';
import type { StoppingRule } from '../montecarlo/stoppingRule.ts';
import type { StudyPoint } from '../runtime/runStudy.ts';
import { columnsOfPoints, unknownColumn } from './chosenMetrics.ts';
import { UsageError } from './exit.ts';

/** Options that say when a study has enough replications. */
export interface StoppingOptions {
  readonly replications?: number;
  readonly precision?: number;
  readonly metric: readonly string[];
  readonly maximum?: number;
  readonly confidence: number;
}

/** Metric that `--precision` is about unless told otherwise. */
const USUAL_METRIC = 'wall_time_h';

const MOST_REPLICATIONS = 1_000_000;

/** When a study of these points is to stop. @throws UsageError for a metric that a point does not have */
export function stoppingRule(
  points: readonly StudyPoint[],
  options: StoppingOptions,
  usualReplications: number,
): StoppingRule {
  const { precision, metric, confidence, maximum = MOST_REPLICATIONS } = options;
  if (precision === undefined) {
    if (metric.length > 0)
      throw new UsageError('--metric says what --precision is about; give that too, like --precision 1%');
    if (options.maximum !== undefined)
      throw new UsageError('--maximum is of --precision; give that too, or --replications alone');
    return { kind: 'fixed', replications: options.replications ?? usualReplications };
  }
  const metrics = metric.length === 0 ? [USUAL_METRIC] : [...new Set(metric)];
  for (const name of metrics) refuseUnknown(name, points);
  return { kind: 'precision', relative: precision, metrics, confidence, maximum };
}

function refuseUnknown(metric: string, points: readonly StudyPoint[]): void {
  // Points differ only in the columns of their fault classes, which have a dot.
  const asked = metric.includes('.') && !metric.startsWith('outcome.') ? points : points.slice(0, 1);
  for (const [point, one] of asked.entries()) {
    const names = metricNames(columnsOfPoints([one]));
    if (names.includes(metric)) continue;
    const where = points.length === 1 ? '' : ` of point ${point}`;
    throw unknownColumn(`--metric ${metric}${where}`, metric, names);
  }
}
