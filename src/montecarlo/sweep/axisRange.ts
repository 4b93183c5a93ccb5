import { type Dimension, parseQuantity, sameDimension } from '../../scenario/units.ts';
import { type Spacing, spacedValues, steppedValues, valueBetween } from '../sampling/spacing.ts';
import { type AxisValue, measure, numberText, splitNumber } from './axisValue.ts';

/** A stretch of numbers that share a unit: `low` to `high`, each followed by `suffix` when it is written. */
export interface AxisRange {
  readonly low: number;
  readonly high: number;
  readonly suffix: string;
  readonly spacing: Spacing;
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

const FORMS = '"low..high n", "low..high step s", "low..high log n", each also with "whole" at the end';

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
  const spacing: Spacing = take(/(^|\s)(log)$/) === undefined ? 'linear' : 'log';
  if (/(^|\s)step$/.test(text.trim()))
    throw new AxisProblem('ends with "step", but not with how long a step is');
  if (stepText !== undefined && spacing === 'log') {
    throw new AxisProblem(`has both "log" and "step"; allowed is ${FORMS}`);
  }
  const range: AxisRange = { ...ends(left, right, base), spacing, whole };
  if (range.low >= range.high) {
    throw new AxisProblem(`goes from ${left} to ${right}, which is not more; write the smaller end first`);
  }
  if (spacing === 'log' && range.low <= 0) {
    throw new AxisProblem(`begins at ${left}, but "log" needs both ends above 0`);
  }
  if (stepText !== undefined) return { range, values: stepped(range, stepText) };
  return { range, values: count === undefined ? null : spaced(range, count) };
}

/** The value at `share` (above 0, below 1) of a range, for samples; every whole number is as likely as the next. */
export function valueOfRange(range: AxisRange, share: number): AxisValue {
  const { low, high, spacing, whole } = range;
  if (!whole) return writtenValue(range, valueBetween(low, high, spacing, share));
  if (spacing === 'log') return writtenValue(range, valueBetween(low, high, spacing, share));
  const first = Math.ceil(low);
  return writtenValue(range, first + Math.floor(share * (Math.floor(high) - first + 1)));
}

/** Dimension of its values. */
export function dimensionOfRange({ low, suffix }: AxisRange): Dimension {
  return measure(numberText(low) + suffix)?.dimension ?? {};
}

function stepped(range: AxisRange, stepText: string): AxisValue[] {
  const given = splitNumber(stepText);
  if (given === null)
    throw new AxisProblem(`has the step "${stepText}", which is not a number; allowed is ${FORMS}`);
  let step = given.number;
  if (given.suffix !== '' && given.suffix.trim() !== range.suffix.trim()) {
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

function spaced(range: AxisRange, count: string): AxisValue[] {
  const number = Number(count);
  if (!Number.isInteger(number) || number < 2) {
    throw new AxisProblem(`has ${count} values; allowed is a whole number, 2 or more`);
  }
  refuseTooMany(number);
  const values = spacedValues(range.low, range.high, range.spacing, number);
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
