/** What a replication tells a sink. Names are stable: they stand in events.csv. */
export type RunEventName =
  | 'start'
  | 'train'
  | 'checkpoint'
  | 'final checkpoint'
  | 'fault'
  | 'hang'
  | 'fault on standby'
  | 'fault beside the job'
  | 'slow'
  | 'slow no more'
  | 'slow node noticed'
  | 'state corrupted'
  | 'corruption found'
  | 'loss spike'
  | 'diverged'
  | 'detected'
  | 'diagnosed'
  | 'spare joins'
  | 'spare boots'
  | 'spare preempted'
  | 'nobody blamed'
  | 'wrong node blamed'
  | 'gang selected anew'
  | 'fewer replicas'
  | 'more replicas'
  | 'wait for nodes'
  | 'restart'
  | 'manual repair'
  | 'repaired'
  | 'retired'
  | 'waits for its unit'
  | 'save for maintenance'
  | 'save for demand response'
  | 'save to replace'
  | 'save to grow'
  | 'maintenance'
  | 'demand response'
  | 'demand response ends'
  | 'cooling unit fails'
  | 'cooling unit runs'
  | 'cooling plant stops'
  | 'cooling plant runs'
  | 'zone switched off'
  | 'zone switched on'
  | 'pace'
  | 'end';

/** One thing that happened. `seconds` is simulated time; absent fields do not apply. */
export interface RunEvent {
  readonly seconds: number;
  readonly event: RunEventName;
  readonly node?: number;
  /** How many nodes a fault of a larger unit hits; `node` is the first of them. */
  readonly nodes?: number;
  /** Fault class, maintenance, programme or zone by name, the cause of a pace, or the outcome. */
  readonly what?: string;
  /** How long what begins here is going to take if nothing else happens (s). */
  readonly expectedSeconds?: number;
  /** Wall seconds per nominal second from now on. */
  readonly pace?: number;
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

/** How an event names the nodes it is about. */
export function nodesOf(nodes: readonly number[]): Pick<RunEvent, 'node' | 'nodes'> {
  if (nodes.length === 0) return {};
  return nodes.length === 1 ? { node: nodes[0]! } : { node: nodes[0]!, nodes: nodes.length };
}
