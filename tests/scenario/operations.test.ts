import { describe, expect, it } from 'vitest';
import { compile, SMALL } from '../support/scenarioText.ts';
import { DAY, fixed, HOUR } from '../support/simulationInput.ts';

describe('spares', () => {
  it('are of four kinds, with how they are chosen', () => {
    expect(compile(SMALL).spares).toEqual({
      hot: 1,
      warm: 0,
      cold: 1,
      shared: 0,
      gather: 'replace',
      selection: 'order',
      waitForHot: false,
    });
    const sets = [
      'cluster.spares={hot: 1, warm: 2, cold: 3, shared: 4}',
      'policies={gather: reselect, wait_for: nodes_and_hot, selection: best_score}',
    ];
    expect(compile(SMALL, ...sets).spares).toEqual({
      hot: 1,
      warm: 2,
      cold: 3,
      shared: 4,
      gather: 'reselect',
      selection: 'best_score',
      waitForHot: true,
    });
  });

  it('take their own times to come', () => {
    const set = 'recovery={join: 3 min, preemption: 4 min, selection: 5 min, teardown: 6 min}';
    expect(compile(SMALL, set).recovery).toMatchObject({
      join: fixed(180),
      preemption: fixed(240),
      selection: fixed(300),
      teardown: fixed(360),
    });
  });
});

describe('diagnosis', () => {
  it('finds the right node by default; what is not cured shows at once', () => {
    expect(compile(SMALL).diagnosis).toEqual({
      missedProbability: 0,
      wrongProbability: 0,
      missed: 'stays',
      recurrence: fixed(0),
    });
  });

  it('may miss and mistake', () => {
    const set = 'diagnosis={missed: 0.1, wrong: 0.2, on_missed: rotates, recurrence: never}';
    expect(compile(SMALL, set).diagnosis).toEqual({
      missedProbability: 0.1,
      wrongProbability: 0.2,
      missed: 'rotates',
      recurrence: null,
    });
    const law = 'diagnosis={recurrence: {exponential: {mean: 1 day}}}';
    expect(compile(SMALL, law).diagnosis.recurrence).toEqual({ kind: 'exponential', mean: DAY });
  });
});

describe('repair', () => {
  it('may have an automatic stage, a crew and failures of its own', () => {
    const set =
      'repair={automatic: {time: 2 hour, resolves: 0.2, success: 0.6}, time: 2 day, success: 0.8, crew: 3, retire: 0.01, unfixed: lemon}';
    expect(compile(SMALL, 'cluster.lemons={nodes: 0}', set).repair).toEqual({
      automatic: { time: fixed(2 * HOUR), resolvesProbability: 0.2, successProbability: 0.6 },
      time: fixed(2 * DAY),
      successProbability: 0.8,
      crew: 3,
      retireProbability: 0.01,
      unfixed: 'lemon',
    });
  });
});

describe('what would never end, or mean nothing', () => {
  it.each([
    ['diagnosis.missed=1', 'for ever'],
    ['repair.unfixed=lemon', 'needs cluster.lemons'],
    [
      'checkpoint={interval: 30 min, tiers: {a: {stall: 1 s}, b: {interval: 10 min, stall: 1 s}}}',
      'put the fastest tier first',
    ],
  ])('%s is refused', (set, message) => {
    expect(() => compile(SMALL, set)).toThrow(message);
  });
});

describe('policies', () => {
  const threshold = { kind: 'threshold', faults: 5, windowSeconds: 7 * DAY };

  it.each([
    ['never', { kind: 'never' }],
    ['{threshold: {faults: 5, window: 1 week}}', threshold],
    [
      '{score: {}}',
      {
        kind: 'score',
        score: { initial: 100, penalty: 30, credit: 10, periodSeconds: DAY },
        limit: 0,
      },
    ],
    [
      '{score: {initial: 10, penalty: 1, credit: 2, period: 0 s, limit: -3}}',
      { kind: 'score', score: { initial: 10, penalty: 1, credit: 2, periodSeconds: 0 }, limit: -3 },
    ],
    ['{any: [{threshold: {faults: 5, window: 1 week}}]}', threshold],
    [
      '{any: [{threshold: {faults: 5, window: 1 week}}, {threshold: {faults: 9, window: 1 day}}]}',
      { kind: 'any', of: [threshold, { kind: 'threshold', faults: 9, windowSeconds: DAY }] },
    ],
  ])('removal %s', (text, removal) => {
    expect(compile(SMALL, `policies.removal=${text}`).removal).toEqual(removal);
  });

  it('escalation by chance, or of repeat offenders', () => {
    expect(compile(SMALL).escalation).toEqual({ kind: 'chance' });
    const sets = [
      'policies.escalation={repeat: {faults: 2, window: 30 day}}',
      'repair.automatic={time: 1 hour, resolves: 0.5}',
    ];
    expect(compile(SMALL, ...sets).escalation).toEqual({
      kind: 'repeat',
      faults: 2,
      windowSeconds: 30 * DAY,
    });
  });
});

describe('maintenance', () => {
  it.each([
    ['every: 1 week', { kind: 'every', interval: fixed(7 * DAY) }],
    ['at: [3 day, 1 day]', { kind: 'at', seconds: [DAY, 3 * DAY] }],
    ['daily: "02:30"', { kind: 'daily', timeOfDaySeconds: 2.5 * HOUR }],
    ['daily: 00:00', { kind: 'daily', timeOfDaySeconds: 0 }],
  ])('falls due %s', (due, expected) => {
    expect(compile(SMALL, `maintenance.m={${due}, duration: 1 h}`).maintenance).toEqual([
      { name: 'm', due: expected, window: null, duration: fixed(HOUR) },
    ]);
  });

  it('may wait for a window, also over midnight', () => {
    const set = 'maintenance.m={every: 1 week, window: {from: "22:00", to: "04:15"}, duration: 1 h}';
    expect(compile(SMALL, set).maintenance[0]!.window).toEqual({
      fromSeconds: 22 * HOUR,
      toSeconds: 4.25 * HOUR,
    });
  });
});
