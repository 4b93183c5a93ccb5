import type { SavedState } from './checkpointHistory.ts';
import { TIME_BUCKETS, TimeBucket } from './record.ts';

const { productive: PRODUCTIVE, slowdown: SLOWDOWN, checkpoint: CHECKPOINT, rework: REWORK } = TimeBucket;

/** Wall time by bucket. Every second of the run is booked once, when the stage that it belongs to ends. */
export class TimeLedger {
  readonly seconds = new Float64Array(TIME_BUCKETS.length);

  book(bucket: number, seconds: number): void {
    this.seconds[bucket]! += seconds;
  }

  /** Training up to `work` nominal seconds, what slow nodes added to its last stretch, and the stalls on the way. */
  bookTraining(work: number, slowdownSeconds: number, stalledSeconds: number): void {
    this.seconds[PRODUCTIVE] = work;
    this.seconds[SLOWDOWN]! += slowdownSeconds;
    this.seconds[CHECKPOINT]! += stalledSeconds;
  }

  /** What counted as kept beyond a saved state becomes rework; returns how much (s). */
  rollBack(to: SavedState): number {
    const { seconds } = this;
    const lost =
      seconds[PRODUCTIVE]! -
      to.work +
      (seconds[SLOWDOWN]! - to.slowdownSeconds) +
      (seconds[CHECKPOINT]! - to.checkpointSeconds);
    seconds[REWORK]! += lost;
    seconds[PRODUCTIVE] = to.work;
    seconds[SLOWDOWN] = to.slowdownSeconds;
    seconds[CHECKPOINT] = to.checkpointSeconds;
    return lost;
  }
}
