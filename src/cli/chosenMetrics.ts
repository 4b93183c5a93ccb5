import type { Column } from '../montecarlo/column.ts';
import { metricColumns } from '../montecarlo/columns.ts';
import { metricNames } from '../montecarlo/metricValues.ts';
import { columnsOf } from '../montecarlo/runChunk.ts';
import type { StudyPoint } from '../runtime/runStudy.ts';
import { compileScenario } from '../scenario/compile.ts';
import { nearest } from '../scenario/nearest.ts';
import { UsageError } from './exit.ts';

/**
 * Metrics that an option names, `all` of them, or where it names none the usual ones. `columns` are asked for only where it
 * names some: to know them takes compiling every point. @throws UsageError
 */
export function chosenMetrics(
  option: string,
  given: readonly string[],
  usual: readonly string[],
  columns: () => readonly Column[],
): readonly string[] {
  return given.length === 0 ? usual : namedOf(option, given, [...new Set(metricNames(columns()))]);
}

/** The names given, all that are known for `all`. @throws UsageError for one that is not known */
export function namedOf(
  option: string,
  given: readonly string[],
  known: readonly string[],
): readonly string[] {
  const unknown = given.find((name) => name !== 'all' && !known.includes(name));
  if (unknown !== undefined) throw unknownColumn(`${option} ${unknown}`, unknown, known);
  return given.includes('all') ? known : [...new Set(given)];
}

/** What is wrong with the name of a column, `where` it was given. */
export function unknownColumn(where: string, name: string, known: readonly string[]): UsageError {
  const near = nearest(name, known);
  const hint = near === undefined ? '.' : `; did you mean ${near}?`;
  return new UsageError(`${where} is no column${hint} Known: ${known.join(', ')}`);
}

/** Columns that points have. */
export function columnsOfPoints(points: readonly StudyPoint[]): readonly Column[] {
  return points.flatMap(({ resolved, uncertain }) =>
    uncertain === null
      ? columnsOf(compileScenario(resolved.scenario))
      : metricColumns(uncertain.faultClasses),
  );
}
