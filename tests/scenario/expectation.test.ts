import { describe, expect, it } from 'vitest';
import { expectedWallSeconds } from '../../src/model/expectedTime.ts';
import { loadCatalog, readScenario } from '../../src/runtime/packageFiles.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import { expectRun } from '../../src/scenario/expectation.ts';
import { resolveScenario } from '../../src/scenario/resolve.ts';
import { BARE, DAY, faultClass, fixed, HOUR, meanAndError, replicate } from '../support/simulationInput.ts';

const catalog = loadCatalog();

describe('the run by closed forms', () => {
  it("is Daly's exact expectation where that applies", () => {
    const input = {
      ...BARE,
      faults: { exposure: 'powered' as const, classes: [faultClass(3 * HOUR)] },
      checkpoint: { ...BARE.checkpoint, intervalSeconds: 1200, stallSeconds: 60, final: true },
      recovery: { ...BARE.recovery, restart: fixed(600) },
    };
    const job = {
      workSeconds: DAY,
      intervalSeconds: 1200,
      stallSeconds: 60,
      restartSeconds: 600,
      mtbfSeconds: 3 * HOUR,
    };
    expect(expectRun(input).wallSeconds / expectedWallSeconds(job, true)).toBeCloseTo(1, 12);
  });

  // The closed form takes the restart as one constant and never waits for spares: good to a part in a hundred.
  it.each(['llama3-405b-16k-h100', 'h100-128-node'])(
    'agrees with the simulation of %s within 1 %%',
    (name) => {
      const { file, text } = readScenario(name);
      const input = compileScenario(resolveScenario(file, text, catalog).scenario);
      const expected = expectRun(input);
      const records = replicate(input, 200, 'expectation');
      const ratio = (simulated: number[], value: number) =>
        Math.abs(meanAndError(simulated).mean / value - 1);
      expect(
        ratio(
          records.map((record) => record.wallSeconds),
          expected.wallSeconds,
        ),
      ).toBeLessThan(0.01);
      expect(
        ratio(
          records.map((record) => record.facilityJoules),
          expected.facilityJoules,
        ),
      ).toBeLessThan(0.01);
      expect(
        ratio(
          records.map((record) => record.totalCostUsd),
          expected.totalCostUsd,
        ),
      ).toBeLessThan(0.01);
    },
  );

  it('of a run in which nothing fails is its work and its checkpoints', () => {
    const input = {
      ...BARE,
      checkpoint: { ...BARE.checkpoint, intervalSeconds: HOUR, stallSeconds: 36, final: true },
    };
    const [record] = replicate(input, 1, 'any');
    expect(expectRun(input).wallSeconds).toBeCloseTo(record!.wallSeconds, 6);
    expect(expectRun(input).intervals).toHaveLength(1);
  });
});
