import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RandomStreams } from '../../src/engine/randomStreams.ts';
import { optimalCheckpointInterval } from '../../src/model/checkpointInterval.ts';
import type { FaultClassInput, FaultEffect, SimulationInput } from '../../src/simulation/input.ts';
import type { RunRecord } from '../../src/simulation/record.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import {
  BARE,
  DAY,
  faultClass,
  fixed,
  HOUR,
  meanAndError,
  phase,
  replicate,
  tier,
} from '../support/simulationInput.ts';

const seconds = (low: number, high: number) =>
  fc.integer({ min: 0, max: 10_000 }).map((part) => low + ((high - low) * part) / 10_000);
const law = (mean: number) =>
  fc.oneof(
    seconds(0, mean).map(fixed),
    seconds(1, mean).map((value) => ({ kind: 'exponential' as const, mean: value })),
    seconds(1, mean).map((median) => ({ kind: 'lognormal' as const, median, sigma: 1 })),
  );

/** Classes whose faults only depend on how long the gang has been at work; their rates as the whole job sees them. */
const memoryless = (index: number): fc.Arbitrary<(nodes: number) => FaultClassInput> =>
  fc
    .record({
      scope: fc.constantFrom('gpu' as const, 'node' as const, 'job' as const),
      jobMtbfSeconds: seconds(8 * HOUR, 60 * HOUR),
      transientProbability: fc.constantFrom(0, 0.3, 0.8),
      detection: law(HOUR / 2),
      drift: fc.constantFrom(null, { initial: 3, decaySeconds: DAY }),
    })
    .map(({ jobMtbfSeconds, ...drawn }) => (nodes: number) => {
      const unitsPerNode = drawn.scope === 'gpu' ? 4 : 1;
      const units = drawn.scope === 'job' ? 1 : nodes * unitsPerNode;
      return faultClass(jobMtbfSeconds * units, { ...drawn, name: `class ${index}`, unitsPerNode });
    });

/**
 * All that the theorem below allows: hot spares only, at least one; faults only while the job works; one repair stage, first
 * come first served; nothing that follows the clock on the wall, the identity of a node or its history.
 */
const orderly: fc.Arbitrary<SimulationInput> = fc
  .record({
    nodes: fc.integer({ min: 2, max: 24 }),
    hot: fc.integer({ min: 1, max: 4 }),
    classes: fc.tuple(memoryless(0), memoryless(1)),
    crew: fc.constantFrom(1, 2, Number.POSITIVE_INFINITY),
    repair: law(2 * DAY),
    swap: seconds(0, HOUR),
    diagnosis: law(HOUR),
    restart: law(HOUR),
    interval: seconds(HOUR / 4, 5 * HOUR),
    stalls: fc.tuple(seconds(0, 300), seconds(0, 900)),
    write: seconds(0, HOUR / 4),
    every: fc.integer({ min: 1, max: 5 }),
    lostWith: fc.constantFrom('restart' as const, 'node' as const, 'pair' as const, 'never' as const),
    missedProbability: fc.constantFrom(0, 0, 0.2),
  })
  .map((drawn) => ({
    ...BARE,
    job: { ...BARE.job, nodes: drawn.nodes, phases: [phase(6 * DAY, { steps: 10_000 })] },
    spares: { ...BARE.spares, hot: drawn.hot },
    faults: {
      ...BARE.faults,
      exposure: 'training',
      classes: drawn.classes.map((create) => create(drawn.nodes)),
    },
    checkpoint: {
      interval: { kind: 'time', seconds: drawn.interval },
      tiers: [
        tier({ name: 'fast', stallSeconds: drawn.stalls[0], lostWith: drawn.lostWith }),
        tier({ name: 'slow', every: drawn.every, stallSeconds: drawn.stalls[1], writeSeconds: drawn.write }),
      ],
      final: true,
    },
    recovery: {
      ...BARE.recovery,
      diagnosis: drawn.diagnosis,
      swap: fixed(drawn.swap),
      // What has only booted joins no faster than what stands by.
      join: fixed(drawn.swap),
      restart: drawn.restart,
    },
    diagnosis: { ...BARE.diagnosis, missedProbability: drawn.missedProbability, recurrence: fixed(HOUR) },
    repair: { ...BARE.repair, time: drawn.repair, crew: drawn.crew },
  }));

const withHot = (input: SimulationInput, hot: number): SimulationInput => ({
  ...input,
  spares: { ...input.spares, hot },
});

