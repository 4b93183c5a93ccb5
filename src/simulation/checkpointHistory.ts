/** A state of the training that was saved: what counted then, so that a run thrown back to it books the rest as rework. */
export interface SavedState {
  /** Nominal seconds of training. */
  readonly work: number;
  readonly slowdownSeconds: number;
  readonly checkpointSeconds: number;
  /** Its number in the rhythm of the checkpoints. */
  readonly index: number;
}

const FIELDS = 5;

/** The newest checkpoints of one tier, in a ring of numbers. Work grows from the oldest to the newest. */
export class CheckpointHistory {
  private data: Float64Array;
  private capacity: number;
  private readonly held: number;
  private head = 0;
  private count = 0;

  /** One more than `retained` is held: while the newest is being written, the one that it replaces is still there. */
  constructor(retained: number) {
    this.held = retained + 1;
    this.capacity = Math.min(this.held, 16);
    this.data = new Float64Array(this.capacity * FIELDS);
  }

  get size(): number {
    return this.count;
  }

  /** The most it can hold; older ones need not be pushed. */
  get limit(): number {
    return this.held;
  }

  /** When the newest is written, or was (s). */
  get writtenAt(): number {
    return this.count === 0 ? Number.NEGATIVE_INFINITY : this.data[this.slot(this.count - 1) + 4]!;
  }

  push(
    work: number,
    slowdownSeconds: number,
    checkpointSeconds: number,
    index: number,
    usableAt: number,
  ): void {
    if (this.count === this.capacity) {
      if (this.capacity < this.held) this.grow();
      else this.dropOldest();
    }
    const at = this.slot(this.count++);
    this.data[at] = work;
    this.data[at + 1] = slowdownSeconds;
    this.data[at + 2] = checkpointSeconds;
    this.data[at + 3] = index;
    this.data[at + 4] = usableAt;
  }

  /** Work of the newest state that is written at `now` and no further than `maximumWork`; -1 if there is none. */
  newestWork(now: number, maximumWork: number): number {
    this.dropReplaced(now);
    const position = this.newest(now, maximumWork);
    return position < 0 ? -1 : this.data[this.slot(position)]!;
  }

  /** The state `newestWork` found. */
  newestState(now: number, maximumWork: number): SavedState {
    const at = this.slot(this.newest(now, maximumWork));
    const { data } = this;
    return {
      work: data[at]!,
      slowdownSeconds: data[at + 1]!,
      checkpointSeconds: data[at + 2]!,
      index: data[at + 3]!,
    };
  }

  /** Forgets what is newer than `work`, and what is still being written at `now`. */
  truncate(now: number, work: number): void {
    while (this.count > 0) {
      const at = this.slot(this.count - 1);
      if (this.data[at]! <= work && this.data[at + 4]! <= now) return;
      this.count -= 1;
    }
  }

  clear(): void {
    this.count = 0;
  }

  /** Once the newest is written, the one that it replaces is gone. */
  private dropReplaced(now: number): void {
    if (this.count === this.held && this.data[this.slot(this.count - 1) + 4]! <= now) this.dropOldest();
  }

  private dropOldest(): void {
    this.head = (this.head + 1) % this.capacity;
    this.count -= 1;
  }

  private newest(now: number, maximumWork: number): number {
    for (let position = this.count - 1; position >= 0; position--) {
      const at = this.slot(position);
      if (this.data[at + 4]! <= now && this.data[at]! <= maximumWork) return position;
    }
    return -1;
  }

  private slot(position: number): number {
    return ((this.head + position) % this.capacity) * FIELDS;
  }

  private grow(): void {
    const wider = new Float64Array(Math.min(this.held, 2 * this.capacity) * FIELDS);
    for (let position = 0; position < this.count; position++) {
      const at = this.slot(position);
      wider.set(this.data.subarray(at, at + FIELDS), position * FIELDS);
    }
    this.data = wider;
    this.capacity = wider.length / FIELDS;
    this.head = 0;
  }
}
