import { describe, expect, it } from 'vitest';
import type { RandomStream } from '../../src/engine/randomStream.ts';
import { RandomStreams } from '../../src/engine/randomStreams.ts';
import { type Column, measured } from '../../src/montecarlo/column.ts';
import { comparePoints } from '../../src/montecarlo/comparison.ts';
import { metricValues } from '../../src/montecarlo/metricValues.ts';
import { columnsOf, createChunkRunner } from '../../src/montecarlo/runChunk.ts';
import { encodeFailure, type RunTable, rowWidth } from '../../src/montecarlo/runTable.ts';
import { meanInterval } from '../../src/montecarlo/statistics/meanInterval.ts';
import { meanOf, varianceOf } from '../../src/montecarlo/statistics/moments.ts';
import { QUANTILES, wilsonInterval } from '../../src/montecarlo/statistics.ts';
import { replicationsWanted, type StoppingRule } from '../../src/montecarlo/stoppingRule.ts';
import type { PointOutcome } from '../../src/montecarlo/studyPoint.ts';
import { metricNamed, summarizePoint } from '../../src/montecarlo/summary.ts';
import { OUTCOMES } from '../../src/simulation/record.ts';
import { compile, SMALL } from '../support/scenarioText.ts';
import { coveredBy, expectAtLeast, expectCoverage, holds, normal } from './studies.ts';

/** Whole studies of known truth, through all that a command does after the simulation: 2,000 of each kind. */
const STUDIES = 2000;

const COLUMNS: readonly Column[] = ['time', 'cost'].map((name) =>
  measured(name, '', 'a number for a test', () => 0),
);
const BUDGET = OUTCOMES.indexOf('budget');

/** A replication: its outcome is `budget` or `completed`, or it failed. */
interface Replication {
  readonly time: number;
  readonly cost: number;
  readonly budget?: boolean;
  readonly failed?: boolean;
}

function tableOf(rows: readonly Replication[]): RunTable {
  const width = rowWidth(COLUMNS);
  const values = new Float64Array(rows.length * width);
  for (const [row, { time, cost, budget, failed }] of rows.entries()) {
    if (failed === true) encodeFailure(COLUMNS, values, row * width);
    else values.set([budget === true ? BUDGET : 0, time, cost], row * width);
  }
  return { columns: COLUMNS, rows: rows.length, values, errors: new Map() };
}

function pointOf(rows: readonly Replication[]): PointOutcome {
  const table = tableOf(rows);
  return { settings: [], drawn: null, table, summary: summarizePoint(table, 0.95) };
}

const times = (count: number, draw: () => Replication) => Array.from({ length: count }, draw);

/** Chance that a binomial number of successes has a Wilson interval that holds the truth. */
function chanceOfCovering(n: number, share: number): number {
  let chance = 0;
  let term = Math.exp(n * Math.log1p(-share));
  for (let successes = 0; successes <= n; successes++) {
    if (holds(wilsonInterval(successes, n, 0.95), share)) chance += term;
    term *= ((n - successes) / (successes + 1)) * (share / (1 - share));
  }
  return chance;
}

describe('the summary of a point', () => {
  it('has intervals of means, quantiles and shares that hold the truth as often as stated', () => {
    // Quantiles of the exponential law of mean 1 are -log(1 - p).
    const covered = { normal: 0, exponential: 0, share: 0, quantiles: QUANTILES.map(() => 0) };
    coveredBy(STUDIES, 'summary', (luck) => {
      const { summary } = pointOf(
        times(120, () => ({
          time: 100 + 15 * normal(luck),
          cost: luck.exponential(),
          budget: luck.chance(0.1),
        })),
      );
      covered.normal += Number(holds(metricNamed(summary, 'time'), 100));
      const cost = metricNamed(summary, 'cost');
      covered.exponential += Number(holds(cost, 1));
      cost.quantileIntervals.forEach((interval, index) => {
        covered.quantiles[index]! += Number(holds(interval, -Math.log1p(-QUANTILES[index]!)));
      });
      covered.share += Number(holds(summary.outcomes[BUDGET]!, 0.1));
      return true;
    });
    expectCoverage(covered.normal, STUDIES, 0.95);
    expectCoverage(covered.exponential, STUDIES, 0.95);
    for (const count of covered.quantiles) expectAtLeast(count, STUDIES, 0.95);
    expectCoverage(covered.share, STUDIES, chanceOfCovering(120, 0.1));
  });

  it('leaves failed replications out of means, and counts them in shares', () => {
    const covered = coveredBy(STUDIES, 'failures', (luck) => {
      const { summary } = pointOf(
        times(60, () => ({ time: normal(luck), cost: 0, failed: luck.chance(0.2) })),
      );
      return holds(metricNamed(summary, 'time'), 0);
    });
    expectCoverage(covered, STUDIES, 0.95);
  });
});

