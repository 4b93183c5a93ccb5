/** A place for checkpoints and the faults that need it: those that no cheaper level survives. */
export interface CheckpointLevel {
  /** Blocking time of one checkpoint (s). */
  readonly stallSeconds: number;
  /** Faults per second that fall back to this level. */
  readonly faultRate: number;
  /** From such a fault to training again, without the rework (s). */
  readonly restartSeconds: number;
}

/** Time between checkpoints of one level that loses least to first order (s): Young's rule, level by level. */
export function levelInterval({ stallSeconds, faultRate }: CheckpointLevel): number {
  return Math.sqrt((2 * stallSeconds) / faultRate);
}

/**
 * Time lost per time trained at these intervals, to first order: the sum over levels of sqrt(2 lambda C) + lambda R
 * (Vaidya, "A case for two-level distributed recovery schemes", 1995, in the limit of rare faults).
 */
export function multiLevelOverhead(levels: readonly CheckpointLevel[]): number {
  return levels.reduce(
    (sum, { stallSeconds, faultRate, restartSeconds }) =>
      sum + Math.sqrt(2 * faultRate * stallSeconds) + faultRate * restartSeconds,
    0,
  );
}

/** A job with a checkpoint to the local level after every interval, and to the remote one too at every `every`-th. */
export interface TwoLevelJob {
  readonly intervalSeconds: number;
  readonly every: number;
  readonly local: CheckpointLevel;
  readonly remote: CheckpointLevel;
}

/**
 * Expected time from one remote checkpoint to the next (s), exact for exponential faults of both levels that strike while
 * the job trains or saves, not while it restarts. A remote fault destroys the local copies: until the next local checkpoint
 * any fault then falls back to the remote level. `hasLocalCopy` tells whether the cycle starts right after a remote
 * checkpoint, which is in both levels, or from a state read from the remote one (or from nothing).
 *
 * Renewal: with q = 1 - exp(-lambda d) the expected time from the start of interval j to the end of the cycle is
 * E_j = q / lambda + (1 - q) E_(j+1) + q (a / lambda (R_local + E_j) + b / lambda (R_remote + E')), where E' starts the
 * cycle without a local copy. Backwards from E_K = 0, each E_j is kept as a part without E' and a factor of it.
 */
export function expectedCycleSeconds(job: TwoLevelJob, hasLocalCopy: boolean): number {
  const { intervalSeconds, every, local, remote } = job;
  const rate = local.faultRate + remote.faultRate;
  const failing = (seconds: number): number => -Math.expm1(-rate * seconds);
  const length = (position: number): number =>
    intervalSeconds + local.stallSeconds + (position === every - 1 ? remote.stallSeconds : 0);
  let known = 0;
  let factor = 0;
  for (let position = every - 1; position > 0; position--) {
    const q = failing(length(position));
    const stays = 1 - (q * local.faultRate) / rate;
    known =
      (q / rate +
        (1 - q) * known +
        (q * (local.faultRate * local.restartSeconds + remote.faultRate * remote.restartSeconds)) / rate) /
      stays;
    factor = ((1 - q) * factor + (q * remote.faultRate) / rate) / stays;
  }
  // The first interval, without a local copy: every fault costs the remote restart and comes back to it.
  const q = failing(length(0));
  const withoutCopy = (q / rate + (1 - q) * known + q * remote.restartSeconds) / ((1 - q) * (1 - factor));
  if (!hasLocalCopy) return withoutCopy;
  const rest = known + factor * withoutCopy;
  return (
    (q / rate +
      (1 - q) * rest +
      (q *
        (local.faultRate * local.restartSeconds + remote.faultRate * (remote.restartSeconds + withoutCopy))) /
        rate) /
    (1 - (q * local.faultRate) / rate)
  );
}
