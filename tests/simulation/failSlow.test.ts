import { describe, expect, test } from 'vitest';
import { RandomStreams } from '../../src/engine/randomStreams.ts';
import type { FaultClassInput, SimulationInput } from '../../src/simulation/input.ts';
import { TimeBucket } from '../../src/simulation/record.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import {
  BARE,
  checkpointed,
  DAY,
  faultClass,
  fixed,
  HOUR,
  phase,
  replicate,
} from '../support/simulationInput.ts';
import { expectMean, expectPoisson } from '../support/statistics.ts';

const NODES = 500;
const HORIZON = 10 * DAY;

const slow = (
  meanSeconds: number,
  effect: Partial<Extract<FaultClassInput['effect'], { kind: 'slow' }>>,
  change: Partial<FaultClassInput> = {},
): FaultClassInput =>
  faultClass(meanSeconds, {
    effect: { kind: 'slow', compute: 1, network: 1, duration: null, response: 'tolerate', ...effect },
    transientProbability: 0,
    ...change,
  });

const run = (
  classes: readonly FaultClassInput[],
  change: Partial<SimulationInput> = {},
): SimulationInput => ({
  ...BARE,
  job: {
    ...BARE.job,
    nodes: NODES,
    phases: [phase(1e6 * DAY, { computeShare: 0.6, communicationShare: 0.3 })],
  },
  faults: { ...BARE.faults, classes },
  checkpoint: { ...checkpointed(1), interval: { kind: 'continuous' } },
  limits: { ...BARE.limits, horizonSeconds: HORIZON },
  ...change,
});

/** Mean over the run of a function of time, by the midpoint rule. */
function average(value: (t: number) => number): number {
  const panels = 20_000;
  let sum = 0;
  for (let panel = 0; panel < panels; panel++) sum += value(((panel + 0.5) * HORIZON) / panels);
  return sum / panels;
}

/** Wall seconds per nominal second with the shares of `run`. */
const pace = (compute: number, network: number): number => 0.6 / compute + 0.3 / network + 0.1;

const nominal = (input: SimulationInput, count: number, seed: string): number[] =>
  replicate(input, count, seed).map(({ bucketSeconds }) => bucketSeconds[TimeBucket.productive]! / HORIZON);

