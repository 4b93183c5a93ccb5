import { describe, expect, it } from 'vitest';
import { createPowerCurve } from '../../../src/model/heat/createPowerCurve.ts';
import { POWER_LAWS } from '../../../src/model/heat/powerLaw.ts';
import { POWER_TABLES } from '../../../src/model/heat/powerTable.ts';
import { type CappedJob, itWattsAtSpeed, speedUnderCap } from '../../../src/model/plant/powerCap.ts';
import { ITERATION_TROUGHS, type PowerPhase, powerSwing } from '../../../src/model/plant/powerSwing.ts';

const H100_NODE = { fixedWatts: 1060, gain: 1.316, gpusPerNode: 8 };
const job: CappedJob = {
  nodes: 127,
  node: H100_NODE,
  fullGpuWatts: 651,
  curve: createPowerCurve({ kind: 'law', ...POWER_LAWS.standard }),
  otherWatts: 95_000,
};

describe('a power cap', () => {
  it('of 1.10 MW and more lets the 127 nodes run', () => {
    expect(itWattsAtSpeed(job, 1)).toBeCloseTo(1.1e6, -4);
    expect(speedUnderCap(job, 1.102e6)).toEqual({ kind: 'fits', speed: 1, gpuWatts: 651 });
  });

  it('halves the clock at just the power of half the clock, and the throughput of a table likewise', () => {
    const table = { ...job, curve: createPowerCurve({ kind: 'table', ...POWER_TABLES.h100Llama8b }) };
    for (const one of [job, table]) {
      const answer = speedUnderCap(one, itWattsAtSpeed(one, 0.5));
      expect(answer.kind === 'slowed' && answer.speed).toBeCloseTo(0.5, 11);
    }
  });

  it('that halves the power of the GPUs leaves the clock of the law by hand', () => {
    const cap = job.otherWatts + 127 * (1060 + 1.316 * 8 * (651 / 2));
    const answer = speedUnderCap(job, cap);
    expect(answer).toMatchObject({ kind: 'slowed' });
    expect(answer.kind === 'slowed' && answer.speed).toBeCloseTo((0.2 / 0.7) ** (1 / 2.9), 11);
    expect(answer.kind === 'slowed' && answer.gpuWatts).toBeCloseTo(325.5, 8);
  });

  it('is kept at every speed, and one too low says what the job needs at least', () => {
    for (let cap = 5e5; cap < 1.2e6; cap += 1e4) {
      const answer = speedUnderCap(job, cap);
      if (answer.kind === 'slowed') expect(itWattsAtSpeed(job, answer.speed)).toBeCloseTo(cap, 5);
      else if (answer.kind === 'fits') expect(itWattsAtSpeed(job, 1)).toBeLessThanOrEqual(cap);
      else expect(answer.leastWatts).toBeGreaterThan(cap);
    }
    const table = { ...job, curve: createPowerCurve({ kind: 'table', ...POWER_TABLES.a40 }) };
    const answer = speedUnderCap(table, 5e5);
    expect(answer).toMatchObject({ kind: 'does_not_fit', lowestSpeed: 0.593 });
    expect(answer.kind === 'does_not_fit' && answer.leastWatts).toBeCloseTo(itWattsAtSpeed(table, 0.593), 6);
  });
});

describe('the power swing of a synchronous job', () => {
  /** A server of A100 whose GPUs take half of what it is provisioned for, in a cluster at 97 % of that. */
  const PROVISIONED = 6500;
  const A100_SERVER = { fixedWatts: 0.97 * PROVISIONED - 8 * 400, gain: 1, gpusPerNode: 8 };
  const swing = (trough: number, floor = 0) => {
    const phases: readonly PowerPhase[] = [
      { seconds: 4, gpuWatts: 400 },
      { seconds: 1, gpuWatts: trough * 400 },
    ];
    return powerSwing(100, A100_SERVER, phases, 0, floor);
  };

  it('is up to the 37.5 % of the provisioned power that POLCA measured', () => {
    const provisioned = 100 * PROVISIONED;
    const share = (trough: number) => swing(trough).largestStepWatts / provisioned;
    expect(share(ITERATION_TROUGHS.roberta)).toBeCloseTo(0.25 * (3200 / 6500), 12);
    expect(share(ITERATION_TROUGHS.gptNeox)).toBeLessThan(0.375);
    // Not every server of that cluster fell to idle at once: the deepest trough is just above the measured swing.
    expect(share(ITERATION_TROUGHS.flanT5)).toBeGreaterThan(0.375);
    expect(share(ITERATION_TROUGHS.flanT5)).toBeLessThan(0.4);
  });

  it('is peak, trough, time average and largest step, the last phase followed by the first', () => {
    const node = { fixedWatts: 100, gain: 2, gpusPerNode: 1 };
    const phases = [
      { seconds: 1, gpuWatts: 50 },
      { seconds: 2, gpuWatts: 200 },
      { seconds: 1, gpuWatts: 350 },
    ];
    expect(powerSwing(10, node, phases, 7, 0)).toEqual({
      peakWatts: 8007,
      troughWatts: 2007,
      averageWatts: (2007 + 2 * 5007 + 8007) / 4,
      largestStepWatts: 6000,
    });
  });

  it('is softened by a floor under the GPUs, at the price of energy', () => {
    const bare = swing(0.2);
    const floored = swing(0.2, 200);
    expect(floored.largestStepWatts).toBeCloseTo(100 * 8 * 200, 6);
    expect(floored.averageWatts).toBeGreaterThan(bare.averageWatts);
    expect(floored.peakWatts).toBe(bare.peakWatts);
  });

  it('of one phase is none', () => {
    expect(powerSwing(3, H100_NODE, [{ seconds: 1, gpuWatts: 651 }], 0, 0).largestStepWatts).toBe(0);
    expect(() => powerSwing(3, H100_NODE, [], 0, 0)).toThrow(/one phase/);
  });
});
