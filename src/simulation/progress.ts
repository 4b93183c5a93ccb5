import { CheckpointHistory, type SavedState } from './checkpointHistory.ts';
import { type CheckpointInterval, writtenEvery } from './checkpointInterval.ts';
import type { Fleet } from './fleet.ts';
import type { SimulationInput } from './input.ts';
import { TimeBucket } from './record.ts';
import type { RunSink } from './runEvent.ts';
import type { TimeLedger } from './timeLedger.ts';
import { type Rhythm, TrainingSegment } from './trainingSegment.ts';

/** No checkpoint tier: the run starts from nothing. */
export const NO_TIER = -1;

const NOTHING: SavedState = { work: 0, slowdownSeconds: 0, checkpointSeconds: 0, index: 0 };

/** How far the training is, what of it is saved in which tier, and where its time is booked. */
export class Progress {
  readonly segment: TrainingSegment;
  /** Nominal seconds of training that count. */
  work = 0;
  /** Nominal seconds ever trained, lost ones too, by phase. */
  readonly executed: Float64Array;
  /** Checkpoints whose stall ended. */
  checkpoints = 0;
  /** Phase that is trained next. */
  phase = 0;
  /** Tier that the present state was read from, or `NO_TIER`. */
  restoredFrom = NO_TIER;
  /** Blocking time of a checkpoint outside the segment's rhythm, in every tier (s). */
  private readonly saveStallSeconds: number;

  private readonly input: SimulationInput;
  private readonly phaseEnds: Float64Array;
  private readonly histories: readonly CheckpointHistory[];
  private readonly rhythm: Rhythm & { every: readonly number[] };
  private readonly interval: CheckpointInterval;
  private readonly ledger: TimeLedger;
  private readonly fleet: Fleet;
  private readonly sink: RunSink | null;
  private pace = 1;
  /** Training between two checkpoints as the segment has it (s). */
  private intervalSeconds = Number.POSITIVE_INFINITY;
  /** The interval that the rhythm of the tiers is made for (s). */
  private rhythmSeconds = Number.POSITIVE_INFINITY;
  /** Place in the rhythm of the checkpoints that training goes on from. */
  private index = 0;
  private trainedSince = 0;
  private stallElapsed = 0;

  constructor(
    input: SimulationInput,
    interval: CheckpointInterval,
    ledger: TimeLedger,
    fleet: Fleet,
    sink: RunSink | null,
  ) {
    const { tiers } = input.checkpoint;
    this.input = input;
    this.interval = interval;
    this.rhythm = {
      every: tiers.map(({ every }) => every),
      stallSeconds: tiers.map(({ stallSeconds }) => stallSeconds),
    };
    this.segment = new TrainingSegment(this.rhythm);
    this.histories = tiers.map(({ retained }) => new CheckpointHistory(retained));
    this.saveStallSeconds = tiers.reduce((sum, { stallSeconds }) => sum + stallSeconds, 0);
    let end = 0;
    this.phaseEnds = Float64Array.from(input.job.phases, ({ nominalSeconds }) => (end += nominalSeconds));
    this.executed = new Float64Array(input.job.phases.length);
    this.ledger = ledger;
    this.fleet = fleet;
    this.sink = sink;
  }

  get isComplete(): boolean {
    return this.phase === this.phaseEnds.length;
  }

  /** Nominal time of one step of the present phase (s). */
  get stepSeconds(): number {
    const { nominalSeconds, steps } = this.input.job.phases[Math.min(this.phase, this.phaseEnds.length - 1)]!;
    return nominalSeconds / steps;
  }

  /** Training goes on at `pace` wall seconds per nominal second; returns how long it takes to the end of the phase if nothing happens (s). */
  resume(now: number, pace: number): number {
    this.pace = pace;
    const interval = this.interval.seconds(this.stepSeconds * pace);
    // A stall under way is that of a whole interval, however long that is now; else so many steps take another time.
    if (this.stallElapsed > 0) this.trainedSince = interval;
    else if (this.interval.followsSteps && this.trainedSince > 0)
      this.trainedSince *= interval / this.intervalSeconds;
    this.intervalSeconds = interval;
    this.keepRhythm(interval);
    if (interval === Number.POSITIVE_INFINITY) this.index = 0;
    const left = Math.max(0, this.phaseEnds[this.phase]! - this.work);
    this.segment.begin(now, left * pace, interval, this.index, this.trainedSince, this.stallElapsed);
    return this.segment.end - now;
  }

  /** A slow tier is written less often where the interval is short against its writes; a stall under way stays what it is. */
  private keepRhythm(interval: number): void {
    if (interval === this.rhythmSeconds || this.stallElapsed > 0 || this.histories.length === 1) return;
    this.rhythmSeconds = interval;
    this.rhythm.every = writtenEvery(this.input.checkpoint.tiers, interval);
    this.index %= this.slowestEvery;
  }

  /** Length of the rhythm, in checkpoints. */
  private get slowestEvery(): number {
    const { every } = this.rhythm;
    return every[every.length - 1]!;
  }

