import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Rhythm, TrainingSegment } from '../../src/simulation/trainingSegment.ts';

interface Beginning {
  readonly now: number;
  readonly remaining: number;
  readonly interval: number;
  readonly index: number;
  readonly trainedSince: number;
  readonly stallElapsed: number;
}

/** One stretch of training or of a stall, with the state at its start. */
interface Piece {
  readonly kind: 'training' | 'stall';
  readonly from: number;
  readonly to: number;
  readonly index: number;
  readonly trained: number;
  readonly stalled: number;
  readonly trainedSince: number;
  readonly stallElapsed: number;
}

const stallOf = ({ every, stallSeconds }: Rhythm, index: number): number =>
  stallSeconds.reduce((sum, seconds, tier) => sum + (index % every[tier]! === 0 ? seconds : 0), 0);

/** The same, step by step: train, stall, train, stall, until the remaining training is done. */
function stepByStep(rhythm: Rhythm, begin: Beginning): Piece[] {
  const pieces: Piece[] = [];
  let { now, remaining, index, trainedSince, stallElapsed } = begin;
  let trained = 0;
  let stalled = 0;
  const add = (kind: Piece['kind'], seconds: number): void => {
    pieces.push({ kind, from: now, to: now + seconds, index, trained, stalled, trainedSince, stallElapsed });
    now += seconds;
  };
  while (remaining > 0 || stallElapsed > 0) {
    const room = begin.interval - trainedSince;
    if (room > 0) {
      const seconds = Math.min(room, remaining);
      add('training', seconds);
      trained += seconds;
      trainedSince += seconds;
      remaining -= seconds;
      continue;
    }
    const seconds = stallOf(rhythm, index + 1) - stallElapsed;
    add('stall', seconds);
    stalled += seconds;
    index += 1;
    trainedSince = 0;
    stallElapsed = 0;
  }
  pieces.push({ kind: 'training', from: now, to: now, index, trained, stalled, trainedSince, stallElapsed });
  return pieces;
}

/** The piece that an instant lies in; the later one at a border. */
function pieceAt(pieces: readonly Piece[], instant: number): Piece {
  return pieces.findLast(({ from }) => from <= instant)!;
}

function stateAt(piece: Piece, instant: number) {
  const since = instant - piece.from;
  const isTraining = piece.kind === 'training';
  return {
    index: piece.index,
    trained: piece.trained + (isTraining ? since : 0),
    stalled: piece.stalled + (isTraining ? 0 : since),
    trainedSince: piece.trainedSince + (isTraining ? since : 0),
    stallElapsed: piece.stallElapsed + (isTraining ? 0 : since),
  };
}

function stateOf({ index, trained, stalled, trainedSince, stallElapsed }: TrainingSegment) {
  return { index, trained, stalled, trainedSince, stallElapsed };
}

function begun(rhythm: Rhythm, from: Beginning): TrainingSegment {
  const segment = new TrainingSegment(rhythm);
  segment.begin(from.now, from.remaining, from.interval, from.index, from.trainedSince, from.stallElapsed);
  return segment;
}

/** Multiples of 1/8: every sum is exact, so that the closed form must agree to the last bit, also at the borders. */
const eighths = (low: number, high: number) =>
  fc.integer({ min: low * 8, max: high * 8 }).map((eighth) => eighth / 8);

const rhythms: fc.Arbitrary<Rhythm> = fc
  .tuple(
    fc.integer({ min: 1, max: 3 }),
    fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 2 }),
    fc.array(fc.oneof(fc.constant(0), eighths(0, 3)), { minLength: 3, maxLength: 3 }),
  )
  .map(([tiers, [second = 1, third = 1], stalls]) => ({
    every: [1, second, second * third].slice(0, tiers),
    stallSeconds: stalls.slice(0, tiers),
  }));

