import { TIME_BUCKETS, TimeBucket } from './record.ts';

const { productive: PRODUCTIVE, slowdown: SLOWDOWN, checkpoint: CHECKPOINT, rework: REWORK } = TimeBucket;

/** Wall time by bucket. Every second of the run is booked once, when the stage that it belongs to ends. */
export class TimeLedger {
  readonly seconds = new Float64Array(TIME_BUCKETS.length);
  private readonly pace: number;

  /** `pace`: wall seconds per nominal second of training. */
  constructor(pace: number) {
    this.pace = pace;
  }

  book(bucket: number, seconds: number): void {
    this.seconds[bucket]! += seconds;
  }

  /** Training whose steps count, and the checkpoint stalls on the way. */
  bookKept(trainedSeconds: number, stalledSeconds: number): void {
    const nominal = trainedSeconds / this.pace;
    this.seconds[PRODUCTIVE]! += nominal;
    this.seconds[SLOWDOWN]! += trainedSeconds - nominal;
    this.seconds[CHECKPOINT]! += stalledSeconds;
  }

  /** Training, slowdown and stalls since the state that a fault threw the run back to. */
  bookRework(seconds: number): void {
    this.seconds[REWORK]! += seconds;
  }
}
