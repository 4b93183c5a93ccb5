import { describe, expect, it } from 'vitest';
import {
  ARRHENIUS_HEAT_FAULTS,
  doublingActivation,
  heatFaultFactor,
  LINEAR_HEAT_FAULTS,
  NO_HEAT_FAULTS,
} from '../../../src/model/heat/faultRate.ts';

describe('the rate of faults with heat', () => {
  it('does not change, or by 2 % a degree above 60 C', () => {
    expect([20, 60, 90].map((t) => heatFaultFactor(NO_HEAT_FAULTS, t))).toEqual([1, 1, 1]);
    expect(heatFaultFactor(LINEAR_HEAT_FAULTS, 40)).toBe(1);
    expect(heatFaultFactor(LINEAR_HEAT_FAULTS, 85)).toBeCloseTo(1.5, 12);
  });

  it('doubles by Arrhenius from 60 to 70 C, about 7 % a degree, and less than doubles in the next ten', () => {
    expect(heatFaultFactor(ARRHENIUS_HEAT_FAULTS, 60)).toBe(1);
    expect(heatFaultFactor(ARRHENIUS_HEAT_FAULTS, 70)).toBeCloseTo(2, 12);
    expect(heatFaultFactor(ARRHENIUS_HEAT_FAULTS, 61)).toBeCloseTo(1.07, 2);
    expect(heatFaultFactor(ARRHENIUS_HEAT_FAULTS, 80)).toBeLessThan(4);
    // 0.68 eV, a usual activation energy of semiconductors.
    expect(doublingActivation(10, 60)).toBeCloseTo(0.683, 3);
  });
});
