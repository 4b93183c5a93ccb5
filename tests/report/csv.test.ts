import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { csv } from '../../src/report/csv.ts';
import type { Cell } from '../../src/report/table.ts';

function write(header: readonly string[], rows: Iterable<readonly Cell[]>): string {
  return [...csv(header, rows)].join('');
}

function parse(text: string): string[][] {
  const { data, errors } = Papa.parse<string[]>(text, {
    delimiter: ',',
    newline: '\r\n',
    skipEmptyLines: false,
  });
  expect(errors).toEqual([]);
  // A final line end is read as an empty line after it.
  expect(data.at(-1)).toEqual(['']);
  return data.slice(0, -1);
}

/** Doubles of every size, uniform over their bits. */
const anyDouble = fc
  .tuple(fc.nat(0xffffffff), fc.nat(0xffffffff))
  .map(([high, low]) => new Float64Array(new Uint32Array([low, high]).buffer)[0]!)
  .filter((value) => Number.isFinite(value) && !Object.is(value, -0));

describe('a CSV table', () => {
  it('is a header and rows, CRLF, with a line end at the end', () => {
    expect(
      write(
        ['a', 'b'],
        [
          [1, 'x'],
          [2.5, null],
        ],
      ),
    ).toBe('a,b\r\n1,x\r\n2.5,\r\n');
    expect(write(['a'], [])).toBe('a\r\n');
  });

  it('keeps every bit of ten thousand random doubles', () => {
    const values = fc.sample(anyDouble, { seed: 11, numRuns: 10_000 });
    const read = parse(
      write(
        ['value'],
        values.map((value) => [value]),
      ),
    ).slice(1);
    expect(read).toHaveLength(10_000);
    read.forEach(([text], index) => {
      expect(Object.is(Number(text), values[index])).toBe(true);
    });
  });

  it('leaves cells empty that have no value: null, NaN, infinity', () => {
    const rows = [[null, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]];
    expect(write(['a', 'b', 'c', 'd', 'e'], rows)).toBe('a,b,c,d,e\r\n,,,,0\r\n');
  });

  it('lets numbers be numbers, negative ones too', () => {
    expect(write(['a'], [[-1], [-2.5e-7], [1e21], [0.1 + 0.2]])).toBe(
      'a\r\n-1\r\n-2.5e-7\r\n1e+21\r\n0.30000000000000004\r\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '=1\n+2', '=HYPERLINK("x","y")', '-2+3\r\ncmd'])(
    'guards the text %j, which a spreadsheet would run',
    (text) => {
      const [, [cell] = ['']] = parse(write(['a'], [[text]]));
      expect(cell).toBe(`'${text}`);
    },
  );

  it('leaves other text as it is', () => {
    for (const text of [
      '',
      'plain',
      'a=1',
      '1-2',
      'say "no"',
      'one, two',
      'line\r\nbreak',
      "'quoted'",
      ' spaced ',
    ]) {
      expect(parse(write(['a', 'b'], [[text, 1]]))[1]).toEqual([text, '1']);
    }
  });

  it('quotes as RFC 4180 does', () => {
    expect(write(['a,b', 'c"d'], [['x,y', 'say "no"']])).toBe('"a,b","c""d"\r\n"x,y","say ""no"""\r\n');
  });

  it('is ASCII whatever the text', () => {
    const text = write(['a'], [['é'], ['日本'], ['\u{1f525}'], ['\u2028']]);
    expect(text).toMatch(/^[\x20-\x7e\r\n]*$/);
    expect(new Set(parse(text).map(([cell]) => cell)).size).toBe(5);
  });

  it.each([0, 1, 998, 999, 1000, 1001, 1999, 2000, 2500])(
    'of %i rows has one header and every row once',
    (count) => {
      const rows = Array.from({ length: count }, (_, index) => [index, `r${index}`]);
      const read = parse(write(['index', 'name'], rows));
      expect(read[0]).toEqual(['index', 'name']);
      expect(read.slice(1)).toEqual(rows.map(([index, name]) => [String(index), name]));
    },
  );

  it('comes in pieces, so that a million rows need no one string', () => {
    function* rows(): Generator<Cell[]> {
      for (let index = 0; index < 5000; index++) yield [index];
    }
    let pieces = 0;
    for (const piece of csv(['a'], rows())) {
      pieces += 1;
      expect(piece.endsWith('\r\n')).toBe(true);
      expect(piece.length).toBeLessThan(10_000);
    }
    expect(pieces).toBeGreaterThanOrEqual(5);
  });

  it('gives back any table of text and numbers that it was given', () => {
    const cell = fc.oneof(
      anyDouble,
      fc.constant(null),
      fc.string({ maxLength: 12, unit: fc.constantFrom('a', '1', ',', '"', "'", '\r\n', ' ', '=', '-') }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { maxLength: 20 }), (rows) => {
        const expected = rows.map((row) =>
          row.map((value) => {
            if (value === null) return '';
            if (typeof value === 'number') return String(value);
            return /^[=\-\r]/.test(value) ? `'${value}` : value;
          }),
        );
        expect(parse(write(['a', 'b', 'c'], rows)).slice(1)).toEqual(expected);
      }),
      { seed: 12, numRuns: 300 },
    );
  });
});
