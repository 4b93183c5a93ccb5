import { describe, expect, it } from 'vitest';
import type { RandomStream } from '../../../src/engine/randomStream.ts';
import { crossedVariance } from '../../../src/montecarlo/sensitivity/crossedVariance.ts';
import { coveredBy, drawn, expectCoverage, holds, normal } from '../studies.ts';

const rows = (settings: number, replications: number, value: (k: number, r: number) => number) =>
  Array.from({ length: settings }, (_, k) =>
    Float64Array.from({ length: replications }, (_, r) => value(k, r)),
  );

/** Settings with effects of standard deviation `spread`, each with luck of its own of variance 1. */
function nested(stream: RandomStream, settings: number, replications: number, spread: number) {
  const effects = drawn(settings, () => spread * normal(stream));
  return rows(settings, replications, (k) => effects[k]! + normal(stream));
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

  it('is unbiased: 2,000 studies', () => {
    let [sum, squares] = [0, 0];
    coveredBy(2000, 'crossed mean', (stream) => {
      const matrix = crossed(stream, 8, 5, [0.5, 1, 0.5]);
      const { variance, epistemic } = crossedVariance(matrix, 0.95);
      sum += variance * epistemic.value;
      squares += (variance * epistemic.value) ** 2;
      return true;
    });
    const mean = sum / 2000;
    const error = Math.sqrt((squares / 2000 - mean * mean) / 2000);
    expect(Math.abs(mean - 0.25)).toBeLessThan(4 * error);
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

  it('of values that differ by rounding alone says nothing', () => {
    const alike = rows(8, 5, (k, r) => 1.1 * (1 + (k * r) / 1e15));
    expect(crossedVariance(alike, 0.95).epistemic.value).toBeNaN();
    expect(
      crossedVariance(
        rows(4, 3, () => 1),
        0.95,
      ),
    ).toMatchObject({ variance: 0 });
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

  it('finds half and half where settings and luck of their own are alike', () => {
    let share = 0;
    coveredBy(300, 'agree', (stream) => {
      share += crossedVariance(nested(stream, 20, 5, 1), 0.95).epistemic.value / 300;
      return true;
    });
    expectCoverage(Math.round(share * 300), 300, 0.5);
  });
});
