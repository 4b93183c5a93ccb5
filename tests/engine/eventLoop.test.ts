import { describe, expect, it } from 'vitest';
import {
  SimulationError,
  type SimulationErrorContext,
  type SimulationErrorReason,
} from '../../src/engine/errors.ts';
import { EventLoop } from '../../src/engine/eventLoop.ts';

const KINDS = ['fault', 'checkpoint', 'repair'];
const [FAULT, CHECKPOINT, REPAIR] = [0, 1, 2];
const ENOUGH = { maximumEvents: 1000, horizonSeconds: Number.POSITIVE_INFINITY };

function errorOf(action: () => void): SimulationError {
  try {
    action();
  } catch (error) {
    if (error instanceof SimulationError) return error;
    throw error;
  }
  return expect.fail('no error');
}

/** Runs until nothing is left and tells what was handled: [time, kind, payload]. */
function history(loop: EventLoop): number[][] {
  const seen: number[][] = [];
  const error = errorOf(() => loop.run((kind, payload) => seen.push([loop.now, kind, payload]), ENOUGH));
  expect(error.reason).toBe('queue-empty');
  return seen;
}

describe('order of events', () => {
  it('hands out events in time order and sets the clock to each', () => {
    const loop = new EventLoop(KINDS);
    loop.schedule(3, REPAIR, 30);
    loop.schedule(1, FAULT, 10);
    loop.setAlarm(CHECKPOINT, 2);
    expect(history(loop)).toEqual([
      [1, FAULT, 10],
      [2, CHECKPOINT, 0],
      [3, REPAIR, 30],
    ]);
    expect(loop.events).toBe(3);
  });

  it('lets alarms go before the queue at equal times, by ascending kind', () => {
    const loop = new EventLoop(KINDS);
    loop.schedule(5, FAULT, 1);
    loop.setAlarm(REPAIR, 5);
    loop.setAlarm(CHECKPOINT, 5);
    loop.schedule(5, FAULT, 2);
    expect(history(loop).map(([, kind, payload]) => [kind, payload])).toEqual([
      [CHECKPOINT, 0],
      [REPAIR, 0],
      [FAULT, 1],
      [FAULT, 2],
    ]);
  });

  it('orders scheduled events of one time by priority, then by sequence', () => {
    const loop = new EventLoop(KINDS);
    loop.schedule(1, FAULT, 1, 5);
    loop.schedule(1, FAULT, 2, 4);
    loop.schedule(1, FAULT, 3, 5);
    loop.schedule(1, FAULT, 4);
    expect(history(loop).map((row) => row[2])).toEqual([4, 2, 1, 3]);
  });

  it('accepts an event at the present time and handles it before any later one', () => {
    const loop = new EventLoop(KINDS);
    const seen: string[] = [];
    loop.schedule(1, FAULT);
    loop.schedule(2, REPAIR);
    loop.run((kind) => {
      seen.push(`${KINDS[kind]} at ${loop.now}`);
      if (kind === FAULT) loop.schedule(loop.now, CHECKPOINT);
      if (kind === REPAIR) loop.stop();
    }, ENOUGH);
    expect(seen).toEqual(['fault at 1', 'checkpoint at 1', 'repair at 2']);
  });
});

describe('alarms', () => {
  it('go off once', () => {
    const loop = new EventLoop(KINDS);
    loop.setAlarm(FAULT, 1);
    expect(history(loop)).toEqual([[1, FAULT, 0]]);
  });

  it('keep only the time set last', () => {
    const loop = new EventLoop(KINDS);
    loop.setAlarm(FAULT, 1);
    loop.setAlarm(FAULT, 7);
    loop.setAlarm(REPAIR, 4);
    loop.setAlarm(REPAIR, 3);
    expect(history(loop)).toEqual([
      [3, REPAIR, 0],
      [7, FAULT, 0],
    ]);
  });

  it('never go off at infinity', () => {
    const loop = new EventLoop(KINDS);
    loop.setAlarm(FAULT, 1);
    loop.setAlarm(FAULT, Number.POSITIVE_INFINITY);
    expect(history(loop)).toHaveLength(0);
  });

  it('can be set again by their own handler', () => {
    const loop = new EventLoop(KINDS);
    const times: number[] = [];
    loop.setAlarm(CHECKPOINT, 10);
    loop.run((kind) => {
      times.push(loop.now);
      if (loop.now >= 40) loop.stop();
      else loop.setAlarm(kind, loop.now + 10);
    }, ENOUGH);
    expect(times).toEqual([10, 20, 30, 40]);
  });
});

