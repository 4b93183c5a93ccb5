import { type Dimension, parseQuantity, sameDimension } from '../../scenario/units.ts';
import { quantileOfRange, type RangeLaw } from '../sampling/rangeLaw.ts';
import { type Spacing, spacedValues, steppedValues } from '../sampling/spacing.ts';
import { type AxisValue, measure, numberText, splitNumber } from './axisValue.ts';

/** A stretch of numbers that share a unit: `low` to `high`, each followed by `suffix` when it is written. */
export interface AxisRange {
  readonly low: number;
  readonly high: number;
  readonly suffix: string;
  readonly law: RangeLaw;
  /** Whether only whole numbers are meant. */
  readonly whole: boolean;
}

/** What is wrong with the text of an axis; the caller says where. */
export class AxisProblem extends Error {}

/** A range, and the values that it was cut into: none where nothing says how many. */
export interface ParsedRange {
  readonly range: AxisRange;
  readonly values: readonly AxisValue[] | null;
}

/** Most values of one axis. */
export const MOST_VALUES = 10_000;

const FORMS =
  '"low..high n", "low..high step s", "low..high log n", each also with "whole" at the end; to draw from: "low..high", "low..high log", ' +
  '"low..high normal" and "low..high lognormal" (ends hold the middle 90 %), "low..mode..high"';

