import { describe, expect, it } from 'vitest';
import { RandomStreams } from '../../../src/engine/randomStreams.ts';
import { optimalCheckpointInterval } from '../../../src/model/checkpointInterval.ts';
import { coveredBy, expectAtLeast } from '../studies.ts';
import { holdsValue, searchOne } from './synthetic.ts';

const STUDIES = 150;
const exponential = { draw: (stream: { exponential(): number }) => stream.exponential() - 1 };

/** Expected time over work, mean time between interruptions 1. */
const daly = (stall: number) => ({
  curve: (interval: number) => Math.expm1(interval + stall) / interval,
  truth: optimalCheckpointInterval('exact', 1, stall),
});

describe('the interval of the optimum of a range holds it as often as stated', () => {
  it.each([
    ['checkpoints, stall 0.001 M', daly(0.001), 'x=0.002..0.8', 0.01],
    ['checkpoints, stall 0.02 M', daly(0.02), 'x=0.01..3', 0.03],
    ['checkpoints, stall 0.3 M', daly(0.3), 'x=0.05..5', 0.1],
    ['a parabola', { curve: (x: number) => (x - 0.37) * (x - 0.37), truth: 0.37 }, 'x=0..1', 0.05],
    [
      'a steep side and a flat one',
      { curve: (x: number) => Math.exp(-12 * x) + 0.3 * x, truth: Math.log(40) / 12 },
      'x=0..1',
      0.02,
    ],
    ['x + 1/x, not by the logarithm', { curve: (x: number) => x + 1 / x, truth: 1 }, 'x=0.3..2.9', 0.1],
  ])('%s: 150 studies of normal and of skewed luck', (name, { curve, truth }, axis, noise) => {
    for (const law of [{}, exponential]) {
      let width = 0;
      const covered = coveredBy(STUDIES, `${name} ${Object.keys(law)}`, (stream) => {
        const found = searchOne(axis, curve, { replications: 60, noise, ...law }, stream);
        width += (found.high!.number! - found.low!.number!) / truth / STUDIES;
        return holdsValue(found, truth);
      });
      expectAtLeast(covered, STUDIES, 0.95);
      // It says something.
      expect(width).toBeLessThan(0.6);
    }
  });

  it('at a kink, which no polynomial has, less often than stated: 88 to 94 of 100 were measured', () => {
    const kink = (x: number) => Math.max(0.6 * (0.43 - x), 0.2 * (x - 0.43));
    const covered = coveredBy(STUDIES, 'kink', (stream) =>
      holdsValue(searchOne('x=0..1', kink, { replications: 60, noise: 0.01 }, stream), 0.43),
    );
    expectAtLeast(covered, STUDIES, 0.9);
  });

  it('narrows with the root of the replications, or faster than half of that', () => {
    const { curve } = daly(0.02);
    const width = (replications: number) => {
      const stream = new RandomStreams('widths').stream(String(replications));
      let sum = 0;
      for (let study = 0; study < 20; study++) {
        const { low, high } = searchOne('x=0.01..3', curve, { replications, noise: 0.02 }, stream);
        sum += high!.number! - low!.number!;
      }
      return sum / 20;
    };
    expect(width(400) / width(25)).toBeLessThan(0.5);
  });
});

describe('a range search', () => {
  const stream = new RandomStreams('range').stream('cases');
  const luck = { replications: 100, noise: 0.02 };

  it.each([
    ['falls to its end', (x: number) => -x, 'x=0..1', 1],
    ['rises from its start', (x: number) => x, 'x=0..1', 0],
    ['falls to its end, by the logarithm', (x: number) => 1 / x, 'x=0.1..10', 10],
  ])('of a curve that %s says that the optimum is at or beyond it', (_, curve, axis, end) => {
    const found = searchOne(axis, curve, luck, stream);
    expect(found.chosen.number).toBe(end);
    expect(found.reachesHigh).toBe(end !== 0);
    expect(found.reachesLow).toBe(end === 0);
    expect(holdsValue(found, end)).toBe(true);
    expect(found.high!.number! - found.low!.number!).toBeLessThan(0.2 * end + 0.2);
  });

  it('of a flat curve excludes nothing', () => {
    const found = searchOne('x=0..1', () => 1, { replications: 40, noise: 0.1 }, stream);
    expect([found.reachesLow, found.reachesHigh]).toEqual([true, true]);
    expect([found.low!.number, found.high!.number]).toEqual([0, 1]);
  });

  it('without any luck ends between neighbours too near to matter, at few points', () => {
    const found = searchOne('x=0..1', (x) => Math.abs(x - 1 / 3), { replications: 3, noise: 0 }, stream);
    expect(found.method).toBe('neighbours');
    expect(holdsValue(found, 1 / 3)).toBe(true);
    expect(found.high!.number! - found.low!.number!).toBeLessThan(0.001);
    expect(found.points).toBeLessThan(80);
  });

  it('asks for few points, written in few digits, each within the range', () => {
    const found = searchOne('x=1 min..4 h', (x) => x / 1800 + 1800 / x, { ...luck, noise: 0.1 }, stream);
    expect(found.points).toBeLessThan(30);
    expect(found.unit).toBe('s');
    expect(found.chosen.text).toMatch(/^\d{2}(\.\d{1,2})? min$/);
    expect(holdsValue(found, 1800)).toBe(true);
  });
});
