import { SimulationError, type SimulationErrorContext } from './errors.ts';
import { type EventHandle, EventQueue } from './eventQueue.ts';

/** Bounds of one replication: a runaway model ends in an error, not in a hung machine. */
export interface EventLoopLimits {
  readonly maximumEvents: number;
  /** Simulated time (s) beyond which nothing is looked at; what happens exactly then still happens. */
  readonly horizonSeconds: number;
}

/** Why `run` returned: the handler called `stop`, or the horizon came first. */
export type EventLoopEnd = 'stopped' | 'horizon';

/** Reacts to one event; `payload` is what was scheduled with it. */
export type EventHandler = (kind: number, payload: number) => void;

/**
 * The simulation clock and the only event loop. Time is seconds as a double from the start of the run.
 * Events are of two sorts: scheduled ones, any number, in a stable queue; and one alarm per kind, which follows
 * from the present state and is set anew whenever that changes (a store instead of a heap operation, for what
 * changes most). `run` hands events to the handler in time order until it calls `stop` or the horizon comes; at equal times
 * alarms go first, by ascending kind, then the queue by (priority, sequence). When nothing is pending before
 * that, it is an error, never a silent end.
 */
export class EventLoop {
  now = 0;
  events = 0;
  private running = false;
  private readonly queue = new EventQueue();
  private readonly kindNames: readonly string[];
  private readonly alarms: Float64Array;
  private seed: string | undefined;
  private replication: number | undefined;

  /** `kindNames[kind]` names events in errors; kinds are 0 to its length - 1, the first `alarmKinds` of them alarms. */
  constructor(kindNames: readonly string[], alarmKinds: number = kindNames.length) {
    this.kindNames = kindNames;
    this.alarms = new Float64Array(alarmKinds).fill(Number.POSITIVE_INFINITY);
  }

  /** Back to time 0 with no events; `seed` and `replication` only label errors. */
  reset(seed?: string, replication?: number): void {
    this.queue.clear();
    this.alarms.fill(Number.POSITIVE_INFINITY);
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

  /** The one alarm of this kind goes off at `time`, not before `now`; Infinity for never. */
  setAlarm(kind: number, time: number): void {
    if (!(time >= this.now)) this.check(time, kind);
    this.alarms[kind] = time;
  }

  /** Makes `run` return after the present event. */
  stop(): void {
    this.running = false;
  }

  run(handle: EventHandler, limits: EventLoopLimits): EventLoopEnd {
    const { queue, alarms } = this;
    this.running = true;
    while (this.running) {
      let kind = -1;
      let time = Number.POSITIVE_INFINITY;
      for (let candidate = 0; candidate < alarms.length; candidate++) {
        if (alarms[candidate]! < time) {
          time = alarms[candidate]!;
          kind = candidate;
        }
      }
      let payload = 0;
      const next = Math.min(time, queue.nextTime);
      if (next > limits.horizonSeconds && next !== Number.POSITIVE_INFINITY) {
        this.now = limits.horizonSeconds;
        return 'horizon';
      }
      if (kind >= 0 && time <= queue.nextTime) {
        alarms[kind] = Number.POSITIVE_INFINITY;
      } else if (queue.pop()) {
        ({ time, kind, payload } = queue);
      } else {
        throw new SimulationError(
          'queue-empty',
          'no event is pending although the run has no outcome yet',
          this.context(),
        );
      }
      this.now = time;
      if (++this.events > limits.maximumEvents) {
        throw new SimulationError(
          'event-limit',
          `the replication passed its limit of ${limits.maximumEvents} events; raise limits.events or look for a job that cannot make progress`,
          this.context(kind),
        );
      }
      handle(kind, payload);
    }
    return 'stopped';
  }

  /** Where the simulation stands, for the message of a typed error. */
  context(kind?: number): SimulationErrorContext {
    return {
      simulationSeconds: this.now,
      ...(kind === undefined ? {} : { event: this.kindNames[kind] ?? `kind ${kind}` }),
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
