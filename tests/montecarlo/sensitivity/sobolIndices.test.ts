import { describe, expect, it } from 'vitest';
import { RandomStreams } from '../../../src/engine/randomStreams.ts';
import { normalQuantile } from '../../../src/engine/special/normal.ts';
import { sobolPoints } from '../../../src/montecarlo/sampling/sobolSequence.ts';
import { type DesignRun, sobolDesign } from '../../../src/montecarlo/sensitivity/sobolDesign.ts';
import { type SobolValues, sobolIndices } from '../../../src/montecarlo/sensitivity/sobolIndices.ts';
import { coveredBy, expectAtLeast, expectCoverage, holds } from '../studies.ts';

type Model = (x: readonly number[], run: DesignRun, row: number) => number;

const names = (count: number) => Array.from({ length: count }, (_, index) => `x${index}`);

/** Values of a model at the runs of a design; luck is the last factor. */
function evaluated(points: readonly (readonly number[])[], parameters: number, model: Model): SobolValues {
  const rows = sobolDesign(points, parameters);
  const values = (pick: (index: number) => DesignRun) =>
    Float64Array.from(rows, (_, row) => model(pick(row).coordinates, pick(row), row));
  return {
    a: values((row) => rows[row]!.a),
    b: values((row) => rows[row]!.b),
    mixed: Array.from({ length: parameters + 1 }, (_, factor) => values((row) => rows[row]!.mixed[factor]!)),
  };
}

const quasi = (n: number, parameters: number) =>
  sobolPoints(n, names(2 * parameters), new RandomStreams('indices'));
const bootstrap = () => new RandomStreams('indices').stream('bootstrap');

/** Ishigami and Homma (1990) with a = 7, b = 0.1 on (-pi, pi)^3. */
const ishigami: Model = (x) => {
  const [a, b, c] = x.map((value) => Math.PI * (2 * value - 1));
  return Math.sin(a!) + 7 * Math.sin(b!) ** 2 + 0.1 * c! ** 4 * Math.sin(a!);
};
const ISHIGAMI = { first: [0.3139, 0.4424, 0, 0], total: [0.5576, 0.4424, 0.2437, 0] };

/** Sobol's g-function: product of (|4x - 2| + a)/(1 + a). */
const G = [0, 1, 4.5, 9, 99];
const gFunction: Model = (x) =>
  x.reduce((product, value, index) => (product * (Math.abs(4 * value - 2) + G[index]!)) / (1 + G[index]!), 1);
const parts = G.map((a) => 1 / 3 / (1 + a) ** 2);
const all = parts.reduce((product, part) => product * (1 + part), 1);
const G_FIRST = parts.map((part) => part / (all - 1));
const G_TOTAL = parts.map((part) => (part * all) / (1 + part) / (all - 1));

describe('the design', () => {
  it('takes one factor of b at a time, luck last, and changes luck with nothing else', () => {
    const [row] = sobolDesign([[0.1, 0.2, 0.8, 0.9]], 2);
    expect(row).toEqual({
      a: { coordinates: [0.1, 0.2], luck: 0 },
      b: { coordinates: [0.8, 0.9], luck: 1 },
      mixed: [
        { coordinates: [0.8, 0.2], luck: 0 },
        { coordinates: [0.1, 0.9], luck: 0 },
        { coordinates: [0.1, 0.2], luck: 1 },
      ],
    });
  });
});

