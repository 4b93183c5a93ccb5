import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metricColumns } from '../../src/montecarlo/columns.ts';
import { missingChunks } from '../../src/montecarlo/plan.ts';
import type { ChunkResult } from '../../src/montecarlo/runChunk.ts';
import { columnValues, rowWidth, valueAt } from '../../src/montecarlo/runTable.ts';
import { Results } from '../../src/runtime/results.ts';

const columns = metricColumns(['any']);
const width = rowWidth(columns);

function chunk(from: number, count: number): ChunkResult {
  const values = Float64Array.from({ length: count * width }, (_, index) => from * width + index);
  const errors = from % 2 === 0 ? [{ replication: from, message: `error ${from}` }] : [];
  return { from, count, values, errors };
}

describe('results', () => {
  it('are the same table in whatever order the chunks arrive', () => {
    const parts = missingChunks([], 240).map(({ from, count }) => chunk(from, count));
    fc.assert(
      fc.property(fc.shuffledSubarray(parts, { minLength: parts.length }), (order) => {
        const results = new Results(columns);
        for (const part of order) results.add(part);
        const table = results.table();
        expect(table.rows).toBe(240);
        for (let row = 0; row < 240; row++) {
          expect(valueAt(table, row, 0)).toBe(row * width + 1);
          expect(valueAt(table, row, columns.length - 1)).toBe(row * width + width - 1);
        }
        columns.forEach((_, column) => {
          const values = columnValues(table, column);
          expect(values.every((value, row) => value === row * width + column + 1)).toBe(true);
        });
        expect([...table.errors].sort(([a], [b]) => a - b)).toEqual(
          parts.flatMap(({ errors }) => errors.map(({ replication, message }) => [replication, message])),
        );
      }),
      { seed: 31, numRuns: 30 },
    );
  });

  it('are those up to the first replication that is missing', () => {
    const results = new Results(columns);
    expect(results.table().rows).toBe(0);
    results.add(chunk(25, 25));
    expect(results.table().rows).toBe(0);
    results.add(chunk(75, 10));
    results.add(chunk(0, 25));
    expect(results.table().rows).toBe(50);
    results.add(chunk(50, 25));
    expect(results.table().rows).toBe(85);
  });

  it('and what is missing are together all that is wanted', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(19), { maxLength: 20 }),
        fc.integer({ min: 1, max: 500 }),
        (places, wanted) => {
          const results = new Results(columns);
          for (const place of places) results.add(chunk(place * 20, 20));
          for (const { from, count } of missingChunks(results.chunks, wanted)) {
            expect(count).toBeGreaterThan(0);
            results.add(chunk(from, count));
          }
          expect(results.table().rows).toBeGreaterThanOrEqual(wanted);
          const starts = results.chunks.flatMap(({ from, count }) =>
            Array.from({ length: count }, (_, index) => from + index),
          );
          expect(new Set(starts).size).toBe(starts.length);
          expect(missingChunks(results.chunks, wanted)).toEqual([]);
        },
      ),
      { seed: 32, numRuns: 50 },
    );
  });
});
