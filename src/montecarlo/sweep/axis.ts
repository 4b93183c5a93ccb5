import { parseSource } from '../../scenario/document.ts';
import { type Problem, ScenarioError } from '../../scenario/problems.ts';
import type { Tree } from '../../scenario/tree.ts';
import { type Dimension, sameDimension } from '../../scenario/units.ts';
import { AxisProblem, type AxisRange, dimensionOfRange, isRange, parseRange } from './axisRange.ts';
import { type AxisValue, dimensionText, measure, numberText, splitNumber } from './axisValue.ts';
import { splitList } from './splitList.ts';

/** What a sweep varies: a path of the scenario, and the values or the range it takes. */
export interface Axis {
  readonly path: string;
  /** Base unit of the numbers, like `s` or `USD/J`; empty for plain numbers, null where the values are not all of one dimension. */
  readonly unit: string | null;
  /** Whether its values are multiples of that in the scenario. */
  readonly multiplies?: true;
  readonly span:
    | { readonly kind: 'values'; readonly values: readonly AxisValue[] }
    /** Only samples can draw from it. */
    | { readonly kind: 'range'; readonly range: AxisRange };
}

/** Axes that move together: their k-th values make one point, and one draw decides all of them. */
export type AxisGroup = readonly Axis[];

/** Where the text of an axis stands, for what is wrong with it. */
export type Place = Omit<Problem, 'message'>;

/**
 * Parses `path=values` of an option. Values are
 * - a list of what `--set` takes, with commas between: `10 min,30 min`, `young,1 h`, `llama3-2024,rsc-1`, `[1, 2],[3, 4]`;
 * - a range: `low..high n` or `low..high log n` (n values, ends included), `low..high step s`; ends are quantities, and one
 *   unit at either end is enough; `whole` at the end rounds;
 * - for samples and uncertain values a range to draw from: `low..high`, `low..high log`, `low..high normal`, `low..high
 *   lognormal`, `low..mode..high`;
 * - multiples of the value in the scenario: `0.5x,1x,2x` or `0.25x..4x log 9`.
 * Several paths with commas between move together, and take the same values, or each its own, with `;` between:
 * `failures.rate, repair.time=0.5x,1x,2x`. `valueAt` gives the value of a path in the scenario as it is without the sweep.
 * @throws ScenarioError
 */
export function parseGroup(
  text: string,
  valueAt: (path: string) => Tree | undefined,
  option = '--sweep',
): AxisGroup {
  const equals = text.indexOf('=');
  const paths = text.slice(0, Math.max(0, equals)).trim();
  if (paths === '') {
    const message = 'must be path=values, like checkpoint.interval="10 min,30 min,1 h"';
    throw new ScenarioError([{ file: `${option} ${text}`, path: '', message }]);
  }
  return groupOf(paths, text.slice(equals + 1).trim(), valueAt, { file: `${option} ${paths}`, path: '' });
}

/** The same of paths and values that are already apart. @throws ScenarioError */
export function groupOf(
  paths: string,
  values: string,
  valueAt: (path: string) => Tree | undefined,
  place: Place,
): AxisGroup {
  const keys = paths.split(',').map((path) => path.trim());
  try {
    if (keys.includes('')) throw new AxisProblem('has no path on one side of a comma');
    const texts = keys.length === 1 ? [values] : values.split(';').map((text) => text.trim());
    if (texts.length !== 1 && texts.length !== keys.length) {
      throw new AxisProblem(
        `has ${texts.length} lists of values for ${keys.length} paths; give one, or one each`,
      );
    }
    const group = keys.map((path, index): Axis => {
      const text = texts[index] ?? texts[0]!;
      try {
        const axis: Axis = { path, ...parseValues(text, path, valueAt(path)) };
        return MULTIPLES.test(text) ? { ...axis, multiplies: true } : axis;
      } catch (error) {
        throw error instanceof AxisProblem ? new AxisProblem(`"${text}" ${error.message}`) : error;
      }
    });
    refuseUnequal(group);
    return group;
  } catch (error) {
    if (!(error instanceof AxisProblem)) throw error;
    throw new ScenarioError([{ ...place, message: error.message }]);
  }
}

