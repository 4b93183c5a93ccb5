import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStreams } from '../../src/engine/randomStreams.ts';
import { normalSurvival } from '../../src/engine/special/normal.ts';
import type { Column } from '../../src/montecarlo/column.ts';
import { encodeFailure, outcomeOf, type RunTable, rowWidth } from '../../src/montecarlo/runTable.ts';
import { summarize } from '../../src/montecarlo/statistics.ts';
import { replicationsWanted, type StoppingRule } from '../../src/montecarlo/stoppingRule.ts';
import { coveredBy, drawn, expectAtLeast, normal } from './studies.ts';

const column = (name: string): Column => ({
  name,
  unit: '',
  type: 'number',
  meaning: 'a number for a test',
  value: () => 0,
});
const COLUMNS = [column('other'), column('metric')];

/** A table whose column `metric` holds these values; NaN stands for a replication that failed. */
function tableOf(values: ArrayLike<number>, rows = values.length): RunTable {
  const width = rowWidth(COLUMNS);
  const cells = new Float64Array(values.length * width);
  for (let row = 0; row < values.length; row++) {
    if (Number.isNaN(values[row]!)) encodeFailure(COLUMNS, cells, row * width);
    else cells.set([0, 1e9 * row, values[row]!], row * width);
  }
  return { columns: COLUMNS, rows, values: cells, errors: new Map() };
}

/** Positive values with a relative spread of `spread`. */
function noisy(count: number, spread: number, name = 'noise'): Float64Array {
  const stream = new RandomStreams('stopping rule').stream(name);
  return Float64Array.from(
    { length: count },
    () => 100 * (1 + spread * Math.sqrt(12) * (stream.uniform() - 0.5)),
  );
}

const precision = (relative: number, maximum = 20_000): StoppingRule => ({
  kind: 'precision',
  relative,
  metrics: ['metric'],
  confidence: 0.95,
  maximum,
});

/** What a study does: ask, run that many, ask again. Gives every size asked for. */
function sizes(rule: StoppingRule, values: Float64Array): number[] {
  const asked: number[] = [];
  for (let rows = 0; ; ) {
    const wanted = replicationsWanted(rule, tableOf(values, rows));
    if (wanted === rows) return asked;
    expect(wanted).toBeGreaterThan(rows);
    asked.push(wanted);
    rows = wanted;
  }
}

describe('a fixed number of replications', () => {
  it('is wanted whatever the results are', () => {
    const rule: StoppingRule = { kind: 'fixed', replications: 37 };
    for (const rows of [0, 10, 37, 500])
      expect(replicationsWanted(rule, tableOf(noisy(500, 1), rows))).toBe(37);
  });
});

