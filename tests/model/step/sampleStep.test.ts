import { describe, expect, it } from 'vitest';
import { MACHINES } from '../../../src/model/step/accelerators.ts';
import {
  ACHIEVED_ON_CONVOLUTIONS,
  predictSampleStep,
  type SampleExchange,
  type SampleWork,
} from '../../../src/model/step/sampleStep.ts';

const ALEXNET = { flopsPerSample: 4.2e9, parameters: 60e6 };
// Each GPU sends its half of the inputs of the third convolution and of the three full layers, and their gradients
// come back (Krizhevsky et al. 2012, figure 2): 2 x 4 bytes x (13 x 13 x 128 + 6 x 6 x 128 + 2048 + 2048).
const CUT: SampleExchange = {
  kind: 'model',
  bytesPerSample: 2 * 4 * (13 * 13 * 128 + 6 * 6 * 128 + 2 * 2048),
};
const { low, share, high } = ACHIEVED_ON_CONVOLUTIONS['cuda-convnet'];
const work = (change: Partial<SampleWork>): SampleWork => ({
  batch: 128,
  gpus: 2,
  precision: 'fp32',
  exchange: CUT,
  achieved: share,
  ...change,
});
const machine = MACHINES['gtx-580'];
const days = (change: Partial<SampleWork>): number =>
  (predictSampleStep(ALEXNET, work(change), machine).stepSeconds * 90 * 1.2e6) / 128 / 86400;

describe('models given by FLOPs per sample', () => {
  it('trains AlexNet in five to six days on two GTX 580', () => {
    expect(days({})).toBeGreaterThan(5);
    expect(days({})).toBeLessThan(6);
    expect(days({ achieved: low })).toBeGreaterThan(6);
    expect(days({ achieved: high })).toBeLessThan(5);
  });

  it('pays more for summing the gradients of the whole model than for a cut through it', () => {
    const cut = predictSampleStep(ALEXNET, work({}), machine);
    const whole = predictSampleStep(ALEXNET, work({ exchange: { kind: 'data', gradientBytes: 4 } }), machine);
    expect(whole.computeSeconds).toBe(cut.computeSeconds);
    expect(whole.exchangeSeconds).toBeGreaterThan(cut.exchangeSeconds);
    // Two GPUs, ring: each sends and receives the whole of 240 MB once.
    const { bytesPerSecond, efficiency } = machine.scaleUp;
    expect(whole.exchangeSeconds).toBeCloseTo(240e6 / (bytesPerSecond * efficiency), 4);
  });

  it('exchanges nothing on one GPU, and reaches there what the library reaches', () => {
    const one = predictSampleStep(ALEXNET, work({ gpus: 1 }), machine);
    expect(one.exchangeSeconds).toBe(0);
    expect(one.mfu).toBeCloseTo(share, 12);
    expect(one.stepSeconds).toBeCloseTo((128 * 4.2e9) / (1.581e12 * share), 9);
  });

  it('sends over the network what does not fit into one node', () => {
    const near = predictSampleStep(ALEXNET, work({ gpus: 2 }), machine);
    const far = predictSampleStep(ALEXNET, work({ gpus: 4 }), machine);
    expect(far.exchangeSeconds).toBeGreaterThan(near.exchangeSeconds);
    expect(far.computeSeconds).toBeCloseTo(near.computeSeconds / 2, 12);
  });
});
