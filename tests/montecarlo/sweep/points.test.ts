import { describe, expect, it } from 'vitest';
import { RandomStreams } from '../../../src/engine/randomStreams.ts';
import { latinHypercube } from '../../../src/montecarlo/sampling/latinHypercube.ts';
import { parseAxis } from '../../../src/montecarlo/sweep/axis.ts';
import {
  axisPoints,
  crossedPoints,
  type PointSettings,
  sampledPoints,
  zippedPoints,
} from '../../../src/montecarlo/sweep/points.ts';

const axis = (text: string) => parseAxis(text, () => undefined);
const told = (points: readonly PointSettings[]) =>
  points.map((settings) => settings.map(({ path, text }) => `${path}=${text}`).join(' '));

describe('crossed points', () => {
  it('go through all combinations, the first axis slowest', () => {
    const points = crossedPoints([axisPoints(axis('a=1,2')), axisPoints(axis('b=x,y,z'))], 100);
    expect(told(points)).toEqual(['a=1 b=x', 'a=1 b=y', 'a=1 b=z', 'a=2 b=x', 'a=2 b=y', 'a=2 b=z']);
    expect(points[0]).toEqual([
      { path: 'a', text: '1', number: 1 },
      { path: 'b', text: 'x', number: null },
    ]);
  });

  it('take axes that move together as one', () => {
    const zipped = zippedPoints([axis('a=1,2'), axis('b=x,y')]);
    expect(told(crossedPoints([zipped, axisPoints(axis('c=5,6'))], 100))).toEqual([
      'a=1 b=x c=5',
      'a=1 b=x c=6',
      'a=2 b=y c=5',
      'a=2 b=y c=6',
    ]);
  });

  it('of nothing are one point that sets nothing', () => {
    expect(crossedPoints([], 100)).toEqual([[]]);
  });

  it('are refused beyond the maximum, before they are made', () => {
    const many = axisPoints(axis('a=1..1000 1000'));
    const again = axisPoints(axis('b=1..1000 1000'));
    const third = axisPoints(axis('c=1..1000 1000'));
    expect(() => crossedPoints([many, again, third], 500)).toThrow(
      '1000 x 1000 x 1000 = 1000000000 points; allowed are 500',
    );
    expect(crossedPoints([many], 1000).length).toBe(1000);
  });

  it('are refused for a path in two lists', () => {
    expect(() => crossedPoints([axisPoints(axis('a=1,2')), axisPoints(axis('a=3,4'))], 9)).toThrow(
      '--sweep a: is swept twice',
    );
  });

  it('need values', () => {
    expect(() => axisPoints(axis('a=1 h..2 h'))).toThrow('does not say how many values');
  });
});

describe('zipped points', () => {
  it('need as many values on each axis', () => {
    expect(() => zippedPoints([axis('a=1,2'), axis('b=1,2,3')])).toThrow('a has 2, b has 3');
  });
});

describe('sampled points', () => {
  it('meet ranges at their share, on their own scale', () => {
    const axes = [axis('a=0 h..10 h'), axis('b=1..100 log'), axis('c=1..4 whole'), axis('d=x,y')];
    const points = sampledPoints(
      axes.map((one) => [one]),
      [
        [0.25, 0.5, 0.2499, 0.499],
        [0.75, 0.25, 0.9999, 0.501],
      ],
    );
    expect(told(points)).toEqual(['a=2.5 h b=10 c=1 d=x', 'a=7.5 h b=3.16227766016838 c=4 d=y']);
    expect(points[0]![0]!.number).toBe(9000);
  });

  it('of a Latin hypercube meet every whole number and every name equally often', () => {
    const axes = [axis('a=1..5 whole'), axis('b=p,q,r,s')];
    const coordinates = latinHypercube(
      20,
      axes.map(({ path }) => path),
      new RandomStreams('sweep'),
    );
    const points = sampledPoints(
      axes.map((one) => [one]),
      coordinates,
    );
    for (const [index, each] of [
      [0, 4],
      [1, 5],
    ] as const) {
      const counts = new Map<string, number>();
      for (const settings of points)
        counts.set(settings[index]!.text, (counts.get(settings[index]!.text) ?? 0) + 1);
      expect([...counts.values()].every((count) => count === each)).toBe(true);
      expect(counts.size).toBe(20 / each);
    }
  });
});
