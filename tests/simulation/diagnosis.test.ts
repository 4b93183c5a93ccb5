import { describe, expect, test } from 'vitest';
import type { SimulationInput } from '../../src/simulation/input.ts';
import {
  BARE,
  checkpointed,
  DAY,
  faultClass,
  fixed,
  HOUR,
  maintained,
  phase,
  replicate,
} from '../support/simulationInput.ts';
import { expectMean, expectPoisson, expectShare } from '../support/statistics.ts';

const NODES = 50;
const MTBF = 250 * DAY;
const HORIZON = 40 * DAY;

/** A fault every 5 days; its repair takes no time, so that the same nodes are always there. */
const run = (
  diagnosis: Partial<SimulationInput['diagnosis']>,
  change: Partial<SimulationInput> = {},
): SimulationInput => ({
  ...BARE,
  job: { ...BARE.job, nodes: NODES, phases: [phase(1e6 * DAY)] },
  faults: { ...BARE.faults, classes: [faultClass(MTBF, { transientProbability: 0 })] },
  checkpoint: { ...checkpointed(1), interval: { kind: 'continuous' } },
  repair: { ...BARE.repair, time: fixed(0) },
  diagnosis: { ...BARE.diagnosis, recurrence: fixed(0), ...diagnosis },
  limits: { ...BARE.limits, horizonSeconds: HORIZON },
  ...change,
});

const ORIGINAL = (NODES * HORIZON) / MTBF;

