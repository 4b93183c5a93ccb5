import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { csv } from '../../src/report/csv.ts';
import { type CsvDialect, PLAIN_CSV } from '../../src/report/csvDialect.ts';
import type { Cell } from '../../src/report/table.ts';
import { inCi, longrun, read, temporaryFolder, write } from '../support/cli.ts';
import { recordsOf } from '../support/csvText.ts';
import { small } from '../support/scenarioText.ts';
import { readXls, type XlsCell } from '../support/xls.ts';

/** What LibreOffice Calc, a real spreadsheet, makes of the CSV files. */
const soffice = process.env['LONGRUN_SOFFICE'] ?? 'soffice';
const isThere = spawnSync(soffice, ['--version'], { encoding: 'utf8' }).status === 0;

const folder = temporaryFolder();
write(folder, 'small.yaml', small());

/** CSV import: separator, quote, UTF-8, first line, formats, language, quoted as text, detection of dates and the like. */
const importAs = (separator: string, language: number) =>
  `CSV:${separator.charCodeAt(0)},34,76,1,,${language},false,true`;
const [ENGLISH_US, GERMAN] = [1033, 1031];

interface Way {
  readonly name: string;
  readonly args: readonly string[];
  readonly dialect: CsvDialect;
  /** What the dialog of LibreOffice would choose; without a dialog and without this it takes commas and Windows-1252. */
  readonly importFilter?: string;
}
const WAYS: readonly Way[] = [
  { name: 'default', args: [], dialect: PLAIN_CSV },
  {
    name: 'excel',
    args: ['--excel'],
    dialect: { ...PLAIN_CSV, byteOrderMark: true },
    importFilter: importAs(',', ENGLISH_US),
  },
  {
    name: 'tabs',
    args: ['--excel', '--csv-delimiter', 'tab'],
    dialect: { delimiter: '\t', decimal: 'point', byteOrderMark: true },
    importFilter: importAs('\t', ENGLISH_US),
  },
  {
    name: 'german',
    args: ['--csv-delimiter', 'semicolon', '--csv-decimal', 'comma'],
    dialect: { delimiter: ';', decimal: 'comma', byteOrderMark: false },
    importFilter: importAs(';', GERMAN),
  },
];

/** Text that a spreadsheet would like to make something else of. */
const TRAPS = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1+1', '=HYPERLINK("x";"y")', '-2+3', '=1\n+2'];
/** The same, of which only dialects for spreadsheets take care. */
const LOCAL_TRAPS = ['1,5', '1.5', '1.5.2025', '12:30', '50%', '1e5', '007', '3-4'];

/** Doubles of any size. LibreOffice takes those below 2.2e-308 for text. */
const numbers = fc.sample(
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((one) => one === 0 || Math.abs(one) > 2.3e-308),
  { seed: 61, numRuns: 3000 },
);

const fileOf = (way: Way, table: string) => join(folder, `${way.name}.${table}.csv`);
const sheets = new Map<string, ReadonlyMap<string, XlsCell>>();

beforeAll(async () => {
  if (!isThere) return;
  mkdirSync(join(folder, 'xls'));
  for (const way of WAYS) {
    const { code, stderr } = await longrun(
      [
        'run',
        'small.yaml',
        '-n',
        '120',
        '--name',
        way.name,
        '--quiet',
        ...way.args,
        '--sweep',
        'cluster.spares.hot=0,1',
      ],
      { cwd: folder },
    );
    expect(code, stderr).toBe(0);
    for (const table of ['runs', 'summary'])
      write(folder, basename(fileOf(way, table)), read(folder, 'results', way.name, `${table}.csv`));
    const traps = way.dialect === PLAIN_CSV ? TRAPS : [...TRAPS, ...LOCAL_TRAPS];
    const rows = numbers.map((value, row): Cell[] => [value, traps[row] ?? `text ${row}`.slice(0, 6)]);
    write(folder, basename(fileOf(way, 'traps')), [...csv(['value', 'text'], rows, way.dialect)].join(''));
    const args = [
      `-env:UserInstallation=${pathToFileURL(join(folder, 'profile'))}`,
      ...['--headless', '--convert-to', 'xls', '--outdir', join(folder, 'xls')],
      ...(way.importFilter === undefined ? [] : [`--infilter=${way.importFilter}`]),
      ...['runs', 'summary', 'traps'].map((table) => fileOf(way, table)),
    ];
    const { status, stderr: told } = spawnSync(soffice, args, { encoding: 'utf8', timeout: 110_000 });
    expect(status, told).toBe(0);
    for (const table of ['runs', 'summary', 'traps']) {
      const file = join(folder, 'xls', `${way.name}.${table}.xls`);
      sheets.set(`${way.name}.${table}`, readXls(readFileSync(file)));
    }
  }
}, 300_000);

describe.each(WAYS)('LibreOffice reads $name', (way) => {
  const check = (name: string, test: () => void) =>
    it(name, ({ skip }) => {
      if (!isThere) {
        expect(inCi, 'with CI set LibreOffice must be there, as soffice or LONGRUN_SOFFICE').toBe(false);
        skip('there is no LibreOffice (soffice)');
        return;
      }
      test();
    });

  for (const table of ['runs', 'summary']) {
    check(`${table}.csv: every number to the bit, every text as text, nothing else`, () => {
      const sheet = sheets.get(`${way.name}.${table}`)!;
      const records = recordsOf(read(fileOf(way, table)), way.dialect.delimiter);
      const resource = JSON.parse(read(folder, 'results', way.name, 'datapackage.json')).resources.find(
        (one: { name: string }) => one.name === table,
      );
      const fields: { name: string; type: string; decimalChar?: string }[] = resource.schema.fields;
      let count = fields.length;
      fields.forEach(({ name }, column) => {
        expect(sheet.get(`0,${column}`)).toEqual({ kind: 'text', value: name });
      });
      for (const [row, record] of records.entries()) {
        for (const [column, { name, type, decimalChar }] of fields.entries()) {
          const cell = record[name]!;
          const there = sheet.get(`${row + 1},${column}`);
          if (cell === '') {
            expect(there).toBeUndefined();
            continue;
          }
          count += 1;
          const wanted =
            type === 'string'
              ? { kind: 'text', value: cell }
              : { kind: 'number', value: Number(cell.replace(decimalChar ?? '.', '.')) };
          if (there?.kind !== wanted.kind || there.kind === 'formula' || there.value !== wanted.value)
            expect(there, `row ${row}, ${name}: ${cell}`).toEqual(wanted);
        }
      }
      expect(records.length).toBeGreaterThan(100);
      expect(sheet.size).toBe(count);
    });
  }

  check('numbers of any size to the bit, and text that looks like formulas or numbers as text', () => {
    const sheet = sheets.get(`${way.name}.traps`)!;
    numbers.forEach((value, row) => {
      const cell = sheet.get(`${row + 1},0`);
      if (cell?.kind !== 'number' || cell.value !== value)
        expect(cell, String(value)).toEqual({ kind: 'number', value });
      expect(sheet.get(`${row + 1},1`)?.kind, `row ${row}`).toBe('text');
    });
    expect(sheet.get('1,1')).toEqual({ kind: 'text', value: "'=1+1" });
  });
});