describe('cancel and retime', () => {
  it('take effect on pending events and answer false for past ones', () => {
    const loop = new EventLoop(KINDS);
    const gone = loop.schedule(1, FAULT, 1);
    const moved = loop.schedule(2, FAULT, 2);
    const first = loop.schedule(0, FAULT, 0);
    expect(loop.cancel(gone)).toBe(true);
    expect(loop.retime(moved, 9, FAULT)).toBe(true);
    expect(history(loop)).toEqual([
      [0, FAULT, 0],
      [9, FAULT, 2],
    ]);
    expect([loop.cancel(first), loop.retime(moved, 10, FAULT), loop.cancel(gone)]).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe('impossible times', () => {
  /** A loop at time 5 of replication 12 with seed "luck", and one pending event. */
  function atFive(attempt: (loop: EventLoop, pending: number) => void): SimulationError {
    const loop = new EventLoop(KINDS);
    loop.reset('luck', 12);
    const pending = loop.schedule(100, REPAIR);
    loop.schedule(5, FAULT);
    return errorOf(() => loop.run(() => attempt(loop, pending), ENOUGH));
  }
  const attempts: readonly (readonly [string, (loop: EventLoop, pending: number, time: number) => void])[] = [
    ['schedule', (loop, _, time) => loop.schedule(time, CHECKPOINT)],
    ['retime', (loop, pending, time) => loop.retime(pending, time, CHECKPOINT)],
    ['setAlarm', (loop, _, time) => loop.setAlarm(CHECKPOINT, time)],
  ];
  const where: SimulationErrorContext = {
    simulationSeconds: 5,
    event: 'checkpoint',
    seed: 'luck',
    replication: 12,
  };
  const times: readonly (readonly [number, SimulationErrorReason])[] = [
    [4.999999999999, 'time-in-the-past'],
    [-1, 'time-in-the-past'],
    [Number.NEGATIVE_INFINITY, 'time-in-the-past'],
    [Number.NaN, 'time-not-finite'],
  ];
  for (const [name, attempt] of attempts) {
    it.each(times)(
      `${name} at %d s is refused as %s, with time, event, seed and replication`,
      (time, reason) => {
        const error = atFive((loop, pending) => attempt(loop, pending, time));
        expect(error.reason).toBe(reason);
        expect(error.context).toEqual(where);
        expect(error.message).toContain(`${time} s`);
        expect(error.message).toContain('simulation time 5 s, event checkpoint, seed "luck", replication 12');
      },
    );
  }

  it.each(attempts.slice(0, 2))('%s at infinity is refused', (_, attempt) => {
    const error = atFive((loop, pending) => attempt(loop, pending, Number.POSITIVE_INFINITY));
    expect(error.reason).toBe('time-not-finite');
    expect(error.context).toEqual(where);
  });

  it('leave out of the error what is not known', () => {
    const loop = new EventLoop(KINDS);
    const error = errorOf(() => loop.schedule(-1, 99));
    expect(error.context).toEqual({ simulationSeconds: 0, event: 'kind 99' });
    expect(error.name).toBe('SimulationError');
  });
});

describe('end of a run', () => {
  it('is an error when no event is pending, never a silent end', () => {
    const loop = new EventLoop(KINDS);
    loop.reset('luck', 3);
    loop.schedule(8, FAULT);
    const error = errorOf(() => loop.run(() => undefined, ENOUGH));
    expect(error.reason).toBe('queue-empty');
    expect(error.context).toEqual({ simulationSeconds: 8, seed: 'luck', replication: 3 });
  });

  it('is an error at once for a loop without events', () => {
    const error = errorOf(() => new EventLoop(KINDS).run(() => undefined, ENOUGH));
    expect(error.reason).toBe('queue-empty');
  });

  it('comes after the present event when the handler stops, and the rest stays pending', () => {
    const loop = new EventLoop(KINDS);
    for (const time of [1, 2, 3]) loop.schedule(time, FAULT, time);
    const seen: number[] = [];
    const handle = (_: number, payload: number) => {
      seen.push(payload);
      if (payload === 2) loop.stop();
    };
    loop.run(handle, ENOUGH);
    expect([seen, loop.now, loop.events]).toEqual([[1, 2], 2, 2]);
    errorOf(() => loop.run(handle, ENOUGH));
    expect(seen).toEqual([1, 2, 3]);
  });

  it('comes with an error when the handler was called as often as the limit allows', () => {
    const loop = new EventLoop(KINDS);
    loop.reset('luck', 0);
    let calls = 0;
    loop.setAlarm(FAULT, 1);
    const error = errorOf(() =>
      loop.run(
        () => {
          calls += 1;
          loop.setAlarm(FAULT, loop.now);
        },
        { ...ENOUGH, maximumEvents: 50 },
      ),
    );
    expect(calls).toBe(50);
    expect(error.reason).toBe('event-limit');
    expect(error.message).toContain('limit of 50 events');
    expect(error.context).toEqual({ simulationSeconds: 1, event: 'fault', seed: 'luck', replication: 0 });
  });

  it('passes errors of the handler on unchanged', () => {
    const loop = new EventLoop(KINDS);
    loop.schedule(1, FAULT);
    const trouble = new Error('trouble');
    expect(() =>
      loop.run(() => {
        throw trouble;
      }, ENOUGH),
    ).toThrow(trouble);
  });
});

describe('reset', () => {
  it('forgets events, alarms, clock, count and labels', () => {
    const loop = new EventLoop(KINDS);
    loop.reset('old', 1);
    const stale = loop.schedule(4, FAULT);
    loop.schedule(2, FAULT);
    loop.run(() => loop.stop(), ENOUGH);
    loop.setAlarm(REPAIR, 3);
    loop.reset();
    expect([loop.now, loop.events, loop.cancel(stale)]).toEqual([0, 0, false]);
    expect(loop.context()).toEqual({ simulationSeconds: 0 });
    expect(history(loop)).toHaveLength(0);
  });

  it('gives the same ties again: a used loop repeats a fresh one', () => {
    const fill = (loop: EventLoop) => {
      for (const payload of [1, 2, 3, 4]) loop.schedule(1, FAULT, payload, payload % 2);
      return history(loop);
    };
    const used = new EventLoop(KINDS);
    const fresh = fill(used);
    used.reset();
    expect(fill(used)).toEqual(fresh);
  });
});

describe('the horizon', () => {
  const run = (loop: EventLoop, horizonSeconds: number) => {
    const seen: number[] = [];
    const end = loop.run(
      () => {
        seen.push(loop.now);
        if (loop.now >= 9) loop.stop();
      },
      { maximumEvents: 100, horizonSeconds },
    );
    return { end, seen, now: loop.now };
  };
  const loopWithEvents = () => {
    const loop = new EventLoop(KINDS);
    loop.setAlarm(FAULT, 4);
    for (const time of [2, 6, 9]) loop.schedule(time, REPAIR);
    return loop;
  };

  it('ends the run with the clock on it when the next event lies beyond', () => {
    expect(run(loopWithEvents(), 5)).toEqual({ end: 'horizon', seen: [2, 4], now: 5 });
  });

  it('lets happen what happens exactly then', () => {
    expect(run(loopWithEvents(), 6)).toEqual({ end: 'horizon', seen: [2, 4, 6], now: 6 });
  });

  it('does not matter when the handler stops first', () => {
    expect(run(loopWithEvents(), 9)).toEqual({ end: 'stopped', seen: [2, 4, 6, 9], now: 9 });
  });
});
