import { CATALOG_REFERENCES, type Catalog } from './catalog.ts';
import { compileChecks, crossChecks } from './checks.ts';
import { fillDefaults } from './defaults.ts';
import { parseSource, type SourceDocument } from './document.ts';
import { inlineFiles } from './inlineFiles.ts';
import { type Finding, findingsOf, wording } from './issues.ts';
import { nearest } from './nearest.ts';
import { type Problem, ScenarioError } from './problems.ts';
import { type Scenario, scenarioSchema } from './schema.ts';
import type { InlinedFile, ReadBeside } from './traceFile.ts';
import { deleteAt, getAt, isTreeObject, pathText, setAt, type Tree, type TreePath } from './tree.ts';

/** One `--set path=value`. */
export interface Override {
  readonly path: string;
  readonly value: string;
  /** The keys of the path, where one of them has dots of its own. */
  readonly keys?: readonly string[];
  /** The option that gave it, unless it is --set. */
  readonly option?: string;
}

/** Where a value of a resolved scenario comes from. */
export type Origin =
  | { readonly from: 'file'; readonly file: string; readonly line: number }
  | { readonly from: 'set'; readonly option: string }
  | { readonly from: 'catalogue'; readonly catalog: string; readonly row: string }
  | { readonly from: 'default' };

export interface ResolvedScenario {
  readonly scenario: Scenario;
  /** The whole scenario as a user could have written it: defaults and catalogue rows in place, quantities as text. */
  readonly tree: Tree;
  origin(path: TreePath): Origin;
}

/** Parses `path=value` of the command line. */
export function parseOverride(text: string): Override {
  const equals = text.indexOf('=');
  if (equals <= 0) {
    throw new ScenarioError([
      { file: `--set ${text}`, path: '', message: 'must be path=value, like checkpoint.interval="30 min"' },
    ]);
  }
  return { path: text.slice(0, equals).trim(), value: text.slice(equals + 1) };
}

/**
 * From the text of a scenario, or what was parsed of it, to a validated one: catalogue rows are put in place of their names, overrides are applied
 * (parsed as YAML, like the file), defaults are filled in, and everything is checked.
 * `checkLayout: false` accepts layouts that do not divide or fit, for a search of those that do. `readBeside` reads the files
 * that a scenario names: a log to replay, hourly values.
 * @throws ScenarioError with all problems at once
 */
export function resolveScenario(
  file: string,
  text: string | SourceDocument,
  catalog: Catalog,
  overrides: readonly Override[] = [],
  options: { readonly checkLayout?: boolean; readonly readBeside?: ReadBeside } = {},
): ResolvedScenario {
  const source = typeof text === 'string' ? parseSource(file, text) : text;
  if (source.problems.length > 0) throw new ScenarioError(source.problems);
  return resolveSource(source, catalog, overrides, options);
}

/** The same from the tree of a resolved scenario, which names no files any more. @throws ScenarioError */
export function resolveAgain(
  name: string,
  tree: Tree,
  catalog: Catalog,
  overrides: readonly Override[],
): ResolvedScenario {
  const source: SourceDocument = {
    file: name,
    tree,
    problems: [],
    has: (path) => getAt(tree, path) !== undefined,
    locate: () => undefined,
  };
  return resolveSource(source, catalog, overrides, {});
}

