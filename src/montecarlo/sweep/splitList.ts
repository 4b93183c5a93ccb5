import { AxisProblem } from './axisRange.ts';

const CLOSING: Readonly<Record<string, string>> = { '[': ']', '{': '}', '(': ')' };

/** Cuts a list at its commas, but not inside brackets or quotes, so that items can be YAML of their own. */
export function splitList(text: string): string[] {
  const items: string[] = [];
  const open: string[] = [];
  let quote = '';
  let from = 0;
  for (let index = 0; index < text.length; index++) {
    const letter = text[index]!;
    if (quote !== '') {
      if (letter === '\\' && quote === '"') index += 1;
      else if (letter === quote) quote = '';
    } else if ((letter === '"' || letter === "'") && text.slice(from, index).trim() === '') quote = letter;
    else if ((letter === '"' || letter === "'") && open.length > 0) quote = letter;
    else if (CLOSING[letter] !== undefined) open.push(CLOSING[letter]);
    else if (letter === open.at(-1)) open.pop();
    else if (letter === ',' && open.length === 0) {
      items.push(text.slice(from, index).trim());
      from = index + 1;
    }
  }
  if (quote !== '') throw new AxisProblem(`has an open ${quote}`);
  if (open.length > 0) throw new AxisProblem(`has a bracket that is not closed; "${open.at(-1)}" is missing`);
  items.push(text.slice(from).trim());
  if (items.includes('')) {
    throw new AxisProblem(
      items.length === 1
        ? 'has no values; write them like "10 min,30 min,1 h" or "10 min..1 h log 5"'
        : 'has an empty value between commas; write null for one that takes the key out',
    );
  }
  return items;
}
