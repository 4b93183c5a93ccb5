import type { Finding } from '../issues.ts';
import { ScenarioError } from '../problems.ts';
import type { InlinedFile, ReadBeside } from '../traceFile.ts';
import { getAt, isTreeObject, setAt, type Tree, type TreePath } from '../tree.ts';
import { type HourlyColumn, hourlyFromCsv } from './hourlyCsv.ts';

/** Where hourly values may stand, each with a unit as it might be written. */
export const HOURLY_GROUPS: readonly { readonly path: TreePath; readonly unit: string }[] = [
  { path: ['site', 'price', 'hourly'], unit: 'USD/MWh' },
  { path: ['site', 'carbon', 'hourly'], unit: 'gCO2/kWh' },
  { path: ['site', 'climate', 'hourly'], unit: 'degC' },
];

/** Puts the values of a file that hourly values name in its place, so that the scenario needs the file no more. */
export function inlineHourly(
  tree: Tree,
  { path, unit: example }: (typeof HOURLY_GROUPS)[number],
  read: ReadBeside | undefined,
): InlinedFile {
  const given = getAt(tree, path);
  const file = getAt(given, ['file']);
  const none: InlinedFile = { tree, findings: [], problems: [], locate: () => undefined };
  // Values beside a file are told as a mistake later.
  if (!isTreeObject(given) || typeof file !== 'string' || given['values'] !== undefined) return none;
  const finding = (key: string, message: string): InlinedFile => ({
    ...none,
    findings: [{ path: [...path, key], message }],
  });
  const { file: _file, column, ...others } = given;
  if (others['unit'] === undefined) {
    return finding('unit', `is missing; write the unit of the values in ${file}, like ${example}`);
  }
  if (column !== undefined && typeof column !== 'string') return none;
  if (read === undefined) return finding('file', 'cannot be read here; write values');
  let text: string;
  try {
    text = read(file);
  } catch (error) {
    return finding('file', `cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  let hours: HourlyColumn;
  try {
    const first = others['first'] === 'new-year' ? 'new-year' : 'run-start';
    hours = hourlyFromCsv(text, file, { column, first });
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return { ...none, problems: error.problems };
  }
  return {
    tree: setAt(tree, path, { ...others, values: hours.values }),
    findings: [],
    problems: [],
    locate: (at) => {
      const isValue = [...path, 'values'].every((key, index) => at[index] === key);
      if (!isValue) return undefined;
      return { file, line: hours.lines[Number(at[path.length + 1] ?? 0)] ?? 1 };
    },
  };
}

/** What must hold between the keys of hourly values that need no file, or whose file was read. */
export function hourlyFindings(tree: Tree): Finding[] {
  return HOURLY_GROUPS.flatMap(({ path, unit: example }): Finding[] => {
    const group = getAt(tree, path);
    if (!isTreeObject(group)) return [];
    const { values, unit, file } = group;
    const findings: Finding[] = [];
    const bare = Array.isArray(values) ? values.findIndex((value) => typeof value === 'number') : -1;
    if (bare >= 0 && unit === undefined) {
      findings.push({
        path: [...path, 'values', bare],
        message: `is the bare number ${String((values as readonly Tree[])[bare])}; give each value its unit, or all of them one beside values, like unit: ${example}`,
      });
    }
    const written = Array.isArray(values) ? values.find((value) => typeof value === 'string') : undefined;
    if (written !== undefined && unit !== undefined) {
      findings.push({
        path: [...path, 'unit'],
        message: `is for plain numbers; these values have their own unit, like "${String(written)}"`,
      });
    }
    if (group['column'] !== undefined && file === undefined) {
      findings.push({ path: [...path, 'column'], message: 'belongs to a file, and there is none' });
    }
    return findings;
  });
}
