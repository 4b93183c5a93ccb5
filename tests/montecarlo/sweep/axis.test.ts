import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Axis, parseAxis, parseGroup } from '../../../src/montecarlo/sweep/axis.ts';
import { dimensionText } from '../../../src/montecarlo/sweep/axisValue.ts';
import type { Tree } from '../../../src/scenario/tree.ts';
import { parseQuantity } from '../../../src/scenario/units.ts';

const BASE: Readonly<Record<string, Tree>> = {
  interval: '30 min',
  rate: '3.79 / (1000 node day)',
  temperature: '-5 degC',
  spares: 16,
  set: 'rsc-1',
  start: '2025-01-01',
  phases: [{ tokens: '1 Ttoken' }],
};
const axis = (text: string): Axis => parseAxis(text, (path) => BASE[path]);
const values = (text: string) => {
  const { span } = axis(text);
  return span.kind === 'values' ? span.values : [];
};
const texts = (text: string) => values(text).map((value) => value.text);
const numbers = (text: string) => values(text).map((value) => value.number);

describe('a list', () => {
  it('of quantities keeps the text and gives base units', () => {
    expect(axis('interval=10 min, 0.5 h,7200 s')).toEqual({
      path: 'interval',
      unit: 's',
      span: {
        kind: 'values',
        values: [
          { text: '10 min', number: 600 },
          { text: '0.5 h', number: 1800 },
          { text: '7200 s', number: 7200 },
        ],
      },
    });
  });

  it('of numbers has no unit', () => {
    expect(axis('spares=0,4,1e1').unit).toBe('');
    expect(numbers('spares=0,4,1e1')).toEqual([0, 4, 10]);
  });

  it('of names has no numbers', () => {
    expect(axis('set=llama3-2024,rsc-1')).toEqual({
      path: 'set',
      unit: null,
      span: {
        kind: 'values',
        values: [
          { text: 'llama3-2024', number: null },
          { text: 'rsc-1', number: null },
        ],
      },
    });
    expect(numbers('start=2025-01-01,2025-07-01')).toEqual([null, null]);
  });

  it('of names and quantities, or of two dimensions, has no numbers', () => {
    expect(axis('interval=young,1 h').unit).toBeNull();
    expect(numbers('interval=young,1 h')).toEqual([null, null]);
    expect(numbers('rate=1 / (node day),1 / (gpu day)')).toEqual([null, null]);
  });

  it('may hold YAML: commas inside brackets and quotes do not count', () => {
    expect(texts('a=[1, 2],[3, 4]')).toEqual(['[1, 2]', '[3, 4]']);
    expect(texts('a={weibull: {mean: 5 h, shape: 0.7}},5 h')).toEqual([
      '{weibull: {mean: 5 h, shape: 0.7}}',
      '5 h',
    ]);
    expect(texts(`a="one, two",'three, four',{k: "x, y}"}`)).toEqual([
      '"one, two"',
      "'three, four'",
      '{k: "x, y}"}',
    ]);
    expect(numbers('a="30 min","1 h"')).toEqual([1800, 3600]);
    expect(texts("a=the operator's,other")).toEqual(["the operator's", 'other']);
    expect(texts('file=../one.csv,../two.csv')).toEqual(['../one.csv', '../two.csv']);
  });

  it('may be of one value', () => {
    expect(texts('set=rsc-1')).toEqual(['rsc-1']);
  });

  it.each([
    ['=1,2', 'must be path=values'],
    ['interval', 'must be path=values'],
    ['interval=', 'has no values; write them like'],
    ['interval=1 h,,2 h', 'empty value between commas'],
    ['interval=1 h,2 h,1 h', 'has "1 h" twice'],
    ['interval=60 min,1 h', 'has "60 min" and "1 h", which are equal'],
    ['a=[1,2', '"]" is missing'],
    ['a="1,2', 'has an open "'],
    ['a=[1 2}: {],3', 'is not closed'],
    ['a={b: 1: 2},3', 'is not valid YAML'],
    ['interval=1 h,2 h..3 h 3', 'a range stands alone'],
  ])('%s is refused: %s', (text, problem) => {
    expect(() => axis(text)).toThrow(problem);
    expect(() => axis(text)).toThrow('--sweep ');
  });
});

