/**
 * A stretch of training with its checkpoints, in closed form: train tau, stall delta, train tau, … until the
 * remaining training is done. Nothing happens per step or per checkpoint; any instant is arithmetic. Between two
 * interruptions this replaces thousands of events, and it is exact because nothing else changes meanwhile.
 *
 * A checkpoint becomes usable `writeSeconds` after its stall ends. A write still running delays the next
 * checkpoint, so the training between two stalls is max(interval, write).
 */
export class TrainingSegment {
  /** Training and stall time up to the instant given to `moveTo` (s); they add to the elapsed time. */
  trained = 0;
  stalled = 0;
  /** Stalls completed by that instant. */
  checkpoints = 0;
  /** How long a stall in progress at that instant has taken, and what is left of it (s); both 0 while training. */
  stallElapsed = 0;
  stallLeft = 0;
  start = 0;
  /** When the remaining training is done (s). */
  end = 0;

  private planned = 0;
  private readonly interval: number;
  private readonly stall: number;
  private readonly write: number;

  constructor(intervalSeconds: number, stallSeconds: number, writeSeconds: number) {
    this.interval = Math.max(intervalSeconds, writeSeconds);
    this.stall = stallSeconds;
    this.write = writeSeconds;
  }

  /** Begins at `now`, right after a restored or saved state, with `remainingSeconds` of training to go. */
  begin(now: number, remainingSeconds: number): void {
    this.start = now;
    // The checkpoint that would coincide with the end is the final one, which is not part of the segment;
    // the tolerance keeps an exact multiple an exact multiple after rounding.
    this.planned = Math.max(0, Math.ceil(remainingSeconds / this.interval - 1e-9) - 1);
    this.end = now + remainingSeconds + (this.planned === 0 ? 0 : this.planned * this.stall);
    this.trained = 0;
    this.stalled = 0;
    this.checkpoints = 0;
    this.stallElapsed = 0;
    this.stallLeft = 0;
  }

  /** Sets `trained`, `stalled`, `checkpoints` and `stallLeft` for the instant `now` in [start, end]. */
  moveTo(now: number): void {
    const elapsed = now - this.start;
    const period = this.interval + this.stall;
    const full = Math.min(this.planned, Math.floor(elapsed / period));
    const fullStalls = full === 0 ? 0 : full * this.stall;
    const inStall =
      full === this.planned ? 0 : Math.max(0, elapsed - (full === 0 ? 0 : full * period) - this.interval);
    this.checkpoints = full;
    this.stalled = fullStalls + inStall;
    this.trained = elapsed - this.stalled;
    this.stallElapsed = inStall;
    this.stallLeft = inStall > 0 ? this.stall - inStall : 0;
  }

  /** How many of the first `checkpoints` stalls have a finished write at `now`, which may lie after the segment. */
  usableAt(now: number): number {
    if (this.checkpoints === 0) return 0;
    const written = Math.floor((now - this.start - this.write) / (this.interval + this.stall));
    return Math.max(0, Math.min(this.checkpoints, written));
  }

  /** Training time that the first `count` checkpoints hold (s). */
  trainedUpTo(count: number): number {
    return count === 0 ? 0 : count * this.interval;
  }

  /** Stall time of the first `count` checkpoints (s). */
  stalledUpTo(count: number): number {
    return count === 0 ? 0 : count * this.stall;
  }

  /** When the stall of checkpoint `index` (from 1) ended (s). */
  checkpointTime(index: number): number {
    return this.start + index * (this.interval + this.stall);
  }

  /**
   * The instant from `now` on at which `budget` is spent, at one rate while training and another in stalls
   * (all in one unit per second); the segment's end plus the rest at the training rate if it lasts that long.
   */
  instantWhenSpent(now: number, budget: number, trainingRate: number, stallRate: number): number {
    this.moveTo(now);
    let instant = now;
    let left = budget;
    const spend = (seconds: number, rate: number): boolean => {
      const cost = seconds * rate;
      if (cost > left) {
        instant += left / rate;
        return true;
      }
      left -= cost;
      instant += seconds;
      return false;
    };
    if (this.stallLeft > 0) {
      if (spend(this.stallLeft, stallRate)) return instant;
      this.moveTo(instant);
    }
    if (this.checkpoints < this.planned) {
      const toStall = this.trainedUpTo(this.checkpoints + 1) - this.trained;
      if (spend(toStall, trainingRate) || spend(this.stall, stallRate)) return instant;
      const periodCost = this.interval * trainingRate + this.stall * stallRate;
      const periods = Math.min(this.planned - this.checkpoints - 1, Math.floor(left / periodCost));
      left -= periods * periodCost;
      instant += periods * (this.interval + this.stall);
      if (this.checkpoints + 1 + periods < this.planned) {
        if (spend(this.interval, trainingRate) || spend(this.stall, stallRate)) return instant;
      }
    }
    return instant + left / trainingRate;
  }
}
