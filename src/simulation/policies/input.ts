/** Which healthy nodes the job takes. `order`: those longest in the pool first. */
export const SELECTIONS = ['order', 'random', 'fewest_faults', 'best_score'] as const;
export type SelectionInput = (typeof SELECTIONS)[number];

/** Points of a node: it starts with `initial`, loses `penalty` when blamed, gains `credit` per whole `periodSeconds` that the job trained without a stop while it was in it. */
export interface ScoreRule {
  readonly initial: number;
  readonly penalty: number;
  readonly credit: number;
  readonly periodSeconds: number;
}

/** Which repaired nodes are given up for good; asked when a repair ends. */
export type RemovalInput =
  | { readonly kind: 'never' }
  /** At least `faults` of its own faults in the window before. */
  | { readonly kind: 'threshold'; readonly faults: number; readonly windowSeconds: number }
  /** Points not above `limit`. */
  | { readonly kind: 'score'; readonly score: ScoreRule; readonly limit: number }
  /** Any of these says so. */
  | { readonly kind: 'any'; readonly of: readonly RemovalInput[] };

/** Which nodes skip the automatic repair. `repeat`: those with at least `faults` of their own in the window before. */
export type EscalationInput =
  | { readonly kind: 'chance' }
  | { readonly kind: 'repeat'; readonly faults: number; readonly windowSeconds: number };
