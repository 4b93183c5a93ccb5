import { EventLoop } from '../engine/eventLoop.ts';
import type { EventHandle } from '../engine/eventQueue.ts';

/** Kinds of engine events in a training run. The number is the priority too: at equal times a stage ends before a limit is reached. */
export const EventKind = {
  stage: 0,
  repair: 1,
  fault: 2,
  maintenance: 3,
  budget: 4,
  deadline: 5,
  horizon: 6,
} as const;

const NAMES = Object.keys(EventKind);

/** The run's pending events: one each of the kinds that follow from the present state, any number of the others. */
export class Agenda {
  readonly loop = new EventLoop((kind) => NAMES[kind] ?? `kind ${kind}`);
  private readonly single: EventHandle[] = NAMES.map(() => 0);

  get now(): number {
    return this.loop.now;
  }

  /** The one pending event of this kind is at `time`; Infinity for none. */
  set(kind: number, time: number): void {
    const handle = this.single[kind]!;
    if (time === Number.POSITIVE_INFINITY) this.loop.cancel(handle);
    else if (!this.loop.retime(handle, time, kind))
      this.single[kind] = this.loop.schedule(time, kind, 0, kind);
  }

  /** One more event of this kind. */
  add(kind: number, time: number, payload = 0): void {
    this.loop.schedule(time, kind, payload, kind);
  }
}