  /**
   * Training stops at `now`, `complete` when the phase is done; until something is lost all of it counts. Returns what was
   * trained (nominal s).
   */
  settle(now: number, complete: boolean): number {
    const { segment, pace, ledger } = this;
    segment.moveTo(now);
    this.recordCheckpoints();
    const nominal = segment.trained / pace;
    this.work = complete ? this.phaseEnds[this.phase]! : this.work + nominal;
    ledger.bookTraining(this.work, segment.trained - nominal, segment.stalled);
    this.executed[this.phase]! += nominal;
    this.fleet.bookStalls(segment.start, now, segment.stalled);
    this.index = segment.index % this.slowestEvery;
    this.trainedSince = segment.trainedSince;
    this.stallElapsed = segment.stallElapsed;
    if (complete) this.phase += 1;
    return nominal;
  }

  /**
   * How long saving the state settled at `now` in every tier takes (s). A stall in progress is part of it; a write still running
   * delays that of its tier.
   */
  savingSeconds(now: number): number {
    let writing = 0;
    for (let tier = 0; tier < this.histories.length; tier++) {
      const left = Math.max(0, this.histories[tier]!.writtenAt - now);
      writing = Math.max(writing, left + this.input.checkpoint.tiers[tier]!.writeSeconds);
    }
    return Math.max(0, this.saveStallSeconds - this.stallElapsed) + writing;
  }

  /** The settled state has been saved in every tier. */
  saved(now: number): void {
    this.checkpoints += 1;
    this.sink?.({ seconds: now, event: 'checkpoint', workSeconds: this.work });
    this.index = 0;
    this.trainedSince = 0;
    this.stallElapsed = 0;
    for (const history of this.histories) this.push(history, now);
  }

  /**
   * The job has stopped with its state settled: it goes back to the newest state that is written in a tier that
   * `survives`, and no further than `maximumWork`. Returns how much time that threw away (s).
   */
  restore(now: number, survives: (tier: number) => boolean, maximumWork: number): number {
    const { histories } = this;
    if (this.interval.isContinuous) this.saveInstant(histories[0]!, now, maximumWork);
    let newest = -1;
    this.restoredFrom = NO_TIER;
    for (let tier = 0; tier < histories.length; tier++) {
      const history = histories[tier]!;
      if (!survives(tier)) history.clear();
      const work = history.newestWork(now, maximumWork);
      if (work > newest) {
        newest = work;
        this.restoredFrom = tier;
      }
    }
    const state =
      this.restoredFrom === NO_TIER ? NOTHING : histories[this.restoredFrom]!.newestState(now, maximumWork);
    for (const history of histories) history.truncate(now, state.work);
    this.work = state.work;
    this.index = state.index;
    this.trainedSince = 0;
    this.stallElapsed = 0;
    this.phase = 0;
    while (this.phase < this.phaseEnds.length - 1 && this.work >= this.phaseEnds[this.phase]!)
      this.phase += 1;
    return this.ledger.rollBack(state);
  }

  /** The instant of the present segment at which `nominalSeconds` of it are trained. */
  instantWhenExecuted(nominalSeconds: number): number {
    return this.segment.instantWhenTrained(nominalSeconds * this.pace);
  }

  /** Work at `now` within the present segment (nominal s). */
  workAt(now: number): number {
    this.segment.moveTo(now);
    return this.work + this.segment.trained / this.pace;
  }

  /** The newest instant that counts is saved. Slow training is taken as spread over the work: nobody has kept its times. */
  private saveInstant(history: CheckpointHistory, now: number, maximumWork: number): void {
    const { seconds } = this.ledger;
    const work = Math.min(this.work, maximumWork);
    const share = this.work === 0 ? 0 : work / this.work;
    history.push(
      work,
      seconds[TimeBucket.slowdown]! * share,
      seconds[TimeBucket.checkpoint]! * share,
      this.index,
      now,
    );
  }

  private push(history: CheckpointHistory, now: number): void {
    const { seconds } = this.ledger;
    history.push(this.work, seconds[TimeBucket.slowdown]!, seconds[TimeBucket.checkpoint]!, this.index, now);
  }

  /** Puts the checkpoints of the segment, which stands at its last instant, into the histories of their tiers. */
  private recordCheckpoints(): void {
    const { segment, sink, pace, work, slowestEvery } = this;
    const { firstIndex, index } = segment;
    const { tiers } = this.input.checkpoint;
    if (index === firstIndex) return;
    this.checkpoints += index - firstIndex;
    const slowdown = this.ledger.seconds[TimeBucket.slowdown]!;
    const stalled = this.ledger.seconds[TimeBucket.checkpoint]!;
    for (let tier = 0; tier < tiers.length; tier++) {
      const { writeSeconds } = tiers[tier]!;
      const every = this.rhythm.every[tier]!;
      const history = this.histories[tier]!;
      const newest = Math.floor(index / every) * every;
      const oldest = Math.max(
        (Math.floor(firstIndex / every) + 1) * every,
        newest - (history.limit - 1) * every,
      );
      for (let number = oldest; number <= newest; number += every) {
        const trained = segment.trainedAt(number);
        history.push(
          work + trained / pace,
          slowdown + (trained - trained / pace),
          stalled + segment.stalledAt(number),
          number % slowestEvery,
          segment.timeOf(number) + writeSeconds,
        );
      }
    }
    if (sink === null) return;
    for (let number = firstIndex + 1; number <= index; number++) {
      sink({
        seconds: segment.timeOf(number),
        event: 'checkpoint',
        workSeconds: work + segment.trainedAt(number) / pace,
      });
    }
  }
}
