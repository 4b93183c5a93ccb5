/** Which checkpoints a stretch of training takes: one after each `interval`, every n-th of them in a further tier too. It may change between stretches. */
export interface Rhythm {
  /** Every how many checkpoints each tier is written; 1 first, each a multiple of the one before. */
  readonly every: readonly number[];
  /** Blocking time of each tier (s), added where several are written at once. */
  readonly stallSeconds: readonly number[];
}

/**
 * A stretch of training with its checkpoints, in closed form: train tau, stall, train tau, stall, … until the remaining
 * training is done. Nothing happens per step or per checkpoint; any instant is arithmetic. Between two interruptions
 * this replaces thousands of events, and it is exact because nothing else changes meanwhile.
 *
 * Checkpoints are numbered along a pattern that starts with one in every tier at number 0. A segment may begin anywhere in
 * it, also within a stall: a change of speed ends one segment and begins the next without touching the rhythm.
 */
export class TrainingSegment {
  /** Training and stall time up to the instant given to `moveTo` (s); they add to the elapsed time. */
  trained = 0;
  stalled = 0;
  /** Number of the newest checkpoint at that instant; trained since, and how long a stall in progress has taken (s). */
  index = 0;
  trainedSince = 0;
  stallElapsed = 0;
  start = 0;
  /** When the remaining training is done (s). */
  end = 0;

  private readonly rhythm: Rhythm;
  /** Length of the pattern up to and with checkpoint `every[tier]` (s). */
  private readonly periods: Float64Array;
  private interval = Number.POSITIVE_INFINITY;
  private first = 0;
  private last = 0;
  private offsetTrained = 0;
  private offsetStall = 0;
  private origin = 0;

  constructor(rhythm: Rhythm) {
    this.rhythm = rhythm;
    this.periods = new Float64Array(rhythm.every.length);
  }

  /**
   * Begins at `now` with `remainingSeconds` of training to go, at checkpoint `index`, after `trainedSince` seconds of
   * training and `stallElapsed` seconds of the stall that follows.
   */
  begin(
    now: number,
    remainingSeconds: number,
    intervalSeconds: number,
    index: number,
    trainedSince: number,
    stallElapsed: number,
  ): void {
    const endless = intervalSeconds === Number.POSITIVE_INFINITY;
    this.start = now;
    this.interval = intervalSeconds;
    this.first = endless ? 0 : index;
    this.offsetTrained = Math.min(trainedSince, intervalSeconds);
    this.offsetStall = stallElapsed;
    for (let tier = 0; tier < this.periods.length; tier++) {
      this.periods[tier] = this.position(this.rhythm.every[tier]!);
    }
    this.origin = this.position(this.first) + this.offsetTrained + stallElapsed;
    this.last = this.first + this.stallsBefore(remainingSeconds);
    this.end = now + remainingSeconds + this.stallsUpTo(this.last);
    this.trained = 0;
    this.stalled = 0;
    this.index = this.first;
    this.trainedSince = this.offsetTrained;
    this.stallElapsed = stallElapsed;
  }

  /** Sets the fields above for the instant `now` in [start, end]. */
  moveTo(now: number): void {
    const elapsed = now - this.start;
    const { interval, first, last } = this;
    const place = this.origin + elapsed;
    const index = Math.max(first, Math.min(last, this.indexAt(place)));
    const beyond = Math.max(0, place - this.position(index));
    const inTraining = index === last ? beyond : Math.min(beyond, interval);
    this.index = index;
    this.trainedSince = inTraining;
    this.stallElapsed = beyond - inTraining;
    this.trained =
      inTraining === interval
        ? // In a stall the same number, to the last bit, as that of its checkpoint: both stand for one state.
          this.trainedAt(index + 1)
        : Math.max(0, (index === first ? 0 : (index - first) * interval) + inTraining - this.offsetTrained);
    this.stalled = Math.max(0, elapsed - this.trained);
  }

  /** Checkpoint the segment began at; those from the next one on are its own. */
  get firstIndex(): number {
    return this.first;
  }

  /** When the stall of checkpoint `index` of this segment ends (s). */
  timeOf(index: number): number {
    return this.start + this.position(index) - this.origin;
  }

  /** Training and stall time of this segment when checkpoint `index` of it is taken (s). */
  trainedAt(index: number): number {
    return index === this.first ? 0 : (index - this.first) * this.interval - this.offsetTrained;
  }

  stalledAt(index: number): number {
    return index === this.first ? 0 : this.stallsUpTo(index);
  }

  /** The instant at which `seconds` of this segment are trained; it may lie beyond the end. */
  instantWhenTrained(seconds: number): number {
    const stalls = Math.min(this.last - this.first, this.stallsBefore(seconds));
    return this.start + seconds + this.stallsUpTo(this.first + stalls);
  }

  /** Stalls that lie before the instant at which `seconds` are trained; one that would coincide with it does not. */
  private stallsBefore(seconds: number): number {
    // The tolerance keeps an exact multiple an exact multiple after rounding.
    const stalls = Math.ceil((this.offsetTrained + seconds) / this.interval - 1e-9) - 1;
    return Math.max(this.offsetStall > 0 ? 1 : 0, stalls);
  }

  /** Stall time of this segment up to and with checkpoint `index` (s). */
  private stallsUpTo(index: number): number {
    return index === this.first ? 0 : this.stallSum(index) - this.stallSum(this.first) - this.offsetStall;
  }

  /** Stall time of the pattern up to and with checkpoint `index` (s). */
  private stallSum(index: number): number {
    const { every, stallSeconds } = this.rhythm;
    let sum = 0;
    for (let tier = 0; tier < every.length; tier++) {
      sum += Math.floor(index / every[tier]!) * stallSeconds[tier]!;
    }
    return sum;
  }

  /** Length of the pattern up to the end of the stall of checkpoint `index` (s). */
  private position(index: number): number {
    return index === 0 ? 0 : index * this.interval + this.stallSum(index);
  }

  /** Newest checkpoint whose stall has ended at a place of the pattern (s). */
  private indexAt(place: number): number {
    const { every } = this.rhythm;
    const top = every.length - 1;
    let rest = place;
    let index = 0;
    for (let tier = top; tier >= 0; tier--) {
      let periods = Math.floor(rest / this.periods[tier]!);
      // What is left of a longer period after its last shorter one is a stall of the slower tier.
      if (tier < top) periods = Math.min(periods, every[tier + 1]! / every[tier]! - 1);
      rest -= periods === 0 ? 0 : periods * this.periods[tier]!;
      index += periods * every[tier]!;
    }
    return index;
  }
}
