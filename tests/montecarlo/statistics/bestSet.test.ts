import { describe, expect, it } from 'vitest';
import { compareWithBest } from '../../../src/montecarlo/statistics/bestSet.ts';
import { coveredBy, drawn, expectAtLeast, expectCoverage, holds, normal } from '../studies.ts';

describe('comparison with the best', () => {
  it('keeps the true best and holds all intervals together, in the least favourable case: 2,000 studies', () => {
    // All but one equal to the best; common luck, and some of their own.
    const means = [0, 0, 0, 0, 0.4];
    let kept = 0;
    const together = coveredBy(2000, 'best', (stream) => {
      const luck = drawn(20, () => 3 * stream.exponential());
      const columns = means.map((mean) => luck.map((common) => common + mean + normal(stream)));
      const standings = compareWithBest(columns, 'higher', 0.95);
      kept += Number(standings[0]!.maybeBest);
      return standings.every((standing, point) => {
        const others = means.filter((_, other) => other !== point);
        return holds(standing, means[point]! - Math.min(...others));
      });
    });
    expectAtLeast(kept, 2000, 0.95);
    expectAtLeast(together, 2000, 0.95);
  });

  it('holds all intervals together among points of different means: 2,000 studies', () => {
    const means = [0, 0.3, 0.6, 1];
    const together = coveredBy(2000, 'different', (stream) => {
      const luck = drawn(15, () => 3 * normal(stream));
      const columns = means.map((mean) => luck.map((common) => common + mean + normal(stream)));
      return compareWithBest(columns, 'higher', 0.8).every((standing, point) =>
        holds(standing, means[point]! - Math.min(...means.filter((_, other) => other !== point))),
      );
    });
    expectAtLeast(together, 2000, 0.8);
    // Bonferroni over three dependent comparisons gives a little away, not everything.
    expect(together / 2000).toBeLessThan(0.9);
  });

  it('of two points is a one-sided paired t test: 2,000 studies', () => {
    const kept = coveredBy(2000, 'two', (stream) => {
      const best = drawn(12, () => normal(stream));
      return compareWithBest([best, best.map(() => normal(stream))], 'higher', 0.95)[0]!.maybeBest;
    });
    expectCoverage(kept, 2000, 0.95);
  });

  it('excludes what is clearly worse, and tells the gap to the best of the others', () => {
    const luck = drawn(50, () => 0).map((_, row) => Math.sin(row));
    const columns = [0, 1, 3].map((mean, point) =>
      luck.map((value, row) => mean + value + 0.1 * Math.cos(row * (point + 1))),
    );
    const standings = compareWithBest(columns, 'higher', 0.95);
    expect(standings.map(({ maybeBest }) => maybeBest)).toEqual([true, false, false]);
    [-1, 1, 3].forEach((gap, point) => {
      expect(Math.abs(standings[point]!.gap - gap)).toBeLessThan(0.05);
      expect(holds(standings[point]!, standings[point]!.gap)).toBe(true);
    });
    // Alone at the top, so certainly not worse than the others.
    expect(standings[0]!.high).toBe(0);
    expect(standings[1]!.low).toBe(0);
  });

  it('is mirrored where lower is worse', () => {
    const columns = [0, 1, 1.02].map((mean, point) =>
      drawn(30, () => 0).map((_, row) => mean + Math.sin(row * (point + 2))),
    );
    const higher = compareWithBest(columns, 'higher', 0.9);
    const lower = compareWithBest(
      columns.map((column) => column.map((value) => -value)),
      'lower',
      0.9,
    );
    higher.forEach((standing, point) => {
      expect(lower[point]!.maybeBest).toBe(standing.maybeBest);
      expect(lower[point]!.gap).toBeCloseTo(-standing.gap, 12);
      expect(lower[point]!.low).toBeCloseTo(-standing.high, 12);
      expect(lower[point]!.high).toBeCloseTo(-standing.low, 12);
    });
  });

  it('keeps equal columns, points without common replications, and a point alone', () => {
    const column = Float64Array.of(1, 2, 3);
    expect(
      compareWithBest([column, column, [1, Number.NaN, Number.NaN]], 'higher', 0.95).map((s) => s.maybeBest),
    ).toEqual([true, true, true]);
    expect(compareWithBest([column], 'higher', 0.95)).toEqual([
      { maybeBest: true, gap: Number.NaN, low: Number.NaN, high: Number.NaN },
    ]);
  });

  it('compares pair by pair: a replication that failed at one point still counts for the others', () => {
    const base = drawn(10, () => 0).map((_, row) => row);
    const failed = base.map((value, row) => (row === 3 ? Number.NaN : value + 5 + 0.1 * Math.sin(row)));
    const standings = compareWithBest(
      [base, failed, base.map((value, row) => value + 1 + 0.1 * Math.cos(row))],
      'higher',
      0.95,
    );
    expect(standings.map(({ maybeBest }) => maybeBest)).toEqual([true, false, false]);
    expect(standings[2]!.gap).toBeCloseTo(1, 1);
  });
});