function resolveSource(
  source: SourceDocument,
  catalog: Catalog,
  overrides: readonly Override[],
  { checkLayout = true, readBeside }: { readonly checkLayout?: boolean; readonly readBeside?: ReadBeside },
): ResolvedScenario {
  const { file } = source;
  const findings: Finding[] = [];
  const rows = new Map<string, { catalog: string; row: string }>();
  let tree: Tree = source.tree;
  if (!isTreeObject(tree)) {
    throw new ScenarioError([
      { file, path: '', line: 1, column: 1, message: 'must be a group of keys, beginning with name' },
    ]);
  }
  tree = inlineRows(tree, catalog, rows, []);
  const ordered = shorterFirst(overrides);
  const setPaths: TreePath[] = [];
  for (const override of ordered) {
    const path = keysOf(override);
    const parsed = parseSource(optionOf(override), override.value);
    if (parsed.problems.length > 0) throw new ScenarioError(parsed.problems);
    const within = setPaths.findLastIndex((set) => set.length < path.length && isBelow(path, set));
    if (within >= 0) refuseNoKeys(tree, override, ordered[within]!, catalog);
    setPaths.push(path);
    if (parsed.tree === null) {
      tree = deleteAt(tree, path);
      continue;
    }
    const missing = missingItem(tree, path);
    if (missing !== undefined) {
      throw new ScenarioError([{ file: optionOf(override), ...missing }]);
    }
    tree = setAt(tree, path, parsed.tree);
    tree = inlineRows(tree, catalog, rows, []);
  }
  const files = inlineFiles(tree, readBeside);
  findings.push(...files.findings);
  const filled = fillDefaults(scenarioSchema, files.tree) ?? null;
  tree = inlineRows(filled, catalog, rows, findings);

  const parsed = scenarioSchema.safeParse(tree, { error: wording, jitless: true });
  if (!parsed.success) findings.push(...findingsOf(parsed.error.issues));
  findings.push(...crossChecks(tree, checkLayout));
  if (parsed.success && findings.length === 0) findings.push(...compileChecks(parsed.data, checkLayout));
  const overrideOf = (path: TreePath) => {
    const agrees = (set: TreePath) =>
      path.every((key, index) => index >= set.length || String(key) === set[index]);
    // An override is to blame for what it set, and for groups that stand only because of it.
    const made = !isTreeObject(getAt(source.tree, path)) && !Array.isArray(getAt(source.tree, path));
    return ordered[
      setPaths.findLastIndex((set) => agrees(set) && (path.length >= set.length || (made && path.length > 0)))
    ];
  };
  if (files.problems.length > 0 || findings.length > 0 || !parsed.success) {
    const located = locate(dropFollowing(findings), source, overrideOf, rows, files);
    throw new ScenarioError([...located, ...files.problems]);
  }
  const resolvedTree = tree;
  return {
    scenario: parsed.data,
    tree: resolvedTree,
    origin: (path) => {
      const logged = files.locate(path);
      if (logged !== undefined) return { from: 'file', ...logged };
      const override = overrideOf(path);
      if (override !== undefined) return { from: 'set', option: optionOf(override) };
      const position = source.has(path) ? source.locate(path) : undefined;
      if (position !== undefined) return { from: 'file', file, line: position.line };
      const row = rowOf(path, rows);
      if (row !== undefined) return { from: 'catalogue', ...row };
      return { from: 'default' };
    },
  };
}

function optionOf({ path, option }: Override): string {
  return option ?? `--set ${path}`;
}

function keysOf({ keys, path }: Override): TreePath {
  return keys ?? path.split('.');
}

/** What sets a group of keys goes before what sets a value within it, in whatever order they are given: so both hold. */
function shorterFirst(overrides: readonly Override[]): readonly Override[] {
  return overrides.toSorted((one, other) => keysOf(one).length - keysOf(other).length);
}

function isBelow(path: TreePath, of: TreePath): boolean {
  return of.every((key, index) => path[index] === key);
}

/**
 * `--set cost=null --set cost.rented.price=...` begins a group anew; an axis that takes a group out would be untrue.
 * @throws ScenarioError where an override sets a value within what another one makes a single value, or an axis takes out
 */
