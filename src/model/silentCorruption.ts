/** A job whose state is silently spoilt now and then; all times in seconds. */
export interface CorruptedJob {
  /** Training between two checkpoints, and the blocking time of one. */
  readonly intervalSeconds: number;
  readonly stallSeconds: number;
  /** Mean time that the job trains or saves until its state is spoilt: a memoryless onset. */
  readonly meanTimeToOnsetSeconds: number;
  /** From the onset until it is noticed, at least one stall. */
  readonly lagSeconds: number;
  /** From there to training again. */
  readonly restartSeconds: number;
}

/**
 * Expected wall time (s) of `intervals` intervals of work that fall back to the newest checkpoint older than the onset, all of
 * them kept; no onset during restarts, no checkpoint at the end, and a corruption that would be noticed after the end is
 * not. Exact, by renewal at each return to a checkpoint: an onset at X, exponential, lies behind j checkpoints if
 * j (tau + delta) - delta <= X (one that comes in a stall spares the state that is being saved); then X + lag + restart are
 * spent for j intervals of progress.
 */
export function expectedWallSecondsOfCorruptedJob(job: CorruptedJob, intervals: number): number {
  const { intervalSeconds, stallSeconds, meanTimeToOnsetSeconds: mean, lagSeconds, restartSeconds } = job;
  const period = intervalSeconds + stallSeconds;
  const survival = (seconds: number): number => Math.exp(-seconds / mean);
  const onsetAfter = (checkpoints: number): number =>
    checkpoints === 0 ? 0 : checkpoints * period - stallSeconds;
  const expected = [0];
  for (let left = 1; left <= intervals; left++) {
    const length = left * period - stallSeconds;
    const last = length - lagSeconds;
    let sum = survival(Math.max(0, last)) * length;
    let stays = 0;
    for (let behind = 0; behind < left && onsetAfter(behind) < last; behind++) {
      const from = onsetAfter(behind);
      const to = Math.min(onsetAfter(behind + 1), last);
      const probability = survival(from) - survival(to);
      // Integral of x over the exponential density from `from` to `to`.
      sum += (from + mean) * survival(from) - (to + mean) * survival(to);
      sum += probability * (lagSeconds + restartSeconds);
      if (behind === 0) stays = probability;
      else sum += probability * expected[left - behind]!;
    }
    expected.push(sum / (1 - stays));
  }
  return expected[intervals]!;
}

/** The same when no checkpoint older than the onset is ever kept: every corruption that is noticed begins the run again. */
export function expectedWallSecondsFromTheStart(job: CorruptedJob, intervals: number): number {
  const { intervalSeconds, stallSeconds, meanTimeToOnsetSeconds: mean, lagSeconds, restartSeconds } = job;
  const length = intervals * (intervalSeconds + stallSeconds) - stallSeconds;
  return lagSeconds + Math.expm1((length - lagSeconds) / mean) * (mean + lagSeconds + restartSeconds);
}

/**
 * Training lost per corruption in a long run without stalls (s): the lag, and the way from the checkpoint to the onset, which
 * for a memoryless onset is 1 / mu - tau / (exp(mu tau) - 1) on average.
 */
export function reworkPerCorruption(
  intervalSeconds: number,
  meanTimeToOnsetSeconds: number,
  lagSeconds: number,
): number {
  return (
    lagSeconds +
    meanTimeToOnsetSeconds -
    intervalSeconds / Math.expm1(intervalSeconds / meanTimeToOnsetSeconds)
  );
}
