import { describe, expect, it } from 'vitest';
import type { RandomStream } from '../../../src/engine/randomStream.ts';
import { crossedVariance } from '../../../src/montecarlo/sensitivity/crossedVariance.ts';
import { nestedVariance } from '../../../src/montecarlo/sensitivity/nestedVariance.ts';
import { coveredBy, drawn, expectAtLeast, expectCoverage, holds, normal } from '../studies.ts';

const rows = (settings: number, replications: number, value: (k: number, r: number) => number) =>
  Array.from({ length: settings }, (_, k) =>
    Float64Array.from({ length: replications }, (_, r) => value(k, r)),
  );

/** Settings with effects of standard deviation `spread`, each with luck of its own of variance 1. */
function nested(stream: RandomStream, settings: number, replications: number, spread: number, draw = normal) {
  const effects = drawn(settings, () => spread * draw(stream));
  return rows(settings, replications, (k) => effects[k]! + draw(stream));
}

/** Luck common to all settings: effects, luck and interaction of the given standard deviations. */
function crossed(
  stream: RandomStream,
  settings: number,
  replications: number,
  spreads: readonly [number, number, number],
) {
  const effects = drawn(settings, () => spreads[0] * normal(stream));
  const luck = drawn(replications, () => spreads[1] * normal(stream));
  return rows(settings, replications, (k, r) => effects[k]! + luck[r]! + spreads[2] * normal(stream));
}

describe('the nested split', () => {
  it('is that of the analysis of variance by hand', () => {
    // Means 2, 4, 9 about 5: between = 2 (9 + 1 + 16)/2 = 26, within = (2 + 2 + 2)/3 = 2, component (26 - 2)/2 = 12.
    const { variance, epistemic, aleatory, settings, values } = nestedVariance(
      [
        [1, 3],
        [3, 5],
        [8, 10],
      ],
      0.95,
    );
    expect([settings, values, variance]).toEqual([3, 6, 14]);
    expect(epistemic.value).toBeCloseTo(12 / 14, 14);
    expect(aleatory.value).toBeCloseTo(2 / 14, 14);
    expect(aleatory.low).toBeCloseTo(1 - epistemic.high, 14);
  });

  it('is unbiased, for unequal groups too: 2,000 studies', () => {
    let sum = 0;
    let squares = 0;
    coveredBy(2000, 'nested mean', (stream) => {
      const groups = nested(stream, 10, 6, 1).map((group, k) => group.subarray(0, 1 + (k % 6)));
      const { variance, epistemic } = nestedVariance(groups, 0.95);
      sum += variance * epistemic.value;
      squares += (variance * epistemic.value) ** 2;
      return true;
    });
    const mean = sum / 2000;
    expect(Math.abs(mean - 1)).toBeLessThan(4 * Math.sqrt((squares / 2000 - mean * mean) / 2000));
  });

  it('covers the share as often as stated for normal effects and luck, nearly so for skewed ones: 2,000 studies', () => {
    const ofNormal = coveredBy(2000, 'nested normal', (stream) =>
      holds(nestedVariance(nested(stream, 40, 5, 0.7), 0.95).epistemic, 0.49 / 1.49),
    );
    expectCoverage(ofNormal, 2000, 0.95);
    const ofExponential = coveredBy(2000, 'nested exponential', (stream) => {
      const groups = nested(stream, 100, 2, 0.7, (luck) => luck.exponential());
      return holds(nestedVariance(groups, 0.95).epistemic, 0.49 / 1.49);
    });
    expectCoverage(ofExponential, 2000, 0.94);
  });

  it('finds no parameter where there is only luck, and only parameters where there is none', () => {
    const covered = coveredBy(500, 'luck only', (stream) =>
      holds(nestedVariance(nested(stream, 30, 5, 0), 0.95).epistemic, 0),
    );
    expectAtLeast(covered, 500, 0.95);
    const certain = nestedVariance(
      rows(5, 3, (k) => k),
      0.95,
    );
    expect([certain.epistemic.value, certain.aleatory.value]).toEqual([1, 0]);
  });

  it('leaves failures and empty settings out, and has nothing to say of one setting or of single values', () => {
    const { NaN: none } = Number;
    expect(nestedVariance([[1, none, 3], [none], [3, 5], [8, 10, none]], 0.95)).toEqual(
      nestedVariance(
        [
          [1, 3],
          [3, 5],
          [8, 10],
        ],
        0.95,
      ),
    );
    expect(nestedVariance([[1, 3]], 0.95).epistemic.value).toBeNaN();
    expect(nestedVariance([[1], [2], [3]], 0.95).epistemic.value).toBeNaN();
    expect(nestedVariance([], 0.95).settings).toBe(0);
  });
});

