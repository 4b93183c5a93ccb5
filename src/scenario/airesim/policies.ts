/**
 * AIReSim takes its policies as arguments of the simulator, not as parameters. `random` is the default of its later
 * versions; at commit 7b139c7 the default takes servers in the order of its list.
 */
export const HOST_POLICIES = ['default', 'random', 'fewest-failures-first', 'highest-score-first'] as const;
export type HostPolicy = (typeof HOST_POLICIES)[number];

export interface ThresholdRemoval {
  readonly maxFailures: number;
  readonly windowMinutes: number;
}

export interface ScoredRemoval {
  readonly initialScore: number;
  readonly failurePenalty: number;
  readonly successIncrement: number;
  readonly periodMinutes: number;
  /** -Infinity for scores that only rank servers. */
  readonly retirementThreshold: number;
}

export const REMOVALS = ['never', 'threshold', 'scored', 'composite'] as const;
export type RemovalKind = (typeof REMOVALS)[number];

export type RemovalPolicy =
  | { readonly kind: 'never' }
  | ({ readonly kind: 'threshold' } & ThresholdRemoval)
  | ({ readonly kind: 'scored' } & ScoredRemoval)
  /** The threshold retires, the scores only rank servers for `highest-score-first`. */
  | { readonly kind: 'composite'; readonly threshold: ThresholdRemoval; readonly score: ScoredRemoval };

export interface AiresimPolicies {
  readonly host: HostPolicy;
  readonly removal: RemovalPolicy;
}

/** AIReSim's own. */
export const DEFAULT_THRESHOLD: ThresholdRemoval = { maxFailures: 5, windowMinutes: 10_080 };
export const DEFAULT_SCORED: ScoredRemoval = {
  initialScore: 100,
  failurePenalty: 30,
  successIncrement: 10,
  periodMinutes: 1440,
  retirementThreshold: 0,
};
export const DEFAULT_POLICIES: AiresimPolicies = { host: 'default', removal: { kind: 'never' } };
