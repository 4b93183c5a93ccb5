/** What is bought for a run. */
export interface Capital {
  readonly nodes: number;
  readonly nodePriceUsd: number;
  /** Network as a share of the servers' price. */
  readonly networkShare: number;
  readonly lifetimeSeconds: number;
}

/** Price of servers and network (USD). */
export function acquisitionUsd(capital: Capital): number {
  return capital.nodes * capital.nodePriceUsd * (1 + capital.networkShare);
}

/** Straight-line depreciation (USD per second of wall time), whether the nodes work, wait or are in repair. */
export function depreciationUsdPerSecond(capital: Capital): number {
  return acquisitionUsd(capital) / capital.lifetimeSeconds;
}