export function isRange(text: string): boolean {
  return /^\s*[+-]?(\d|\.\d).*?\.\./.test(text) && !/[,[\]{}"']/.test(text);
}

/** Parses one range; `base` is the number and unit that relative ends (`0.5x..2x`) multiply. */
export function parseRange(text: string, base: () => { number: number; suffix: string }): ParsedRange {
  const dots = text.indexOf('..');
  const left = text.slice(0, dots).trim();
  let right = text.slice(dots + 2).trim();
  const take = (pattern: RegExp): string | undefined => {
    const match = pattern.exec(right);
    if (match === null) return undefined;
    right = right.slice(0, match.index + (match[1]?.length ?? 0)).trim();
    return match[2];
  };
  const whole = take(/(^|\s)(whole)$/) !== undefined;
  if (/(^|\s)step$/.test(right)) throw new AxisProblem('ends with "step", but not with how long a step is');
  const stepText = take(/(^|\s)step\s+(.*)$/);
  // A number after an operator belongs to the quantity: `1 / 1000..2 / 1000`.
  const count = stepText === undefined ? take(/([^\s*/^(])\s+(\d+(?:\.\d+)?)$/) : undefined;
  const word = take(/(^|\s)(log|normal|lognormal|triangular)$/);
  if (/(^|\s)step$/.test(text.trim()))
    throw new AxisProblem('ends with "step", but not with how long a step is');
  const parts = right.split('..');
  if (parts.length > 2 || (word === 'triangular' && parts.length < 2)) {
    throw new AxisProblem(`has ${parts.length + 1} ends; allowed is ${FORMS}`);
  }
  const between = ends(left, parts.at(-1)!.trim(), base);
  const law: RangeLaw =
    parts.length === 2 ? triangular(parts[0]!.trim(), between, word, base) : lawNamed(word);
  const range: AxisRange = { ...between, law, whole };
  if (range.low >= range.high) {
    throw new AxisProblem(
      `goes from ${left} to ${parts.at(-1)}, which is not more; write the smaller end first`,
    );
  }
  if ((word === 'log' || word === 'lognormal') && range.low <= 0) {
    throw new AxisProblem(`begins at ${left}, but "${word}" needs both ends above 0`);
  }
  if (stepText === undefined && count === undefined) return { range, values: null };
  if (law.kind !== 'even') {
    throw new AxisProblem(`has a law to draw from and ${count ?? 'a step'} to cut it by; leave one out`);
  }
  if (stepText === undefined) return { range, values: spaced(range, law.spacing, count!) };
  if (law.spacing === 'log') throw new AxisProblem(`has both "log" and "step"; allowed is ${FORMS}`);
  return { range, values: stepped(range, stepText, left.trim().endsWith('x') ? base : null) };
}

function lawNamed(word: string | undefined): RangeLaw {
  if (word === 'normal' || word === 'lognormal') return { kind: word };
  return { kind: 'even', spacing: word === 'log' ? 'log' : 'linear' };
}

function triangular(
  text: string,
  { low, high, suffix }: { readonly low: number; readonly high: number; readonly suffix: string },
  word: string | undefined,
  base: () => { number: number; suffix: string },
): RangeLaw {
  if (word !== undefined && word !== 'triangular') {
    throw new AxisProblem(`has a mode and "${word}"; "low..mode..high" is triangular`);
  }
  const mode = /x$/.test(text)
    ? Number.parseFloat(text) * base().number
    : ends(numberText(low) + suffix, text, base).high;
  if (!(mode >= low && mode <= high))
    throw new AxisProblem(`has the mode ${text}, which is not between the ends`);
  return { kind: 'triangular', mode };
}

/** The value at `share` (above 0, below 1) of a range, for samples; every whole number is as likely as the next. */
export function valueOfRange(range: AxisRange, share: number): AxisValue {
  const { low, high, law, whole } = range;
  if (!whole || law.kind !== 'even' || law.spacing === 'log') {
    return writtenValue(range, quantileOfRange(low, high, law, share));
  }
  const first = Math.ceil(low);
  return writtenValue(range, first + Math.floor(share * (Math.floor(high) - first + 1)));
}

/** Dimension of its values. */
export function dimensionOfRange({ low, suffix }: AxisRange): Dimension {
  return measure(numberText(low) + suffix)?.dimension ?? {};
}

/** `base` where the ends are multiples of it: the step may be one too. */
function stepped(range: AxisRange, stepText: string, base: (() => { number: number }) | null): AxisValue[] {
  const given = splitNumber(stepText);
  if (given === null)
    throw new AxisProblem(`has the step "${stepText}", which is not a number; allowed is ${FORMS}`);
  let step = given.number;
  if (given.suffix.trim() === 'x') {
    if (base === null)
      throw new AxisProblem(`has the step "${stepText}", which multiplies, between ends that do not`);
    step *= base().number;
  } else if (given.suffix !== '' && given.suffix.trim() !== range.suffix.trim()) {
    const unit = unitValue(range.suffix);
    const other = unitValue(given.suffix);
    if (!sameDimension(unit.dimension, other.dimension)) {
      throw new AxisProblem(`has the step "${stepText}", whose unit does not fit the ends`);
    }
    step *= other.value / unit.value;
  }
  if (!(step > 0)) throw new AxisProblem(`has the step "${stepText}"; allowed is more than 0`);
  refuseTooMany((range.high - range.low) / step + 1);
  return distinct(steppedValues(range.low, range.high, step).map((value) => writtenValue(range, value)));
}

function spaced(range: AxisRange, spacing: Spacing, count: string): AxisValue[] {
  const number = Number(count);
  if (!Number.isInteger(number) || number < 2) {
    throw new AxisProblem(`has ${count} values; allowed is a whole number, 2 or more`);
  }
  refuseTooMany(number);
  const values = spacedValues(range.low, range.high, spacing, number);
  return distinct(values.map((value) => writtenValue(range, value)));
}

function refuseTooMany(count: number): void {
  if (count > MOST_VALUES + 0.5) {
    throw new AxisProblem(`has ${Math.floor(count)} values; allowed are ${MOST_VALUES}`);
  }
}

/** Both ends as numbers of one unit: that of the low end, or of the only end that has one. */
function ends(left: string, right: string, base: () => { number: number; suffix: string }) {
  const [low, high] = [end(left), end(right)];
  if (low.suffix === 'x' || high.suffix === 'x') {
    if (low.suffix !== 'x' || high.suffix !== 'x') {
      throw new AxisProblem(`multiplies at one end only; write both like 0.5x..2x, or both as values`);
    }
    const { number, suffix } = base();
    const factors = [low.number * number, high.number * number].sort((a, b) => a - b);
    return { low: factors[0]!, high: factors[1]!, suffix };
  }
  if (low.suffix === '' || high.suffix === '' || low.suffix === high.suffix) {
    const suffix = low.suffix === '' ? high.suffix : low.suffix;
    unitValue(suffix);
    return { low: low.number, high: high.number, suffix };
  }
  const [unit, other] = [unitValue(low.suffix), unitValue(high.suffix)];
  if (!sameDimension(unit.dimension, other.dimension)) {
    throw new AxisProblem(`has ends of different dimensions, ${left} and ${right}`);
  }
  return { low: low.number, high: (high.number * other.value) / unit.value, suffix: low.suffix };
}

function end(text: string): { readonly number: number; readonly suffix: string } {
  const split = splitNumber(text);
  if (split === null) {
    throw new AxisProblem(`has the end "${text}", which does not begin with a number; allowed is ${FORMS}`);
  }
  return { number: split.number, suffix: split.suffix.trim() === 'x' ? 'x' : split.suffix };
}

function unitValue(suffix: string) {
  const parsed = parseQuantity(`1${suffix}`);
  if (!parsed.ok)
    throw new AxisProblem(`has the unit "${suffix.trim()}", and "1${suffix}" ${parsed.problem}`);
  return parsed.quantity;
}

/** A number of the range as a user would write it. */
export function writtenValue({ suffix, whole }: AxisRange, number: number): AxisValue {
  const text = numberText(whole ? Math.round(number) : number) + suffix;
  return { text, number: measure(text)?.value ?? null };
}

/** Without what rounding to whole numbers made equal. */
function distinct(values: readonly AxisValue[]): AxisValue[] {
  return values.filter(({ text }, index) => index === 0 || values[index - 1]!.text !== text);
}
