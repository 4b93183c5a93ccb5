import { describe, expect, it } from 'vitest';
import { erlangMeanInSystem, erlangMeanWait, erlangWaitingProbability } from '../../src/model/erlang.ts';

/** The stationary law of the birth-death chain itself, cut off where nothing is left. */
function chain(servers: number, load: number): { waits: number; inSystem: number } {
  const weights = [1];
  for (let k = 1; k < 4000; k++) weights.push((weights[k - 1]! * load) / Math.min(k, servers));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return {
    waits: weights.slice(servers).reduce((total, weight) => total + weight, 0) / sum,
    inSystem: weights.reduce((total, weight, k) => total + k * weight, 0) / sum,
  };
}

describe('Erlang C', () => {
  it('is the share of busy time for one server, and 2 rho^2 / (1 + rho) for two', () => {
    for (const rho of [0.01, 0.3, 0.9, 0.999]) {
      expect(erlangWaitingProbability(1, rho)).toBeCloseTo(rho, 12);
      expect(erlangWaitingProbability(2, 2 * rho)).toBeCloseTo((2 * rho * rho) / (1 + rho), 12);
    }
  });

  it('is the law of the birth-death chain', () => {
    for (const [servers, load] of [
      [1, 0.5],
      [3, 2.4],
      [10, 8],
      [40, 39],
      [100, 70],
    ] as const) {
      const { waits, inSystem } = chain(servers, load);
      expect(erlangWaitingProbability(servers, load)).toBeCloseTo(waits, 10);
      expect(erlangMeanInSystem(servers, load) / inSystem).toBeCloseTo(1, 10);
      // Little's law.
      expect(erlangMeanWait(servers, load, 7) / 7).toBeCloseTo((inSystem - load) / load, 8);
    }
  });

  it('has its limits: nobody waits for an unlimited crew, all for one that is overrun', () => {
    expect(erlangWaitingProbability(200, 50)).toBeLessThan(1e-30);
    expect(erlangWaitingProbability(Number.POSITIVE_INFINITY, 1e6)).toBe(0);
    expect(erlangMeanWait(Number.POSITIVE_INFINITY, 1e6, 5)).toBe(0);
    expect(erlangMeanInSystem(Number.POSITIVE_INFINITY, 12.5)).toBe(12.5);
    expect(erlangWaitingProbability(3, 0)).toBe(0);
    expect(erlangWaitingProbability(3, 3)).toBe(1);
    expect(erlangMeanWait(3, 3.5, 1)).toBe(Number.POSITIVE_INFINITY);
  });
});
