import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventQueue } from '../../src/engine/eventQueue.ts';
import { RandomStreams } from '../../src/engine/randomStreams.ts';
import { type QueueOperation, ShadowedQueue } from './sortedListShadow.ts';

function drain(queue: EventQueue): number[] {
  const payloads: number[] = [];
  while (queue.pop()) payloads.push(queue.payload);
  return payloads;
}

describe('order', () => {
  it('pops by time, whatever the order of scheduling', () => {
    const queue = new EventQueue();
    for (const time of [5, 1, 4, 0, 3, 2, -1]) queue.schedule(time, 0, time);
    expect(drain(queue)).toEqual([-1, 0, 1, 2, 3, 4, 5]);
  });

  it('pops equal times by priority, then in the order they were scheduled', () => {
    const queue = new EventQueue();
    queue.schedule(1, 0, 1, 2);
    queue.schedule(1, 0, 2, 0);
    queue.schedule(1, 0, 3, 511);
    queue.schedule(1, 0, 4, 2);
    queue.schedule(1, 0, 5, 0);
    expect(drain(queue)).toEqual([2, 5, 1, 4, 3]);
  });

  it('treats -0 and 0 as the same time', () => {
    const queue = new EventQueue();
    queue.schedule(0, 0, 1);
    queue.schedule(-0, 0, 2);
    queue.schedule(0, 0, 3);
    expect(drain(queue)).toEqual([1, 2, 3]);
  });

  it('counts a retimed event as scheduled at that moment: it goes behind its equals', () => {
    const queue = new EventQueue();
    const first = queue.schedule(1, 0, 1);
    queue.schedule(1, 0, 2);
    queue.schedule(1, 0, 3);
    expect(queue.retime(first, 1)).toBe(true);
    expect(drain(queue)).toEqual([2, 3, 1]);
  });

  it('keeps the priority of a retimed event', () => {
    const queue = new EventQueue();
    queue.schedule(2, 0, 1, 3);
    const urgent = queue.schedule(9, 0, 2, 1);
    const idle = queue.schedule(0, 0, 3, 511);
    queue.retime(urgent, 2);
    queue.retime(idle, 2);
    queue.schedule(2, 0, 4, 511);
    expect(drain(queue)).toEqual([2, 1, 3, 4]);
  });

  it('moves an event in both directions through a deep heap', () => {
    const queue = new EventQueue();
    const handles = Array.from({ length: 500 }, (_, time) => queue.schedule(time, 0, time));
    queue.retime(handles[499]!, -1);
    queue.retime(handles[0]!, 1000);
    expect(drain(queue)).toEqual([499, ...Array.from({ length: 498 }, (_, index) => index + 1), 0]);
  });

  it('keeps events at infinity behind all others', () => {
    const queue = new EventQueue();
    queue.schedule(Number.POSITIVE_INFINITY, 0, 1);
    queue.schedule(1e300, 0, 2);
    expect(drain(queue)).toEqual([2, 1]);
  });

  it('hands back time, kind and payload as scheduled, negative integers too', () => {
    const queue = new EventQueue();
    queue.schedule(0.1, 2 ** 31 - 1, -(2 ** 31));
    expect(queue.pop()).toBe(true);
    expect([queue.time, queue.kind, queue.payload]).toEqual([0.1, 2 ** 31 - 1, -(2 ** 31)]);
  });
});

describe('size and next time', () => {
  it('says infinity and pops nothing when empty', () => {
    const queue = new EventQueue();
    expect([queue.size, queue.nextTime, queue.pop()]).toEqual([0, Number.POSITIVE_INFINITY, false]);
  });

  it('keeps every event when it grows past its first capacity', () => {
    const queue = new EventQueue(1);
    const handles = Array.from({ length: 1000 }, (_, index) => queue.schedule(1000 - index, 0, index));
    expect(queue.size).toBe(1000);
    for (let index = 0; index < 1000; index += 2) expect(queue.cancel(handles[index]!)).toBe(true);
    expect(drain(queue)).toEqual(Array.from({ length: 500 }, (_, index) => 999 - 2 * index));
  });

  it('keeps handles valid across growth', () => {
    const queue = new EventQueue(2);
    const early = queue.schedule(5, 0, 1);
    for (let index = 0; index < 100; index++) queue.schedule(10, 0, 2);
    expect(queue.retime(early, 20)).toBe(true);
    expect(drain(queue).at(-1)).toBe(1);
  });
});

