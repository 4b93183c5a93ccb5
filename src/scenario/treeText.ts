import { stringify } from 'yaml';
import { isTreeObject, type Tree } from './tree.ts';

const LINE_WIDTH = 110;
/** Longer lists of plain numbers are written as a block of numbers instead of one a line. */
const LONGEST_LIST = 24;

/** A scenario as YAML; a year of hourly numbers fills lines and not one line an hour. */
export function treeText(tree: Tree): string {
  const blocks = new Map<string, string>();
  let mark = 'numbers';
  while (JSON.stringify(tree).includes(mark)) mark += '-';
  const marked = (value: Tree): Tree => {
    if (isNumberBlock(value)) {
      const name = `${mark}${blocks.size}`;
      blocks.set(name, blockText(value));
      return name;
    }
    if (Array.isArray(value)) return value.map(marked);
    if (!isTreeObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, marked(item)]));
  };
  const text = stringify(marked(tree), { lineWidth: LINE_WIDTH });
  if (blocks.size === 0) return text;
  return text.replace(
    new RegExp(`^( *)(.*?)(${mark}\\d+)$`, 'gm'),
    (_, indent: string, before: string, name: string) =>
      `${indent}${before}${(blocks.get(name) ?? name).replaceAll('\n', `\n${indent}    `)}`,
  );
}

/** Whether it is a long list of plain numbers, which is one value to a reader. */
export function isNumberBlock(value: Tree): value is readonly number[] {
  return (
    Array.isArray(value) &&
    value.length > LONGEST_LIST &&
    (value as readonly Tree[]).every((item) => typeof item === 'number')
  );
}

function blockText(numbers: readonly number[]): string {
  const lines: string[] = ['['];
  let line = '';
  for (const number of numbers) {
    const item = `${number}, `;
    if (line.length + item.length > LINE_WIDTH - 20) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += item;
  }
  lines.push(`${line.trimEnd().replace(/,$/, '')}]`);
  return lines.join('\n');
}
