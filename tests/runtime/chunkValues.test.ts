import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metricColumns } from '../../src/montecarlo/columns.ts';
import { missingChunks } from '../../src/montecarlo/plan.ts';
import type { ChunkResult } from '../../src/montecarlo/runChunk.ts';
import {
  columnValues,
  outcomeOf,
  outcomes,
  type RunTable,
  rowWidth,
  valueAt,
  wholeColumn,
} from '../../src/montecarlo/runTable.ts';
import { summarizePoint } from '../../src/montecarlo/summary.ts';
import { JournalWriter } from '../../src/runtime/journal.ts';
import { JournalValues } from '../../src/runtime/journalValues.ts';
import { Results } from '../../src/runtime/results.ts';
import { fresh, temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
const columns = metricColumns(['any']).slice(0, 6);
const WIDTH = rowWidth(columns);

/** Any value of a row, some of them missing; place 0 is an outcome. */
function cell(row: number, place: number): number {
  if (place === 0) return row % 4;
  return (row + place) % 11 === 0 ? Number.NaN : row + place / 8;
}

function chunk(from: number, count: number): ChunkResult {
  const values = Float64Array.from({ length: count * WIDTH }, (_, index) =>
    cell(from + Math.floor(index / WIDTH), index % WIDTH),
  );
  return { from, count, values, errors: [] };
}

/** The same chunks, of which so many bytes stay in memory and the others in a journal. */
function tableOf(chunks: readonly ChunkResult[], bytesLeft: number): RunTable {
  const path = join(folder, fresh('journal'));
  const writer = new JournalWriter(
    path,
    0,
    'plan',
    columns.map(({ name }) => name),
  );
  const results = new Results(columns, new JournalValues(path), { bytesLeft });
  for (const one of chunks) results.add(one, writer.append(one));
  return results.table();
}

function expectRows(table: RunTable, order: readonly number[]): void {
  for (const row of order) {
    for (let column = 0; column < columns.length; column++)
      expect(valueAt(table, row, column)).toBe(cell(row, column + 1));
  }
}

describe('values of chunks in memory or in a journal', () => {
  const ROWS = 130;
  const parts = missingChunks([], ROWS).map(({ from, count }) => chunk(from, count));
  const someBytes = fc.constantFrom(0, 25 * WIDTH * 8, 60 * WIDTH * 8, Number.POSITIVE_INFINITY);

  it('are those that were added, in whatever order rows and columns are asked for', () => {
    const rows = Array.from({ length: ROWS }, (_, row) => row);
    fc.assert(
      fc.property(
        fc.shuffledSubarray(parts, { minLength: parts.length }),
        someBytes,
        fc.shuffledSubarray(rows),
        fc.array(fc.nat(columns.length - 1), { maxLength: 8 }),
        (order, bytes, some, places) => {
          const table = tableOf(order, bytes);
          expect(table.rows).toBe(ROWS);
          expectRows(table, some);
          for (const place of places) {
            expect([...wholeColumn(table, place)]).toEqual(rows.map((row) => cell(row, place + 1)));
            expectRows(table, some.slice(0, 2));
          }
          expectRows(table, rows);
        },
      ),
      { seed: 51, numRuns: 30 },
    );
  });

  it('may be asked for of fewer rows, twice, and in between', () => {
    for (const bytes of [0, Number.POSITIVE_INFINITY]) {
      const table = tableOf(parts, bytes);
      const of = (rows: number) => [...columnValues({ ...table, rows }, 0)];
      const wanted = (rows: number) =>
        Array.from({ length: rows }, (_, row) => cell(row, 1)).filter((value) => !Number.isNaN(value));
      for (const rows of [130, 100, 100, 1, 0, 130]) expect(of(rows)).toEqual(wanted(rows));
      expect(outcomeOf(table, 5)).toBe(outcomeOf(tableOf(parts, Number.POSITIVE_INFINITY), 5));
      const seen = outcomes(table);
      const counts = [...new Set(seen)].map((one) => seen.filter((other) => other === one).length);
      expect(counts).toEqual([33, 33, 32, 32]);
    }
  });

  it('give the same summary', () => {
    expect(summarizePoint(tableOf(parts, 0), 0.95)).toEqual(
      summarizePoint(tableOf(parts, Number.POSITIVE_INFINITY), 0.95),
    );
  });

  it('of chunks that overlap are each row once', () => {
    const overlapping = [chunk(0, 40), chunk(10, 5), chunk(30, 30), chunk(60, 10)];
    for (const bytes of [0, Number.POSITIVE_INFINITY]) {
      const table = tableOf(overlapping, bytes);
      expect(table.rows).toBe(70);
      const rows = Array.from({ length: 70 }, (_, row) => row);
      expectRows(table, rows);
      expectRows(table, rows.reverse());
      expect([...wholeColumn(table, 2)]).toEqual(rows.reverse().map((row) => cell(row, 3)));
    }
  });

  it('of a row that is not there are an error', () => {
    expect(() => valueAt(tableOf(parts, 0), ROWS, 0)).toThrow(RangeError);
    expect(() => valueAt(tableOf([], 0), 0, 0)).toThrow(RangeError);
    expect(columnValues(tableOf([], 0), 0)).toHaveLength(0);
  });
});