/** Anywhere in the pattern: after a checkpoint, in training, at the start of a stall, within one. */
const cases = fc
  .tuple(
    rhythms,
    eighths(0, 50),
    eighths(0, 60),
    eighths(0.125, 9),
    fc.nat(40),
    fc.nat(1000),
    fc.constantFrom('start', 'training', 'stall', 'in the stall'),
    fc.nat(1000),
  )
  .map(([rhythm, now, remaining, interval, index, place, where, instant]) => {
    const stall = stallOf(rhythm, index + 1);
    const share = (whole: number): number => Math.floor((whole * 8 * place) / 1001) / 8;
    const begin: Beginning = {
      now,
      remaining,
      interval,
      index,
      trainedSince: where === 'start' ? 0 : where === 'training' ? share(interval) : interval,
      stallElapsed: where === 'in the stall' ? share(stall) : 0,
    };
    return { rhythm, begin, instant: instant / 1000 };
  });

const RUNS = { seed: 20, numRuns: 1500 };

describe('a stretch of training in closed form', () => {
  test('one tier by hand: train 10, stall 2', () => {
    const segment = begun(
      { every: [1], stallSeconds: [2] },
      { now: 100, remaining: 30, interval: 10, index: 0, trainedSince: 0, stallElapsed: 0 },
    );
    // The stall that would come with the end does not.
    expect(segment.end).toBe(134);
    segment.moveTo(111);
    expect(stateOf(segment)).toEqual({
      index: 0,
      trained: 10,
      stalled: 1,
      trainedSince: 10,
      stallElapsed: 1,
    });
    segment.moveTo(112);
    expect(stateOf(segment)).toEqual({ index: 1, trained: 10, stalled: 2, trainedSince: 0, stallElapsed: 0 });
    segment.moveTo(134);
    expect(stateOf(segment)).toEqual({
      index: 2,
      trained: 30,
      stalled: 4,
      trainedSince: 10,
      stallElapsed: 0,
    });
    expect([segment.timeOf(1), segment.timeOf(2)]).toEqual([112, 124]);
    expect([segment.instantWhenTrained(10), segment.instantWhenTrained(11)]).toEqual([110, 113]);
  });

  test('two tiers by hand: every third stall is 5 longer, begun in the middle of one', () => {
    const segment = begun(
      { every: [1, 3], stallSeconds: [1, 5] },
      { now: 0, remaining: 15, interval: 10, index: 2, trainedSince: 10, stallElapsed: 4 },
    );
    // 2 s are left of the stall of 6, then 10 of training, a stall of 1, and 5 more.
    expect(segment.end).toBe(18);
    expect([segment.timeOf(3), segment.timeOf(4)]).toEqual([2, 13]);
    expect([segment.stalledAt(3), segment.stalledAt(4)]).toEqual([2, 3]);
    expect([segment.trainedAt(3), segment.trainedAt(4)]).toEqual([0, 10]);
  });

  test('no checkpoints: nothing but training', () => {
    const segment = begun(
      { every: [1, 2], stallSeconds: [1, 1] },
      {
        now: 7,
        remaining: 100,
        interval: Number.POSITIVE_INFINITY,
        index: 0,
        trainedSince: 3,
        stallElapsed: 0,
      },
    );
    expect(segment.end).toBe(107);
    segment.moveTo(50);
    expect(stateOf(segment)).toEqual({
      index: 0,
      trained: 43,
      stalled: 0,
      trainedSince: 46,
      stallElapsed: 0,
    });
    expect(segment.instantWhenTrained(20)).toBe(27);
  });

  test('is at any instant where the same run step by step is, for one to three tiers, begun anywhere', () => {
    fc.assert(
      fc.property(cases, ({ rhythm, begin, instant }) => {
        const segment = begun(rhythm, begin);
        const pieces = stepByStep(rhythm, begin);
        expect(segment.end).toBe(pieces.at(-1)!.to);
        const somewhere = begin.now + Math.floor((segment.end - begin.now) * 8 * instant) / 8;
        for (const time of [begin.now, somewhere, ...pieces.map(({ from }) => from)]) {
          segment.moveTo(time);
          expect(stateOf(segment)).toEqual(stateAt(pieceAt(pieces, time), time));
        }
      }),
      RUNS,
    );
  });

  test('knows when each checkpoint ends, and what was trained and stalled by then', () => {
    fc.assert(
      fc.property(cases, ({ rhythm, begin }) => {
        const segment = begun(rhythm, begin);
        for (const { kind, index, to, trained, stalled, from } of stepByStep(rhythm, begin)) {
          if (kind !== 'stall') continue;
          expect(segment.timeOf(index + 1)).toBe(to);
          expect(segment.trainedAt(index + 1)).toBe(trained);
          expect(segment.stalledAt(index + 1)).toBe(stalled + to - from);
        }
      }),
      RUNS,
    );
  });

  test('knows the first instant at which so much is trained, and goes on without stalls beyond its end', () => {
    fc.assert(
      fc.property(cases, eighths(0.125, 80), ({ rhythm, begin }, seconds) => {
        const segment = begun(rhythm, begin);
        const pieces = stepByStep(rhythm, begin);
        const within = pieces.find(
          ({ kind, trained, from, to }) =>
            kind === 'training' && trained < seconds && trained + to - from >= seconds,
        );
        const expected =
          within === undefined
            ? segment.end + seconds - begin.remaining
            : within.from + seconds - within.trained;
        expect(segment.instantWhenTrained(seconds)).toBe(expected);
      }),
      RUNS,
    );
  });

  test('ended at any instant and begun again there, it is the same stretch', () => {
    fc.assert(
      fc.property(cases, ({ rhythm, begin, instant }) => {
        const whole = begun(rhythm, begin);
        const split = begin.now + Math.floor((whole.end - begin.now) * 8 * instant) / 8;
        whole.moveTo(split);
        const { trained, stalled, index, trainedSince, stallElapsed } = whole;
        const period = rhythm.every.at(-1)!;
        const remaining = begin.remaining - trained;
        const rest = begun(rhythm, {
          now: split,
          remaining,
          interval: begin.interval,
          // Only the place in the pattern matters.
          index: index % period,
          trainedSince,
          stallElapsed,
        });
        expect(rest.end).toBe(whole.end);
        const offset = index - (index % period);
        for (const { kind, to, index: before } of stepByStep(rhythm, begin)) {
          if (kind !== 'stall' || to <= split) continue;
          expect(rest.timeOf(before + 1 - offset)).toBe(whole.timeOf(before + 1));
        }
        for (const share of [0, 0.3, 0.7, 1]) {
          const time = split + Math.floor((whole.end - split) * 8 * share) / 8;
          whole.moveTo(time);
          rest.moveTo(time);
          expect(rest.trained + trained).toBe(whole.trained);
          expect(rest.stalled + stalled).toBe(whole.stalled);
          expect(rest.index + offset).toBe(whole.index);
          expect([rest.trainedSince, rest.stallElapsed]).toEqual([whole.trainedSince, whole.stallElapsed]);
        }
      }),
      RUNS,
    );
  });

  test('times that are no binary fractions: never off by more than rounding, at any instant', () => {
    fc.assert(
      fc.property(
        rhythms,
        fc.double({ min: 0.01, max: 5000, noNaN: true }),
        fc.double({ min: 0.5, max: 2000, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (shape, remaining, stretches, stall, place) => {
          const interval = remaining / stretches;
          const rhythm = { ...shape, stallSeconds: shape.stallSeconds.map((share) => share * stall * 7) };
          const begin = { now: 1e6 / 3, remaining, interval, index: 0, trainedSince: 0, stallElapsed: 0 };
          const segment = begun(rhythm, begin);
          segment.moveTo(begin.now + place * (segment.end - begin.now));
          // Every one of the naive sums rounds.
          const pieces = stepByStep(rhythm, begin);
          const time = begin.now + place * (segment.end - begin.now);
          const naive = stateAt(pieceAt(pieces, time), time);
          const tolerance = 1e-9 * (1 + pieces.length);
          expect(Math.abs(segment.trained - naive.trained)).toBeLessThan(tolerance);
          expect(Math.abs(segment.stalled - naive.stalled)).toBeLessThan(tolerance);
          expect(Math.abs(segment.trained + segment.stalled - (time - begin.now))).toBeLessThan(1e-9);
        },
      ),
      { seed: 21, numRuns: 300 },
    );
  });
});
