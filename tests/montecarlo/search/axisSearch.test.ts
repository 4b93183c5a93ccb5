import { describe, expect, it } from 'vitest';
import { RandomStreams } from '../../../src/engine/randomStreams.ts';
import { searchAxes } from '../../../src/montecarlo/search/axisSearch.ts';
import { coveredBy, expectAtLeast } from '../studies.ts';
import { axisOf, carryOut, holdsValue, luckyCurve, searchOne } from './synthetic.ts';

const streams = new RandomStreams('axes');

describe('a search over whole numbers', () => {
  /** Waiting falls fast with spares, their price rises slowly. */
  const spares = (best: number) => (count: number) => Math.exp(0.9 * (best - count)) + 0.9 * count;

  it('holds the best one as often as stated, whole numbers only: 150 studies', () => {
    let asked = 0;
    const covered = coveredBy(150, 'spares', (stream) => {
      const found = searchOne('x=0..60 whole', spares(7), { replications: 40, noise: 0.8 }, stream);
      asked = Math.max(asked, found.points);
      expect(Number.isInteger(found.chosen.number)).toBe(true);
      expect(Number.isInteger(found.low!.number) && Number.isInteger(found.high!.number)).toBe(true);
      return holdsValue(found, 7);
    });
    expectAtLeast(covered, 150, 0.95);
    expect(asked).toBeLessThan(40);
  });

  it('looks at every number that may be best, and tells a best at the end', () => {
    const stream = streams.stream('whole');
    const found = searchOne(
      'x=0..1000 whole',
      (x) => Math.abs(x - 313),
      { replications: 20, noise: 0.1 },
      stream,
    );
    expect([found.low!.number, found.chosen.number, found.high!.number]).toEqual([313, 313, 313]);
    const end = searchOne('x=0..12 whole', (x) => x, { replications: 20, noise: 0.1 }, stream);
    expect([end.chosen.number, end.reachesLow, end.reachesHigh]).toEqual([0, true, false]);
  });

  it('is asked for by a range written for whole numbers, or one that takes no others', () => {
    expect(axisOf('x=0..12', true)).toMatchObject({ kind: 'whole', range: { low: 0, high: 12 } });
    expect(axisOf('x=0.5..12.5 whole')).toMatchObject({ kind: 'whole', range: { low: 1, high: 12 } });
  });
});

it('ranges over a decade or written with log are searched by the logarithm', () => {
  expect(axisOf('x=1 min..4 h')).toMatchObject({ kind: 'range', range: { spacing: 'log' } });
  expect(axisOf('x=10..20 log')).toMatchObject({ range: { spacing: 'log' } });
  expect(axisOf('x=10..20')).toMatchObject({ range: { spacing: 'linear' } });
  expect(axisOf('x=0..200')).toMatchObject({ range: { spacing: 'linear' } });
  expect(axisOf('x=1,10,100')).toMatchObject({ kind: 'list' });
});

describe('a search over a list', () => {
  it('tells the set that is not told from the best, and its range', () => {
    const stream = streams.stream('list');
    const values: Record<number, number> = { 1: 3, 2: 1, 4: 1, 8: 5 };
    const found = searchOne('x=1,2,4,8', (x) => values[x]!, { replications: 50, noise: 0.05 }, stream);
    expect(found.method).toBe('set');
    expect(found.maybeBest.map(({ number }) => number)).toEqual([2, 4]);
    expect([found.low!.number, found.high!.number, found.reachesLow, found.reachesHigh]).toEqual([
      2,
      4,
      false,
      false,
    ]);
  });

  it('of names has no range', () => {
    const { optimum } = carryOut(searchAxes([axisOf('x=null,{a: 1},{b: 2}')], 0.95), ([setting]) =>
      Float64Array.from([1, 2, 3, 4], (luck) => luck + (setting!.text === '{a: 1}' ? 0 : 0.001 * luck)),
    );
    expect(optimum.axes[0]).toMatchObject({
      chosen: { text: '{a: 1}' },
      low: null,
      high: null,
      reachesLow: false,
    });
    expect(optimum.axes[0]!.maybeBest.map(({ text }) => text)).toEqual(['{a: 1}']);
  });
});

describe('a search over several axes', () => {
  it('follows a valley that lies across: each interval holds the optimum given the others', () => {
    // Minimum at (0.6, 3): the best x moves with y.
    const valley = (x: number, y: number) => {
      const across = x - 0.6 - 0.05 * (y - 3);
      return 4 * across * across + 0.02 * (y - 3) * (y - 3);
    };
    const luck = { replications: 100, noise: 0.01 };
    const covered = coveredBy(25, 'valley', (stream) => {
      const { optimum, points } = carryOut(
        searchAxes([axisOf('x=0..1'), axisOf('y=0..10 whole')], 0.95),
        luckyCurve((x, y) => valley(x!, y!), luck, stream),
      );
      const y = optimum.point[1]!.number!;
      expect(optimum.settled).toBe(true);
      expect(points.length).toBeLessThan(150);
      expect(Math.abs(y - 3)).toBeLessThanOrEqual(1);
      return holdsValue(optimum.axes[0]!, 0.6 + 0.05 * (y - 3));
    });
    expectAtLeast(covered, 25, 0.95);
  });

  it('leaves a valley that is only good along one axis: values of a list are crossed first', () => {
    const stream = streams.stream('crossed');
    const { optimum } = carryOut(
      searchAxes([axisOf('x=0,1'), axisOf('y=0..8 whole')], 0.95),
      luckyCurve(
        (x, y) => (x === 0 ? 1 + y! : 0.5 + 0.5 * Math.abs(y! - 7)),
        { replications: 30, noise: 0.01 },
        stream,
      ),
    );
    // x = 0 is the better one at y = 0, and y = 0 at x = 0; the best of all is elsewhere.
    expect(optimum.point.map(({ number }) => number)).toEqual([1, 7]);
  });

  it('asks for the same points when it is replayed', () => {
    const run = () =>
      carryOut(
        searchAxes([axisOf('x=0..1'), axisOf('y=0..10 whole')], 0.95),
        luckyCurve(
          (x, y) => x! + y!,
          { replications: 20, noise: 0.1 },
          new RandomStreams('replay').stream('x'),
        ),
      );
    expect(run()).toEqual(run());
  });
});
