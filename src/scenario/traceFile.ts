import { type Trace, traceFromCsv } from './failureLog/trace.ts';
import type { Finding } from './issues.ts';
import { type Problem, ScenarioError } from './problems.ts';
import { getAt, isTreeObject, setAt, type Tree, type TreePath } from './tree.ts';

/** Reads a file named in the scenario, by its path relative to it. */
export type ReadBeside = (path: string) => string;

export const TRACE_PATH: TreePath = ['failures', 'trace'];

/** A scenario with the contents of a file that it names in its place, and where each of them stands. */
export interface InlinedFile {
  readonly tree: Tree;
  readonly findings: readonly Finding[];
  /** Of the file itself. */
  readonly problems: readonly Problem[];
  locate(path: TreePath): { readonly file: string; readonly line: number } | undefined;
}

/** Puts the events of `failures.trace.file` in its place. */
export function inlineTrace(tree: Tree, read: ReadBeside | undefined): InlinedFile {
  const given = getAt(tree, TRACE_PATH);
  const file = getAt(given, ['file']);
  const none: InlinedFile = { tree, findings: [], problems: [], locate: () => undefined };
  // Events beside a file are told as a mistake later.
  if (!isTreeObject(given) || typeof file !== 'string' || given['events'] !== undefined) return none;
  const path = [...TRACE_PATH, 'file'];
  if (read === undefined)
    return { ...none, findings: [{ path, message: 'cannot be read here; write events' }] };
  const { file: _file, start, ...others } = given;
  let text: string;
  try {
    text = read(file);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { ...none, findings: [{ path, message: `cannot be read: ${message}` }] };
  }
  let trace: Trace;
  try {
    trace = traceFromCsv(text, file, typeof start === 'string' ? start : undefined);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return { ...none, problems: error.problems };
  }
  const events = trace.events.map((event) => ({ ...event }));
  return {
    tree: setAt(tree, TRACE_PATH, { ...others, events }),
    findings: [],
    problems: [],
    locate: ([first, second, third, index]) => {
      if (first !== 'failures' || second !== 'trace' || third !== 'events') return undefined;
      return { file, line: trace.lines[Number(index ?? 0)] ?? 1 };
    },
  };
}
