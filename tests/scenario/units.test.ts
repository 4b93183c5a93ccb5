import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Dimension, parseQuantity, sameDimension, UNIT_WORDS } from '../../src/scenario/units.ts';

function read(text: string): { readonly value: number; readonly dimension: Dimension } {
  const result = parseQuantity(text);
  if (!result.ok) throw new Error(`"${text}" ${result.problem}`);
  return result.quantity;
}

function expectQuantity(text: string, value: number, dimension: Dimension): void {
  const quantity = read(text);
  expect(quantity.dimension).toEqual(dimension);
  if (value === 0) expect(quantity.value).toBe(0);
  else expect(Math.abs(quantity.value / value - 1)).toBeLessThan(1e-14);
}

function refusal(text: string): { readonly problem: string; readonly word?: string } {
  const result = parseQuantity(text);
  if (result.ok) throw new Error(`"${text}" was read as ${JSON.stringify(result.quantity)}`);
  return result;
}

const DAY = 86_400;
const KWH = 3.6e6;

describe('a quantity with a unit', () => {
  it.each<[string, number, Dimension]>([
    ['30 s', 30, { s: 1 }],
    ['2 min', 120, { s: 1 }],
    ['1 h', 3600, { s: 1 }],
    ['1.5 day', 1.5 * DAY, { s: 1 }],
    ['1 week', 7 * DAY, { s: 1 }],
    ['5 yr', 5 * 365 * DAY, { s: 1 }],
    ['250 ms', 0.25, { s: 1 }],
    ['6 / (2 cooling_zone day)', 3 / DAY, { cooling_zone: -1, s: -1 }],
    ['1 / (4 power_zones s)', 0.25, { power_zone: -1, s: -1 }],
    ['3 / (switch s)', 3, { switch: -1, s: -1 }],
    ['2 racks', 2, { rack: 1 }],
    ['1 / (site s)', 1, { site: -1, s: -1 }],
    ['0.03 / Gtoken', 3e-11, { token: -1 }],
    ['3 us', 3e-6, { s: 1 }],
    ['700 W', 700, { J: 1, s: -1 }],
    ['1.6 MW', 1.6e6, { J: 1, s: -1 }],
    ['1 kWh', KWH, { J: 1 }],
    ['2 MJ', 2e6, { J: 1 }],
    ['80 GB', 80e9, { B: 1 }],
    ['1 GiB', 2 ** 30, { B: 1 }],
    ['8 bit', 1, { B: 1 }],
    ['989 TFLOP/s', 989e12, { FLOP: 1, s: -1 }],
    ['405 Gparam', 405e9, { param: 1 }],
    ['15.6 Ttoken', 15.6e12, { token: 1 }],
    ['2048 node', 2048, { node: 1 }],
    ['16384 GPUs', 16_384, { gpu: 1 }],
    ['50 MUSD', 50e6, { USD: 1 }],
    ['49.9 million USD', 49.9e6, { USD: 1 }],
    ['1.5 L/kWh', 1.5 / KWH, { L: 1, J: -1 }],
    ['369 gCO2/kWh', 0.369 / KWH, { kg: 1, J: -1 }],
    ['0.2 tCO2/MWh', 200 / (1000 * KWH), { kg: 1, J: -1 }],
    ['87 degC', 87, { degC: 1 }],
    ['0.05 K/W', 0.05, { K: 1, J: -1, s: 1 }],
    ['0.40 USD/kWh', 0.4 / KWH, { USD: 1, J: -1 }],
    ['400 Gbit/s', 50e9, { B: 1, s: -1 }],
    ['2.50 USD/(gpu hour)', 2.5 / 3600, { USD: 1, gpu: -1, s: -1 }],
    ['3.79 / (1000 node day)', 3.79 / 1000 / DAY, { node: -1, s: -1 }],
    ['419 / (54 day 2048 node)', 419 / (54 * DAY * 2048), { node: -1, s: -1 }],
    ['1 / (50000 gpu hour)', 1 / 50_000 / 3600, { gpu: -1, s: -1 }],
  ])('reads %s', (text, value, dimension) => {
    expectQuantity(text, value, dimension);
  });

  it.each(['k', 'M', 'G', 'T', 'P', 'E'])('reads the prefix %s as its power of a thousand', (prefix) => {
    const factor = 1000 ** (['k', 'M', 'G', 'T', 'P', 'E'].indexOf(prefix) + 1);
    for (const unit of ['W', 'J', 'Wh', 'B', 'bit', 'FLOP', 'USD', 'token', 'param']) {
      const plain = read(`3 ${unit}`);
      expectQuantity(`3 ${prefix}${unit}`, plain.value * factor, plain.dimension);
    }
  });

  it('puts no prefix before units that do not take one', () => {
    for (const text of ['3 kday', '3 Mnode', '3 Ggpu', '3 kL', '3 MdegC', '3 Kwh', '3 mW', '3 KW']) {
      expect(refusal(text).problem).toContain('unknown unit');
    }
  });

  it('does not take the prefix E for an exponent', () => {
    expectQuantity('2EB', 2e18, { B: 1 });
    expectQuantity('2EFLOP/s', 2e18, { FLOP: 1, s: -1 });
  });

  it('reads every unit word that it suggests', () => {
    expect(new Set(UNIT_WORDS).size).toBe(UNIT_WORDS.length);
    for (const word of UNIT_WORDS) expect(parseQuantity(`1 ${word}`).ok, word).toBe(true);
  });
});

