/** What went wrong inside a replication; each reason is fatal to that replication and to no other. */
export type SimulationErrorReason =
  | 'time-in-the-past'
  | 'time-not-finite'
  | 'queue-empty'
  | 'event-limit'
  | 'invalid-parameter';

/** Where in the simulated world an error arose. Absent fields were not known at that point. */
export interface SimulationErrorContext {
  readonly simulationSeconds?: number;
  readonly event?: string;
  readonly seed?: string;
  readonly replication?: number;
}

/**
 * A replication cannot go on. The message carries simulation time, event, seed and replication,
 * so that `longrun trace SCENARIO --seed S --replication R` shows the same failure again.
 */
export class SimulationError extends Error {
  readonly reason: SimulationErrorReason;
  readonly context: SimulationErrorContext;

  constructor(reason: SimulationErrorReason, what: string, context: SimulationErrorContext = {}) {
    const where = [
      context.simulationSeconds === undefined ? undefined : `simulation time ${context.simulationSeconds} s`,
      context.event === undefined ? undefined : `event ${context.event}`,
      context.seed === undefined ? undefined : `seed ${JSON.stringify(context.seed)}`,
      context.replication === undefined ? undefined : `replication ${context.replication}`,
    ].filter((part) => part !== undefined);
    super(where.length === 0 ? what : `${what} (${where.join(', ')})`);
    this.name = 'SimulationError';
    this.reason = reason;
    this.context = context;
  }
}
