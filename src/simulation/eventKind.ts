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
  /** A repair stage of a node ends. */
  repair: 6,
  maintenance: 7,
  /** A slow episode passes by itself. */
  recovered: 8,
  /** A slow node, or a corruption of the state, is noticed. */
  noticed: 9,
} as const;

/** Kinds that follow from the state and are alarms of the event loop; the others are in its queue. */
export const ALARM_KINDS = EventKind.latent + 1;

export const EVENT_NAMES: readonly string[] = Object.keys(EventKind);