describe('the grammar', () => {
  it('lets factors side by side bind tighter than a slash', () => {
    expectQuantity('6 USD / gpu hour', 6 / 3600, { USD: 1, gpu: -1, s: -1 });
    expectQuantity('6 USD / (gpu hour)', 6 / 3600, { USD: 1, gpu: -1, s: -1 });
  });

  it('takes * and / from left to right', () => {
    expectQuantity('12 / 2 / 3', 2, {});
    expectQuantity('12 / 2 * 3', 18, {});
    expectQuantity('12 / 2 * 3 min', 1080, { s: 1 });
  });

  it('takes parentheses first', () => {
    expectQuantity('12 / (2 * 3)', 2, {});
    expectQuantity('((2)) min', 120, { s: 1 });
  });

  it('raises to whole powers, tighter than standing side by side', () => {
    expectQuantity('3 s^2', 3, { s: 2 });
    expectQuantity('(3 s)^2', 9, { s: 2 });
    expectQuantity('10^3 s', 1000, { s: 1 });
    expect(sameDimension(read('5 s^0').dimension, {})).toBe(true);
  });

  it('raises to negative powers', () => {
    expectQuantity('3 s^-1', 3, { s: -1 });
    expectQuantity('2 (4 node day)^-1', 0.5 / DAY, { node: -1, s: -1 });
  });

  it('reads percentages', () => {
    expectQuantity('3 %', 0.03, {});
    expectQuantity('12.5%', 0.125, {});
    expectQuantity('50 % 2 h', 3600, { s: 1 });
  });

  it('reads numbers in every usual notation', () => {
    expectQuantity('.5 s', 0.5, { s: 1 });
    expectQuantity('5. s', 5, { s: 1 });
    expectQuantity('1.5e3 s', 1500, { s: 1 });
    expectQuantity('1E-3 s', 1e-3, { s: 1 });
    expectQuantity('+5 s', 5, { s: 1 });
    expectQuantity('-5 s', -5, { s: 1 });
    expectQuantity('  7\ts ', 7, { s: 1 });
  });

  it('cancels units', () => {
    expectQuantity('3 day / day', 3, {});
    expectQuantity('6 kWh / (2 h)', 3000, { J: 1, s: -1 });
    expectQuantity('700 W 24 h', 16.8e3 * 3600, { J: 1 });
  });

  it('reads any number with any unit as number times unit', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-300, max: 1e280, noNaN: true }),
        fc.constantFrom(...UNIT_WORDS),
        (number, word) => {
          const unit = read(`1 ${word}`);
          expect(read(`${number} ${word}`)).toEqual({
            value: number * unit.value,
            dimension: unit.dimension,
          });
        },
      ),
      { seed: 1, numRuns: 500 },
    );
  });

  it('reads a quotient of quantities as the quotient of what it reads', () => {
    const quantity = fc
      .tuple(fc.integer({ min: 1, max: 10_000 }), fc.constantFrom(...UNIT_WORDS))
      .map(([number, word]) => `${number} ${word}`);
    fc.assert(
      fc.property(quantity, quantity, (above, below) => {
        expect(read(`${above} / (${below})`).value).toBe(read(above).value / read(below).value);
        expect(read(`${above} / ${below}`)).toEqual(read(`${above} / (${below})`));
      }),
      { seed: 2, numRuns: 300 },
    );
  });
});

describe('what is no quantity', () => {
  it.each([
    ['5 mintues', 'mintues'],
    ['3 / (1000 nod day)', 'nod'],
    ['0.40 EUR/kWh', 'EUR'],
    ['5 µs', 'µ'],
    ['Infinity s', 'Infinity'],
    ['NaN', 'NaN'],
  ])('names the unknown unit of %s', (text, word) => {
    const { problem, word: named } = refusal(text);
    expect(problem).toBe(`has an unknown unit "${word}"`);
    expect(named).toBe(word);
  });

  it.each([
    ['', 'is empty'],
    ['   ', 'is empty'],
    ['(2 s', 'has an open parenthesis'],
    ['2 s)', 'has an unexpected ")"'],
    ['2 s /', 'ends too early'],
    ['2 s^', 'has a power that is not a whole number'],
    ['2 s^0.5', 'has a power that is not a whole number'],
    ['2 s^s', 'has a power that is not a whole number'],
  ])('refuses "%s": %s', (text, problem) => {
    expect(refusal(text).problem).toBe(problem);
  });

  it.each(['/ 2 s', '* 2', '2 ** 3 s', '2 ^ ^ 3', '1,000 s', '12:30', '3 s; rm', '$5', '()'])(
    'refuses %s',
    (text) => {
      refusal(text);
    },
  );

  it('does not multiply the halves of a number written with spaces or two points', () => {
    for (const text of ['1 000 s', '15 600 Gtoken', '1.5.2 s', '1 h 30']) refusal(text);
  });

  it('does not take a sum or a difference for a product', () => {
    for (const text of ['10 + 5 min', '10 - 5 min', '2 +3 min', '5 min -1']) refusal(text);
  });

  it('answers every text without throwing', () => {
    const piece = fc.constantFrom(
      '1',
      '2.5',
      's',
      'day',
      'USD',
      '(',
      ')',
      '/',
      '*',
      '^',
      '2',
      '-',
      '%',
      'x',
      ',',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const result = parseQuantity(pieces.join(' '));
        if (!result.ok) expect(result.problem).not.toBe('');
      }),
      { seed: 3, numRuns: 1000 },
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), (text) => {
        parseQuantity(text);
      }),
      { seed: 4, numRuns: 1000 },
    );
  });
});