describe('a range', () => {
  it('of n values has both ends', () => {
    expect(texts('interval=1 h..3 h 5')).toEqual(['1 h', '1.5 h', '2 h', '2.5 h', '3 h']);
    expect(numbers('spares=0..1 3')).toEqual([0, 0.5, 1]);
  });

  it('may end in another unit than it begins with', () => {
    expect(texts('interval=1 min..1 h 2')).toEqual(['1 min', '60 min']);
    const log = numbers('interval=1 min..4 h log 5');
    expect([log[0], log[4]]).toEqual([60, 14400]);
    for (let index = 1; index < 5; index++) {
      expect(log[index]! / log[index - 1]!).toBeCloseTo(240 ** 0.25, 12);
    }
  });

  it('needs its unit at one end only', () => {
    const text = 'demand=10..100 USD/(kW month) 4';
    expect(texts(text)).toEqual([10, 40, 70, 100].map((value) => `${value} USD/(kW month)`));
    expect(axis(text).unit).toBe('USD/J');
    expect(texts('interval=10 min..30 step 10')).toEqual(['10 min', '20 min', '30 min']);
    expect(texts('rate=1..3 / (1000 node day) 3')[1]).toBe('2 / (1000 node day)');
    expect(numbers('rate=1 / 1000..3 / 1000 3')).toEqual([0.001, 0.002, 0.003]);
  });

  it('goes in steps that may have a unit of their own', () => {
    expect(texts('length=20 d..80 d step 20 d')).toEqual(['20 d', '40 d', '60 d', '80 d']);
    expect(texts('length=1 h..2 h step 30 min')).toEqual(['1 h', '1.5 h', '2 h']);
    expect(texts('x=0..0.3 step 0.1')).toEqual(['0', '0.1', '0.2', '0.3']);
    expect(texts('x=1..10 step 4')).toEqual(['1', '5', '9']);
  });

  it('of whole numbers rounds and leaves out what becomes equal', () => {
    expect(texts('spares=1..32 log 6 whole')).toEqual(['1', '2', '4', '8', '16', '32']);
    expect(texts('spares=1..4 log 9 whole')).toEqual(['1', '2', '3', '4']);
  });

  it('without a number of values is for samples', () => {
    expect(axis('interval=1 min..4 h log')).toEqual({
      path: 'interval',
      unit: 's',
      span: {
        kind: 'range',
        range: { low: 1, high: 240, suffix: ' min', law: { kind: 'even', spacing: 'log' }, whole: false },
      },
    });
  });

  it.each([
    ['interval=4 h..1 h 3', 'write the smaller end first'],
    ['interval=1 h..1 h 3', 'write the smaller end first'],
    ['interval=0 h..1 h log 3', 'needs both ends above 0'],
    ['interval=1 h..2 W 3', 'different dimensions'],
    ['interval=1 hh..2 hh 3', 'unknown unit "hh"'],
    ['interval=1..2 h hour.. 3', 'has'],
    ['interval=1 h..2 h 1', 'allowed is a whole number, 2 or more'],
    ['interval=1 h..2 h 2.5', 'allowed is a whole number, 2 or more'],
    ['interval=1 h..2 h 1000000', 'allowed are 10000'],
    ['interval=1 h..2 h step 1 ms', 'allowed are 10000'],
    ['interval=1 h..2 h step', 'not with how long a step is'],
    ['interval=1 h..2 h step 0 h', 'allowed is more than 0'],
    ['interval=1 h..2 h step 1 W', 'does not fit the ends'],
    ['interval=1 h..2 h log step 1 h', 'both "log" and "step"'],
    ['interval=1 h..two 3', 'does not begin with a number'],
  ])('%s is refused: %s', (text, problem) => {
    expect(() => axis(text)).toThrow(problem);
  });

  it('hits both ends, rises, and reads back as what it says', () => {
    const positive = fc.double({ min: 1e-3, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(
        positive,
        positive,
        fc.integer({ min: 2, max: 30 }),
        fc.constantFrom('', 'log '),
        fc.constantFrom('', ' min', ' USD/(kW month)', ' / (1000 node day)'),
        (one, other, count, spacing, unit) => {
          fc.pre(Math.abs(one - other) > 1e-6 * one);
          const [low, high] = [Math.min(one, other), Math.max(one, other)];
          const found = values(`p=${low}${unit}..${high}${unit} ${spacing}${count}`);
          expect(found.length).toBe(count);
          const factor = parsed(`1${unit}`);
          expect(found[0]!.number! / (low * factor)).toBeCloseTo(1, 13);
          expect(found.at(-1)!.number! / (high * factor)).toBeCloseTo(1, 13);
          found.forEach(({ text, number }, index) => {
            expect(parsed(text)).toBe(number);
            if (index > 0) expect(number!).toBeGreaterThan(found[index - 1]!.number!);
          });
        },
      ),
      { seed: 7, numRuns: 300 },
    );
  });
});

const parsed = (text: string) => {
  const result = parseQuantity(text);
  return result.ok ? result.quantity.value : Number.NaN;
};

describe('multiples of the value in the scenario', () => {
  it('are written in its unit', () => {
    expect(texts('interval=0.5x,1x,2x')).toEqual(['15 min', '30 min', '60 min']);
    expect(texts('rate=0.5x,2x')).toEqual(['1.895 / (1000 node day)', '7.58 / (1000 node day)']);
    expect(texts('spares=0.5x, 1 x')).toEqual(['8', '16']);
    expect(texts('temperature=2x')).toEqual(['-10 degC']);
    expect(numbers('interval=0.5x,2x')).toEqual([900, 3600]);
    expect(texts('interval=0.5x..2x step 0.5x')).toEqual(['15 min', '30 min', '45 min', '60 min']);
    expect(texts('interval=0.5x..2x step 15 min')).toEqual(['15 min', '30 min', '45 min', '60 min']);
  });

  it('may be a range, whichever way the value points', () => {
    expect(numbers('interval=0.25x..4x log 5')).toEqual([450, 900, 1800, 3600, 7200]);
    expect(texts('temperature=1x..3x 3')).toEqual(['-15 degC', '-10 degC', '-5 degC']);
    expect(axis('interval=0.5x..2x log').span).toEqual({
      kind: 'range',
      range: { low: 15, high: 60, suffix: ' min', law: { kind: 'even', spacing: 'log' }, whole: false },
    });
  });

  it.each([
    ['set=0.5x,2x', 'multiplies set, which is "rsc-1"'],
    ['start=0.5x,2x', 'which is "2025-01-01"'],
    ['phases=2x', 'a group of keys or a list'],
    ['missing=0.5x..2x 3', 'has no value in the scenario'],
    ['interval=0.5x,1 h', 'mixes multiples like 2x with values'],
    ['interval=0.5x..1 h 3', 'multiplies at one end only'],
    ['interval=1 h..2 h step 0.5x', 'multiplies, between ends that do not'],
  ])('%s is refused: %s', (text, problem) => {
    expect(() => axis(text)).toThrow(problem);
  });
});

describe('a law to draw from', () => {
  const law = (text: string) => {
    const { span } = axis(text);
    return span.kind === 'range' ? span.range : null;
  };

  it('is named after the ends, which take units and multiples as ever', () => {
    expect(law('interval=10..40 min lognormal')).toEqual({
      low: 10,
      high: 40,
      suffix: ' min',
      law: { kind: 'lognormal' },
      whole: false,
    });
    expect(law('rate=0.5x..2x normal')).toMatchObject({ low: 1.895, high: 7.58, law: { kind: 'normal' } });
    expect(law('spares=4..20 log whole')).toMatchObject({
      whole: true,
      law: { kind: 'even', spacing: 'log' },
    });
  });

  it('with a third number between the ends is triangular, with its mode in the same unit', () => {
    expect(law('interval=10 min..0.5 h..1 h')).toMatchObject({
      low: 10,
      high: 60,
      suffix: ' min',
      law: { kind: 'triangular', mode: 30 },
    });
    expect(law('interval=0.5x..1x..3x triangular')).toMatchObject({ law: { kind: 'triangular', mode: 30 } });
    expect(law('interval=1..1..4 h')).toMatchObject({ law: { kind: 'triangular', mode: 1 } });
  });

  it.each([
    ['interval=10..40 min lognormal 5', 'has a law to draw from and 5 to cut it by'],
    ['interval=0..40 min lognormal', '"lognormal" needs both ends above 0'],
    ['interval=1..5..4 h', 'has the mode 5, which is not between the ends'],
    ['interval=1..2..3..4 h', 'has 4 ends'],
    ['interval=1..2 h triangular', 'has 2 ends'],
    ['interval=1..2..3 h log', 'has a mode and "log"'],
    ['interval=1 h..2 W..3 h', 'different dimensions'],
  ])('%s is refused: %s', (text, problem) => {
    expect(() => axis(text)).toThrow(problem);
  });
});

describe('paths that move together', () => {
  const group = (text: string) => parseGroup(text, (path) => BASE[path], '--over');

  it('take the same values, multiples each of its own', () => {
    const [interval, spares] = group('interval, spares=0.5x,2x');
    expect(interval).toMatchObject({ path: 'interval', unit: 's' });
    expect(interval!.span).toMatchObject({ values: [{ text: '15 min' }, { text: '60 min' }] });
    expect(spares!.span).toMatchObject({ values: [{ text: '8' }, { text: '32' }] });
  });

  it('or values of their own', () => {
    const [interval, set] = group('interval, set=10 min,1 h; rsc-1,rsc-2');
    expect(interval!.span).toMatchObject({ values: [{ number: 600 }, { number: 3600 }] });
    expect(set!.span).toMatchObject({ values: [{ text: 'rsc-1' }, { text: 'rsc-2' }] });
  });

  it.each([
    ['interval, spares=1,2; 1,2; 1,2', '--over interval, spares: has 3 lists of values for 2 paths'],
    ['interval, spares=1 h,2 h; 1,2,3', 'need as many values each: interval has 2, spares has 3'],
    ['interval, spares=1 h..2 h; 1,2', 'interval has a range, spares has 2'],
    ['interval, =1,2', 'has no path on one side of a comma'],
    ['=1,2', 'must be path=values'],
    ['interval, set=0.5x,2x', '"0.5x,2x" multiplies set'],
  ])('%s is refused: %s', (text, problem) => {
    expect(() => group(text)).toThrow(problem);
  });
});

describe('dimensionText', () => {
  it('names base units', () => {
    expect(dimensionText({})).toBe('');
    expect(dimensionText({ s: 1 })).toBe('s');
    expect(dimensionText({ USD: 1, J: -1 })).toBe('USD/J');
    expect(dimensionText({ node: -1, s: -1 })).toBe('1/(node s)');
    expect(dimensionText({ B: 2, s: -2 })).toBe('B^2/s^2');
  });
});
