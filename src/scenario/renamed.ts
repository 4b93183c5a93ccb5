import { isMap, isScalar, parseDocument, type Scalar, stringify } from 'yaml';

/** What a copy of a scenario is called. */
export interface CopyNames {
  readonly name: string;
  /** Default: the title that is there. One line. */
  readonly title?: string;
  /** Put before everything else, as a comment of one line. */
  readonly firstLine: string;
}

/**
 * The text of a scenario under another name, as its author wrote it otherwise: comments, order and spelling stay.
 * The text must be a valid scenario.
 */
export function renamedScenario(text: string, { name, title, firstLine }: CopyNames): string {
  const source = text.replace(/^\uFEFF/, '');
  const lineEnd = source.includes('\r\n') ? '\r\n' : '\n';
  const document = parseDocument(source);
  const inBraces = isMap(document.contents) && document.contents.flow === true;
  const written = (value: string) =>
    inBraces ? JSON.stringify(value) : stringify(value, { lineWidth: 0 }).trimEnd();
  const edits: Edit[] = [];
  const replace = (node: Scalar, value: string) => {
    const [from, to] = node.range ?? [0, 0];
    // A block scalar ends after its last line, whose end must stay.
    const end = source.slice(from, to).trimEnd().length + from;
    edits.push({ from, to: end, text: written(value) });
  };
  const nameNode = document.get('name', true);
  if (!isScalar(nameNode)) throw new Error('a valid scenario has a name');
  replace(nameNode, name);
  if (title !== undefined) {
    const titleNode = document.get('title', true);
    if (isScalar(titleNode)) {
      replace(titleNode, title);
    } else {
      const nameEnd = nameNode.range?.[1] ?? 0;
      const lineBreak = source.indexOf('\n', nameEnd);
      const at = inBraces || lineBreak < 0 ? nameEnd : lineBreak + 1;
      const line = inBraces ? `, "title": ${written(title)}` : `title: ${written(title)}${lineEnd}`;
      edits.push({ from: at, to: at, text: lineBreak < 0 && !inBraces ? `${lineEnd}${line}` : line });
    }
  }
  const edited = edits
    .sort((left, right) => right.from - left.from)
    .reduce((before, edit) => before.slice(0, edit.from) + edit.text + before.slice(edit.to), source);
  return `# ${firstLine}${lineEnd}${edited}`;
}

/** Replaces the characters from `from` to before `to`. */
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}
