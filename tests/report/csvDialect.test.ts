import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { csv } from '../../src/report/csv.ts';
import { type CsvDialect, guardedText, listSeparator, PLAIN_CSV } from '../../src/report/csvDialect.ts';
import type { Cell } from '../../src/report/table.ts';

const GERMAN: CsvDialect = { delimiter: ';', decimal: 'comma', byteOrderMark: false };
const EXCEL: CsvDialect = { ...PLAIN_CSV, byteOrderMark: true };

const write = (rows: readonly (readonly Cell[])[], dialect: CsvDialect) =>
  [...csv(['a', 'b'], rows, dialect)].join('');

describe('a dialect of CSV', () => {
  it('separates cells by its delimiter and quotes it in text', () => {
    expect(write([[1.5, 'x;y,z']], { ...PLAIN_CSV, delimiter: ';' })).toBe('a;b\r\n1.5;"x;y,z"\r\n');
    expect(write([[1.5, 'x\ty,z']], { ...PLAIN_CSV, delimiter: '\t' })).toBe('a\tb\r\n1.5\t"x\ty,z"\r\n');
  });

  it('writes numbers with a decimal comma and leaves them numbers, negative ones too', () => {
    expect(write([[-1.5, 2.5e-7]], GERMAN)).toBe('a;b\r\n-1,5;2,5e-7\r\n');
    expect(write([[-1, Number.NaN]], GERMAN)).toBe('a;b\r\n-1;\r\n');
  });

  it('keeps every bit of a number whatever the decimal mark', () => {
    const double = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((one) => !Object.is(one, -0));
    fc.assert(
      fc.property(double, (value) => {
        const { data } = Papa.parse<string[]>(write([[value, null]], GERMAN), { delimiter: ';' });
        expect(Number(data[1]![0]!.replace(',', '.'))).toBe(value);
      }),
      { seed: 41, numRuns: 2000 },
    );
  });

  it('begins with one byte order mark where it is wanted', () => {
    const text = write([[1, 'x']], EXCEL);
    expect(text).toBe('\ufeffa,b\r\n1,x\r\n');
    expect([...Buffer.from(text)].slice(0, 3)).toEqual([0xef, 0xbb, 0xbf]);
  });

  it.each(['1,5', '1.5', '-1,5', '12', '1.5.2025', '12:30', '1e5', '1,5e-3', '50%', ' 3'])(
    'keeps the text %j text where a spreadsheet reads it as a number',
    (text) => {
      expect(guardedText(text, GERMAN)).toBe(`'${text}`);
      expect(guardedText(text, EXCEL)).toBe(`'${text}`);
    },
  );

  it('leaves all other text as it is', () => {
    for (const text of ['', 'plain', '30 min', '0.25x', '10 MW', 'rsc-1', 'a,5', '.', '-'.repeat(0)]) {
      for (const dialect of [PLAIN_CSV, GERMAN, EXCEL]) expect(guardedText(text, dialect)).toBe(text);
    }
    expect(guardedText('12', PLAIN_CSV)).toBe('12');
    for (const dialect of [PLAIN_CSV, GERMAN, EXCEL]) expect(guardedText('=1', dialect)).toBe("'=1");
  });

  it('separates as a spreadsheet of its decimal mark splits', () => {
    expect([listSeparator('point'), listSeparator('comma')]).toEqual([',', ';']);
  });
});
