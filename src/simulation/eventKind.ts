/** Kinds of engine events in a training run. At equal times the alarms happen first, in this order. */
export const EventKind = {
  stage: 0,
  fault: 1,
  budget: 2,
  deadline: 3,
  /** So many tokens are trained that a loss spike or a divergence comes. */
  tokens: 4,
  /** A fault that was there all along shows. */
  latent: 5,
  /** Weather, the cooling plant, a room, a cap or a programme by the hour changes. */
  conditions: 6,
  /** A repair stage of a node ends. */
  repair: 7,
  maintenance: 8,
  /** A slow episode passes by itself. */
  recovered: 9,
  /** A slow node, or a corruption of the state, is noticed. */
  noticed: 10,
  /** A cooling unit runs again, or an outage of the plant is over. */
  cooling: 11,
  /** A random programme of demand response is called, or ends. */
  demand: 12,
} as const;

/** Kinds that follow from the state and are alarms of the event loop; the others are in its queue. */
export const ALARM_KINDS = EventKind.conditions + 1;

export const EVENT_NAMES: readonly string[] = Object.keys(EventKind);
