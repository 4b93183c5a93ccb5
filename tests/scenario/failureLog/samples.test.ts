import { describe, expect, it } from 'vitest';
import type { Lifetimes } from '../../../src/engine/fitting/lifetimes.ts';
import { readFailureLog } from '../../../src/scenario/failureLog/readLog.ts';
import { collectSamples } from '../../../src/scenario/failureLog/samples.ts';
import {
  ObservationError,
  type ObservationOptions,
  observationWindow,
} from '../../../src/scenario/failureLog/window.ts';

function collect(text: string, options: ObservationOptions = {}) {
  const log = readFailureLog('log.csv', text);
  const window = observationWindow(log, options);
  return { window, ...collectSamples(log, window, options) };
}

const plain = ({ events, censored, entries }: Lifetimes) => ({
  events: [...events],
  censored: [...censored.ages].map((age, index) => [age, censored.weights[index]]),
  entries: [...entries.ages].map((age, index) => [age, entries.weights[index]]),
});

const WINDOW = { fromSeconds: 0, toSeconds: 100 };

describe('lives of nodes', () => {
  const text = 'node,time\na,30\nb,40\na,70\n';

  it('run from the start of the window, failure to failure, and to its end', () => {
    const { classes, exposures, all } = collect(text, { ...WINDOW, nodes: 4 });
    expect(plain(classes[0]!.nodeLives)).toEqual({
      events: [30, 40, 40],
      censored: [
        [30, 1],
        [60, 1],
        [100, 2],
      ],
      entries: [],
    });
    expect([...exposures]).toEqual([100, 100, 100, 100]);
    expect([...classes[0]!.counts]).toEqual([2, 1, 0, 0]);
    expect(all).toBeNull();
  });

  it('enter at the age that --age gives, those that never fail too', () => {
    const { classes } = collect(text, { ...WINDOW, nodes: 4, age: 1000 });
    expect(plain(classes[0]!.nodeLives)).toEqual({
      events: [40, 1030, 1040],
      censored: [
        [30, 1],
        [60, 1],
        [1100, 2],
      ],
      entries: [[1000, 4]],
    });
  });

  it('begin with a failure only, if the age is unknown', () => {
    const { classes } = collect(text, { ...WINDOW, nodes: 4, age: 'unknown' });
    expect(plain(classes[0]!.nodeLives)).toEqual({
      events: [40],
      censored: [
        [30, 1],
        [60, 1],
      ],
      entries: [],
    });
    expect(classes[0]!.failures).toBe(3);
  });

  it('in a window of the log itself begin with its first failure, which is not counted', () => {
    const { classes, window } = collect(text);
    expect(window).toMatchObject({
      fromSeconds: 30,
      toSeconds: 70,
      openedByFailure: true,
      closedByFailure: true,
    });
    expect(classes[0]!.failures).toBe(2);
    expect(plain(classes[0]!.nodeLives)).toEqual({ events: [10, 40], censored: [[30, 1]], entries: [] });
    expect(plain(classes[0]!.systemGaps!)).toEqual({ events: [10, 30], censored: [], entries: [] });
  });

  it('are of each class by itself, and of all', () => {
    const { classes, all } = collect('node,time,class\na,30,x\na,50,y\na,70,x\n', WINDOW);
    const [x, y] = classes;
    expect(plain(x!.nodeLives)).toMatchObject({ events: [30, 40], censored: [[30, 1]] });
    expect(plain(y!.nodeLives)).toMatchObject({ events: [50], censored: [[50, 1]] });
    expect(plain(all!.nodeLives)).toMatchObject({ events: [20, 20, 30], censored: [[30, 1]] });
  });

  it('do not depend on the order of rows', () => {
    const rows = ['a,30,x', 'b,40,y', 'a,70,x', 'c,70,x', 'b,90,x'];
    const one = collect(`node,time,class\n${rows.join('\n')}`, WINDOW);
    const other = collect(`node,time,class\n${[...rows].reverse().join('\n')}`, WINDOW);
    const by = (name: string, { classes }: typeof one) => classes.find((sample) => sample.name === name)!;
    for (const name of ['x', 'y']) {
      expect(plain(by(name, other).nodeLives)).toEqual(plain(by(name, one).nodeLives));
      expect([...by(name, other).times]).toEqual([...by(name, one).times]);
    }
  });
});

