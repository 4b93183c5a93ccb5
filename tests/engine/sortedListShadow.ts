import type { EventHandle, EventQueue } from '../../src/engine/eventQueue.ts';

interface Entry {
  time: number;
  readonly priority: number;
  sequence: number;
  readonly kind: number;
  readonly payload: number;
  readonly ticket: number;
}

/** The obvious event queue: a list kept in order of (time, priority, sequence). Slow and hard to get wrong. */
class SortedList {
  readonly entries: Entry[] = [];
  private sequence = 0;

  add(entry: Omit<Entry, 'sequence'>): void {
    const numbered = { ...entry, sequence: this.sequence++ };
    const place = this.entries.findIndex((other) => before(numbered, other));
    this.entries.splice(place < 0 ? this.entries.length : place, 0, numbered);
  }

  remove(ticket: number): Entry | undefined {
    const place = this.entries.findIndex((entry) => entry.ticket === ticket);
    return place < 0 ? undefined : this.entries.splice(place, 1)[0];
  }

  retime(ticket: number, time: number): boolean {
    const entry = this.remove(ticket);
    if (entry !== undefined) this.add({ ...entry, time });
    return entry !== undefined;
  }
}

function before(a: Entry, b: Entry): boolean {
  if (a.time !== b.time) return a.time < b.time;
  return a.priority !== b.priority ? a.priority < b.priority : a.sequence < b.sequence;
}

export type QueueOperation =
  | { readonly do: 'schedule'; readonly time: number; readonly priority: number }
  | { readonly do: 'cancel'; readonly pick: number }
  | { readonly do: 'retime'; readonly pick: number; readonly time: number }
  | { readonly do: 'pop' }
  | { readonly do: 'clear' };

/**
 * Does the same to a queue and to a sorted list. `pick` chooses among the handles given out last, popped, cancelled and
 * cleared ones included, so stale handles are tried all the time.
 */
export class ShadowedQueue {
  private readonly list = new SortedList();
  private readonly handles: EventHandle[] = [];
  private tickets = 0;
  private readonly queue: EventQueue;
  private readonly memory: number;

  constructor(queue: EventQueue, memory: number) {
    this.queue = queue;
    this.memory = memory;
  }

  get pending(): number {
    return this.list.entries.length;
  }

  /** What the queue and the list differ in after this operation; undefined while they agree. */
  difference(operation: QueueOperation): string | undefined {
    const answer = this.apply(operation);
    if (answer !== undefined) return `${JSON.stringify(operation)}: ${answer}`;
    const { queue, list } = this;
    if (queue.size !== list.entries.length) return `size ${queue.size}, not ${list.entries.length}`;
    const next = list.entries[0]?.time ?? Number.POSITIVE_INFINITY;
    return queue.nextTime === next ? undefined : `next time ${queue.nextTime}, not ${next}`;
  }

  private apply(operation: QueueOperation): string | undefined {
    const { queue, list } = this;
    switch (operation.do) {
      case 'schedule': {
        const ticket = this.tickets++;
        const entry = {
          time: operation.time,
          priority: operation.priority,
          kind: ticket % 7,
          payload: -ticket,
          ticket,
        };
        this.handles[ticket % this.memory] = queue.schedule(
          entry.time,
          entry.kind,
          entry.payload,
          entry.priority,
        );
        list.add(entry);
        return undefined;
      }
      case 'cancel': {
        const ticket = this.pick(operation.pick);
        if (ticket === undefined) return undefined;
        const expected = list.remove(ticket) !== undefined;
        return this.compare('cancelled', queue.cancel(this.handles[ticket % this.memory]!), expected);
      }
      case 'retime': {
        const ticket = this.pick(operation.pick);
        if (ticket === undefined) return undefined;
        const expected = list.retime(ticket, operation.time);
        return this.compare(
          'retimed',
          queue.retime(this.handles[ticket % this.memory]!, operation.time),
          expected,
        );
      }
      case 'pop': {
        const first = list.entries.shift();
        const popped = queue.pop();
        if (first === undefined || !popped) return this.compare('popped', popped, first !== undefined);
        return (
          this.compare('time', queue.time, first.time) ??
          this.compare('kind', queue.kind, first.kind) ??
          this.compare('payload', queue.payload, first.payload)
        );
      }
      case 'clear':
        queue.clear();
        list.entries.length = 0;
        return undefined;
      default:
        return operation satisfies never;
    }
  }

  private pick(index: number): number | undefined {
    const remembered = Math.min(this.tickets, this.memory);
    return remembered === 0 ? undefined : this.tickets - 1 - (index % remembered);
  }

  private compare<T>(what: string, got: T, expected: T): string | undefined {
    return got === expected ? undefined : `${what} ${got}, not ${expected}`;
  }
}
