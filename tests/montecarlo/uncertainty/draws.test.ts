import { describe, expect, it } from 'vitest';
import { parseGroup } from '../../../src/montecarlo/sweep/axis.ts';
import {
  A_PLACE,
  bPlace,
  createDraws,
  independentRows,
  mixedPlace,
  runsOfDesignRow,
} from '../../../src/montecarlo/uncertainty/draws.ts';

const group = (text: string) => parseGroup(text, () => 10);
const [rate, price, kind] = [group('rate=1..9'), group('price=2..8 normal'), group('kind=a,b,c,d')];
const seed = 'draws';
const each = (...groups: (typeof rate)[]) => createDraws({ groups, plan: 'each', seed });
const numberOf = (
  settings: readonly { readonly path: string; readonly number: number | null }[],
  path: string,
) => settings.find((setting) => setting.path === path)?.number ?? Number.NaN;

describe('rows that draw by themselves', () => {
  it('see the luck of their own number, and draw the same in any order', () => {
    const draw = each(rate, price, kind);
    const forwards = [0, 1, 2, 3].map(draw);
    const backwards = [3, 2, 1, 0].map(each(rate, price, kind)).reverse();
    expect(backwards).toEqual(forwards);
    expect(forwards.map(({ luck }) => luck)).toEqual([0, 1, 2, 3]);
    expect(new Set(forwards.map(({ settings }) => settings[0]!.text)).size).toBe(4);
  });

  it('leave the draws of a parameter as they are when others come and go', () => {
    const [alone, together] = [each(price), each(kind, rate, price)];
    for (let row = 0; row < 20; row++) {
      expect(numberOf(together(row).settings, 'price')).toBe(numberOf(alone(row).settings, 'price'));
    }
  });

  it('have the mean and variance of the law, each value of a list as often, and no correlation', () => {
    const rows = Array.from({ length: 4000 }, (_, row) => row).map(each(rate, price, kind));
    const n = rows.length;
    const rates = rows.map(({ settings }) => numberOf(settings, 'rate'));
    const prices = rows.map(({ settings }) => numberOf(settings, 'price'));
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / n;
    const deviation = 3 / 1.6448536269514722;
    expect(Math.abs(mean(rates) - 5)).toBeLessThan(4 * Math.sqrt(64 / 12 / n));
    expect(Math.abs(mean(prices) - 5)).toBeLessThan((4 * deviation) / Math.sqrt(n));
    const variance = mean(prices.map((value) => (value - 5) ** 2));
    expect(Math.abs(variance / deviation ** 2 - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    const covariance = mean(rates.map((value, row) => (value - 5) * (prices[row]! - 5)));
    expect(Math.abs(covariance)).toBeLessThan((4 * deviation * Math.sqrt(64 / 12)) / Math.sqrt(n));
    for (const text of 'abcd') {
      const share = rows.filter(({ settings }) => settings[2]!.text === text).length / n;
      expect(Math.abs(share - 0.25)).toBeLessThan(4 * Math.sqrt(0.1875 / n));
    }
  });

  it('take one draw for paths that move together', () => {
    const draw = createDraws({ groups: [group('low, high=1..9; 10..90')], plan: 'each', seed });
    for (let row = 0; row < 20; row++) {
      const { settings } = draw(row);
      expect(numberOf(settings, 'high')).toBeCloseTo(10 * numberOf(settings, 'low'), 10);
    }
  });
});

describe('rows of a Sobol design', () => {
  const groups = [rate, price];
  const draw = createDraws({ groups, plan: 'sobol', seed });
  const width = runsOfDesignRow(2);
  const at = (row: number, place: number) => draw(row * width + place);

  it('mix two points: one parameter from the other point, or its luck', () => {
    for (let row = 0; row < 8; row++) {
      const [a, b] = [at(row, A_PLACE), at(row, bPlace(2))];
      expect([a.luck, b.luck]).toEqual([2 * row, 2 * row + 1]);
      const [mixedRate, mixedPrice, mixedLuck] = [0, 1, 2].map((factor) => at(row, mixedPlace(2, factor)));
      expect(mixedRate).toEqual({ settings: [b.settings[0], a.settings[1]], luck: a.luck });
      expect(mixedPrice).toEqual({ settings: [a.settings[0], b.settings[1]], luck: a.luck });
      expect(mixedLuck).toEqual({ settings: a.settings, luck: b.luck });
    }
  });

  it('come in order of their luck, the same in any order of asking', () => {
    const lucks = Array.from({ length: 4 * width }, (_, row) => draw(row).luck);
    expect(lucks).toEqual([...lucks].sort((one, other) => one - other));
    const again = createDraws({ groups, plan: 'sobol', seed });
    for (const row of [17, 3, 11, 0, 19]) expect(again(row)).toEqual(draw(row));
  });

  it('are even: one in each of sixteen slices of each parameter', () => {
    for (const path of ['rate', 'price']) {
      const numbers = Array.from({ length: 16 }, (_, row) => numberOf(at(row, A_PLACE).settings, path));
      const slices = path === 'rate' ? numbers.map((value) => Math.floor((value - 1) * 2)) : null;
      if (slices !== null) expect([...slices].sort((a, b) => a - b)).toEqual([...Array(16).keys()]);
      expect(new Set(numbers).size).toBe(16);
    }
  });

  it('of which the two points of a row alone are a plain sample', () => {
    const isCounted = independentRows({ groups, plan: 'sobol', seed });
    const counted = Array.from({ length: 3 * width }, (_, row) => row).filter(isCounted);
    expect(counted).toEqual([0, 3, 5, 8, 10, 13]);
    expect([0, 1, 2].every(independentRows({ groups, plan: 'each', seed }))).toBe(true);
  });
});
