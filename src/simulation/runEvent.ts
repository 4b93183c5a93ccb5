/** What a replication tells a sink. Names are stable: they stand in events.csv. */
export type RunEventName =
  | 'start'
  | 'train'
  | 'checkpoint'
  | 'final checkpoint'
  | 'fault'
  | 'hang'
  | 'fault on standby'
  | 'detected'
  | 'diagnosed'
  | 'spare joins'
  | 'spare boots'
  | 'wait for nodes'
  | 'restart'
  | 'repaired'
  | 'retired'
  | 'save for maintenance'
  | 'maintenance'
  | 'end';

/** One thing that happened. `seconds` is simulated time; absent fields do not apply. */
export interface RunEvent {
  readonly seconds: number;
  readonly event: RunEventName;
  readonly node?: number;
  /** Fault class, maintenance name, or outcome. */
  readonly what?: string;
  /** How long what begins here is going to take if nothing else happens (s). */
  readonly expectedSeconds?: number;
  /** Nominal seconds of training that the event makes durable, or throws away if negative. */
  readonly workSeconds?: number;
}

/**
 * Receives the events of a replication. Checkpoints of a training stretch are told when the stretch ends,
 * so a log is in time order only after a stable sort by `seconds`. Without a sink nothing is allocated.
 */
export type RunSink = (event: RunEvent) => void;

/** Tells a sink of an event at the present time. Null without a sink: `tell?.(…)` then does not even build its arguments. */
export type Tell = (event: RunEventName, more?: Omit<RunEvent, 'seconds' | 'event'>) => void;
