import { describe, expect, it } from 'vitest';
import { quantileOfRange, type RangeLaw } from '../../../src/montecarlo/sampling/rangeLaw.ts';

const SHARES = [0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999];

describe('the laws of a range', () => {
  it('normal and lognormal have the middle 90 % between the ends', () => {
    for (const kind of ['normal', 'lognormal'] as const) {
      expect(quantileOfRange(2, 8, { kind }, 0.05)).toBeCloseTo(2, 12);
      expect(quantileOfRange(2, 8, { kind }, 0.95)).toBeCloseTo(8, 12);
    }
    expect(quantileOfRange(2, 8, { kind: 'normal' }, 0.5)).toBeCloseTo(5, 12);
    expect(quantileOfRange(2, 8, { kind: 'lognormal' }, 0.5)).toBeCloseTo(4, 12);
    // 97.5 % of the normal law: 5 + 3 x 1.959964/1.644854 (NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.1).
    expect(quantileOfRange(2, 8, { kind: 'normal' }, 0.975)).toBeCloseTo(5 + (3 * 1.959964) / 1.644854, 5);
  });

  it('triangular inverts its distribution function', () => {
    const law: RangeLaw = { kind: 'triangular', mode: 3 };
    const below = (x: number) => (x < 3 ? (x - 1) ** 2 / (6 * 2) : 1 - (7 - x) ** 2 / (6 * 4));
    for (const share of SHARES) expect(below(quantileOfRange(1, 7, law, share))).toBeCloseTo(share, 12);
    // A mode at an end leaves one side.
    expect(quantileOfRange(0, 1, { kind: 'triangular', mode: 0 }, 0.75)).toBeCloseTo(0.5, 12);
    expect(quantileOfRange(0, 1, { kind: 'triangular', mode: 1 }, 0.25)).toBeCloseTo(0.5, 12);
  });

  it('even is the share of the way, on its own scale', () => {
    expect(quantileOfRange(1, 100, { kind: 'even', spacing: 'log' }, 0.5)).toBeCloseTo(10, 12);
    expect(quantileOfRange(1, 100, { kind: 'even', spacing: 'linear' }, 0.5)).toBeCloseTo(50.5, 12);
  });

  it('rises everywhere', () => {
    const laws: readonly RangeLaw[] = [
      { kind: 'even', spacing: 'log' },
      { kind: 'even', spacing: 'linear' },
      { kind: 'normal' },
      { kind: 'lognormal' },
      { kind: 'triangular', mode: 2 },
    ];
    for (const law of laws) {
      const values = SHARES.map((share) => quantileOfRange(1, 5, law, share));
      expect([...values].sort((a, b) => a - b)).toEqual(values);
      expect(new Set(values).size).toBe(SHARES.length);
    }
  });
});
