import { isUtf8 } from 'node:buffer';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CATALOG_NAMES, type Catalog, type CatalogName, parseCatalog } from '../scenario/catalog.ts';
import { nearest } from '../scenario/nearest.ts';
import { ScenarioError } from '../scenario/problems.ts';
import type { TreeObject } from '../scenario/tree.ts';
import { FileError, NOT_UTF8, statsOf } from './fileSystem.ts';
import { sha256 } from './provenance.ts';

/** Whether this runs as TypeScript source (development, tests) and not as the bundle. */
export const runsFromSource = import.meta.url.endsWith('.ts');

/** Folder of the package, whether this file is in src/runtime or in the bundle in dist. */
export const packageRoot: string = findRoot(dirname(fileURLToPath(import.meta.url)));

export const version: string = (
  JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }
).version;

/** The catalogues that come with longrun. YAML takes its time, so the rows that the build parsed are used where the text is still the same. */
export function loadCatalog(): Catalog {
  const built = builtCatalog();
  const sources = Object.fromEntries(
    CATALOG_NAMES.map((name) => {
      const text = readText(join(packageRoot, 'scenarios', 'catalog', `${name}.yaml`));
      const rows = built[name];
      return [name, rows?.sha256 === sha256(text) ? rows.rows : text];
    }),
  ) as Record<CatalogName, string | TreeObject>;
  return parseCatalog(sources);
}

/** What scripts/build.mjs parsed; empty before the first build. */
function builtCatalog(): BuiltCatalog {
  const file = join(packageRoot, 'dist', 'catalog.json');
  return existsSync(file) ? (JSON.parse(readText(file)) as BuiltCatalog) : {};
}

/** Of each catalogue the hash of its YAML and the rows in it. */
type BuiltCatalog = Readonly<
  Partial<Record<CatalogName, { readonly sha256: string; readonly rows: TreeObject }>>
>;

/** Paths of the scenarios that come with longrun, sorted by name. */
export function shippedScenarios(): string[] {
  const folder = join(packageRoot, 'scenarios');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => basename(file, '.yaml'))
    .sort()
    .map((name) => join(folder, `${name}.yaml`));
}

/** A scenario file given on the command line: a path, or the bare name of one that comes with longrun. */
export function readScenario(given: string): { readonly file: string; readonly text: string } {
  const isFile = statsOf(given)?.isFile() ?? false;
  const shipped = shippedScenarios();
  const named = shipped.find((file) => basename(file, '.yaml') === given);
  if (isFile || named !== undefined) {
    const file = isFile ? given : (named ?? given);
    return { file, text: readText(file) };
  }
  if (existsSync(given)) {
    throw new ScenarioError([{ file: given, path: '', message: 'cannot be read: it is not a file' }]);
  }
  const near = nearest(
    basename(given, '.yaml'),
    shipped.map((file) => basename(file, '.yaml')),
  );
  const hint =
    near !== undefined
      ? `; did you mean "${near}", which comes with longrun?`
      : /[/\\.]/.test(given)
        ? ''
        : '; "longrun list scenarios" shows those that come with longrun';
  throw new ScenarioError([
    { file: given, path: '', message: `cannot be read: there is no such file${hint}` },
  ]);
}

/** Reads what a scenario names, by its path relative to the scenario. */
export function besideScenario(file: string): (path: string) => string {
  return (path) => readText(resolve(dirname(file), path));
}

/** The text of a file. @throws FileError, also for what is not UTF-8: other encodings would be read as other text */
export function readText(path: string): string {
  try {
    const bytes = readFileSync(path);
    // Text of UTF-16 without a mark, and most of what is no text, has bytes of zero.
    if (!isUtf8(bytes) || bytes.includes(0)) throw Object.assign(new Error(), { code: NOT_UTF8 });
    return bytes.toString('utf8');
  } catch (error) {
    throw new FileError('read', path, error);
  }
}

function findRoot(from: string): string {
  let folder = from;
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`no package.json above ${from}`);
    folder = parent;
  }
  return folder;
}
