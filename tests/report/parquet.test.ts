import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tableParquet } from '../../src/report/parquet.ts';
import { type Cell, integer, number, string, type Table } from '../../src/report/table.ts';
import { fresh, temporaryFolder } from '../support/cli.ts';
import { metadataOf, parquetRows, typesOf } from '../support/parquetFile.ts';

const folder = temporaryFolder();
const FIELDS = [integer('count', 'how many'), number('value_h', 'how long', 'h'), string('text', 'what')];

function write(rows: Table['rows'], fields = FIELDS): string {
  const path = join(folder, fresh('table'));
  writeFileSync(path, Buffer.concat([...tableParquet({ name: 'table', fields, rows })]));
  return path;
}

describe('a Parquet file', () => {
  it('has the types of the columns', () => {
    expect(typesOf(write(() => []))).toEqual({
      count: 'INT64',
      value_h: 'DOUBLE',
      text: 'BYTE_ARRAY UTF8',
    });
  });

  it('keeps numbers to the bit, text as it is, and has null where there is nothing', async () => {
    const rows: Cell[][] = [
      [3, 0.1 + 0.2, 'plain'],
      [null, Number.NaN, null],
      [2 ** 53 - 1, 5e-324, '=1+1'],
      [-7, -1.7976931348623157e308, 'é, "x"\n日本'],
      [Number.NaN, Number.POSITIVE_INFINITY, ''],
    ];
    expect(await parquetRows(write(() => rows))).toEqual([
      { count: 3n, value_h: 0.30000000000000004, text: 'plain' },
      { count: null, value_h: null, text: null },
      { count: 9007199254740991n, value_h: 5e-324, text: '=1+1' },
      { count: -7n, value_h: -1.7976931348623157e308, text: 'é, "x"\n日本' },
      { count: null, value_h: null, text: '' },
    ]);
  });

  it('of no rows is one', async () => {
    const path = write(() => []);
    expect(metadataOf(path).num_rows).toBe(0n);
    expect(await parquetRows(path)).toEqual([]);
  });

  it('of many rows has several row groups, each row once, and comes in pieces', async () => {
    const ROWS = 250_001;
    function* rows(): Generator<Cell[]> {
      for (let row = 0; row < ROWS; row++) yield [row, row % 5 === 0 ? null : row / 7, `r${row % 3}`];
    }
    const path = write(rows);
    expect(metadataOf(path).row_groups.map((group) => Number(group.num_rows))).toEqual([
      100_000, 100_000, 50_001,
    ]);
    const read = await parquetRows(path);
    expect(read).toHaveLength(ROWS);
    const wrong = read.filter(
      ({ count, value_h: value, text }, row) =>
        count !== BigInt(row) || value !== (row % 5 === 0 ? null : row / 7) || text !== `r${row % 3}`,
    );
    expect(wrong).toEqual([]);
    expect([...tableParquet({ name: 'table', fields: FIELDS, rows })].length).toBe(4);
  });
});
