import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/engine/randomStream.ts';
import { RandomStreams } from '../../src/engine/randomStreams.ts';
import { centralMoment, correlationScore, meanOf, SIGMAS, uniformityScore } from './sampleStatistics.ts';

type State = [number, number, number, number];

/** xoshiro128** 1.1 written anew from Blackman and Vigna's description, in big integers. */
function* reference(state: State): Generator<number, never> {
  const word = (value: bigint) => value & 0xffffffffn;
  const rotate = (value: bigint, by: bigint) => word(value << by) | (value >> (32n - by));
  const s = state.map((value) => BigInt.asUintN(32, BigInt(value)));
  for (;;) {
    yield Number(word(rotate(word(s[1]! * 5n), 7n) * 9n));
    const shifted = word(s[1]! << 9n);
    s[2] = s[2]! ^ s[0]!;
    s[3] = s[3]! ^ s[1]!;
    s[1] = s[1]! ^ s[2]!;
    s[0] = s[0]! ^ s[3]!;
    s[2] = s[2]! ^ shifted;
    s[3] = rotate(s[3]!, 11n);
  }
}

function streamAt(state: State): RandomStream {
  const stream = new RandomStream();
  stream.setState(...state);
  return stream;
}

/** Unsigned outputs. */
function outputs(stream: RandomStream, count: number): number[] {
  return Array.from({ length: count }, () => stream.nextInt32() >>> 0);
}

function expected(state: State, count: number): number[] {
  const source = reference(state);
  return Array.from({ length: count }, () => source.next().value);
}

const uniforms = (() => {
  const stream = new RandomStreams('uniformity').stream('draws');
  return Float64Array.from({ length: 500_000 }, () => stream.uniform());
})();