describe('one more hot spare on the same luck', () => {
  /*
   * Why it can never lengthen such a run. Faults strike only while the gang works, and the gang always has the same number
   * of nodes: the k-th fault comes at the same time of work, finds the same checkpoints, and draws the same detection,
   * diagnosis, restart and repair. What differs is how long the job waits for nodes. Say all stops up to the k-th began no
   * later with the spare than without. Then so did their repairs; first come, first served with repair times in the order of
   * arrival, they also end no later (Kiefer and Wolfowitz 1955). After k lost nodes the job goes on when k - S of them are
   * back, S the spares: an order statistic of ends that are no later, and of a lower order. So the next stop begins no later.
   */
  test('never lengthens a run whose faults follow its work alone', () => {
    const streams = new RandomStreams('spares');
    let shorter = 0;
    fc.assert(
      fc.property(orderly, fc.nat(1_000_000), (input, replication) => {
        let before = Number.POSITIVE_INFINITY;
        for (const more of [0, 1, 2, 5]) {
          streams.startReplication(replication);
          const { wallSeconds, outcome } = simulate(withHot(input, input.spares.hot + more), streams);
          expect(outcome).toBe('completed');
          // Sums of the same times in another order round differently.
          expect(wallSeconds).toBeLessThanOrEqual(before * (1 + 1e-12));
          if (wallSeconds < before - 1 && more > 0) shorter += 1;
          before = wallSeconds;
        }
      }),
      { seed: 41, numRuns: 1500 },
    );
    expect(shorter).toBeGreaterThan(300);
  });

  test('does lengthen some where spares can fail too: exposure to more nodes is other luck', () => {
    const input: SimulationInput = {
      ...BARE,
      job: { ...BARE.job, nodes: 10, phases: [phase(20 * DAY)] },
      spares: { ...BARE.spares, hot: 1 },
      faults: { ...BARE.faults, classes: [faultClass(20 * DAY, { transientProbability: 0.5 })] },
      checkpoint: { ...BARE.checkpoint, interval: { kind: 'time', seconds: 6 * HOUR } },
      repair: { ...BARE.repair, time: fixed(DAY) },
    };
    const walls = [1, 2].map((hot) =>
      replicate(withHot(input, hot), 400, 'exposure').map(({ wallSeconds }) => wallSeconds),
    );
    const gains = walls[0]!.map((wall, index) => wall - walls[1]![index]!);
    expect(gains.filter((gain) => gain < -HOUR).length).toBeGreaterThan(40);
    // On average it still helps.
    const { mean, error } = meanAndError(gains);
    expect(mean).toBeGreaterThan(4 * error);
    // The same fleet at risk in training only: never.
    const trained = [1, 2].map((hot) =>
      replicate(
        withHot({ ...input, faults: { ...input.faults, exposure: 'training' } }, hot),
        400,
        'exposure',
      ).map(({ wallSeconds }) => wallSeconds),
    );
    trained[0]!.forEach((wall, index) => {
      expect(trained[1]![index]!).toBeLessThanOrEqual(wall * (1 + 1e-12));
    });
  });

  test('does lengthen a few where cold spares take longer to join: who is ahead may find the hot ones not yet back', () => {
    const input: SimulationInput = {
      ...BARE,
      job: { ...BARE.job, nodes: 5, phases: [phase(3 * DAY)] },
      spares: { ...BARE.spares, hot: 2, cold: 2 },
      faults: {
        ...BARE.faults,
        exposure: 'training',
        classes: [faultClass(5 * 6 * HOUR, { transientProbability: 0 })],
      },
      checkpoint: { ...BARE.checkpoint, interval: { kind: 'continuous' } },
      repair: { ...BARE.repair, time: { kind: 'exponential', mean: 14 * HOUR } },
    };
    const longer = (bootSeconds: number): number => {
      const recovery = { ...BARE.recovery, boot: fixed(bootSeconds) };
      const [fewer, more] = [2, 3].map((hot) =>
        replicate(withHot({ ...input, recovery }, hot), 3000, 'boot'),
      );
      return fewer!.filter(({ wallSeconds }, index) => more![index]!.wallSeconds > wallSeconds * (1 + 1e-12))
        .length;
    };
    expect(longer(11 * HOUR)).toBeGreaterThan(0);
    // As soon as all spares join alike the theorem holds again.
    expect(longer(0)).toBe(0);
  });
});