describe('slow nodes that are tolerated', () => {
  const duration = 8 * HOUR;
  const mtbf = 400 * DAY;
  const episodes = { compute: 0.5, duration: { kind: 'exponential', mean: duration } } as const;
  // Slow nodes are M/G/infinity (Takacs 1962): from empty, Poisson with mean rate x D (1 - exp(-t / D)).
  const isSlow = (t: number, rate: number): number =>
    -Math.expm1(-rate * duration * -Math.expm1(-t / duration));

  test('the gang is slow whenever one of its nodes is', () => {
    const rate = NODES / mtbf;
    const input = run([slow(mtbf, episodes)]);
    const share = average((t) => isSlow(t, rate));
    expect(share).toBeGreaterThan(0.2);
    expectMean(nominal(input, 400, 'slow'), 1 - share + share / pace(0.5, 1), 0.01);
    const slowdown = replicate(input, 400, 'slow').map(
      ({ bucketSeconds }) => bucketSeconds[TimeBucket.slowdown]! / HORIZON,
    );
    expectMean(slowdown, share * (1 - 1 / pace(0.5, 1)));
  });

  test('of several, the slowest computation and the slowest network decide, each for its share of the step', () => {
    const classes = [
      slow(mtbf, episodes, { name: 'compute' }),
      slow(mtbf / 2, { ...episodes, compute: 0.8, network: 0.25 }, { name: 'both' }),
      slow(16 * HOUR, { ...episodes, compute: 1, network: 0.1 }, { name: 'job', scope: 'job' }),
    ];
    const rates = [NODES / mtbf, (2 * NODES) / mtbf, 1 / (16 * HOUR)];
    const expected = average((t) => {
      const [a, b, c] = rates.map((rate) => isSlow(t, rate)) as [number, number, number];
      let speed = 0;
      for (const first of [false, true]) {
        for (const second of [false, true]) {
          for (const third of [false, true]) {
            const probability = (first ? a : 1 - a) * (second ? b : 1 - b) * (third ? c : 1 - c);
            const compute = first ? 0.5 : second ? 0.8 : 1;
            const network = third ? 0.1 : second ? 0.25 : 1;
            speed += probability / pace(compute, network);
          }
        }
      }
      return speed;
    });
    expectMean(nominal(run(classes), 500, 'several'), expected, 0.01);
  });

  test('a slow unit slows the gang once, whatever its size', () => {
    const classes = [slow(20 * DAY, episodes, { scope: 'rack' })];
    const input = run(classes, { topology: { ...BARE.topology, rack: 50 } });
    const share = average((t) => isSlow(t, 10 / (20 * DAY)));
    expectMean(nominal(input, 500, 'rack'), 1 - share + share / pace(0.5, 1), 0.01);
  });

  test('the slowest healthy node sets the pace unless a slower one is there', () => {
    const input = run([slow(1, { compute: 0.5 })]);
    const withSlowest = (slowestSpeed: number, at: number | null): SimulationInput => ({
      ...input,
      job: { ...input.job, slowestSpeed },
      faults: { ...input.faults, trace: at === null ? [] : [{ seconds: at, node: 3, class: 0 }] },
    });
    expect(nominal(withSlowest(0.8, null), 1, '')[0]).toBeCloseTo(1 / pace(0.8, 1), 12);
    expect(nominal(withSlowest(0.8, 0), 1, '')[0]).toBeCloseTo(1 / pace(0.5, 1), 12);
    expect(nominal(withSlowest(0.4, 0), 1, '')[0]).toBeCloseTo(1 / pace(0.4, 1), 12);
  });

  test.each([
    ['for good', 0, 1 + 2 / pace(0.5, 1) + 7 / pace(0.5, 1)],
    ['until the next restart, where that cures it', 1, 1 + 2 / pace(0.5, 1) + 7],
  ])('a node is slow %s', (_, transientProbability, productiveHours) => {
    // Slow from 1 h on; a crash at 3 h that a restart cures.
    const input = run([
      slow(1, { compute: 0.5 }, { transientProbability }),
      faultClass(1, { name: 'crash' }),
    ]);
    const trace = [
      { seconds: HOUR, node: 3, class: 0 },
      { seconds: 3 * HOUR, node: 5, class: 1 },
    ];
    const limits = { ...BARE.limits, horizonSeconds: 10 * HOUR };
    const [record] = replicate({ ...input, faults: { ...input.faults, trace }, limits }, 1, 'restarted');
    expect(record!.bucketSeconds[TimeBucket.productive]! / HOUR).toBeCloseTo(productiveHours, 9);
  });

  test("a repair of the rack leaves a node's own slowness", () => {
    const rack = faultClass(1, {
      name: 'rack',
      scope: 'rack',
      transientProbability: 0,
      repairTime: fixed(HOUR),
    });
    const input = run([slow(1, { compute: 0.5 }), rack]);
    const trace = [
      { seconds: HOUR, node: 3, class: 0 },
      { seconds: 3 * HOUR, node: 3, class: 1 },
    ];
    const limits = { ...BARE.limits, horizonSeconds: 10 * HOUR };
    const [record] = replicate({ ...input, faults: { ...input.faults, trace }, limits }, 1, 'rack');
    expect(record!.bucketSeconds[TimeBucket.productive]! / HOUR).toBeCloseTo(1 + 8 / pace(0.5, 1), 9);
  });

  test('a repair for another cause brings a node back at full speed', () => {
    // Slow for good from 1 h on; crashed at 3 h and mended by 4 h, with no spare to take its place.
    const input = run([slow(1, { compute: 0.5 }), faultClass(1, { name: 'crash', transientProbability: 0 })]);
    const [record] = replicate(
      {
        ...input,
        faults: {
          ...input.faults,
          trace: [
            { seconds: HOUR, node: 3, class: 0 },
            { seconds: 3 * HOUR, node: 3, class: 1 },
          ],
        },
        limits: { ...BARE.limits, horizonSeconds: 10 * HOUR },
      },
      1,
      'mended',
    );
    expect(record!.bucketSeconds[TimeBucket.waiting]).toBeCloseTo(HOUR, 6);
    expect(record!.bucketSeconds[TimeBucket.productive]! / HOUR).toBeCloseTo(1 + 2 / pace(0.5, 1) + 6, 9);
  });
});

