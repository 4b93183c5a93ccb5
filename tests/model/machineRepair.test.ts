import { describe, expect, it } from 'vitest';
import { probabilitiesOut } from '../../src/model/machineRepair.ts';

describe('machines out for repair', () => {
  it('are binomial when nobody waits for a technician', () => {
    const up = 3 / 4;
    const out = probabilitiesOut(4, 1, 3, Number.POSITIVE_INFINITY);
    [1, 4, 6, 4, 1].forEach((ways, k) => {
      expect(out[k]).toBeCloseTo(ways * up ** (4 - k) * (1 - up) ** k, 14);
    });
    expect(probabilitiesOut(4, 1, 3, 4)).toEqual(out);
  });

  it('are nearly all when thousands break faster than one can mend', () => {
    const out = probabilitiesOut(5000, 1, 10, 1);
    // M/M/1 seen from the other end: the machines that are up are Poisson with mean 10.
    expect(out[5000]! / Math.exp(-10)).toBeCloseTo(1, 9);
    expect(out[4990]! / out[5000]!).toBeCloseTo(1e10 / 3_628_800, 6);
  });

  it('balance what breaks and what is mended, whatever the crew', () => {
    for (const crew of [1, 2, 5]) {
      const out = probabilitiesOut(12, 0.2, 0.7, crew);
      expect(out.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 14);
      const broken = out.reduce((sum, share, k) => sum + share * (12 - k) * 0.2, 0);
      const mended = out.reduce((sum, share, k) => sum + share * Math.min(k, crew) * 0.7, 0);
      expect(mended).toBeCloseTo(broken, 13);
    }
  });

  it('follow the truncated geometric law of one technician and steady arrivals', () => {
    // Few faults each of very many machines: M/M/1.
    const out = probabilitiesOut(1_000_000, 0.5e-6, 1, 1);
    expect(out[3]! / out[2]!).toBeCloseTo(0.5, 5);
    expect(out[0]).toBeCloseTo(0.5, 5);
  });
});