describe('a diagnosis that goes wrong, with a fault that shows again at once', () => {
  test.each([
    ['missed', 0.4, 0],
    ['wrong', 0, 0.3],
    ['both', 0.5, 0.5],
    ['never right the first time but for luck', 0.8, 0.6],
  ])('takes a geometric number of attempts until the true node is named: %s', (_, missed, wrong) => {
    const input = run({ missedProbability: missed, wrongProbability: wrong });
    const records = replicate(input, 1500, 'diagnosis');
    const right = (1 - missed) * (1 - wrong);
    const attempts = 1 / right;
    // Compound Poisson: mean, and variance rate x E K^2 with E K^2 = (2 - p) / p^2.
    const faults = records.map(({ faults: each }) => each);
    expectMean(faults, ORIGINAL * attempts);
    const mean = ORIGINAL * attempts;
    const square = faults.map((count) => (count - mean) * (count - mean));
    expectMean(square, (ORIGINAL * (2 - right)) / (right * right), 0.1);
    expectPoisson(
      records.map((record) => record.repairsBegun - record.nodesMisdiagnosed),
      ORIGINAL,
    );
    if (missed > 0) {
      expectMean(
        records.map(({ faultsUndiagnosed }) => faultsUndiagnosed),
        ORIGINAL * attempts * missed,
      );
    }
    if (wrong > 0) {
      expectMean(
        records.map(({ nodesMisdiagnosed }) => nodesMisdiagnosed),
        ORIGINAL * attempts * (1 - missed) * wrong,
      );
    }
  });

  test('every attempt costs a whole recovery', () => {
    const input = run(
      { missedProbability: 0.5 },
      {
        job: { ...BARE.job, nodes: NODES, phases: [phase(HORIZON)] },
        faults: {
          ...BARE.faults,
          exposure: 'training',
          classes: [faultClass(MTBF, { transientProbability: 0, detection: fixed(60) })],
        },
        recovery: { ...BARE.recovery, diagnosis: fixed(300), teardown: fixed(40), restart: fixed(600) },
        limits: BARE.limits,
      },
    );
    for (const { faults, wallSeconds } of replicate(input, 50, 'cost')) {
      expect(wallSeconds).toBeCloseTo(HORIZON + faults * 1000, 3);
    }
  });

  test('a fault that shows again after a while does so in training time', () => {
    const recurrence = 5 * HOUR;
    const input = run(
      { missedProbability: 1, recurrence: fixed(recurrence) },
      {
        job: { ...BARE.job, nodes: NODES, phases: [phase(24 * HOUR)] },
        faults: {
          ...BARE.faults,
          trace: [{ seconds: HOUR, node: 3, class: 0 }],
          classes: [faultClass(MTBF, { transientProbability: 0 })],
        },
        recovery: { ...BARE.recovery, restart: fixed(2 * HOUR) },
        limits: BARE.limits,
      },
    );
    const [record] = replicate(input, 1, 'recurrence');
    // At 1 h, and after each 5 h of training: 1 + 4 times in 24 h.
    expect(record!.faults).toBe(5);
    expect(record!.wallSeconds).toBeCloseTo((24 + 5 * 2) * HOUR, 3);
  });

  test('planned stops do not put off when it shows again: training time counts', () => {
    const recurrence = 10 * HOUR;
    const shown = (pauses: boolean): number =>
      replicate(
        run(
          { missedProbability: 1, recurrence: fixed(recurrence) },
          {
            job: { ...BARE.job, nodes: NODES, phases: [phase(100 * HOUR)] },
            faults: {
              ...BARE.faults,
              trace: [{ seconds: HOUR, node: 3, class: 0 }],
              classes: [faultClass(MTBF, { transientProbability: 0 })],
            },
            recovery: { ...BARE.recovery, restart: fixed(HOUR / 2) },
            maintenance: pauses ? [maintained('m', fixed(6 * HOUR), fixed(60))] : [],
            limits: BARE.limits,
          },
        ),
        1,
        'pauses',
      )[0]!.faults;
    // At 1 h of training, and after each 10 h of it: 1 + 9 times in 100 h.
    expect([shown(false), shown(true)]).toEqual([10, 10]);
  });

  test('a repair for another cause mends what was missed before', () => {
    const trace = [
      { seconds: HOUR, node: 1, class: 0 },
      { seconds: 2 * HOUR, node: 1, class: 1 },
    ];
    const base = run(
      { missedProbability: 1, recurrence: fixed(5 * HOUR) },
      {
        job: { ...BARE.job, nodes: NODES, phases: [phase(24 * HOUR)] },
        limits: BARE.limits,
      },
    );
    const classes = [
      faultClass(MTBF, { transientProbability: 0 }),
      // Nobody misses who spoilt the state.
      faultClass(MTBF, { name: 'silent', effect: { kind: 'silent' }, transientProbability: 0 }),
      // Nobody looks at the nodes of a rack that is mended.
      faultClass(MTBF, { name: 'rack', scope: 'rack', transientProbability: 0, repairTime: fixed(0) }),
    ];
    const faults = (of: typeof trace): number =>
      replicate({ ...base, faults: { ...base.faults, classes, trace: of } }, 1, 'other cause')[0]!.faults;
    expect(faults(trace.slice(0, 1))).toBe(5);
    expect(faults(trace)).toBe(2);
    expect(faults([trace[0]!, { ...trace[1]!, class: 2 }])).toBeGreaterThan(5);
  });

  test('a healthy node that is blamed does not catch the fault when its repair fails', () => {
    const input = run(
      { wrongProbability: 0.5, recurrence: fixed(HOUR) },
      {
        faults: {
          ...BARE.faults,
          classes: [faultClass(MTBF, { transientProbability: 0 })],
          trace: [{ seconds: HOUR, node: 3, class: 0 }],
        },
        repair: { ...BARE.repair, time: fixed(0), successProbability: 1e-9 },
        limits: { ...BARE.limits, horizonSeconds: 99.5 * HOUR },
      },
    );
    const [record] = replicate(input, 1, 'contagion');
    // One fault that shows again after each hour of training, on the one node that carries it.
    expect(record!.faults).toBe(99);
    expect(record!.nodesMisdiagnosed).toBeGreaterThan(20);
  });

  test('one that never shows again is one fault, blamed on nobody', () => {
    const records = replicate(run({ missedProbability: 0.4, recurrence: null }), 1500, 'never');
    expectPoisson(
      records.map(({ faults }) => faults),
      ORIGINAL,
    );
    expectPoisson(
      records.map(({ repairsBegun }) => repairsBegun),
      ORIGINAL * 0.6,
    );
  });

  test('a node that is passed on takes its fault along and shows it when it trains again', () => {
    // Out of the gang it has no part in the job: with one spare it comes back at the next fault.
    const input = run(
      { missedProbability: 1, missed: 'rotates' },
      {
        job: { ...BARE.job, nodes: 3, phases: [phase(10 * DAY)] },
        spares: { ...BARE.spares, hot: 1 },
        faults: {
          ...BARE.faults,
          trace: [
            { seconds: DAY, node: 0, class: 0 },
            { seconds: 2 * DAY, node: 1, class: 1 },
          ],
          classes: [
            faultClass(MTBF, { name: 'carried', transientProbability: 0 }),
            faultClass(MTBF, { name: 'job', scope: 'job' }),
          ],
        },
        limits: BARE.limits,
      },
    );
    const [waits] = replicate(input, 1, 'rotates');
    expect(waits!.faults).toBe(2);
    const again: SimulationInput = {
      ...input,
      faults: { ...input.faults, trace: [input.faults.trace![0]!, { seconds: 2 * DAY, node: 1, class: 0 }] },
      limits: { ...BARE.limits, horizonSeconds: 3 * DAY, maximumEvents: 10_000 },
    };
    // Two nodes now carry a fault and one place is free: whichever trains fails at once and changes places with the other.
    expect(() => replicate(again, 1, 'rotates')).toThrow(/limit of 10000 events/);
  });
});

describe('nodes defective on arrival', () => {
  test.each([0.02, 0.3, 1])(
    'are binomial, show at the first training, and are mended once: p = %d',
    (onArrivalProbability) => {
      const input = run(
        {},
        {
          faults: {
            ...BARE.faults,
            classes: [
              faultClass(Number.POSITIVE_INFINITY, {
                transientProbability: 0.5,
                onArrivalProbability,
                name: 'arrival',
              }),
            ],
          },
        },
      );
      const counts = replicate(input, 800, 'arrival').map(({ faults }) => faults);
      const total = counts.reduce((sum, count) => sum + count, 0);
      if (onArrivalProbability === 1) expect(total).toBe(800 * NODES);
      else expectShare(total, 800 * NODES, onArrivalProbability);
      const none = counts.filter((count) => count === 0).length;
      if (onArrivalProbability === 0.02) expectShare(none, 800, 0.98 ** NODES);
    },
  );
});
