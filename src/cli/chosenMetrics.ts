import type { Column } from '../montecarlo/column.ts';
import { metricColumns } from '../montecarlo/columns.ts';
import { metricNames } from '../montecarlo/metricValues.ts';
import { columnsOf } from '../montecarlo/runChunk.ts';
import type { StudyPoint } from '../runtime/runStudy.ts';
import { compileScenario } from '../scenario/compile.ts';
import { nearest } from '../scenario/nearest.ts';
import { UsageError } from './exit.ts';

/** Metrics that an option names, `all` of them, or where it names none the usual ones. @throws UsageError */
export function chosenMetrics(
  option: string,
  given: readonly string[],
  usual: readonly string[],
  columns: readonly Column[],
): readonly string[] {
  if (given.length === 0) return usual;
  const known = [...new Set(metricNames(columns))];
  for (const metric of given) {
    if (known.includes(metric) || metric === 'all') continue;
    const near = nearest(metric, known);
    throw new UsageError(
      `${option} ${metric} is no column${near === undefined ? '.' : `; did you mean ${near}?`} Known: ${known.join(', ')}`,
    );
  }
  return given.includes('all') ? known : [...new Set(given)];
}

/** Columns that points have. */
export function columnsOfPoints(points: readonly StudyPoint[]): readonly Column[] {
  return points.flatMap(({ resolved, uncertain }) =>
    uncertain === null
      ? columnsOf(compileScenario(resolved.scenario))
      : metricColumns(uncertain.faultClasses),
  );
}