describe('the generator is xoshiro128** 1.1', () => {
  it('gives the published vector from state 1, 2, 3, 4', () => {
    // Test vector of the reference implementation, as in the rand_xoshiro crate.
    expect(outputs(streamAt([1, 2, 3, 4]), 10)).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });

  it.each<State>([
    [0, 0, 0, 1],
    [-1, -1, -1, -1],
    [0x80000000, 0, 0, 0],
    [0x7fffffff, 0x9e3779b9, 0xdeadbeef, 0x01234567],
  ])('agrees with an independent implementation for 5,000 outputs from %i, %i, %i, %i', (...state) => {
    expect(outputs(streamAt(state), 5000)).toEqual(expected(state, 5000));
  });

  it('agrees with it from any state', () => {
    const word = fc.integer();
    fc.assert(
      fc.property(fc.tuple(word, word, word, word), (state) => {
        fc.pre(state.some((value) => value !== 0));
        expect(outputs(streamAt(state), 20)).toEqual(expected(state, 20));
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  it('does not get stuck on the all-zero state', () => {
    expect(outputs(streamAt([0, 0, 0, 0]), 50)).toEqual(expected([1, 0, 0, 0], 50));
  });

  it('starts over from a state set again', () => {
    const stream = streamAt([5, 6, 7, 8]);
    const first = outputs(stream, 30);
    stream.setState(5, 6, 7, 8);
    expect(outputs(stream, 30)).toEqual(first);
  });
});

describe('uniform', () => {
  it('takes the upper 26 bits of two outputs, the first above the second, at the middle of its cell', () => {
    const stream = streamAt([1, 2, 3, 4]);
    const [high, low] = expected([1, 2, 3, 4], 2).map((output) => Math.floor(output / 64));
    expect(stream.uniform()).toBe((high! * 2 ** 26 + low! + 0.5) / 2 ** 52);
  });

  it('lies in the open interval even for the extreme outputs', () => {
    class Constant extends RandomStream {
      readonly bits: number;
      constructor(bits: number) {
        super();
        this.bits = bits;
      }
      override nextInt32(): number {
        return this.bits;
      }
    }
    const [lowest, highest] = [new Constant(0), new Constant(-1)];
    expect(lowest.uniform()).toBe(2 ** -53);
    expect(highest.uniform()).toBe(1 - 2 ** -53);
    expect(lowest.exponential()).toBe(-Math.log(2 ** -53));
    expect(highest.exponential()).toBeGreaterThan(0);
    // Rounding must not lift the largest draw to the bound itself.
    for (const bound of [1, 2, 3, 7, 1000, 131_072, 2 ** 31 - 1, 2 ** 40 + 1]) {
      expect(lowest.integerBelow(bound)).toBe(0);
      expect(highest.integerBelow(bound)).toBe(bound - 1);
    }
    expect([lowest.chance(0), highest.chance(1)]).toEqual([false, true]);
  });

  it('has mean 1/2 and variance 1/12', () => {
    const n = uniforms.length;
    expect(Math.abs(meanOf(uniforms) - 1 / 2)).toBeLessThan(SIGMAS * Math.sqrt(1 / 12 / n));
    // Var(s^2) = (mu4 - sigma^4) / n with mu4 = 1/80.
    expect(Math.abs(centralMoment(uniforms, 2) - 1 / 12)).toBeLessThan(
      SIGMAS * Math.sqrt((1 / 80 - 1 / 144) / n),
    );
  });

  it('fills its range evenly and does not follow from the draw before', () => {
    expect(Math.abs(uniformityScore(uniforms, 1000))).toBeLessThan(SIGMAS);
    for (const lag of [1, 2, 3, 100]) {
      expect(Math.abs(correlationScore(uniforms.subarray(lag), uniforms.subarray(0, -lag)))).toBeLessThan(
        SIGMAS,
      );
    }
  });

  it('is even in its lowest bits too', () => {
    const lowBits = uniforms.map((value) => (value * 2 ** 44) % 1);
    expect(Math.abs(uniformityScore(lowBits, 256))).toBeLessThan(SIGMAS);
  });
});

describe('draws made of one uniform', () => {
  it.each<readonly [string, (stream: RandomStream) => unknown]>([
    ['exponential', (stream) => stream.exponential()],
    ['integerBelow', (stream) => stream.integerBelow(10)],
    ['a certain chance', (stream) => stream.chance(1)],
    ['a chance of zero', (stream) => stream.chance(0)],
  ])('%s takes exactly one, so common random numbers stay in step', (_, draw) => {
    const [one, other] = [streamAt([9, 8, 7, 6]), streamAt([9, 8, 7, 6])];
    draw(one);
    other.uniform();
    expect(outputs(one, 4)).toEqual(outputs(other, 4));
  });

  it('exponential has mean 1 and variance 1', () => {
    const stream = new RandomStreams('exponential').stream('draws');
    const values = Float64Array.from({ length: 200_000 }, () => stream.exponential());
    expect(Math.abs(meanOf(values) - 1)).toBeLessThan(SIGMAS * Math.sqrt(1 / values.length));
    // mu4 = 9, so Var(s^2) = 8 / n.
    expect(Math.abs(centralMoment(values, 2) - 1)).toBeLessThan(SIGMAS * Math.sqrt(8 / values.length));
  });

  it('integerBelow gives every integer below the bound equally often', () => {
    const stream = new RandomStreams('integers').stream('draws');
    const values = Float64Array.from({ length: 100_000 }, () => (stream.integerBelow(37) + 0.5) / 37);
    expect(Math.abs(uniformityScore(values, 37))).toBeLessThan(SIGMAS);
  });

  it('chance comes true as often as it says', () => {
    const stream = new RandomStreams('chance').stream('draws');
    const n = 100_000;
    let count = 0;
    for (let index = 0; index < n; index++) count += Number(stream.chance(0.03));
    expect(Math.abs(count / n - 0.03)).toBeLessThan(SIGMAS * Math.sqrt((0.03 * 0.97) / n));
  });
});
