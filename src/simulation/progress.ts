import type { Fleet } from './fleet.ts';
import type { SimulationInput } from './input.ts';
import type { RunSink } from './runEvent.ts';
import type { TimeLedger } from './timeLedger.ts';
import { TrainingSegment } from './trainingSegment.ts';

/** How far the training is, what of it is saved, and where its time is booked. */
export class Progress {
  readonly segment: TrainingSegment;
  /** Nominal seconds of training that count. */
  work = 0;
  /** Checkpoints whose stall ended. */
  checkpoints = 0;
  /** Time that a checkpoint outside the segment's rhythm takes until it is durable (s). */
  readonly saveSeconds: number;

  private readonly totalWork: number;
  private readonly pace: number;
  private readonly ledger: TimeLedger;
  private readonly fleet: Fleet;
  private readonly sink: RunSink | null;

  constructor(input: SimulationInput, ledger: TimeLedger, fleet: Fleet, sink: RunSink | null) {
    const { intervalSeconds, stallSeconds, writeSeconds } = input.checkpoint;
    this.segment = new TrainingSegment(intervalSeconds, stallSeconds, writeSeconds);
    this.saveSeconds = stallSeconds + writeSeconds;
    this.totalWork = input.job.phases.reduce((sum, phase) => sum + phase.nominalSeconds, 0);
    this.pace = input.job.pace;
    this.ledger = ledger;
    this.fleet = fleet;
    this.sink = sink;
  }

  /** Training goes on from the saved state; returns how long it takes to the end if nothing happens (s). */
  resume(now: number): number {
    this.segment.begin(now, (this.totalWork - this.work) * this.pace);
    return this.segment.end - now;
  }

  /** Training stops at `now`; returns how long saving that state takes (s). A stall in progress is part of it. */
  freeze(now: number): number {
    this.segment.moveTo(now);
    return this.saveSeconds - (this.segment.stallLeft > 0 ? this.segment.stallElapsed : 0);
  }

  /** The training up to the last `freeze` or `moveTo` counts, and so do the `savingSeconds` since. */
  keep(now: number, savingSeconds: number, complete: boolean): void {
    const { segment } = this;
    this.bookSegmentStalls(now);
    this.ledger.bookKept(segment.trained, segment.stalled + savingSeconds);
    if (savingSeconds > 0) this.checkpoints += 1;
    this.work = complete ? this.totalWork : this.work + segment.trained / this.pace;
  }

  /** A fault at `now`: training since the newest usable checkpoint is lost, with the stalls and saving since. */
  rollBack(now: number): void {
    const { segment } = this;
    const usable = segment.usableAt(now);
    const kept = segment.trainedUpTo(usable);
    const keptStalls = segment.stalledUpTo(usable);
    this.bookSegmentStalls(now);
    this.ledger.bookKept(kept, keptStalls);
    this.ledger.bookRework(now - segment.start - kept - keptStalls);
    this.work += kept / this.pace;
  }

  private bookSegmentStalls(now: number): void {
    const { segment, sink } = this;
    this.fleet.bookStalls(now, segment.stalled);
    this.checkpoints += segment.checkpoints;
    if (sink === null) return;
    for (let index = 1; index <= segment.checkpoints; index++) {
      sink({
        seconds: segment.checkpointTime(index),
        event: 'checkpoint',
        workSeconds: this.work + segment.trainedUpTo(index) / this.pace,
      });
    }
  }
}