describe('slow nodes that are replaced', () => {
  const lag = 5 * HOUR;
  const mtbf = 300 * DAY;
  const replaced = (duration: FaultClassInput['timeToFault'] | null, restart = 0): SimulationInput =>
    run([slow(mtbf, { compute: 0.5, response: 'replace', duration }, { detection: fixed(lag) })], {
      spares: { ...BARE.spares, cold: 100 },
      recovery: { ...BARE.recovery, restart: fixed(restart) },
    });

  test('are slow until they are noticed: M/D/infinity', () => {
    const share = average((t) => -Math.expm1((-NODES / mtbf) * Math.min(t, lag)));
    const input = replaced(null);
    expectMean(nominal(input, 500, 'replaced'), 1 - share + share / pace(0.5, 1), 0.01);
    // Each is noticed once, that long after it began, and repaired.
    const records = replicate(input, 500, 'replaced');
    expectPoisson(
      records.map(({ repairsBegun }) => repairsBegun),
      (NODES / mtbf) * (HORIZON - lag),
    );
    expect(records.every(({ interruptions, repairsBegun }) => interruptions === repairsBegun)).toBe(true);
    expect(records.every(({ interruptionsUnplanned }) => interruptionsUnplanned === 0)).toBe(true);
  });

  test('an episode that ends before it is noticed costs no stop', () => {
    // Exponential durations outlast the lag with probability exp(-lag / mean).
    const mean = 4 * HOUR;
    const records = replicate(replaced({ kind: 'exponential', mean }), 800, 'noticed');
    expectPoisson(
      records.map(({ repairsBegun }) => repairsBegun),
      (NODES / mtbf) * (HORIZON - lag) * Math.exp(-lag / mean),
    );
  });

  test('one replacement, to the second', () => {
    // Slow from 1 h on at half speed of 0.6 of the step, noticed at 6 h, saved, half an hour to start again.
    const base = replaced(null, HOUR / 2);
    const input: SimulationInput = {
      ...base,
      job: { ...base.job, phases: [phase(10 * HOUR, { computeShare: 0.6, communicationShare: 0.3 })] },
      faults: { ...base.faults, trace: [{ seconds: HOUR, node: 7, class: 0 }] },
      checkpoint: checkpointed(100 * HOUR, { stallSeconds: 600, writeSeconds: 300 }),
    };
    const [record] = replicate(input, 1, 'one');
    const trained = 1 + 5 / pace(0.5, 1);
    expect(record!.wallSeconds / HOUR).toBeCloseTo(6 + 0.25 + 0.5 + 10 - trained, 9);
    expect(record!.bucketSeconds[TimeBucket.checkpoint]).toBeCloseTo(900, 6);
    expect(record!.nodesReplaced).toBe(1);
  });

  /** Node 7 is slow from 1 h on and noticed at 6 h, while the job looks for the cause of a crash of node 8 at 5.9 h. */
  function whileItStands(more: NonNullable<SimulationInput['faults']['trace']>): SimulationInput {
    const base = replaced(null, HOUR / 2);
    return {
      ...base,
      job: { ...base.job, phases: [phase(10 * HOUR, { computeShare: 0.6, communicationShare: 0.3 })] },
      faults: {
        ...base.faults,
        trace: [{ seconds: HOUR, node: 7, class: 0 }, { seconds: 5.9 * HOUR, node: 8, class: 1 }, ...more],
        classes: [
          ...base.faults.classes,
          faultClass(DAY, { name: 'crash', transientProbability: 0, detection: fixed(0.2 * HOUR) }),
        ],
      },
    };
  }
  const trainedBefore = 1 + 4.9 / pace(0.5, 1);

  test('a slow node noticed while the job stands still goes with those that failed: one stop', () => {
    const [record] = replicate(whileItStands([]), 1, 'crash');
    expect(record!.interruptions).toBe(1);
    expect(record!.repairsBegun).toBe(2);
    expect(record!.wallSeconds / HOUR).toBeCloseTo(5.9 + 0.2 + 0.5 + 10 - trainedBefore, 9);
  });

  test('a slow node that a crash takes out before its turn costs no further stop', () => {
    const [record] = replicate(whileItStands([{ seconds: 6.05 * HOUR, node: 7, class: 1 }]), 1, 'crash');
    expect(record!.repairsBegun).toBe(2);
    expect(record!.wallSeconds / HOUR).toBeCloseTo(5.9 + 0.2 + 0.5 + 10 - trainedBefore, 9);
  });
});

describe('a slow stretch between checkpoints that count steps', () => {
  /** 100 steps of 100 s; from `from` on for `seconds` a node computes at half its speed. */
  const stretched = (steps: number, writeSeconds: number, from: number, seconds: number) => {
    const input: SimulationInput = {
      ...BARE,
      job: { ...BARE.job, phases: [phase(10_000, { steps: 100 })] },
      checkpoint: {
        ...checkpointed(1, { stallSeconds: 300, writeSeconds }),
        interval: { kind: 'steps', steps },
      },
      faults: {
        ...BARE.faults,
        classes: [slow(DAY, { compute: 0.5, duration: fixed(seconds) })],
        trace: [{ seconds: from, node: 0, class: 0 }],
      },
    };
    const checkpoints: number[] = [];
    const streams = new RandomStreams('stretched');
    streams.startReplication(0);
    const record = simulate(input, streams, ({ event, seconds: at }) => {
      if (event === 'checkpoint') checkpoints.push(Math.round(at * 1e6) / 1e6);
    });
    return { record, checkpoints };
  };
  const total = (values: Iterable<number>) => [...values].reduce((sum, value) => sum + value, 0);

  test('lengthens the steps that are left until the next one', () => {
    // 300 s at half speed are 150 s of work, so that ten steps end 150 s later.
    const { record, checkpoints } = stretched(10, 0, 500, 300);
    expect(checkpoints.slice(0, 3)).toEqual([1450, 2750, 4050]);
    expect(record.wallSeconds).toBeCloseTo(10_150 + 9 * 300, 6);
  });

  test.each([
    ['before a stall', 2000, 10, 10_005 + 900],
    ['into a stall', 2995, 10, 10_002.5 + 900],
    ['within a stall', 3100, 1.5, 10_000 + 900],
    ['out of a stall', 3298, 10, 10_004 + 900],
  ] as const)('does not lengthen an interval that a write sets: %s', (_, from, seconds, wall) => {
    const { record, checkpoints } = stretched(1, 3000, from, seconds);
    expect(checkpoints).toEqual([3300, 6600, 9900]);
    expect(record.wallSeconds).toBeCloseTo(wall, 6);
    expect(total(record.bucketSeconds)).toBeCloseTo(record.wallSeconds, 6);
  });
});