describe('handles', () => {
  it('are never 0, so 0 can mean none', () => {
    const queue = new EventQueue();
    expect(queue.schedule(1, 0)).not.toBe(0);
    expect(queue.cancel(0)).toBe(false);
    expect(queue.size).toBe(1);
  });

  it('are stale after the event popped', () => {
    const queue = new EventQueue();
    const handle = queue.schedule(1, 0);
    queue.pop();
    expect([queue.cancel(handle), queue.retime(handle, 2), queue.size]).toEqual([false, false, 0]);
  });

  it('are stale after a cancel, and a second cancel changes nothing', () => {
    const queue = new EventQueue();
    const handle = queue.schedule(1, 0, 1);
    queue.schedule(2, 0, 2);
    expect([queue.cancel(handle), queue.cancel(handle), queue.retime(handle, 5)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(drain(queue)).toEqual([2]);
  });

  it('are stale after a clear', () => {
    const queue = new EventQueue();
    const handles = [1, 2, 3].map((time) => queue.schedule(time, 0));
    queue.clear();
    for (const time of [4, 5, 6]) queue.schedule(time, 0, time);
    expect(handles.map((handle) => queue.cancel(handle))).toEqual([false, false, false]);
    expect(drain(queue)).toEqual([4, 5, 6]);
  });

  it.each(['pop', 'cancel'] as const)('do not touch the event that took their slot after a %s', (end) => {
    const queue = new EventQueue(1);
    const old = queue.schedule(1, 0, 1);
    if (end === 'pop') queue.pop();
    else queue.cancel(old);
    const fresh = queue.schedule(2, 0, 2);
    expect(fresh).not.toBe(old);
    expect([queue.cancel(old), queue.retime(old, 9), queue.nextTime]).toEqual([false, false, 2]);
    expect(queue.cancel(fresh)).toBe(true);
  });

  it('stay distinct over a hundred thousand reuses of one slot', () => {
    const queue = new EventQueue(1);
    const seen = new Set<number>();
    for (let round = 0; round < 100_000; round++) {
      seen.add(queue.schedule(round, 0));
      queue.pop();
    }
    expect(seen.size).toBe(100_000);
  });

  it('of another queue or out of thin air are stale, not an error', () => {
    const queue = new EventQueue(4);
    queue.schedule(1, 0);
    for (const handle of [Number.NaN, -1, 0.5, 2 ** 40, Number.POSITIVE_INFINITY]) {
      expect(queue.cancel(handle)).toBe(false);
    }
    expect(queue.size).toBe(1);
  });
});

describe('refusals', () => {
  it('refuses NaN as a time and stays as it was', () => {
    const queue = new EventQueue();
    const handle = queue.schedule(3, 0, 7);
    expect(() => queue.schedule(Number.NaN, 0)).toThrow(RangeError);
    expect(() => queue.retime(handle, Number.NaN)).toThrow(RangeError);
    expect([queue.size, queue.nextTime]).toEqual([1, 3]);
    expect(drain(queue)).toEqual([7]);
  });

  it.each([-1, 512, Number.NaN])('refuses priority %d', (priority) => {
    const queue = new EventQueue();
    expect(() => queue.schedule(1, 0, 0, priority)).toThrow(RangeError);
    expect(queue.size).toBe(0);
  });
});

describe('against a sorted list', () => {
  // Few distinct times and priorities: nearly every comparison is a tie.
  const time = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constant(Number.POSITIVE_INFINITY));
  const pick = fc.nat({ max: 30 });
  const operation: fc.Arbitrary<QueueOperation> = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({ do: fc.constant('schedule' as const), time, priority: fc.nat({ max: 2 }) }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('cancel' as const), pick }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('retime' as const), pick, time }) },
    { weight: 4, arbitrary: fc.constant({ do: 'pop' as const }) },
    { weight: 1, arbitrary: fc.constant({ do: 'clear' as const }) },
  );

  it('agrees after every operation of any sequence full of ties', () => {
    fc.assert(
      fc.property(
        fc.array(operation, { maxLength: 150, size: 'max' }),
        fc.integer({ min: 1, max: 8 }),
        (operations, capacity) => {
          const both = new ShadowedQueue(new EventQueue(capacity), 40);
          for (const each of operations) expect(both.difference(each)).toBeUndefined();
          while (both.pending > 0) expect(both.difference({ do: 'pop' })).toBeUndefined();
        },
      ),
      { seed: 20_240_501, numRuns: 300 },
    );
  });

  it('agrees over two hundred thousand random operations on up to some hundred pending events', () => {
    const stream = new RandomStreams('event queue fuzz').stream('operations');
    const both = new ShadowedQueue(new EventQueue(2), 600);
    let most = 0;
    const draw = (): QueueOperation => {
      const what = stream.uniform();
      // Half the times lie on a coarse grid, so ties are common but not the rule.
      const at = stream.chance(0.5) ? stream.integerBelow(20) : stream.uniform() * 20;
      if (what < 0.0002) return { do: 'clear' };
      if (what < 0.4) return { do: 'schedule', time: at, priority: stream.integerBelow(3) };
      if (what < 0.5) return { do: 'cancel', pick: stream.integerBelow(600) };
      if (what < 0.7) return { do: 'retime', pick: stream.integerBelow(600), time: at };
      return { do: 'pop' };
    };
    for (let count = 0; count < 200_000; count++) {
      const difference = both.difference(draw());
      if (difference !== undefined) expect.fail(`operation ${count}: ${difference}`);
      most = Math.max(most, both.pending);
    }
    expect(most).toBeGreaterThan(200);
  });
});
