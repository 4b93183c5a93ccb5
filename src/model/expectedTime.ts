/** A checkpointed job under exponential interruptions; all times in seconds. */
export interface CheckpointedJob {
  /** Failure-free compute time. */
  readonly workSeconds: number;
  /** Compute between two checkpoints (tau). */
  readonly intervalSeconds: number;
  /** Blocking time of one checkpoint (delta). */
  readonly stallSeconds: number;
  /** From an interruption to training again, without the rework (R). */
  readonly restartSeconds: number;
  /** Mean time between interruptions (M). */
  readonly mtbfSeconds: number;
}

/**
 * Expected wall time (s), exact for exponential interruptions that may also strike during checkpoints.
 * With `restartInterruptible`, also during the restart (Daly, FGCS 22, 2006):
 * M e^(R/M) (e^((tau+delta)/M) - 1) T_s / tau; otherwise (M + R)(e^((tau+delta)/M) - 1) T_s / tau.
 */
export function expectedWallSeconds(job: CheckpointedJob, restartInterruptible: boolean): number {
  const { mtbfSeconds, restartSeconds } = job;
  const perFailureCycle = restartInterruptible
    ? mtbfSeconds * Math.exp(restartSeconds / mtbfSeconds)
    : mtbfSeconds + restartSeconds;
  const growth = Math.expm1((job.intervalSeconds + job.stallSeconds) / mtbfSeconds);
  return (perFailureCycle * growth * job.workSeconds) / job.intervalSeconds;
}
