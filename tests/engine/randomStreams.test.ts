import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import { RandomStreams, STREAMS_VERSION } from '../../src/engine/randomStreams.ts';
import { correlationScore, SIGMAS, uniformityScore } from './sampleStatistics.ts';

/** The first outputs of a stream of a replication. */
function firstOutputs(seed: string, name: string, replication: number, count = 4): number[] {
  const streams = new RandomStreams(seed);
  streams.startReplication(replication);
  const stream = streams.stream(name);
  return Array.from({ length: count }, () => stream.nextInt32());
}

/** One draw of each of many replications, or of many names. */
function firstUniforms(count: number, draw: (index: number) => number): Float64Array {
  return Float64Array.from({ length: count }, (_, index) => draw(index));
}

describe('names', () => {
  it('give the same object each time', () => {
    const streams = new RandomStreams('1');
    expect(streams.stream('faults')).toBe(streams.stream('faults'));
    expect(streams.stream('faults')).not.toBe(streams.stream('repairs'));
  });

  it('decide the numbers alone: not the order in which streams are asked for', () => {
    const [forth, back] = [new RandomStreams('1'), new RandomStreams('1')];
    forth.stream('a');
    const first = forth.stream('b').nextInt32();
    const second = back.stream('b').nextInt32();
    back.stream('a');
    expect(first).toBe(second);
  });

  it('do not run into the seed: every border between the two texts is another stream', () => {
    const pairs: readonly (readonly [string, string])[] = [
      ['a', 'b/c'],
      ['a/b', 'c'],
      ['a/b/c', ''],
      ['', 'a/b/c'],
      ['a","b', 'c'],
      ['a', 'b","c'],
      ['ab', 'c'],
      ['a', 'bc'],
    ];
    const firsts = pairs.map(([seed, name]) => firstOutputs(seed, name, 0).join());
    expect(new Set(firsts).size).toBe(pairs.length);
  });

  it('may be any text', () => {
    const names = [
      '',
      ' ',
      '0',
      'a'.repeat(10_000),
      `${'a'.repeat(10_000)}b`,
      'größe',
      '\u{1f40c}',
      '\0',
      '\ud800',
      '"',
    ];
    expect(new Set(names.map((name) => firstOutputs('1', name, 0).join())).size).toBe(names.length);
  });
});

describe('seeds', () => {
  it('are text: 42 written out is one seed, and 042 or 42.0 are others', () => {
    expect(firstOutputs(String(42), 'x', 0)).toEqual(firstOutputs('42', 'x', 0));
    const others = ['42', '042', '42.0', ' 42', '4.2e1'].map((seed) => firstOutputs(seed, 'x', 0).join());
    expect(new Set(others).size).toBe(others.length);
  });

  it('are hashed as text with the version of the streams, so a bump changes every number', () => {
    expect(STREAMS_VERSION).toBe('longrun-streams/1');
    // seedrandom hashes a number differently from its text, which is why it is only ever given text.
    expect(seedrandom('42').int32()).not.toBe(seedrandom(42 as unknown as string).int32());
  });
});

describe('replications', () => {
  it('put streams already handed out at the start of theirs', () => {
    const streams = new RandomStreams('seed');
    const stream = streams.stream('faults');
    for (const replication of [3, 0, 3, 2 ** 31 - 1]) {
      streams.startReplication(replication);
      for (let draw = 0; draw < replication % 5; draw++) stream.uniform();
      streams.startReplication(replication);
      expect(streams.replication).toBe(replication);
      expect([1, 2, 3, 4].map(() => stream.nextInt32())).toEqual(firstOutputs('seed', 'faults', replication));
    }
  });

  it('give a stream first asked for in the middle of one the numbers of that replication', () => {
    const streams = new RandomStreams('seed');
    streams.startReplication(9);
    streams.stream('other').uniform();
    expect(streams.stream('late').nextInt32()).toBe(firstOutputs('seed', 'late', 9)[0]);
  });

  it('never share a state: 100,000 in a row differ in their first two outputs', () => {
    const streams = new RandomStreams('duplicates');
    const stream = streams.stream('faults');
    const seen = new Set<number>();
    for (let replication = 0; replication < 100_000; replication++) {
      streams.startReplication(replication);
      // 53 of the 64 bits: a chance repetition has a probability of 6e-7.
      seen.add((stream.nextInt32() >>> 0) * 2 ** 21 + (stream.nextInt32() >>> 11));
    }
    expect(seen.size).toBe(100_000);
  });

  const count = 20_000;
  const byReplication = ['faults', 'repairs', 'faults/gpu', ''].map((name) => {
    const streams = new RandomStreams('replications');
    const stream = streams.stream(name);
    return firstUniforms(count, (replication) => {
      streams.startReplication(replication);
      return stream.uniform();
    });
  });

  it('start a stream evenly over its range: chi-square of 20,000 first draws', () => {
    for (const draws of byReplication) {
      expect(Math.abs(uniformityScore(draws, 100))).toBeLessThan(SIGMAS);
      expect(
        Math.abs(
          uniformityScore(
            draws.map((draw) => (draw * 4096) % 1),
            100,
          ),
        ),
      ).toBeLessThan(SIGMAS);
    }
  });

  it('are uncorrelated with their neighbours', () => {
    for (const draws of byReplication) {
      for (const lag of [1, 2, 7, 64, 1024]) {
        expect(Math.abs(correlationScore(draws.subarray(lag), draws.subarray(0, -lag)))).toBeLessThan(SIGMAS);
      }
    }
  });

  it('have streams that are uncorrelated with each other', () => {
    for (let one = 0; one < byReplication.length; one++) {
      for (let other = 0; other < one; other++) {
        expect(Math.abs(correlationScore(byReplication[one]!, byReplication[other]!))).toBeLessThan(SIGMAS);
      }
    }
  });

  it('are uncorrelated with the replications of another seed', () => {
    const draws = ['seed', 'seee', 'seed '].map((seed) => {
      const streams = new RandomStreams(seed);
      const stream = streams.stream('faults');
      return firstUniforms(count, (replication) => {
        streams.startReplication(replication);
        return stream.uniform();
      });
    });
    expect(Math.abs(correlationScore(draws[0]!, draws[1]!))).toBeLessThan(SIGMAS);
    expect(Math.abs(correlationScore(draws[0]!, draws[2]!))).toBeLessThan(SIGMAS);
  });
});

