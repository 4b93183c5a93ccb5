import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { tableCsv } from '../report/csv.ts';
import type { CsvDialect } from '../report/csvDialect.ts';
import type { TableFile } from '../report/dataPackage.ts';
import type { Cell, Table } from '../report/table.ts';
import { FileError, writeFileAtomically } from './fileSystem.ts';
import { readText } from './packageFiles.ts';

export const FILE_FORMATS = ['csv', 'parquet', 'both'] as const;

/** In what the tables of a study are written. */
export interface TableFormat {
  readonly files: (typeof FILE_FORMATS)[number];
  /** Of CSV. */
  readonly dialect: CsvDialect;
  /** Data rows that a CSV file holds at most; null for any number. */
  readonly splitRows: number | null;
}

/**
 * Writes tables into the folder of a study; files of the same tables that an earlier command wrote in another way go.
 * @throws FileError
 */
export async function writeTables(
  folder: string,
  tables: readonly Table[],
  format: TableFormat,
): Promise<TableFile[]> {
  const written: TableFile[] = [];
  if (format.files !== 'parquet') {
    for (const table of tables)
      written.push({ table, format: 'csv', paths: writeCsv(folder, table, format) });
  }
  if (format.files !== 'csv') {
    // Loaded only when asked for: what starts no Parquet need not wait for it.
    const { tableParquet } = await import('../report/parquet.ts');
    for (const table of tables) {
      const path = `${table.name}.parquet`;
      writeFileAtomically(join(folder, path), tableParquet(table));
      written.push({ table, format: 'parquet', paths: [path] });
    }
  }
  removeOthers(folder, written);
  return written;
}

function writeCsv(folder: string, table: Table, { dialect, splitRows }: TableFormat): readonly string[] {
  const whole = `${table.name}.csv`;
  if (splitRows === null) {
    writeFileAtomically(join(folder, whole), tableCsv(table, dialect));
    return [whole];
  }
  const rows = table.rows()[Symbol.iterator]();
  let next = rows.next();
  function* part(): Generator<readonly Cell[]> {
    for (let count = 0; count < splitRows! && next.done !== true; count++) {
      yield next.value;
      next = rows.next();
    }
  }
  const paths: string[] = [];
  do {
    const path = `${table.name}.${paths.length + 1}.csv`;
    writeFileAtomically(join(folder, path), tableCsv({ ...table, rows: part }, dialect));
    paths.push(path);
  } while (next.done !== true);
  if (paths.length > 1) return paths;
  rename(join(folder, paths[0]!), join(folder, whole));
  return [whole];
}

function rename(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    throw new FileError('write', to, error);
  }
}

/** Parts and formats of these tables that were not written now, whether a data dictionary lists them or not. */
function removeOthers(folder: string, written: readonly TableFile[]): void {
  const kept = new Set(written.flatMap(({ paths }) => paths));
  const names = new Set(written.map(({ table }) => table.name));
  for (const file of readdirSync(folder)) {
    const table = /^(.+?)(\.\d+)?\.(csv|parquet)$/.exec(file)?.[1];
    if (table !== undefined && names.has(table) && !kept.has(file)) rmSync(join(folder, file));
  }
}

/** Takes away the tables that a data dictionary lists, but for those of the names to keep; says which files went. */
export function removeTables(folder: string, dictionary: string, kept: readonly string[]): readonly string[] {
  const gone = tablesOf(join(folder, dictionary))
    .filter(({ name }) => !kept.includes(name))
    .flatMap(({ paths }) => paths.map((path) => basename(path)))
    .filter((file) => existsSync(join(folder, file)));
  for (const file of gone) rmSync(join(folder, file), { force: true });
  return gone;
}

interface ListedTable {
  readonly name: string;
  readonly paths: readonly string[];
}

function tablesOf(dictionary: string): ListedTable[] {
  if (!existsSync(dictionary)) return [];
  try {
    const { resources } = JSON.parse(readText(dictionary)) as {
      resources: { name: string; path: string | string[] }[];
    };
    return resources.map(({ name, path }) => ({ name, paths: [path].flat() }));
  } catch {
    // Nothing to go by; a damaged dictionary is written anew.
    return [];
  }
}