describe('Sobol indices', () => {
  it("of Ishigami's function are the published ones", () => {
    const { variance, indices, n } = sobolIndices(
      evaluated(quasi(8192, 3), 3, ishigami),
      0.95,
      bootstrap(),
      200,
    );
    expect(n).toBe(8192);
    // 1/2 + a^2/8 + b pi^4/5 + b^2 pi^8/18.
    expect(Math.abs(variance / 13.8446 - 1)).toBeLessThan(0.01);
    indices.forEach(({ first, total }, factor) => {
      expect(Math.abs(first.value - ISHIGAMI.first[factor]!), `first ${factor}`).toBeLessThan(0.01);
      expect(Math.abs(total.value - ISHIGAMI.total[factor]!), `total ${factor}`).toBeLessThan(0.01);
      expect(holds(first, ISHIGAMI.first[factor]!), `first ${factor}`).toBe(true);
    });
    // Nothing of it is luck, exactly.
    expect(indices[3]).toEqual({
      first: { value: 0, low: 0, high: 0 },
      total: { value: 0, low: 0, high: 0 },
      together: { value: 0, low: 0, high: 0 },
    });
  });

  it('of the g-function are the closed form', () => {
    const { indices } = sobolIndices(evaluated(quasi(8192, 5), 5, gFunction), 0.95, bootstrap(), 200);
    G.forEach((_, factor) => {
      const { first, total } = indices[factor]!;
      expect(Math.abs(first.value - G_FIRST[factor]!), `first ${factor}`).toBeLessThan(0.01);
      expect(Math.abs(total.value - G_TOTAL[factor]!), `total ${factor}`).toBeLessThan(0.01);
      expect(holds(first, G_FIRST[factor]!), `first ${factor}`).toBe(true);
      expect(holds(total, G_TOTAL[factor]!), `total ${factor}`).toBe(true);
    });
  });

  it('have luck as a factor of its own: a sum of a parameter and noise', () => {
    // Y = 3 x + noise: variances 9/12 and 1, no interaction.
    const luck = new RandomStreams('noise');
    const noise = luck.stream('noise');
    const { indices } = sobolIndices(
      evaluated(quasi(16_384, 1), 1, ([x], run, row) => {
        luck.startReplication(2 * row + run.luck);
        return 3 * x! + normalQuantile(noise.uniform());
      }),
      0.95,
      bootstrap(),
      100,
    );
    const shares = [0.75 / 1.75, 1 / 1.75];
    shares.forEach((share, factor) => {
      expect(Math.abs(indices[factor]!.first.value - share)).toBeLessThan(0.04);
      expect(Math.abs(indices[factor]!.total.value - share)).toBeLessThan(0.02);
    });
  });

  it('have intervals that hold the closed form as often as stated, on independent rows: 300 studies', () => {
    const covered = { first: 0, total: 0 };
    const studies = 300;
    coveredBy(studies, 'indices', (stream) => {
      const points = Array.from({ length: 256 }, () => Array.from({ length: 6 }, () => stream.uniform()));
      const { indices } = sobolIndices(evaluated(points, 3, ishigami), 0.95, stream, 400);
      covered.first += Number(holds(indices[1]!.first, ISHIGAMI.first[1]!));
      covered.total += Number(holds(indices[0]!.total, ISHIGAMI.total[0]!));
      return true;
    });
    expectCoverage(covered.first, studies, 0.95);
    expectCoverage(covered.total, studies, 0.95);
  });

  it('have too wide rather than too narrow intervals on rows of a Sobol sequence: 100 studies', () => {
    let covered = 0;
    for (let study = 0; study < 100; study++) {
      const streams = new RandomStreams(`study ${study}`);
      const points = sobolPoints(256, names(6), streams);
      const { indices } = sobolIndices(
        evaluated(points, 3, ishigami),
        0.95,
        streams.stream('bootstrap'),
        400,
      );
      covered += Number(holds(indices[1]!.first, ISHIGAMI.first[1]!));
    }
    expectAtLeast(covered, 100, 0.95);
  });

  it('leave a row with a failed run out whole', () => {
    const whole = evaluated(quasi(64, 3), 3, ishigami);
    const failed = { ...whole, mixed: whole.mixed.map((column) => Float64Array.from(column)) };
    failed.mixed[1]![10] = Number.NaN;
    const without = (column: Float64Array) => column.filter((_, row) => row !== 10);
    const short = { a: without(whole.a), b: without(whole.b), mixed: whole.mixed.map(without) };
    expect(sobolIndices(failed, 0.95, bootstrap(), 50)).toEqual(sobolIndices(short, 0.95, bootstrap(), 50));
  });

  it('do not exist where nothing varies, or there is nothing', () => {
    const flat = evaluated(quasi(8, 1), 1, () => 7);
    expect(sobolIndices(flat, 0.95, bootstrap()).indices[0]!.first).toEqual({
      value: Number.NaN,
      low: Number.NaN,
      high: Number.NaN,
    });
    const empty = { a: new Float64Array(0), b: new Float64Array(0), mixed: [new Float64Array(0)] };
    expect(sobolIndices(empty, 0.95, bootstrap()).indices[0]!.total.value).toBeNaN();
  });
});