describe('the crossed split', () => {
  it('of sums of settings and luck has no interaction, and is exact by hand', () => {
    // Rows 0 and 4 (variance 8), columns 0 and 2 (variance 2).
    const { epistemic, aleatory, interaction, variance } = crossedVariance(
      [
        [0, 2],
        [4, 6],
      ],
      0.95,
    );
    expect(variance).toBeCloseTo(10, 12);
    expect(epistemic.value).toBeCloseTo(0.8, 12);
    expect(aleatory.value).toBeCloseTo(0.2, 12);
    expect(interaction.value).toBeCloseTo(0, 12);
  });

  it('is unbiased where the one-way split is not: 2,000 studies', () => {
    let [sum, squares, naive] = [0, 0, 0];
    coveredBy(2000, 'crossed mean', (stream) => {
      const matrix = crossed(stream, 8, 5, [0.5, 1, 0.5]);
      const { variance, epistemic } = crossedVariance(matrix, 0.95);
      sum += variance * epistemic.value;
      squares += (variance * epistemic.value) ** 2;
      const wrong = nestedVariance(matrix, 0.95);
      naive += wrong.variance * wrong.epistemic.value;
      return true;
    });
    const mean = sum / 2000;
    const error = Math.sqrt((squares / 2000 - mean * mean) / 2000);
    expect(Math.abs(mean - 0.25)).toBeLessThan(4 * error);
    // It loses the variance of luck over the replications: 0.25 - 1/5.
    expect(Math.abs(naive / 2000 - 0.05)).toBeLessThan(4 * error);
  });

  it('covers all three shares about as often as stated: 500 studies', () => {
    const covered = { epistemic: 0, aleatory: 0, interaction: 0 };
    const truth = { epistemic: 0.5, aleatory: 0.3, interaction: 0.2 };
    coveredBy(500, 'crossed', (stream) => {
      const split = crossedVariance(
        crossed(stream, 30, 20, [Math.sqrt(0.5), Math.sqrt(0.3), Math.sqrt(0.2)]),
        0.95,
      );
      for (const part of ['epistemic', 'aleatory', 'interaction'] as const) {
        covered[part] += Number(holds(split[part], truth[part]));
      }
      return true;
    });
    for (const count of Object.values(covered)) expectCoverage(count, 500, 0.95);
  });

  it('leaves out a replication that failed at any setting', () => {
    const whole = [
      [1, 2, 4, 8],
      [3, 5, 4, 9],
      [0, 1, 7, 2],
    ];
    const failed = whole.map((row, k) => [...row.slice(0, 2), k === 1 ? Number.NaN : 99, ...row.slice(2)]);
    expect(crossedVariance(failed, 0.95)).toEqual(crossedVariance(whole, 0.95));
    expect(crossedVariance(failed, 0.95).replications).toBe(4);
  });

  it('has nothing to say of one setting, one replication or nothing', () => {
    for (const matrix of [[[1, 2, 3]], [[1], [2]], [], [[], []]]) {
      expect(crossedVariance(matrix, 0.95).epistemic.value).toBeNaN();
    }
    expect(
      crossedVariance(
        [
          [0, 2],
          [4, 7],
        ],
        0.95,
      ).epistemic.low,
    ).toBeNaN();
  });

  it('agrees with the nested split when luck is not common', () => {
    let [one, two] = [0, 0];
    coveredBy(300, 'agree', (stream) => {
      const matrix = nested(stream, 20, 5, 1);
      one += nestedVariance(matrix, 0.95).epistemic.value / 300;
      two += crossedVariance(matrix, 0.95).epistemic.value / 300;
      return true;
    });
    expect(Math.abs(one - two)).toBeLessThan(0.01);
    expectCoverage(Math.round(one * 300), 300, 0.5);
  });
});