describe('a wanted precision', () => {
  it('starts with a pilot of 100', () => {
    for (const rows of [0, 1, 99])
      expect(replicationsWanted(precision(0.01), tableOf(noisy(100, 1), rows))).toBe(100);
  });

  it('ends with the pilot when that is precise enough', () => {
    expect(sizes(precision(0.05), noisy(20_000, 0.1))).toEqual([100]);
  });

  it.each([0.02, 0.01, 0.005])('grows until the interval is within %d of the mean', (relative) => {
    const values = noisy(20_000, 0.3);
    const asked = sizes(precision(relative), values);
    const final = asked.at(-1)!;
    expect(asked.length).toBeGreaterThan(1);
    expect(final).toBeLessThan(20_000);
    const { mean, low, high } = summarize(values.subarray(0, final), 0.95);
    expect((high - low) / 2 / mean).toBeLessThanOrEqual(relative);
    // n = (1.96 x 0.3 / relative)^2, give or take the uncertain variance and five to twenty per cent of margin.
    const ideal = ((1.96 * 0.3) / relative) ** 2;
    expect(final / ideal).toBeGreaterThan(0.8);
    expect(final / ideal).toBeLessThan(1.6);
  });

  it('looks only a few times', () => {
    for (const spread of [0.3, 1, 3])
      expect(sizes(precision(0.02), noisy(20_000, spread)).length).toBeLessThan(8);
  });

  it('never wants more than the maximum, and ends there', () => {
    expect(sizes(precision(0.0001, 1234), noisy(1234, 1)).at(-1)).toBe(1234);
    expect(sizes(precision(0.0001, 40), noisy(40, 1))).toEqual([40]);
  });

  it('ends with the pilot when all values are equal, zero included', () => {
    for (const value of [0, 8])
      expect(sizes(precision(0.01), new Float64Array(20_000).fill(value))).toEqual([100]);
  });

  it('goes to the maximum for a mean of zero, which no relative precision reaches', () => {
    const values = Float64Array.from({ length: 5000 }, (_, index) => (index % 2 === 0 ? 1 : -1));
    expect(sizes(precision(0.01, 5000), values).at(-1)).toBe(5000);
  });

  it('is about the size of a negative mean', () => {
    const values = noisy(20_000, 0.3);
    expect(
      sizes(
        precision(0.01),
        values.map((value) => -value),
      ),
    ).toEqual(sizes(precision(0.01), values));
  });

  it('leaves failed replications out of the interval', () => {
    const values = noisy(20_000, 0.3).map((value, row) => (row % 3 === 0 ? Number.NaN : value));
    const final = sizes(precision(0.01), values).at(-1)!;
    const finite = values.subarray(0, final).filter((value) => !Number.isNaN(value));
    const { mean, low, high } = summarize(finite, 0.95);
    expect((high - low) / 2 / mean).toBeLessThanOrEqual(0.01);
    expect(final).toBeLessThan(20_000);
  });

  it('goes to the maximum when every replication fails', () => {
    expect(sizes(precision(0.01, 3000), new Float64Array(3000).fill(Number.NaN)).at(-1)).toBe(3000);
  });

  it('does not depend on results beyond its looks: neither on their number nor on their values', () => {
    const values = noisy(20_000, 0.3);
    const final = sizes(precision(0.01), values).at(-1)!;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), fc.double({ min: -1e9, max: 1e9 }), (rows, poison) => {
        const poisoned = Float64Array.from(values).fill(poison, final);
        const wanted = replicationsWanted(precision(0.01), tableOf(poisoned, rows));
        if (rows >= final) expect(wanted).toBe(final);
        else expect(wanted).toBeGreaterThan(rows);
      }),
      { seed: 31, numRuns: 100 },
    );
  });

  it('asks for the same next size from any number of rows between two looks', () => {
    const values = noisy(20_000, 0.3);
    const asked = sizes(precision(0.005), values);
    for (let look = 1; look < asked.length; look++) {
      for (const rows of [asked[look - 1]!, asked[look - 1]! + 1, asked[look]! - 1]) {
        expect(replicationsWanted(precision(0.005), tableOf(values, rows))).toBe(asked[look]);
      }
    }
  });

  it('of several metrics goes on until the least precise of them is', () => {
    const [near, far] = [noisy(20_000, 0.1), noisy(20_000, 0.4, 'far')];
    const width = rowWidth(COLUMNS);
    const cells = new Float64Array(20_000 * width);
    for (let row = 0; row < 20_000; row++) cells.set([0, near[row]!, far[row]!], row * width);
    const wanted = (metrics: readonly string[], rows: number) =>
      replicationsWanted(
        { kind: 'precision', relative: 0.01, metrics, confidence: 0.95, maximum: 20_000 },
        { columns: COLUMNS, rows, values: cells, errors: new Map() },
      );
    const final = (...metrics: readonly string[]) => wanted(metrics, 20_000);
    expect(final('metric')).toBeGreaterThan(2 * final('other'));
    expect(final('other', 'metric')).toBe(final('metric'));
    expect(final('metric', 'other')).toBe(final('metric'));
    expect(() => wanted(['metric', 'none'], 100)).toThrow('there is no metric none');
  });

  const outcomes = (
    count: number,
    share: number,
    stream = new RandomStreams('shares').stream(String(share)),
  ) => {
    const table = tableOf(new Float64Array(count).fill(1));
    const width = rowWidth(COLUMNS);
    const values = table.values as Float64Array;
    for (let row = 0; row < count; row++) values[row * width] = Number(stream.chance(share));
    return table;
  };
  // The second outcome is `budget`.
  const ofShare = (relative: number, maximum: number): StoppingRule => ({
    kind: 'precision',
    relative,
    metrics: ['outcome.budget'],
    confidence: 0.95,
    maximum,
  });

  it('of the share of an outcome waits for one that was not seen, and ends with one that is certain', () => {
    expect(replicationsWanted(ofShare(0.2, 5000), outcomes(4000, 0))).toBe(5000);
    expect(replicationsWanted(ofShare(0.2, 5000), outcomes(5000, 1))).toBe(100);
    expect(replicationsWanted(ofShare(0.001, 50_000), outcomes(5000, 1))).toBeGreaterThan(1000);
  });

  it.each([
    [0.5, 0.15],
    [0.1, 0.4],
    [0.04, 0.6],
  ])('of a share of %d keeps %d of it as often as stated: 2,000 studies', (share, relative) => {
    let [precise, size] = [0, 0];
    coveredBy(2000, `share ${share}`, (stream) => {
      const all = outcomes(4000, share, stream);
      const rows = replicationsWanted(ofShare(relative, 4000), all);
      let seen = 0;
      for (let row = 0; row < rows; row++) seen += Number(outcomeOf(all, row) === 'budget');
      precise += Number(Math.abs(seen / rows - share) <= (relative * seen) / rows);
      size += rows / 2000;
      return true;
    });
    expect(size).toBeGreaterThan(150);
    expect(size).toBeLessThan(2000);
    expectAtLeast(precise, 2000, 0.95);
  });

  const laws = [
    { law: 'normal values', relative: 0.069, truth: 1, draw: (z: number) => 1 + 0.5 * z },
    {
      law: 'exponential values',
      relative: 0.139,
      truth: 1,
      draw: (z: number) => -Math.log(normalSurvival(z)),
    },
    { law: 'lognormal values of sigma 1', relative: 0.182, truth: Math.exp(0.5), draw: Math.exp },
    // 5 % of a normal law lies above 1.644854.
    {
      law: 'one run in 20 six times as long',
      relative: 0.121,
      truth: 1.25,
      draw: (z: number) => (z > 1.644854 ? 6 : 1),
    },
  ];

  it.each(laws)('is kept as often as stated for $law: 2,000 studies', ({ law, relative, truth, draw }) => {
    let [precise, covered, size] = [0, 0, 0];
    coveredBy(2000, `stopping ${law}`, (stream) => {
      const values = drawn(1500, () => draw(normal(stream)));
      let rows = 0;
      for (let wanted = -1; wanted !== rows; ) {
        wanted = replicationsWanted(precision(relative, 1500), tableOf(values.subarray(0, rows)));
        if (wanted !== rows) [rows, wanted] = [wanted, -1];
      }
      const { mean, low, high } = summarize(values.subarray(0, rows), 0.95);
      precise += Number(Math.abs(mean - truth) <= relative * mean);
      covered += Number(low <= truth && truth <= high);
      size += rows / 2000;
      return true;
    });
    // It looks more than once, or this would say nothing of stopping.
    expect(size).toBeGreaterThan(200);
    expect(size).toBeLessThan(400);
    expectAtLeast(precise, 2000, 0.95);
    // The t interval of what is there then, narrower than wanted: what skewness costs it at a fixed size it loses here too.
    expectAtLeast(covered, 2000, law.startsWith('normal') || law.startsWith('exp') ? 0.945 : 0.91);
  });
});
