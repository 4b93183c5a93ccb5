import { describe, expect, it } from 'vitest';
import { acquisitionUsd, type Capital, depreciationUsdPerSecond } from '../../src/model/capital.ts';

const YEAR = 365 * 86_400;

/** The reference unit of the founding essay: servers at 300,000 USD, 30 % for the network, five years of service. */
const capital: Capital = { nodes: 128, nodePriceUsd: 300_000, networkShare: 0.3, lifetimeSeconds: 5 * YEAR };

describe('capital', () => {
  it('of 128 servers is 38.4 million USD, with the network 49.92 million', () => {
    expect(acquisitionUsd({ ...capital, networkShare: 0 })).toBe(38_400_000);
    expect(acquisitionUsd(capital)).toBeCloseTo(49_920_000, 6);
  });

  it('of 127 servers with the network is just under 50 million USD, as the essay says', () => {
    expect(acquisitionUsd({ ...capital, nodes: 127 })).toBeCloseTo(49_530_000, 6);
  });

  it('is written off in equal parts: 9.984 million USD a year, 27,353 USD a day', () => {
    expect(depreciationUsdPerSecond(capital) * YEAR).toBeCloseTo(9_984_000, 6);
    expect(depreciationUsdPerSecond(capital) * 86_400).toBeCloseTo(27_353.42, 2);
  });

  it('is written off completely at the end of its life', () => {
    expect(depreciationUsdPerSecond(capital) * capital.lifetimeSeconds).toBeCloseTo(
      acquisitionUsd(capital),
      6,
    );
  });
});
