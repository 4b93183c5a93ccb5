import type { Dimension } from '../../scenario/units.ts';
import { parseQuantity } from '../../scenario/units.ts';

/** One value of an axis. */
export interface AxisValue {
  /** As a user would write it in `--set path=text`. */
  readonly text: string;
  /** In base units (s, J, USD, …), or the plain number; null for names and other YAML. */
  readonly number: number | null;
}

/** The number and the dimension of a text, null where it is neither a number nor a quantity. */
export function measure(text: string): { readonly value: number; readonly dimension: Dimension } | null {
  const plain = text.trim().replace(/^(["'])(.*)\1$/, '$2');
  if (!/^[+-]?\s*[\d.(]/.test(plain)) return null;
  const parsed = parseQuantity(plain);
  return parsed.ok && Number.isFinite(parsed.quantity.value) ? parsed.quantity : null;
}

/** A quantity as its leading number and what follows, like 3.79 and " / (1000 node day)"; null for anything else. */
export function splitNumber(text: string): { readonly number: number; readonly suffix: string } | null {
  const match = /^\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)(.*)$/s.exec(text);
  if (match === null) return null;
  const [, number = '', suffix = ''] = match;
  return /^\s*\^/.test(suffix) ? null : { number: Number(number), suffix: suffix.trimEnd() };
}

/** Fifteen digits: 0.1 + 0.2 is written 0.3, and nothing that a user typed is lost. */
export function numberText(value: number): string {
  return String(Number(value.toPrecision(15)));
}

/** A dimension in base units, like `USD/J` or `1/(node s)`; empty for plain numbers. */
export function dimensionText(dimension: Dimension): string {
  const factors = (sign: 1 | -1) =>
    Object.entries(dimension)
      .filter(([, exponent]) => exponent * sign > 0)
      .map(([unit, exponent]) => (exponent * sign === 1 ? unit : `${unit}^${exponent * sign}`));
  const [above, below] = [factors(1), factors(-1)];
  if (below.length === 0) return above.join(' ');
  const under = below.length === 1 ? below[0] : `(${below.join(' ')})`;
  return `${above.length === 0 ? '1' : above.join(' ')}/${under}`;
}
