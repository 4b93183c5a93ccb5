/** Kinds of engine events in a training run, in the order in which they happen at equal times. */
export const EventKind = {
  stage: 0,
  fault: 1,
  budget: 2,
  deadline: 3,
  repair: 4,
  maintenance: 5,
} as const;

export const EVENT_NAMES: readonly string[] = Object.keys(EventKind);
