import { SimulationError, type SimulationErrorContext } from './errors.ts';
import { type EventHandle, EventQueue } from './eventQueue.ts';

/** Bounds of one replication: a runaway model ends in an error, not in a hung machine. */
export interface EventLoopLimits {
  readonly maximumEvents: number;
}

/** Reacts to one event; `payload` is what was scheduled with it. */
export type EventHandler = (kind: number, payload: number) => void;

/**
 * The simulation clock and the only event loop. Time is seconds as a double from the start of the run.
 * `run` pops events in (time, priority, sequence) order and hands each to the handler until the handler
 * calls `stop`. A queue that runs dry before that is an error, never a silent end.
 */
export class EventLoop {
  now = 0;
  events = 0;
  private running = false;
  private readonly queue = new EventQueue();
  private readonly eventName: (kind: number) => string;
  private seed: string | undefined;
  private replication: number | undefined;

  constructor(eventName: (kind: number) => string) {
    this.eventName = eventName;
  }

  /** Back to time 0 with no events; `seed` and `replication` only label errors. */
  reset(seed?: string, replication?: number): void {
    this.queue.clear();
    this.now = 0;
    this.events = 0;
    this.seed = seed;
    this.replication = replication;
  }

  /** Schedules an event at an absolute time not before `now`. Lower priority numbers go first at equal times. */
  schedule(time: number, kind: number, payload = 0, priority = 0): EventHandle {
    this.check(time, kind);
    return this.queue.schedule(time, kind, payload, priority);
  }

  /** Moves a pending event. False when it has already happened or was cancelled. */
  retime(handle: EventHandle, time: number, kind: number): boolean {
    this.check(time, kind);
    return this.queue.retime(handle, time);
  }

  cancel(handle: EventHandle): boolean {
    return this.queue.cancel(handle);
  }

  /** Makes `run` return after the present event. */
  stop(): void {
    this.running = false;
  }

  run(handle: EventHandler, limits: EventLoopLimits): void {
    const { queue } = this;
    this.running = true;
    while (this.running) {
      if (!queue.pop()) {
        throw new SimulationError(
          'queue-empty',
          'no event is pending although the run has no outcome yet',
          this.context(),
        );
      }
      this.now = queue.time;
      if (++this.events > limits.maximumEvents) {
        throw new SimulationError(
          'event-limit',
          `the replication passed its limit of ${limits.maximumEvents} events; raise limits.events or look for a job that cannot make progress`,
          this.context(queue.kind),
        );
      }
      handle(queue.kind, queue.payload);
    }
  }

  /** Where the simulation stands, for the message of a typed error. */
  context(kind?: number): SimulationErrorContext {
    return {
      simulationSeconds: this.now,
      ...(kind === undefined ? {} : { event: this.eventName(kind) }),
      ...(this.seed === undefined ? {} : { seed: this.seed }),
      ...(this.replication === undefined ? {} : { replication: this.replication }),
    };
  }

  private check(time: number, kind: number): void {
    if (time >= this.now && time < Number.POSITIVE_INFINITY) return;
    if (time < this.now) {
      throw new SimulationError(
        'time-in-the-past',
        `scheduled at ${time} s, in the past`,
        this.context(kind),
      );
    }
    throw new SimulationError(
      'time-not-finite',
      `scheduled at ${time} s, not a finite time`,
      this.context(kind),
    );
  }
}
