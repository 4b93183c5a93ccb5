import type { Column } from './column.ts';
import type { RunTable } from './runTable.ts';
import type { PointSummary } from './summary.ts';
import type { PointSettings } from './sweep/points.ts';
import type { Draw } from './uncertainty/draws.ts';

/** A parameter that a study varies, as a column of its tables. */
export interface Parameter {
  /** Path in the scenario. */
  readonly path: string;
  /** Base unit of its numbers; empty for plain ones, null where the values are text. */
  readonly unit: string | null;
}

/** What a study has found at one point. */
export interface PointOutcome {
  readonly settings: PointSettings;
  /** What a row draws of the uncertain parameters; null where its settings are all there is. */
  readonly drawn: ((row: number) => Draw) | null;
  readonly table: RunTable;
  /** Whether a row is one of a plain sample; absent where all are. */
  readonly isCounted?: (row: number) => boolean;
  readonly summary: PointSummary;
}

/** Tables of all points together: their parameters, and every column that any of them has. */
export interface StudyTables {
  readonly parameters: readonly Parameter[];
  /** Parameters that are not known, and drawn. */
  readonly uncertain: readonly Parameter[];
  readonly columns: readonly Column[];
  readonly points: readonly PointOutcome[];
}

/** Name of the column of a parameter. */
export function parameterColumn({ path }: Parameter): string {
  return `param.${path}`;
}

/** The value of a parameter at a point: a number in its base unit, or text; null where the point does not set it. */
export function parameterValue(
  { settings }: Pick<PointOutcome, 'settings'>,
  { path, unit }: Parameter,
): number | string | null {
  const setting = settings.find((one) => one.path === path);
  if (setting === undefined) return null;
  return unit === null ? setting.text : setting.number;
}

/** Every column that any point has, in the order in which they first appear. Points differ in their fault classes. */
export function allColumns(tables: readonly RunTable[]): readonly Column[] {
  const columns = new Map<string, Column>();
  for (const table of tables) {
    for (const column of table.columns) if (!columns.has(column.name)) columns.set(column.name, column);
  }
  return [...columns.values()];
}
