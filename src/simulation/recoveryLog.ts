import type { RecoveryTimes } from './record.ts';

const NO_CAUSE = -2;
/** Under this class loss spikes are booked. */
export const LOSS_SPIKE = -1;

/**
 * What the interruptions by faults cost, by the class that began each of them: rework, and the time until the job trains again
 * but for planned pauses.
 */
export class RecoveryLog {
  readonly interruptionsByClass: Float64Array;
  readonly lostSecondsByClass: Float64Array;
  /** The same for loss spikes. */
  lostSecondsBySpikes = 0;
  private readonly durations: number[] = [];
  private cause = NO_CAUSE;
  private since = 0;

  constructor(classes: number) {
    this.interruptionsByClass = new Float64Array(classes);
    this.lostSecondsByClass = new Float64Array(classes);
  }

  /** A fault of a class, or `LOSS_SPIKE`, stops the job, or strikes it while it is down. */
  interrupted(now: number, classIndex: number): void {
    if (classIndex >= 0) this.interruptionsByClass[classIndex]! += 1;
    if (this.cause !== NO_CAUSE) return;
    this.cause = classIndex;
    this.since = now;
  }

  /** Kept time was thrown away. */
  lost(seconds: number): void {
    if (this.cause === LOSS_SPIKE) this.lostSecondsBySpikes += seconds;
    else if (this.cause !== NO_CAUSE) this.lostSecondsByClass[this.cause]! += seconds;
  }

  /** A planned pause of so many seconds ends now: no fault is to blame for it, and one in the middle of it not for what went before. */
  paused(now: number, seconds: number): void {
    if (this.cause !== NO_CAUSE) this.since += Math.min(seconds, now - this.since);
  }

  /** The job trains again, or the run ends. */
  trains(now: number): void {
    if (this.cause === NO_CAUSE) return;
    this.durations.push(now - this.since);
    this.lost(now - this.since);
    this.cause = NO_CAUSE;
  }

  get times(): RecoveryTimes {
    const sorted = Float64Array.from(this.durations).sort();
    const count = sorted.length;
    if (count === 0) return { mean: Number.NaN, median: Number.NaN, p95: Number.NaN, maximum: Number.NaN };
    return {
      mean: sorted.reduce((sum, value) => sum + value, 0) / count,
      median: quantileOfSorted(sorted, 0.5),
      p95: quantileOfSorted(sorted, 0.95),
      maximum: sorted[count - 1]!,
    };
  }
}

/** Linear interpolation between order statistics (type 7 of Hyndman and Fan 1996). */
function quantileOfSorted(sorted: Float64Array, probability: number): number {
  const place = (sorted.length - 1) * probability;
  const below = Math.floor(place);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
}