describe('repairs', () => {
  it('are no operating time, of whatever class they are, also when they overlap', () => {
    const text = 'node,time,class,end\na,20,x,30\na,25,y,45\na,50,x,60\n';
    const { classes, exposures } = collect(text, WINDOW);
    const [x, y] = classes;
    // Up to 20, down to 45, up to 50, down to 60, up to 100.
    expect(exposures[0]).toBe(65);
    expect(plain(x!.nodeLives)).toMatchObject({ events: [5, 20], censored: [[40, 1]] });
    expect(plain(y!.nodeLives)).toMatchObject({ events: [20], censored: [[45, 1]] });
    expect(plain(x!.repairs!)).toMatchObject({ events: [10, 10] });
    expect(plain(y!.repairs!)).toMatchObject({ events: [20] });
  });

  it('without an end are still going on for the last failure of a node, and untold for others', () => {
    const { classes, exposures, repairsUntold, repairsInstant } = collect(
      'node,time,end\na,20,\na,60,\nb,50,50\n',
      WINDOW,
    );
    expect([...exposures]).toEqual([60, 100]);
    expect(repairsUntold).toBe(1);
    expect(repairsInstant).toBe(1);
    expect(plain(classes[0]!.repairs!)).toMatchObject({ events: [], censored: [[40, 1]] });
    expect(plain(classes[0]!.nodeLives)).toMatchObject({ events: [20, 40, 50], censored: [[50, 1]] });
  });

  it('of a class that never has an end are over at once', () => {
    const { exposures, classes, repairsUntold } = collect(
      'node,time,class,end\na,20,x,30\na,50,y,\n',
      WINDOW,
    );
    expect(exposures[0]).toBe(90);
    expect(repairsUntold).toBe(0);
    expect(classes.map(({ repairs }) => repairs?.events.length)).toEqual([1, undefined]);
  });

  it('begun before the window keep the node out of it', () => {
    const { exposures, window, classes } = collect('node,time,end\na,-10,30\na,50,60\n', WINDOW);
    expect(window.rowsBefore).toBe(1);
    expect(exposures[0]).toBe(60);
    expect(plain(classes[0]!.nodeLives)).toMatchObject({ events: [20], censored: [[40, 1]] });
  });
});

describe('merging', () => {
  it('takes rows of one class on one node at one time, or while it is down, as one incident', () => {
    const { classes } = collect('node,time,class,end\na,20,x,30\na,20,x,30\na,25,x,28\na,25,y,28\n', WINDOW);
    expect(classes.map(({ name, failures, merged }) => [name, failures, merged])).toEqual([
      ['x', 1, 2],
      ['y', 1, 0],
    ]);
  });

  it('takes those within a time of the one before, in a chain', () => {
    const { classes } = collect('node,time\na,20\na,24\na,28\na,40\nb,41\n', { ...WINDOW, mergeSeconds: 5 });
    const [any] = classes;
    expect([any!.failures, any!.merged, any!.simultaneous]).toEqual([3, 2, 1]);
    expect(plain(any!.nodeLives).events).toEqual([20, 20, 41]);
    expect(plain(any!.systemGaps!)).toMatchObject({ events: [20], censored: [[60, 1]] });
  });
});

describe('gaps of the system', () => {
  it('leave out what was before the first failure, for nobody saw its start', () => {
    const { classes } = collect('node,time\na,30\nb,40\na,70\n', WINDOW);
    expect(plain(classes[0]!.systemGaps!)).toEqual({ events: [10, 30], censored: [[30, 1]], entries: [] });
  });

  it('count simultaneous failures of several nodes once', () => {
    const { classes } = collect('node,time\na,30\nb,30\na,70\n', WINDOW);
    expect(classes[0]!.simultaneous).toBe(1);
    expect(classes[0]!.failures).toBe(3);
  });

  it('are those of the node where there is one', () => {
    expect(collect('time\n30\n70\n', WINDOW).classes[0]!.systemGaps).toBeNull();
  });
});

describe('the window', () => {
  it('counts what comes after its start and not after its end, and tells the rest', () => {
    const { window, classes } = collect('node,time\na,0\na,1\na,50\na,100\na,101\n', WINDOW);
    expect(window).toMatchObject({ rowsBefore: 1, rowsAfter: 1 });
    expect([...classes[0]!.times]).toEqual([1, 50, 100]);
  });

  it.each<[string, ObservationOptions, string]>([
    ['node,time\na,5\n', {}, 'all failures of the log are at one time'],
    ['node,time\na,5\n', { fromSeconds: 9, toSeconds: 9 }, '--to must be later than --from'],
    ['node,time\na,5\nb,6\n', { nodes: 1 }, 'the log names 2 nodes; it must be 2 or more'],
    ['time\n5\n6\n', { nodes: 9 }, 'no column of nodes'],
  ])('that does not go with the log %j is refused', (text, options, says) => {
    expect(() => collect(text, options)).toThrow(ObservationError);
    expect(() => collect(text, options)).toThrow(says);
  });
});
