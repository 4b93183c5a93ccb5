import { type Document, isMap, isNode, isPair, LineCounter, parseDocument, visit } from 'yaml';
import type { Problem } from './problems.ts';
import type { Tree, TreePath } from './tree.ts';

/** A YAML 1.2 text (JSON too) with the means to say where a path stands in it. */
export interface SourceDocument {
  readonly file: string;
  readonly tree: Tree;
  /** Syntax errors and duplicate keys; when there are any, `tree` is null. */
  readonly problems: readonly Problem[];
  /** Line and column of the key at `path`, or of its nearest ancestor that is there. */
  locate(path: TreePath): { readonly line: number; readonly column: number } | undefined;
  has(path: TreePath): boolean;
}

export function parseSource(file: string, text: string): SourceDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, version: '1.2', prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const problems: Problem[] = document.errors.map((error) => ({
    file,
    path: '',
    message: `is not valid YAML: ${error.message}`,
    ...at(error.pos[0]),
  }));
  let tree: Tree = null;
  if (problems.length === 0) {
    try {
      tree = document.toJS({ maxAliasCount: 100 }) as Tree;
    } catch (error) {
      // Aliases without an anchor, or that multiply without bound, show only here.
      const message = `is not valid YAML: ${error instanceof Error ? error.message : String(error)}`;
      problems.push({ file, path: '', message, ...at(firstBadAlias(document)) });
    }
  }
  return {
    file,
    problems,
    tree,
    has: (path) => document.hasIn(path as unknown[]),
    locate: (path) => {
      for (let depth = path.length; depth > 0; depth--) {
        const parent = document.getIn(path.slice(0, depth - 1) as unknown[], true);
        const key = path[depth - 1];
        if (isMap(parent)) {
          const pair = parent.items.find(
            (item) => isPair(item) && isNode(item.key) && String(item.key) === String(key),
          );
          const keyNode = pair?.key;
          if (isNode(keyNode) && keyNode.range) return at(keyNode.range[0]);
        }
        const node = document.getIn(path.slice(0, depth) as unknown[], true);
        if (isNode(node) && node.range) return at(node.range[0]);
      }
      return document.contents?.range ? at(document.contents.range[0]) : undefined;
    },
  };
}

/** Offset of the first alias without an anchor, else of the first alias. */
function firstBadAlias(document: Document): number {
  const offsets: number[] = [];
  let bad: number | undefined;
  visit(document, {
    Alias: (_, alias) => {
      const offset = alias.range?.[0] ?? 0;
      offsets.push(offset);
      if (bad === undefined && alias.resolve(document) === undefined) bad = offset;
    },
  });
  return bad ?? offsets[0] ?? 0;
}
