import { describe, expect, it } from 'vitest';
import { jobFaultRates, ratesNeedingTier } from '../../src/scenario/compile/faultRates.ts';
import type { FaultClassInput } from '../../src/simulation/input.ts';
import { compile, SMALL, smallWithClasses } from '../support/scenarioText.ts';
import { DAY, fixed, HOUR } from '../support/simulationInput.ts';

function classOf(fields: string, ...sets: readonly string[]): FaultClassInput {
  const text = smallWithClasses(`any: { mtbf: 10 day, detection: 1 min, transient: 0.25, ${fields} }`);
  return compile(text, ...sets).faults.classes[0]!;
}

describe('a failure class', () => {
  it('that says no more than it must', () => {
    expect(classOf('effect: stop')).toEqual({
      name: 'any',
      scope: 'node',
      effect: { kind: 'stop' },
      unitsPerNode: 1,
      timeToFault: { kind: 'exponential', mean: 10 * DAY },
      detection: fixed(60),
      transientProbability: 0.25,
      drift: null,
      onArrivalProbability: 0,
      heat: { kind: 'none' },
      survivingTiers: null,
      repairTime: null,
    });
  });

  it('of effect slow says how slow, for how long, and what is done', () => {
    expect(classOf('effect: slow, slow: { compute: 0.9 }').effect).toEqual({
      kind: 'slow',
      compute: 0.9,
      network: 1,
      duration: null,
      response: 'replace',
    });
    const slow = '{ network: 0.5, duration: { exponential: { mean: 72 min } }, response: tolerate }';
    expect(classOf(`effect: slow, slow: ${slow}`).effect).toEqual({
      kind: 'slow',
      compute: 1,
      network: 0.5,
      duration: { kind: 'exponential', mean: 72 * 60 },
      response: 'tolerate',
    });
  });

  it('may be silent, drift, be there on arrival and take its own time to repair', () => {
    const one = classOf(
      'effect: silent, drift: { initial: 2.5, decay: 30 day }, on_arrival: 0.1, repair: 4 hour',
    );
    expect(one).toMatchObject({
      effect: { kind: 'silent' },
      drift: { initial: 2.5, decaySeconds: 30 * DAY },
      onArrivalProbability: 0.1,
      repairTime: fixed(4 * HOUR),
    });
  });

  it('names the checkpoint tiers that survive it', () => {
    const tiers =
      'checkpoint={interval: 1 min, tiers: {memory: {stall: 0 s}, disk: {stall: 1 s, every: 2}, storage: {stall: 9 s, every: 4}}}';
    const surviving = (names: string) => classOf(`effect: stop, survives: [${names}]`, tiers).survivingTiers;
    expect(surviving('storage, memory')).toEqual([true, false, true]);
    expect(surviving('')).toEqual([false, false, false]);
    expect(classOf('effect: stop, survives: [checkpoint]').survivingTiers).toEqual([true]);
  });

  it('of a whole unit has its scope by the unit of its rate', () => {
    const text = smallWithClasses(
      'leaf: { rate: 0.00051 / (30 switch day), effect: stop, detection: 1 min, transient: 0 }',
      'hall: { mtbf: 1 yr, scope: cooling_zone, effect: stop, detection: 1 min, transient: 0 }',
    );
    const input = compile(text, 'cluster.topology={cooling_zone: 100}');
    expect(input.faults.classes.map(({ scope, unitsPerNode }) => [scope, unitsPerNode])).toEqual([
      ['switch', 1],
      ['cooling_zone', 1],
    ]);
    expect(input.topology).toEqual({ rack: 4, switch: 32, cooling_zone: 100, power_zone: 128 });
  });
});

describe('loss spikes and divergence', () => {
  it('are none by default', () => {
    expect(compile(SMALL)).toMatchObject({ spikes: null, divergencePerToken: 0 });
  });

  it('come at a rate per token; what PaLM did is the default', () => {
    expect(compile(SMALL, 'failures.spikes={rate: 0.03 / Gtoken}').spikes).toEqual({
      perToken: expect.closeTo(3e-11, 20),
      detection: fixed(600),
      rollbackSteps: 100,
      skippedSteps: 300,
    });
  });

  it('a probability per run is the hazard that gives it over all tokens', () => {
    const { divergencePerToken } = compile(SMALL, 'failures.divergence={probability: 0.05}');
    expect(1 - Math.exp(-divergencePerToken * 10e9)).toBeCloseTo(0.05, 14);
    expect(compile(SMALL, 'failures.divergence={rate: 0.01 / Ttoken}').divergencePerToken).toBeCloseTo(
      1e-14,
      24,
    );
  });

  it('spikes count for the best interval', () => {
    const interval = (...sets: readonly string[]) =>
      compile(SMALL, 'checkpoint.interval=young', 'failures.rate=0 / (node day)', ...sets).checkpoint
        .interval;
    const input = compile(SMALL);
    const perSecond = (1e-9 * 10e9) / input.job.phases[0]!.nominalSeconds;
    expect(interval('failures.spikes={rate: 1 / Gtoken}')).toEqual({
      kind: 'time',
      seconds: expect.closeTo(Math.sqrt((2 * 30) / perSecond), 6),
    });
  });
});