/** One axis alone. @throws ScenarioError, also for several paths */
export function parseAxis(
  text: string,
  valueAt: (path: string) => Tree | undefined,
  option = '--sweep',
): Axis {
  const [axis, ...others] = parseGroup(text, valueAt, option);
  if (others.length === 0) return axis!;
  throw new ScenarioError([{ file: `${option} ${text}`, path: '', message: 'must be of one path' }]);
}

/** Values that move together are as many, or all are ranges. */
function refuseUnequal(group: AxisGroup): void {
  const sizes = group.map(({ span }) => (span.kind === 'values' ? span.values.length : 0));
  if (new Set(sizes).size === 1) return;
  const told = group.map(({ path }, index) => `${path} has ${sizes[index] === 0 ? 'a range' : sizes[index]}`);
  throw new AxisProblem(`moves paths together that need as many values each: ${told.join(', ')}`);
}

function parseValues(text: string, path: string, base: Tree | undefined): Omit<Axis, 'path'> {
  if (isRange(text)) {
    const { range, values } = parseRange(text, () => multiplied(path, base));
    const unit = dimensionText(dimensionOfRange(range));
    return { unit, span: values === null ? { kind: 'range', range } : { kind: 'values', values } };
  }
  const items = splitList(text);
  const inside = items.find(isRange);
  if (inside !== undefined) {
    throw new AxisProblem(`has the range "${inside}" among other values; a range stands alone`);
  }
  const relative = items.filter((item) => FACTOR.test(item)).length;
  if (relative > 0 && relative < items.length) {
    throw new AxisProblem('mixes multiples like 2x with values; write all as multiples or all as values');
  }
  const texts = relative > 0 ? items.map((item) => multiple(item, multiplied(path, base))) : items;
  const measured = texts.map(measure);
  const unit = commonUnit(measured.map((quantity) => quantity?.dimension));
  const values = texts.map((value, index): AxisValue => {
    refuseBadYaml(value);
    return { text: value, number: unit === null ? null : (measured[index]?.value ?? null) };
  });
  refuseTwice(values);
  return { unit, span: { kind: 'values', values } };
}

/** Numbers that multiply, anywhere in the values of an axis. */
const MULTIPLES = /(^|[\s,.])[+-]?(\d+(\.\d*)?|\.\d+)\s*x(\s|,|\.\.|$)/;

const FACTOR = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*x$/i;

function multiple(item: string, { number, suffix }: { number: number; suffix: string }): string {
  return numberText(Number.parseFloat(item) * number) + suffix;
}

/** The number and unit that multiples of the scenario's value multiply. */
function multiplied(path: string, base: Tree | undefined): { number: number; suffix: string } {
  const split = typeof base === 'number' || typeof base === 'string' ? splitNumber(String(base)) : null;
  if (split !== null && measure(String(base)) !== null) return split;
  const found =
    base === undefined || base === null
      ? 'has no value in the scenario'
      : typeof base === 'object'
        ? 'is a group of keys or a list'
        : `is "${String(base)}"`;
  throw new AxisProblem(`multiplies ${path}, which ${found}; only a number or a quantity can be multiplied`);
}

/** The unit that all values have in common, null where one is no number or of another dimension. */
function commonUnit(dimensions: readonly (Dimension | undefined)[]): string | null {
  const [first] = dimensions;
  if (first === undefined) return null;
  const all = dimensions.every((other) => other !== undefined && sameDimension(first, other));
  return all ? dimensionText(first) : null;
}

function refuseBadYaml(text: string): void {
  const [problem] = parseSource('', text).problems;
  if (problem !== undefined) throw new AxisProblem(`has the value "${text}", which ${problem.message}`);
}

function refuseTwice(values: readonly AxisValue[]): void {
  const seen = new Map<string | number, string>();
  for (const { text, number } of values) {
    const before = seen.get(number ?? text);
    if (before !== undefined) {
      throw new AxisProblem(
        before === text ? `has "${text}" twice` : `has "${before}" and "${text}", which are equal`,
      );
    }
    seen.set(number ?? text, text);
  }
}
