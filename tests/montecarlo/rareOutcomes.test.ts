import { describe, expect, it } from 'vitest';
import { rareOutcomes, unseenAtMost } from '../../src/montecarlo/rareOutcomes.ts';
import type { RunTable } from '../../src/montecarlo/runTable.ts';
import { wilsonInterval } from '../../src/montecarlo/statistics.ts';
import { achievedPrecision, summarizePoint } from '../../src/montecarlo/summary.ts';
import { OUTCOMES } from '../../src/simulation/record.ts';

/** A study that ended so many times in each way; `failed` could not be simulated. */
function summaryOf(counts: Readonly<Record<string, number>>) {
  const codes = Object.entries(counts).flatMap(([outcome, count]) =>
    Array<number>(count).fill(OUTCOMES.indexOf(outcome as never)),
  );
  const table: RunTable = {
    columns: [],
    rows: codes.length,
    values: Float64Array.from(codes),
    errors: new Map(),
  };
  return summarizePoint(table, 0.95);
}
const rare = (counts: Readonly<Record<string, number>>) =>
  rareOutcomes(summaryOf(counts)).map(({ outcome, replicationsForFew }) => [outcome, replicationsForFew]);

describe('rare outcomes', () => {
  it('are those seen one to nine times, with the replications in which ten are to be expected', () => {
    expect(rare({ completed: 997, diverged: 3 })).toEqual([['diverged', 3400]]);
    expect(rare({ completed: 199, deadline: 1 })).toEqual([['deadline', 2000]]);
    expect(rare({ completed: 990, deadline: 10 })).toEqual([]);
    expect(rare({ completed: 980, deadline: 9, budget: 11 })).toEqual([['deadline', 1200]]);
  });

  it('are the rarer side where replications are few, and never replications that failed', () => {
    expect(rare({ completed: 5 })).toEqual([]);
    expect(rare({ completed: 4, diverged: 1 })).toEqual([['diverged', 50]]);
    expect(rare({ completed: 1, diverged: 1 })).toEqual([
      ['completed', 20],
      ['diverged', 20],
    ]);
    expect(rare({ completed: 97, failed: 3 })).toEqual([]);
  });

  it('that were never seen may be as frequent as the upper end of their interval', () => {
    expect(unseenAtMost(summaryOf({ completed: 1000 }))).toBe(wilsonInterval(0, 1000, 0.95).high);
    expect(unseenAtMost(summaryOf(Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 1]))))).toBeNaN();
  });
});

describe('the precision of a share', () => {
  it("is half the width of Wilson's interval over the share, and none of what was not seen", () => {
    const summary = summaryOf({ completed: 990, deadline: 10 });
    const { low, high } = wilsonInterval(10, 1000, 0.95);
    expect(achievedPrecision(summary, 'outcome.deadline')).toBeCloseTo((high - low) / 2 / 0.01, 12);
    expect(achievedPrecision(summary, 'outcome.budget')).toBeNaN();
    expect(achievedPrecision(summary, 'wall_time_h')).toBeNaN();
  });
});
