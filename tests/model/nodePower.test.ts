import { describe, expect, it } from 'vitest';
import { nodePowerWatts } from '../../src/model/nodePower.ts';

/** Air-cooled node of eight H100, solved from measured idle and burn (power reference, section 2). */
const H100_NODE = { fixedWatts: 1060, gain: 1.316, gpusPerNode: 8 };

describe('nodePowerWatts', () => {
  // Measured at the plug (arXiv:2412.08602): idle, Llama-2 training median, burn median.
  it.each([
    [70, 1.8],
    [651, 7.92],
    [700, 8.43],
  ])('at %d W a GPU is the measured %d kW to 0.01 kW', (gpuWatts, kilowatts) => {
    expect(Math.abs(nodePowerWatts(H100_NODE, gpuWatts) / 1000 - kilowatts)).toBeLessThan(0.01);
  });

  it('at 110 W a GPU, stalled with a context, is 2.22 kW', () => {
    expect(nodePowerWatts(H100_NODE, 110) / 1000).toBeCloseTo(2.22, 2);
  });

  it('has a liquid-cooled form: 0.9 kW + 1.09 x GPU power by hand', () => {
    expect(nodePowerWatts({ fixedWatts: 900, gain: 1.09, gpusPerNode: 8 }, 700)).toBeCloseTo(7004, 9);
  });

  it('is the fixed part alone when the GPUs draw nothing', () => {
    expect(nodePowerWatts(H100_NODE, 0)).toBe(1060);
  });
});