function refuseNoKeys(tree: Tree, override: Override, within: Override, catalog: Catalog): void {
  const group = getAt(tree, keysOf(within));
  if (typeof group === 'object' && group !== null) return;
  if (group === undefined && within.option === undefined) return;
  const findings: Finding[] = [];
  inlineRows(tree, catalog, new Map(), findings);
  const unknown = findings.find(({ path }) => pathText(path) === within.path);
  const message = `is set within ${within.path}, and ${optionOf(within)} makes that "${within.value}", which has no keys; take one of the two out`;
  throw new ScenarioError([
    unknown === undefined
      ? { file: optionOf(override), path: override.path, message }
      : { file: optionOf(within), path: within.path, message: unknown.message },
  ]);
}

/** Whether a path leads through a list item that is not there; a list may grow by one at its end. */
function missingItem(tree: Tree, path: TreePath): Pick<Problem, 'path' | 'message'> | undefined {
  for (let depth = 0; depth < path.length; depth++) {
    const list = getAt(tree, path.slice(0, depth));
    const index = Number(path[depth]);
    if (Array.isArray(list) && !(Number.isInteger(index) && index >= 0 && index <= list.length)) {
      return {
        path: pathText(path.slice(0, depth)),
        message: `has no item ${path[depth]}; allowed: 0 to ${list.length - 1}, or ${list.length} for one more`,
      };
    }
  }
  return undefined;
}

/** Puts catalogue rows where their names stand; `{from: name, …}` is the row with the given keys on top. */
function inlineRows(
  tree: Tree,
  catalog: Catalog,
  rows: Map<string, { catalog: string; row: string }>,
  findings: Finding[],
): Tree {
  let result = tree;
  for (const { path, catalog: name } of CATALOG_REFERENCES) {
    const value = getAt(result, path);
    const { from, ...given } = isTreeObject(value) ? value : { from: value };
    if (typeof from !== 'string') continue;
    const row = Object.hasOwn(catalog[name], from) ? catalog[name][from] : undefined;
    if (row === undefined) {
      const known = Object.keys(catalog[name]);
      const near = nearest(from, known);
      const hint = near === undefined ? '.' : `; did you mean "${near}"?`;
      findings.push({
        path,
        message: `"${from}" is not in the catalogue of ${name}${hint} Known: ${known.join(', ')}`,
      });
      continue;
    }
    rows.set(pathText(path), { catalog: name, row: from });
    result = setAt(result, path, merge(row, given));
  }
  return result;
}

function merge(base: Tree, over: Tree): Tree {
  if (!isTreeObject(base) || !isTreeObject(over)) return over;
  const merged: Record<string, Tree> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const under = Object.hasOwn(base, key) ? base[key] : undefined;
    merged[key] = under === undefined ? value : merge(under, value);
  }
  return merged;
}

function rowOf(path: TreePath, rows: ReadonlyMap<string, { catalog: string; row: string }>) {
  for (let depth = path.length; depth > 0; depth--) {
    const row = rows.get(pathText(path.slice(0, depth)));
    if (row !== undefined) return row;
  }
  return undefined;
}

/** An unknown catalogue name makes the schema complain of the same path; one problem is enough. */
function dropFollowing(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ path }) => {
    const text = pathText(path);
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}

function locate(
  findings: readonly Finding[],
  source: SourceDocument,
  overrideOf: (path: TreePath) => Override | undefined,
  rows: ReadonlyMap<string, { catalog: string; row: string }>,
  files: InlinedFile,
): Problem[] {
  const problems = findings.map(({ path, message }): Problem => {
    const logged = files.locate(path);
    if (logged !== undefined) return { ...logged, path: pathText(path), message, column: 1 };
    const override = overrideOf(path);
    if (override !== undefined) return { file: optionOf(override), path: pathText(path), message };
    const row = source.has(path) ? undefined : rowOf(path, rows);
    if (row !== undefined && !source.has(path.slice(0, -1))) {
      return { file: `catalogue ${row.catalog}, ${row.row}`, path: pathText(path), message };
    }
    return { file: source.file, path: pathText(path), message, ...source.locate(path) };
  });
  return problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}
