import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CheckpointHistory } from '../../src/simulation/checkpointHistory.ts';

interface Entry {
  readonly work: number;
  readonly usableAt: number;
  readonly index: number;
}

/** The same as a plain array, and as it is defined: a tier keeps the newest `retained` of what is written. */
class PlainHistory {
  entries: Entry[] = [];
  private readonly retained: number;

  constructor(retained: number) {
    this.retained = retained;
  }

  push(entry: Entry, now: number): void {
    this.forgetReplaced(now);
    this.entries.push(entry);
  }

  find(now: number, maximumWork: number): Entry | undefined {
    this.forgetReplaced(now);
    return this.entries.findLast(({ work, usableAt }) => usableAt <= now && work <= maximumWork);
  }

  truncate(now: number, maximumWork: number): void {
    this.forgetReplaced(now);
    this.entries = this.entries.filter(({ work, usableAt }) => work <= maximumWork && usableAt <= now);
  }

  private forgetReplaced(now: number): void {
    const written = this.entries.filter(({ usableAt }) => usableAt <= now);
    const kept = new Set(
      this.retained === Number.POSITIVE_INFINITY ? written : written.slice(-this.retained),
    );
    this.entries = this.entries.filter((entry) => entry.usableAt > now || kept.has(entry));
  }
}

type Action =
  | { readonly kind: 'push'; readonly after: number; readonly work: number }
  | { readonly kind: 'restore'; readonly after: number; readonly back: number }
  | { readonly kind: 'clear' };

const actions = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant('push' as const),
        after: fc.integer({ min: 0, max: 20 }),
        work: fc.integer({ min: 0, max: 10 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('restore' as const),
        after: fc.integer({ min: 0, max: 20 }),
        back: fc.integer({ min: -5, max: 150 }),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'clear' as const }) },
  ) satisfies fc.Arbitrary<Action>,
  { maxLength: 120 },
);

describe('the checkpoints of a tier', () => {
  test.each([0, 7])('are those of a plain array, writes of %d s', (write) => {
    fc.assert(
      fc.property(fc.constantFrom(1, 2, 3, 5, 40, Number.POSITIVE_INFINITY), actions, (retained, list) => {
        const history = new CheckpointHistory(retained);
        const plain = new PlainHistory(retained);
        let now = 0;
        let work = 0;
        let number = 0;
        for (const action of list) {
          if (action.kind === 'clear') {
            history.clear();
            plain.entries = [];
            continue;
          }
          // A tier writes one checkpoint at a time.
          now += action.after + write;
          if (action.kind === 'push') {
            work += action.work;
            number += 1;
            history.push(work, 2 * work, 3 * work, number, now + write);
            plain.push({ work, usableAt: now + write, index: number }, now);
            continue;
          }
          now -= write;
          const maximumWork = action.back < 0 ? Number.POSITIVE_INFINITY : work - action.back;
          const expected = plain.find(now, maximumWork);
          expect(history.newestWork(now, maximumWork)).toBe(expected?.work ?? -1);
          if (expected !== undefined) {
            expect(history.newestState(now, maximumWork)).toEqual({
              work: expected.work,
              slowdownSeconds: 2 * expected.work,
              checkpointSeconds: 3 * expected.work,
              index: expected.index,
            });
          }
          work = expected?.work ?? 0;
          history.truncate(now, work);
          plain.truncate(now, work);
          expect(history.newestWork(now, Number.POSITIVE_INFINITY)).toBe(plain.entries.at(-1)?.work ?? -1);
        }
      }),
      { seed: 5, numRuns: 2000 },
    );
  });

  test('one that is being written replaces the old one when it is written, not before', () => {
    const history = new CheckpointHistory(1);
    history.push(10, 0, 0, 1, 100);
    history.push(20, 0, 0, 2, 200);
    expect(history.newestWork(150, Number.POSITIVE_INFINITY)).toBe(10);
    expect(history.newestWork(200, Number.POSITIVE_INFINITY)).toBe(20);
    expect(history.newestWork(200, 15)).toBe(-1);
  });
});
