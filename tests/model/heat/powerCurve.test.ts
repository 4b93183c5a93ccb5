import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPowerCurve } from '../../../src/model/heat/createPowerCurve.ts';
import { monotoneCubic } from '../../../src/model/heat/monotoneCubic.ts';
import type { PowerCurve } from '../../../src/model/heat/powerCurve.ts';
import { POWER_LAWS, type PowerLaw } from '../../../src/model/heat/powerLaw.ts';
import {
  H100_CAP_WATTS,
  H100_DRAWN_WATTS,
  POWER_TABLES,
  type PowerTable,
} from '../../../src/model/heat/powerTable.ts';

const standard = createPowerCurve({ kind: 'law', ...POWER_LAWS.standard });
const curves: readonly (readonly [string, PowerCurve])[] = [
  ...Object.entries(POWER_LAWS).map(
    ([name, law]) => [`law ${name}`, createPowerCurve({ kind: 'law', ...law })] as const,
  ),
  ...Object.entries(POWER_TABLES).map(
    ([name, table]) => [`table ${name}`, createPowerCurve({ kind: 'table', ...table })] as const,
  ),
];

/** Root of the mean squared difference in power between a law and the points of a table. */
function residual(law: PowerLaw, table: PowerTable): number {
  const squares = table.speeds.map((speed, at) => {
    const power = law.staticShare + (1 - law.staticShare) * speed ** law.exponent;
    return (power - table.powerShares[at]!) ** 2;
  });
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
}

describe('the power law', () => {
  it.each([
    [0.9, 0.948],
    [0.8, 0.89],
    [0.7, 0.825],
    [0.6, 0.747],
  ])('gives at %f of the power the published clock %f', (share, clock) => {
    expect(Math.abs(standard.speedAt(share) - clock)).toBeLessThan(0.001);
  });

  it('fits the measurements as well as its residuals say', () => {
    const published = { h100Clock: 0.014, h100Llama8b: 0.035, h100VitLarge: 0.024, v100: 0.02, a40: 0.056 };
    for (const name of Object.keys(published) as (keyof typeof published)[]) {
      // The laws of H100 throughput were fitted against the cap, not the draw.
      const isOfCaps = name === 'h100Llama8b' || name === 'h100VitLarge';
      const table = POWER_TABLES[name];
      const powerShares = isOfCaps ? H100_CAP_WATTS.map((watts) => watts / 700) : table.powerShares;
      const found = residual(POWER_LAWS[name], { ...table, powerShares });
      expect(Math.abs(found - published[name]), `${name} ${found}`).toBeLessThan(0.01);
    }
  });

  it('is constant voltage at n = 1 and cubic at n = 3', () => {
    const law = (exponent: number) =>
      createPowerCurve({
        kind: 'law',
        speedOf: 'clock',
        staticShare: 0.2,
        exponent,
        validFromPower: null,
      });
    expect(law(1).powerAt(0.5)).toBeCloseTo(0.6, 14);
    expect(law(3).powerAt(0.5)).toBeCloseTo(0.3, 14);
  });

  it('refuses what is no law', () => {
    const broken = { kind: 'law', speedOf: 'clock', exponent: 2, validFromPower: null } as const;
    expect(() => createPowerCurve({ ...broken, staticShare: 1 })).toThrow(/static share/);
  });
});

describe.each(curves)('%s', (_, curve) => {
  it('rises, ends at full power and full speed, and is undone by its inverse', () => {
    let before = curve.lowestSpeed;
    for (let step = 1; step <= 400; step++) {
      const share = curve.lowestPower + (step / 400) * (1 - curve.lowestPower);
      const speed = curve.speedAt(share);
      expect(speed).toBeGreaterThan(before);
      expect(Math.abs(curve.powerAt(speed) - share)).toBeLessThan(1e-12);
      before = speed;
    }
    expect(before).toBe(1);
    expect([curve.speedAt(1.4), curve.powerAt(1.4)]).toEqual([1, 1]);
  });

  it('is not extrapolated', () => {
    expect(() => curve.speedAt(curve.lowestPower - 1e-6)).toThrow(/the power curve begins at/);
    if (curve.lowestSpeed > 0)
      expect(() => curve.powerAt(curve.lowestSpeed - 1e-6)).toThrow(/the power curve begins at/);
  });
});

describe('the measured tables', () => {
  it.each(Object.entries(POWER_TABLES))('%s is met at its points', (_, table: PowerTable) => {
    const curve = createPowerCurve({ kind: 'table', ...table });
    for (const [at, share] of table.powerShares.entries())
      expect(curve.speedAt(share)).toBeCloseTo(table.speeds[at]!, 13);
  });

  it('a cap of 400 W on an H100 leaves .82 of the throughput and gives 1.34 to 1.44 times the tokens per joule', () => {
    const drawn = H100_DRAWN_WATTS[H100_CAP_WATTS.indexOf(400)]! / H100_DRAWN_WATTS.at(-1)!;
    const throughput = createPowerCurve({ kind: 'table', ...POWER_TABLES.h100Llama8b }).speedAt(drawn);
    expect(throughput).toBeCloseTo(0.821, 3);
    expect(throughput * (700 / 400)).toBeCloseTo(1.44, 2);
    expect(throughput / drawn).toBeCloseTo(1.34, 2);
  });

  it('20 % less power costs about 10 % of training (POLCA) on V100 and H100', () => {
    for (const name of ['v100', 'h100Llama8b', 'h100VitLarge'] as const) {
      const loss = 1 - createPowerCurve({ kind: 'table', ...POWER_TABLES[name] }).speedAt(0.8);
      expect(loss, name).toBeGreaterThan(0.04);
      expect(loss, name).toBeLessThan(0.1);
    }
  });

  it('needs two rising columns that end at 1', () => {
    const table = { kind: 'table', speedOf: 'clock' } as const;
    expect(() => createPowerCurve({ ...table, powerShares: [0.5, 0.9], speeds: [0.6, 1] })).toThrow(
      /ends at/,
    );
    expect(() => createPowerCurve({ ...table, powerShares: [0.9, 0.5, 1], speeds: [0.6, 0.7, 1] })).toThrow(
      /must rise/,
    );
  });
});

describe('the monotone cubic', () => {
  it('never falls and never leaves the range, whatever rising points it goes through', () => {
    const gaps = fc.array(
      fc.tuple(fc.double({ min: 0.01, max: 9, noNaN: true }), fc.double({ min: 0.01, max: 9, noNaN: true })),
      {
        minLength: 1,
        maxLength: 8,
      },
    );
    fc.assert(
      fc.property(gaps, (steps) => {
        const xs = [0];
        const ys = [0];
        for (const [dx, dy] of steps) {
          xs.push(xs.at(-1)! + dx);
          ys.push(ys.at(-1)! + dy);
        }
        const curve = monotoneCubic(xs, ys);
        let before = 0;
        for (let part = 0; part <= 200; part++) {
          const y = curve.at((part / 200) * xs.at(-1)!);
          expect(y).toBeGreaterThanOrEqual(before - 1e-12);
          before = y;
        }
        expect(before).toBeCloseTo(ys.at(-1)!, 9);
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it('is a straight line through the points of one', () => {
    const line = monotoneCubic([0, 1, 3, 4], [1, 3, 7, 9]);
    for (const x of [0.2, 1.7, 2.9, 3.5]) expect(line.at(x)).toBeCloseTo(1 + 2 * x, 13);
  });
});
