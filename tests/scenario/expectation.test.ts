import { describe, expect, it } from 'vitest';
import { expectedWallSeconds } from '../../src/model/expectedTime.ts';
import { loadCatalog, readScenario } from '../../src/runtime/packageFiles.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import { expectRun } from '../../src/scenario/expectation.ts';
import { resolveScenario } from '../../src/scenario/resolve.ts';
import type { SimulationInput } from '../../src/simulation/input.ts';
import {
  BARE,
  checkpointed,
  DAY,
  faultClass,
  fixed,
  HOUR,
  maintained,
  meanAndError,
  phase,
  rent,
  replicate,
  tier,
} from '../support/simulationInput.ts';

const catalog = loadCatalog();

describe('the run by closed forms', () => {
  it("is Daly's exact expectation where that applies", () => {
    const input = {
      ...BARE,
      faults: { ...BARE.faults, classes: [faultClass(3 * HOUR)] },
      checkpoint: checkpointed(1200, { stallSeconds: 60 }, true),
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
    const input = { ...BARE, checkpoint: checkpointed(HOUR, { stallSeconds: 36 }, true) };
    const [record] = replicate(input, 1, 'any');
    expect(expectRun(input).wallSeconds).toBeCloseTo(record!.wallSeconds, 6);
    expect(expectRun(input).intervals).toHaveLength(1);
  });

  it('of two tiers loses the sum of sqrt(2 lambda C) at the best intervals, to first order', () => {
    const local = { rate: 1 / (3.5 * HOUR), stallSeconds: 2 };
    const remote = { rate: 1 / (26 * HOUR), stallSeconds: 60 };
    const best = ({ rate, stallSeconds }: typeof local) => Math.sqrt((2 * stallSeconds) / rate);
    const every = Math.round(best(remote) / best(local));
    const input: SimulationInput = {
      ...BARE,
      job: { ...BARE.job, phases: [phase(60 * DAY, { steps: 60 })] },
      faults: {
        ...BARE.faults,
        classes: [
          faultClass(1 / local.rate, { name: 'soft', scope: 'job' }),
          faultClass(1 / remote.rate, { name: 'hard', scope: 'job', survivingTiers: [false, true] }),
        ],
      },
      checkpoint: {
        interval: { kind: 'time', seconds: best(local) },
        tiers: [
          tier({ name: 'local', stallSeconds: local.stallSeconds, lostWith: 'node' }),
          tier({ name: 'remote', stallSeconds: remote.stallSeconds, every }),
        ],
        final: true,
      },
      recovery: { ...BARE.recovery, restart: fixed(120) },
    };
    const { wallSeconds, mtbfSeconds, leftOut } = expectRun(input);
    expect(1 / mtbfSeconds).toBeCloseTo(local.rate + remote.rate, 12);
    const loss = [local, remote].reduce(
      (sum, { rate, stallSeconds }) => sum + Math.sqrt(2 * rate * stallSeconds) + rate * 120,
      0,
    );
    expect(wallSeconds / (60 * DAY) - 1).toBeGreaterThan(loss);
    expect(wallSeconds / (60 * DAY) - 1).toBeLessThan(loss + loss * loss);
    expect(leftOut).toEqual(['all but the first order of the losses between tiers']);
    const simulated = replicate(input, 100, 'tiers').map((record) => record.wallSeconds);
    expect(Math.abs(meanAndError(simulated).mean / wallSeconds - 1)).toBeLessThan(0.01);
  });

  it('of checkpoints that are continuous loses only the restarts', () => {
    const input: SimulationInput = {
      ...BARE,
      faults: { ...BARE.faults, classes: [faultClass(3 * HOUR)] },
      checkpoint: { interval: { kind: 'continuous' }, tiers: [tier()], final: false },
      recovery: { ...BARE.recovery, restart: fixed(600) },
    };
    expect(expectRun(input).wallSeconds).toBeCloseTo(DAY * Math.exp(600 / (3 * HOUR)), 6);
    const training = { ...input, faults: { ...input.faults, exposure: 'training' as const } };
    expect(expectRun(training).wallSeconds).toBeCloseTo(DAY * (1 + 600 / (3 * HOUR)), 6);
  });

  it('counts steps at the pace of the slowest node, which stretches computing only', () => {
    const input: SimulationInput = {
      ...BARE,
      job: {
        ...BARE.job,
        phases: [phase(DAY, { steps: 100, computeShare: 0.6, communicationShare: 0.3 })],
        slowestSpeed: 0.5,
      },
      checkpoint: {
        interval: { kind: 'steps', steps: 10 },
        tiers: [tier({ stallSeconds: 30 })],
        final: true,
      },
    };
    expect(expectRun(input).intervals[0]!.intervalSeconds).toBeCloseTo(0.1 * 1.6 * DAY, 6);
    expect(expectRun(input).wallSeconds).toBeCloseTo(1.6 * DAY + 10 * 30, 6);
    expect(expectRun(input).wallSeconds).toBeCloseTo(replicate(input, 1, 'any')[0]!.wallSeconds, 6);
  });

  it('adds planned stops of every kind', () => {
    const none = expectRun(BARE).wallSeconds;
    const stops = (maintenance: SimulationInput['maintenance']) =>
      expectRun({ ...BARE, maintenance }).wallSeconds;
    const one = { name: 'm', window: null, duration: fixed(360) };
    expect(stops([{ ...one, due: { kind: 'at', seconds: [1, 2, 3] } }])).toBeCloseTo(none + 3 * 360, 6);
    expect(stops([{ ...one, due: { kind: 'daily', timeOfDaySeconds: 0 } }])).toBeCloseTo(
      none / (1 - 360 / DAY),
      6,
    );
    expect(stops([maintained('m', fixed(HOUR), fixed(360))])).toBeCloseTo(none / 0.9, 6);
  });

  it('pays for the nodes that are held and not for those of the shared pool', () => {
    const input: SimulationInput = {
      ...BARE,
      spares: { ...BARE.spares, hot: 1, warm: 2, cold: 3, shared: 4 },
      money: { ...BARE.money, usdPerJoule: 0, holdingUsdPerNodeSecond: rent(1) },
      power: {
        ...BARE.power,
        nodeWatts: [100, 0, 0, 0, 0, 20, 3, 0, 0, 0, 10, 1e9],
        infrastructureWattsPerNode: 7,
        pue: 1,
      },
    };
    const { totalCostUsd, itJoules } = expectRun(input);
    expect(totalCostUsd).toBeCloseTo(7 * DAY, 6);
    expect(itJoules).toBeCloseTo(DAY * (100 + 20 + 2 * 10 + 3 * 3 + 7 * 7), 3);
  });

  it('of repairs takes both stages, and whole units', () => {
    const repaired = (change: Partial<SimulationInput>) =>
      expectRun({
        ...BARE,
        job: { ...BARE.job, nodes: 8 },
        faults: {
          ...BARE.faults,
          classes: [faultClass(100 * HOUR, { scope: 'rack', transientProbability: 0 })],
        },
        ...change,
      }).meanNodesInRepair;
    // Two racks of four nodes, an hour each.
    expect(repaired({})).toBeCloseTo((2 * 4) / 100, 12);
    const automatic = { time: fixed(HOUR), resolvesProbability: 0.75, successProbability: 1 };
    expect(repaired({ repair: { ...BARE.repair, automatic } })).toBeCloseTo(((2 * 4) / 100) * 1.25, 12);
  });

  it.each<[string, Partial<SimulationInput>]>([
    [
      'slow nodes, and stopping to replace them',
      {
        faults: {
          ...BARE.faults,
          classes: [
            faultClass(HOUR, {
              effect: { kind: 'slow', compute: 0.5, network: 1, duration: null, response: 'tolerate' },
            }),
          ],
        },
      },
    ],
    [
      'silent corruption older than the checkpoints that are kept',
      { faults: { ...BARE.faults, classes: [faultClass(100 * DAY, { effect: { kind: 'silent' } })] } },
    ],
    ['fatal divergence', { divergencePerToken: 1e-15 }],
    ['waiting for technicians', { repair: { ...BARE.repair, crew: 1 } }],
    ['lemons that are mended or given up', { lemons: { nodes: 0.1, multiple: 5 } }],
    [
      'failed nodes that diagnosis misses or mistakes',
      { diagnosis: { ...BARE.diagnosis, missedProbability: 0.1 } },
    ],
  ])('says that it leaves out %s', (what, change) => {
    expect(expectRun(BARE).leftOut).toEqual([]);
    expect(expectRun({ ...BARE, ...change }).leftOut).toEqual([what]);
  });

  it('a class that never strikes leaves nothing out', () => {
    const classes = [faultClass(Number.POSITIVE_INFINITY, { effect: { kind: 'silent' } })];
    expect(expectRun({ ...BARE, faults: { ...BARE.faults, classes } }).leftOut).toEqual([]);
  });

  // Peers are placed in other units where there is room: only a unit of more than half of the job takes both copies.
  it.each([
    ['site', 8, 1],
    ['rack', 8, 1],
    ['rack', 5, 1 / 2],
    ['rack', 4, 0],
    ['node', 4, 0],
    ['job', 4, 0],
  ] as const)(
    'restores a pair of copies from storage after a fault of a %s (racks of %d): %d',
    (scope, rack, lost) => {
      const transientProbability = scope === 'job' ? 1 : 0.2;
      const { tiers } = expectRun({
        ...BARE,
        job: { ...BARE.job, nodes: 8 },
        topology: { ...BARE.topology, rack },
        faults: { ...BARE.faults, classes: [faultClass(DAY, { scope, transientProbability })] },
        checkpoint: {
          interval: { kind: 'time', seconds: 60 },
          tiers: [tier({ lostWith: 'pair' }), tier({ every: 60 })],
          final: true,
        },
      });
      expect(tiers[1]!.share).toBeCloseTo(lost * (1 - transientProbability), 12);
    },
  );

  it('writes a slow tier less often where its writes take longer than its turn, and the fast one as before', () => {
    const run = (writeSeconds: number, every: number) =>
      expectRun({
        ...BARE,
        checkpoint: {
          interval: { kind: 'time', seconds: 60 },
          tiers: [tier({ stallSeconds: 1 }), tier({ every, stallSeconds: 9, writeSeconds })],
          final: true,
        },
      });
    expect(run(3000, 10).tiers.map(({ intervalSeconds }) => intervalSeconds)).toEqual([60, 3000]);
    expect(run(3000, 10).wallSeconds).toBeCloseTo(run(0, 50).wallSeconds, 6);
    expect(run(600, 10).wallSeconds).toBeCloseTo(DAY * (1 + (1 + 0.9) / 60), 6);
  });
});