describe('a log to replay', () => {
  const text = smallWithClasses(
    'nic: { effect: stop, detection: 1 min, transient: 0 }',
    'rack-power: { scope: rack, effect: stop, detection: 1 min, transient: 0 }',
    'scheduler: { scope: job, effect: stop, detection: 1 min, transient: 1 }',
  );
  const events =
    'failures.trace={events: [{time: 2 day, node: 5, class: nic}, {time: 1 day, class: scheduler}, {time: 3 hour, node: 4, class: rack-power}, {time: 4 day, node: 0, class: nic}]}';

  it('comes in order of time, and its classes need no rate', () => {
    const { faults } = compile(text, events);
    expect(faults.trace).toEqual([
      { seconds: 3 * HOUR, node: 4, class: 1 },
      { seconds: DAY, node: -1, class: 2 },
      { seconds: 2 * DAY, node: 5, class: 0 },
      { seconds: 4 * DAY, node: 0, class: 0 },
    ]);
    for (const { timeToFault } of faults.classes)
      expect(timeToFault).toEqual({ kind: 'exponential', mean: Number.POSITIVE_INFINITY });
    expect(compile(SMALL).faults.trace).toBeNull();
  });

  it('counts by what hits the job, over the longer of run and log', () => {
    // Node 5 and the rack of node 4 hold spares only.
    expect(jobFaultRates(compile(text, events)).map((rate) => rate * 4 * DAY)).toEqual([
      expect.closeTo(1, 12),
      0,
      expect.closeTo(1, 12),
    ]);
    const long = compile(text, events, 'workload.phases.0.tokens=10 Ttoken');
    expect(jobFaultRates(long)[2]! * long.job.phases[0]!.nominalSeconds).toBeCloseTo(1, 12);
  });

  it('with no failure at all is a run in which nothing fails', () => {
    const { faults } = compile(SMALL, 'failures.trace={events: []}');
    expect(faults.trace).toEqual([]);
    expect(jobFaultRates(compile(SMALL, 'failures.trace={events: []}'))).toEqual([0]);
  });
});

describe('the rate of what needs a tier', () => {
  const common = 'detection: 1 min';
  const input = compile(
    smallWithClasses(
      `node: { mtbf: 4 day, effect: stop, transient: 0.25, ${common} }`,
      `job: { mtbf: 2 day, scope: job, effect: stop, transient: 1, ${common} }`,
      `slow: { mtbf: 1 day, effect: slow, slow: { compute: 0.5 }, transient: 0, ${common} }`,
      `silent: { mtbf: 8 day, effect: silent, transient: 0, ${common} }`,
      `fire: { mtbf: 5 day, scope: site, effect: stop, transient: 0, survives: [], ${common} }`,
    ),
  );
  const perDay = (...lostWith: readonly ('restart' | 'node' | 'pair' | 'never')[]) =>
    ratesNeedingTier(
      { ...input, faults: { ...input.faults, classes: classesFor(lostWith.length) } },
      lostWith.map((one) => ({ lostWith: one })),
    ).map((rate) => rate * DAY);
  const classesFor = (tiers: number) =>
    input.faults.classes.map((one) => ({
      ...one,
      survivingTiers: one.survivingTiers === null ? null : Array.from({ length: tiers }, () => false),
    }));
  // Per day: 1 node fault, 0.5 of the job, 0.5 silent, 0.2 fires; slowness throws nothing back.
  const all = 1 + 0.5 + 0.5 + 0.2;

  it.each([
    [['never'], [all, 0.2]],
    [['restart'], [all, all]],
    [['node'], [all, 0.75 + 0.2]],
    [['pair'], [all, 0.2]],
    [
      ['restart', 'node', 'never'],
      [all, all, 0.95, 0.2],
    ],
  ] as const)('kept with %j', (lostWith, expected) => {
    const rates = perDay(...lostWith);
    expect(rates).toHaveLength(expected.length);
    expected.forEach((rate, index) => {
      expect(rates[index]).toBeCloseTo(rate, 12);
    });
  });
});