describe('the comparison of points on common luck', () => {
  const TRUTH = [11, 13.5, 11.25];
  /**
   * Three points: the second takes 20 % longer and has noise of its own; the third is like the first and slightly longer. Normal,
   * so that intervals are exact; skewed ones are in statistics/comparison.test.ts.
   */
  const study = (luck: RandomStream, count: number): readonly PointOutcome[] => {
    const rows = times(count, () => ({ time: 11 + normal(luck), cost: luck.uniform() }));
    const changed = (limit: number, time: (before: number) => number) =>
      pointOf(rows.map((row) => ({ ...row, time: time(row.time), budget: row.cost < limit })));
    return [
      changed(0.3, (time) => time),
      changed(0.5, (time) => 1.2 * time + 0.3 + 0.3 * normal(luck)),
      changed(0.3, (time) => time + 0.25 + 0.3 * normal(luck)),
    ];
  };

  it('has intervals of differences, ratios, shares and the best that hold the truth as often as stated', () => {
    const covered = { difference: 0, ratio: 0, together: 0, shares: 0, best: 0, gap: 0 };
    const streams = new RandomStreams('comparison');
    coveredBy(STUDIES, 'differences', (luck) => {
      const comparisons = comparePoints(
        { columns: COLUMNS, points: study(luck, 80) },
        { baseline: 0, metrics: ['time', 'outcome.budget'], confidence: 0.95, streams, resamples: 20 },
      );
      const [first, second, third, , budgets] = comparisons;
      covered.difference += Number(holds(second!.paired!.difference, TRUTH[1]! - TRUTH[0]!));
      covered.ratio += Number(holds(second!.paired!.ratio, TRUTH[1]! / TRUTH[0]!));
      covered.together += Number(
        [second!, third!].every(({ simultaneous, point }) => holds(simultaneous!, TRUTH[point]! - TRUTH[0]!)),
      );
      covered.shares += Number(holds(budgets!.paired!.difference, 0.2));
      covered.best += Number(first!.standing.maybeBest);
      covered.gap += Number(
        [first!, second!, third!].every(({ standing, point }) => {
          const others = TRUTH.filter((_, other) => other !== point);
          return holds(standing, TRUTH[point]! - Math.min(...others));
        }),
      );
      return true;
    });
    expectCoverage(covered.difference, STUDIES, 0.95);
    expectCoverage(covered.ratio, STUDIES, 0.95);
    expectAtLeast(covered.together, STUDIES, 0.95);
    expectCoverage(covered.shares, STUDIES, 0.95);
    expectAtLeast(covered.best, STUDIES, 0.95);
    expectAtLeast(covered.gap, STUDIES, 0.95);
  });

  it('lowers the variance of differences on real runs, and biases no mean', () => {
    const tables = (['10 min', '2 h'] as const).map((interval) => {
      const input = compile(SMALL, `checkpoint.interval=${interval}`);
      const columns = columnsOf(input);
      return (seed: string): RunTable => {
        const { values } = createChunkRunner(input, seed)({ from: 0, count: 1500 });
        return { columns, rows: 1500, values, errors: new Map() };
      };
    });
    const [short, long] = tables as [(seed: string) => RunTable, (seed: string) => RunTable];
    for (const metric of ['wall_time_h', 'total_cost_usd']) {
      const baseline = metricValues(short('common'), metric);
      const [paired, apart] = ['common', 'independent'].map((seed) =>
        metricValues(long(seed), metric).map((value, row) => value - baseline[row]!),
      ) as [Float64Array, Float64Array];
      const [common, independent] = [meanInterval(paired, 0.95), meanInterval(apart, 0.95)];
      // A ratio of variances of 1,500 values each scatters by 7 % at most.
      expect(varianceOf(paired) / varianceOf(apart)).toBeLessThan(0.7);
      expect(common.standardError).toBeLessThan(independent.standardError);
      // The two means share the baseline, so they scatter less about each other than this.
      const scatter = Math.hypot(common.standardError, independent.standardError);
      expect(Math.abs(common.value - independent.value)).toBeLessThan(4 * scatter);
      // And pairing is no more than subtracting the means.
      expect(common.value).toBeCloseTo(meanOf(metricValues(long('common'), metric)) - meanOf(baseline), 6);
    }
  });
});

describe('a study that stops by itself', () => {
  it('keeps the wanted precision of both metrics and the stated coverage, with some failed replications', () => {
    const rule: StoppingRule = {
      kind: 'precision',
      relative: 0.1,
      metrics: ['time', 'cost'],
      confidence: 0.95,
      maximum: 1200,
    };
    const kept = { time: 0, cost: 0 };
    const covered = { time: 0, cost: 0 };
    let size = 0;
    coveredBy(STUDIES, 'sequential', (luck) => {
      const whole = tableOf(
        times(1200, () => ({
          time: 1 + 0.5 * normal(luck),
          cost: luck.exponential(),
          failed: luck.chance(0.02),
        })),
      );
      let rows = 0;
      for (let wanted = replicationsWanted(rule, { ...whole, rows }); wanted > rows; ) {
        rows = wanted;
        wanted = replicationsWanted(rule, { ...whole, rows });
      }
      const summary = summarizePoint({ ...whole, rows }, 0.95);
      for (const metric of ['time', 'cost'] as const) {
        const { mean, low, high } = metricNamed(summary, metric);
        kept[metric] += Number(Math.abs(mean - 1) <= 0.1 * mean);
        covered[metric] += Number(holds({ low, high }, 1));
      }
      size += rows / STUDIES;
      return true;
    });
    // It looks several times, or this would say nothing of stopping.
    expect(size).toBeGreaterThan(300);
    expect(size).toBeLessThan(1000);
    for (const metric of ['time', 'cost'] as const) {
      expectAtLeast(kept[metric], STUDIES, 0.95);
      expectAtLeast(covered[metric], STUDIES, 0.945);
    }
  });
});
