import fc from 'fast-check';
import type { Tree, TreeObject } from '../../src/scenario/tree.ts';

/** Random values as a scenario writes them. */
export type AnyTree = fc.Arbitrary<Tree>;
export type AnyGroup = fc.Arbitrary<TreeObject>;

export const HOUR = 3600;
export const DAY = 86_400;

/** Evenly spread over the orders of magnitude from `low` to `high`. */
export const spread = (low: number, high: number): fc.Arbitrary<number> =>
  fc.integer({ min: 0, max: 1_000_000 }).map((part) => {
    const value = low * Math.exp((Math.log(high / low) * part) / 1_000_000);
    return Number(value.toPrecision(4));
  });

/** Text of a number from `low` to `high` in a unit. */
export const inUnit = (low: number, high: number, unit: string): fc.Arbitrary<string> =>
  spread(low, high).map((value) => `${value} ${unit}`);

/** A time of `low` to `high` seconds. */
export const time = (low: number, high: number): fc.Arbitrary<string> =>
  fc.oneof(
    inUnit(low, high, 's'),
    inUnit(low / 60, high / 60, 'min'),
    inUnit(low / HOUR, high / HOUR, 'h'),
    inUnit(low / DAY, high / DAY, 'day'),
  );

export const whole = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });

export const chance: fc.Arbitrary<number> = fc.constantFrom(0, 0.05, 0.5, 1);

/** A group of keys: those that are required, and any of the others. */
export function group(
  optional: Readonly<Record<string, AnyTree>>,
  required: Readonly<Record<string, AnyTree>> = {},
): AnyGroup {
  const maybe = Object.entries(optional).map(([key, value]) => {
    return [key, fc.option(value, { freq: 2, nil: undefined })] as const;
  });
  return fc.record({ ...required, ...Object.fromEntries(maybe) }).map(defined);
}

/** Without the keys that are undefined. */
export function defined(drawn: Readonly<Record<string, Tree | undefined>>): TreeObject {
  return Object.fromEntries(
    Object.entries(drawn).filter((entry): entry is [string, Tree] => entry[1] !== undefined),
  );
}

/** Without the keys named. */
export function without(tree: TreeObject, ...keys: readonly string[]): TreeObject {
  return Object.fromEntries(Object.entries(tree).filter(([key]) => !keys.includes(key)));
}

/** Every law of times, about 0 s or `low` to `high` seconds. */
export function duration(high: number, low = 1): AnyTree {
  const mean = time(low, high);
  const notNegative = fc.oneof({ arbitrary: fc.constant('0 s'), weight: 1 }, { arbitrary: mean, weight: 4 });
  const shape = spread(0.3, 5);
  const ordered = fc
    .array(spread(low, high), { minLength: 3, maxLength: 3 })
    .map((values) => values.sort((a, b) => a - b).map((value) => `${value} s`));
  return fc.oneof(
    notNegative,
    fc.record({ fixed: notNegative }),
    fc.record({ exponential: fc.record({ mean }) }),
    fc.record({ weibull: fc.record({ mean, shape }) }),
    fc.record({ weibull: fc.record({ scale: mean, shape }) }),
    fc.record({ lognormal: fc.record({ median: mean, sigma: spread(0.1, 2.5) }) }),
    fc
      .tuple(spread(low, high), spread(1.01, 20), fc.constantFrom('p95', 'mean'))
      .map(([median, over, key]) => ({
        lognormal: { median: `${median} s`, [key]: `${median * over} s` },
      })),
    fc.record({ gamma: fc.record({ mean, shape }) }),
    ordered.map(([low, , top]) => ({ uniform: { low: low!, high: top! } })),
    ordered.map(([low, mode, top]) => ({ triangular: { low: low!, mode: mode!, high: top! } })),
    fc.record({ empirical: fc.record({ values: fc.array(notNegative, { minLength: 1, maxLength: 4 }) }) }),
  );
}

/** A time that may grow with the job. */
export const growing = (high: number): AnyTree =>
  fc.oneof(
    duration(high),
    fc.record({
      time: duration(high),
      growth: fc.record({ reference: inUnit(1, 64, 'node'), exponent: fc.constantFrom(0, 0.5, 1) }),
    }),
  );
