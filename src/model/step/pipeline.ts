/** One micro-batch through the pipeline: seconds (forward and backward) on the slowest rank and on all ranks together. */
export interface StageSeconds {
  readonly slowest: number;
  readonly all: number;
}

/**
 * Time that the slowest pipeline rank waits in one step.
 * 1F1B: it waits for one micro-batch to pass every other rank; (p - 1) T when all are alike (Narayanan et al. 2021,
 * section 2.2). Interleaved: the fill is shorter by the number of chunks. When the micro-batches are no multiple of the
 * ranks, each chunk but the last leaves the slots of the incomplete group empty.
 */
export function bubbleSeconds(
  stage: StageSeconds,
  microBatches: number,
  ranks: number,
  virtualStages: number,
): number {
  if (ranks <= 1) return 0;
  const fill = (stage.all - stage.slowest) / virtualStages;
  const short = (ranks - (microBatches % ranks)) % ranks;
  return fill + ((virtualStages - 1) * short * stage.slowest) / virtualStages;
}

/** Micro-batches whose activations the first rank holds at once, in units of its own layers (Korthikanti, 4.2.3). */
export function inFlight(microBatches: number, ranks: number, virtualStages: number): number {
  if (ranks <= 1) return 1;
  if (virtualStages <= 1) return Math.min(microBatches, ranks);
  const peak = ranks * (1 + (ranks - 1) / (ranks * virtualStages));
  return Math.min(microBatches, peak);
}

/**
 * Passes of one rank's layers under which its data-parallel traffic can hide: the last backward (and the next first
 * forward) of the plain schedule. Interleaved, a group of p micro-batches goes through one chunk after the other, so the
 * gradients of all chunks but one are ready while the group still works on the others.
 */
export function overlapMicroBatches(microBatches: number, ranks: number, virtualStages: number): number {
  if (ranks <= 1) return 1;
  return 1 + ((Math.min(microBatches, ranks) - 1) * (virtualStages - 1)) / virtualStages;
}
