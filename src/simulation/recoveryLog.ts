import type { RecoveryTimes } from './record.ts';

const NO_CAUSE = -1;

/** What the interruptions by faults cost, by the class that began each of them. */
export class RecoveryLog {
  readonly interruptionsByClass: Float64Array;
  readonly lostSecondsByClass: Float64Array;
  private readonly durations: number[] = [];
  private cause = NO_CAUSE;
  private since = 0;

  constructor(classes: number) {
    this.interruptionsByClass = new Float64Array(classes);
    this.lostSecondsByClass = new Float64Array(classes);
  }

  /** A fault of a class stops the job, or strikes it while it is down; class -1 for a loss spike. */
  interrupted(now: number, classIndex: number): void {
    if (classIndex >= 0) this.interruptionsByClass[classIndex]! += 1;
    if (this.cause !== NO_CAUSE || classIndex < 0) return;
    this.cause = classIndex;
    this.since = now;
  }

  /** Kept time was thrown away. */
  lost(seconds: number): void {
    if (this.cause !== NO_CAUSE) this.lostSecondsByClass[this.cause]! += seconds;
  }

  /** The job trains again, or the run ends. */
  trains(now: number): void {
    if (this.cause === NO_CAUSE) return;
    this.durations.push(now - this.since);
    this.lostSecondsByClass[this.cause]! += now - this.since;
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
