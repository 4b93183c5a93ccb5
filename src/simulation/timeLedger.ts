import { bucketIndex, TIME_BUCKETS, type TimeBucket } from './record.ts';

const PRODUCTIVE = bucketIndex('productive');
const SLOWDOWN = bucketIndex('slowdown');
const CHECKPOINT = bucketIndex('checkpoint');
const REWORK = bucketIndex('rework');

/** Wall time by bucket. Every second of the run is booked once, when the stage that it belongs to ends. */
export class TimeLedger {
  readonly seconds = new Float64Array(TIME_BUCKETS.length);
  private readonly pace: number;

  /** `pace`: wall seconds per nominal second of training. */
  constructor(pace: number) {
    this.pace = pace;
  }

  book(bucket: TimeBucket, seconds: number): void {
    this.seconds[bucketIndex(bucket)]! += seconds;
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
