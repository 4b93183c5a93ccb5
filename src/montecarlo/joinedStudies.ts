import type { RunTable } from './runTable.ts';
import { allColumns, type Parameter, type StudyTables } from './studyPoint.ts';
import { summarizePoint } from './summary.ts';
import type { PointSettings } from './sweep/points.ts';

/** Points of one of several studies. */
export interface StudyPart {
  /** What the column `param.study` calls it. */
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly points: readonly { readonly settings: PointSettings; readonly table: RunTable }[];
}

/** Parameter that says which of several studies a point is of. */
const STUDY = 'study';

/**
 * Points of several studies as those of one, each with the replications that all points have, 0 to n - 1: with one seed they are
 * the same luck. A parameter that has numbers of one unit in one study and something else in another is text in all.
 */
export function joinStudies(studies: readonly StudyPart[], confidence: number): StudyTables {
  const rows = commonReplications(studies);
  const points = studies.flatMap(({ name, points: own }) =>
    own.map(({ settings, table: whole }) => {
      const table = { ...whole, rows };
      const which = studies.length === 1 ? [] : [{ path: STUDY, text: name, number: null }];
      return {
        settings: [...which, ...settings],
        drawn: null,
        table,
        summary: summarizePoint(table, confidence),
      };
    }),
  );
  return {
    parameters: [
      ...(studies.length === 1 ? [] : [{ path: STUDY, unit: null }]),
      ...joinParameters(studies.flatMap(({ parameters }) => parameters)),
    ],
    uncertain: [],
    columns: allColumns(points.map(({ table }) => table)),
    points,
  };
}

/** How many replications all points have. */
export function commonReplications(studies: readonly StudyPart[]): number {
  return Math.min(...studies.flatMap(({ points }) => points.map(({ table }) => table.rows)));
}

function joinParameters(all: readonly Parameter[]): Parameter[] {
  const joined = new Map<string, Parameter>();
  for (const { path, unit } of all) {
    const before = joined.get(path);
    joined.set(path, { path, unit: before === undefined || before.unit === unit ? unit : null });
  }
  return [...joined.values()];
}
