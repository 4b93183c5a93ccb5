import FlatQueue from 'flatqueue';
import TinyQueue from 'tinyqueue';
import { EventQueue } from '../src/engine/eventQueue.ts';
import { RandomStreams } from '../src/engine/randomStreams.ts';
import { type Contender, type Effort, measureInterleaved, type Timing } from './measure.ts';
import { number, type Section } from './report.ts';

const PENDING = [16, 256, 4096, 65_536];
/** Inserting into or searching through an array takes time in proportion to its length: pointless beyond this. */
const LONGEST_ARRAY = 4096;
/** Exponential increments of mean 1, used over and over: a power of 2, so that the next index is a mask. */
const INCREMENTS = 65_536;

/** The hold model: pop the first event, schedule another at its time plus an exponential; the number pending stays. */
export async function benchEventQueue(effort: Effort): Promise<Section> {
  const increments = drawIncrements();
  const rows: string[][] = [];
  for (const pending of PENDING) {
    const contenders = [longrunQueue(pending, increments), tinyqueue(pending, increments)];
    contenders.push(flatqueue(pending, increments));
    if (pending <= LONGEST_ARRAY) {
      contenders.push(sortedArray(pending, increments), linearScan(pending, increments));
    }
    const timings = await measureInterleaved(contenders, effort);
    rows.push([pending.toLocaleString('en-US'), ...cells(timings, 5)]);
  }
  return {
    title: 'Event queue, hold model',
    notes: [
      'Events per second in millions, and the time of one event against ours (above 1: slower than ours).',
      'tinyqueue and flatqueue give equal times in no stable order and can neither cancel nor move an event, so they could not take the place of ours.',
      'All get the event as time, kind and payload: tinyqueue and the sorted array as a new object, flatqueue as a bare number, which is less than a simulation needs.',
    ],
    columns: ['pending', 'longrun', 'tinyqueue', 'flatqueue', 'sorted array', 'linear scan'],
    rows,
  };
}

function cells(timings: readonly Timing[], width: number): string[] {
  const told = timings.map(({ nanoseconds, ratio }, index) => {
    const rate = number(1000 / nanoseconds);
    return index === 0 ? rate : `${rate} (${number(ratio)}x)`;
  });
  return [...told, ...Array.from({ length: width - told.length }, () => '')];
}

function drawIncrements(): Float64Array {
  const stream = new RandomStreams('bench').stream('increments');
  return new Float64Array(INCREMENTS).map(() => stream.exponential());
}

function longrunQueue(pending: number, increments: Float64Array): Contender {
  const queue = new EventQueue(pending);
  let next = 0;
  const increment = () => increments[next++ & (INCREMENTS - 1)]!;
  for (let id = 0; id < pending; id++) queue.schedule(increment(), 0, id);
  return {
    name: 'longrun',
    run: (operations) => {
      for (let operation = 0; operation < operations; operation++) {
        queue.pop();
        queue.schedule(queue.time + increment(), queue.kind, queue.payload);
      }
    },
  };
}

interface ScheduledEvent {
  readonly time: number;
  readonly kind: number;
  readonly payload: number;
}

/** A new object per event is how tinyqueue is used: time, kind and payload are three numbers and it holds one item. */
function tinyqueue(pending: number, increments: Float64Array): Contender {
  const queue = new TinyQueue<ScheduledEvent>([], (a, b) => a.time - b.time);
  let next = 0;
  const increment = () => increments[next++ & (INCREMENTS - 1)]!;
  for (let payload = 0; payload < pending; payload++) queue.push({ time: increment(), kind: 0, payload });
  return {
    name: 'tinyqueue',
    run: (operations) => {
      for (let operation = 0; operation < operations; operation++) {
        const { time, kind, payload } = queue.pop()!;
        queue.push({ time: time + increment(), kind, payload });
      }
    },
  };
}

/** Kind to flatqueue: its item is a bare small integer, with which kind and payload would have to be looked up. */
function flatqueue(pending: number, increments: Float64Array): Contender {
  const queue = new FlatQueue<number>();
  let next = 0;
  const increment = () => increments[next++ & (INCREMENTS - 1)]!;
  for (let id = 0; id < pending; id++) queue.push(id, increment());
  return {
    name: 'flatqueue',
    run: (operations) => {
      for (let operation = 0; operation < operations; operation++) {
        const time = queue.peekValue()!;
        const id = queue.pop()!;
        queue.push(id, time + increment());
      }
    },
  };
}

/** Latest first, so that the first event is taken from the end; found by bisection, inserted by splice. */
function sortedArray(pending: number, increments: Float64Array): Contender {
  let next = 0;
  const increment = () => increments[next++ & (INCREMENTS - 1)]!;
  const events: ScheduledEvent[] = [];
  for (let payload = 0; payload < pending; payload++) events.push({ time: increment(), kind: 0, payload });
  events.sort((a, b) => b.time - a.time);
  return {
    name: 'sorted array',
    run: (operations) => {
      for (let operation = 0; operation < operations; operation++) {
        const { time, kind, payload } = events.pop()!;
        const event = { time: time + increment(), kind, payload };
        let low = 0;
        let high = events.length;
        while (low < high) {
          const middle = (low + high) >> 1;
          if (events[middle]!.time > event.time) low = middle + 1;
          else high = middle;
        }
        events.splice(low, 0, event);
      }
    },
  };
}

/** No order at all: the first event is searched for, and its place is used for the new one. */
function linearScan(pending: number, increments: Float64Array): Contender {
  let next = 0;
  const increment = () => increments[next++ & (INCREMENTS - 1)]!;
  const times = new Float64Array(pending).map(increment);
  return {
    name: 'linear scan',
    run: (operations) => {
      for (let operation = 0; operation < operations; operation++) {
        let first = 0;
        for (let index = 1; index < times.length; index++) {
          if (times[index]! < times[first]!) first = index;
        }
        times[first]! += increment();
      }
    },
  };
}