describe('a fault class that never comes', () => {
  const effects: readonly FaultEffect[] = [
    { kind: 'stop' },
    { kind: 'hang' },
    { kind: 'silent' },
    {
      kind: 'slow',
      compute: 0.5,
      network: 0.5,
      duration: { kind: 'exponential', mean: HOUR },
      response: 'replace',
    },
  ];
  const scopes = ['gpu', 'node', 'rack', 'switch', 'cooling_zone', 'power_zone', 'site', 'job'] as const;

  /** What does not depend on the number of classes, and per class what belongs to the others. */
  function without(record: RunRecord, index: number): unknown {
    const others = (values: Float64Array) => [...values].filter((_, position) => position !== index);
    return {
      ...record,
      faultsByClass: others(record.faultsByClass),
      interruptionsByClass: others(record.interruptionsByClass),
      lostSecondsByClass: others(record.lostSecondsByClass),
      repairSecondsByClass: others(record.repairSecondsByClass),
    };
  }

  test('changes no number of the record, wherever it stands', () => {
    const streams = new RandomStreams('never');
    const rich = fc.tuple(
      orderly,
      fc.constantFrom('powered' as const, 'training' as const),
      fc.constantFrom<FaultClassInput['timeToFault']>(
        { kind: 'weibull', scale: 9 * DAY, shape: 0.7 },
        { kind: 'exponential', mean: 9 * DAY },
      ),
      fc.constantFrom(...effects),
      fc.constantFrom(0, 2.5),
    );
    fc.assert(
      fc.property(
        rich,
        fc.nat(1_000_000),
        fc.constantFrom(...effects),
        fc.constantFrom(...scopes),
        fc.constantFrom(null, { initial: 3, decaySeconds: DAY }, { initial: 2, decaySeconds: HOUR }),
        fc.integer({ min: 0, max: 3 }),
        ([base, exposure, timeToFault, ofThird, lemons], replication, effect, scope, drift, index) => {
          const classes = [
            ...base.faults.classes,
            faultClass(1, { name: 'third', timeToFault, effect: ofThird, transientProbability: 0.5 }),
          ];
          const input: SimulationInput = {
            ...base,
            spares: { ...base.spares, warm: 1, cold: 1 },
            lemons: { nodes: lemons, multiple: 10 },
            faults: { ...base.faults, exposure, classes },
            limits: { ...BARE.limits, horizonSeconds: 30 * DAY },
          };
          const never = faultClass(Number.POSITIVE_INFINITY, { name: 'never', effect, scope, drift });
          const more = { ...input, faults: { ...input.faults, classes: classes.toSpliced(index, 0, never) } };
          streams.startReplication(replication);
          const record = simulate(input, streams);
          streams.startReplication(replication);
          expect(without(simulate(more, streams), index)).toEqual(without(record, -1));
        },
      ),
      { seed: 42, numRuns: 500 },
    );
  });
});

describe('an adaptive interval', () => {
  test.each(['young', 'daly', 'exact'] as const)(
    'converges to the optimum of the true mean time between faults: %s',
    (rule) => {
      const mtbf = 4 * HOUR;
      const stall = 120;
      for (const assumedMtbfSeconds of [mtbf / 20, mtbf * 20]) {
        const input: SimulationInput = {
          ...BARE,
          job: { ...BARE.job, phases: [phase(1e6 * DAY)] },
          faults: { ...BARE.faults, classes: [faultClass(mtbf)] },
          checkpoint: {
            interval: { kind: 'adaptive', rule, assumedMtbfSeconds, weight: 5 },
            tiers: [tier({ stallSeconds: stall })],
            final: false,
          },
          recovery: { ...BARE.recovery, restart: fixed(600) },
          limits: { ...BARE.limits, horizonSeconds: 1500 * DAY },
        };
        const streams = new RandomStreams('adaptive');
        streams.startReplication(0);
        const gaps: number[] = [];
        let last = Number.NaN;
        simulate(input, streams, ({ event, seconds: at }) => {
          if (event === 'checkpoint') {
            gaps.push(at - last - stall);
            last = at;
          } else if (event !== 'fault') last = event === 'train' ? at : last;
        });
        // 9,000 faults: the mean is known to 1.05 %, its root to half of that; the assumption is worth less than another 0.6 %.
        const optimum = optimalCheckpointInterval(rule, mtbf, stall);
        const newest = meanAndError(gaps.slice(-50)).mean;
        expect(Math.abs(newest / optimum - 1)).toBeLessThan(4 * 0.0053 + 0.006);
        const first = meanAndError(gaps.slice(0, 2)).mean;
        expect(Math.abs(first / optimum - 1)).toBeGreaterThan(0.4);
      }
    },
  );
});