describe('many streams', () => {
  it('start evenly and uncorrelated: 5,000 names that differ in a number', () => {
    const streams = new RandomStreams('names');
    const draws = firstUniforms(5000, (node) => streams.stream(`node/${node}`).uniform());
    expect(Math.abs(uniformityScore(draws, 50))).toBeLessThan(SIGMAS);
    expect(Math.abs(correlationScore(draws.subarray(1), draws.subarray(0, -1)))).toBeLessThan(SIGMAS);
  });

  it('draw on uncorrelated: long runs of two streams', () => {
    const streams = new RandomStreams('long runs');
    const [one, other] = ['faults', 'repairs'].map((name) => {
      const stream = streams.stream(name);
      return firstUniforms(100_000, () => stream.uniform());
    });
    expect(Math.abs(correlationScore(one!, other!))).toBeLessThan(SIGMAS);
  });
});

// These literals change only together with STREAMS_VERSION: they are what lets anybody repeat a published study.
describe('frozen numbers', () => {
  const at = (seed: string, name: string, replication: number) => {
    const streams = new RandomStreams(seed);
    streams.startReplication(replication);
    return streams.stream(name);
  };

  it('nextInt32', () => {
    expect(firstOutputs('1', 'faults', 0)).toEqual([-659809780, 1359763454, 505360173, 625946432]);
    expect(firstOutputs('1', 'faults', 1)).toEqual([1140587744, -428465029, 1424827989, 211193605]);
    expect(firstOutputs('1', 'faults', 2 ** 31 - 1)).toEqual([
      -1646131775, -1869892422, 966219287, 1659728385,
    ]);
    expect(firstOutputs('1', 'repairs', 0)).toEqual([-2039669855, 1892419617, 1510702114, -716410415]);
    expect(firstOutputs('größe 42', 'a/"b"', 7)).toEqual([-823438945, 1692808423, 1935304897, 1187353122]);
  });

  it('uniform', () => {
    const stream = at('1', 'uniform', 0);
    expect([1, 2, 3, 4, 5].map(() => stream.uniform())).toEqual([
      0.5375203483965562, 0.2796718306672942, 0.7024435293242733, 0.5883743465117276, 0.9487952301956034,
    ]);
  });

  it('exponential', () => {
    const stream = at('1', 'exponential', 0);
    expect([1, 2, 3, 4, 5].map(() => stream.exponential())).toEqual([
      3.2727573431348036, 1.0992723999284055, 3.159474455418659, 0.9295761567941286, 2.7534191851469005,
    ]);
  });

  it('integerBelow', () => {
    const stream = at('1', 'integers', 0);
    expect(Array.from({ length: 12 }, () => stream.integerBelow(2048))).toEqual([
      462, 1999, 89, 1350, 228, 496, 1438, 1439, 1171, 556, 752, 998,
    ]);
  });

  it('chance', () => {
    const stream = at('1', 'chance', 0);
    expect(Array.from({ length: 24 }, () => Number(stream.chance(0.3))).join('')).toBe(
      '001110000000100100011111',
    );
  });
});
