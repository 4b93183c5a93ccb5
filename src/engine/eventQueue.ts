/** Names one pending event; stale once that event has been popped or cancelled. Never 0. */
export type EventHandle = number;

/** Sequence numbers live below this; priorities multiply it, so (priority, sequence) is one double. */
const SEQUENCE_SPAN = 2 ** 44;
const MAXIMUM_PRIORITY = 2 ** 9 - 1;
/** A handle is generation x SLOT_SPAN + slot: exact in a double for 2^26 generations of 2^26 slots. */
const SLOT_SPAN = 2 ** 26;

/**
 * Stable queue of pending events ordered by (time, priority, sequence): equal times pop by ascending
 * priority, then in the order they were scheduled. An indexed binary heap on typed arrays: schedule, pop,
 * cancel and retime are O(log n) and allocate nothing while the capacity holds. It knows no clock and
 * accepts any time but NaN; `EventLoop` is what refuses the past.
 *
 * The event popped last is read from `time`, `kind` and `payload` (no object per event).
 */
export class EventQueue {
  time = 0;
  kind = 0;
  payload = 0;

  private count = 0;
  private sequence = 0;
  private capacity: number;
  private heapTime: Float64Array;
  private heapSlot: Int32Array;
  private slotPosition: Int32Array;
  private slotGeneration: Float64Array;
  /** (priority, sequence) as one double: looked at only when two times are equal. */
  private slotOrder: Float64Array;
  private slotKind: Int32Array;
  private slotPayload: Int32Array;
  /** Stack of free slots; the first `capacity - count` entries are free. */
  private freeSlot: Int32Array;

  /** `initialCapacity`: pending events before the arrays first grow, at least 1. */
  constructor(initialCapacity = 64) {
    if (!(initialCapacity >= 1))
      throw new RangeError(`event queue capacity ${initialCapacity} is not 1 or more`);
    this.capacity = initialCapacity;
    this.heapTime = new Float64Array(initialCapacity);
    this.heapSlot = new Int32Array(initialCapacity);
    this.slotPosition = new Int32Array(initialCapacity).fill(-1);
    this.slotGeneration = new Float64Array(initialCapacity).fill(1);
    this.slotOrder = new Float64Array(initialCapacity);
    this.slotKind = new Int32Array(initialCapacity);
    this.slotPayload = new Int32Array(initialCapacity);
    this.freeSlot = descending(0, initialCapacity);
  }

  get size(): number {
    return this.count;
  }

  /** Time of the next event; Infinity when there is none. */
  get nextTime(): number {
    return this.count === 0 ? Number.POSITIVE_INFINITY : this.heapTime[0]!;
  }

  /** Adds an event. `kind` and `payload` are 32-bit integers; lower `priority` (0 to 511) pops first at equal times. */
  schedule(time: number, kind: number, payload = 0, priority = 0): EventHandle {
    if (Number.isNaN(time)) throw new RangeError('event time is NaN');
    if (!(priority >= 0 && priority <= MAXIMUM_PRIORITY)) {
      throw new RangeError(`event priority ${priority} is not in 0..${MAXIMUM_PRIORITY}`);
    }
    if (this.count === this.capacity) this.grow();
    const slot = this.freeSlot[this.capacity - this.count - 1]!;
    this.slotKind[slot] = kind;
    this.slotPayload[slot] = payload;
    const position = this.count++;
    this.slotOrder[slot] = priority * SEQUENCE_SPAN + this.sequence++;
    this.siftUp(position, time, slot);
    return this.slotGeneration[slot]! * SLOT_SPAN + slot;
  }

  /** Removes a pending event. False when the handle is stale. */
  cancel(handle: EventHandle): boolean {
    const position = this.positionOf(handle);
    if (position < 0) return false;
    this.removeAt(position);
    return true;
  }

  /** Moves a pending event to another time, as if scheduled now with the same priority. False when the handle is stale. */
  retime(handle: EventHandle, time: number): boolean {
    if (Number.isNaN(time)) throw new RangeError('event time is NaN');
    const position = this.positionOf(handle);
    if (position < 0) return false;
    const slot = this.heapSlot[position]!;
    const priority = Math.floor(this.slotOrder[slot]! / SEQUENCE_SPAN);
    this.slotOrder[slot] = priority * SEQUENCE_SPAN + this.sequence++;
    this.settle(position, time, slot);
    return true;
  }

  /** Takes the first event into `time`, `kind`, `payload`. False when the queue is empty. */
  pop(): boolean {
    if (this.count === 0) return false;
    const slot = this.heapSlot[0]!;
    this.time = this.heapTime[0]!;
    this.kind = this.slotKind[slot]!;
    this.payload = this.slotPayload[slot]!;
    this.removeAt(0);
    return true;
  }

  /** Forgets all events and restarts the sequence; handles given out before become stale. */
  clear(): void {
    while (this.count > 0) this.release(this.heapSlot[--this.count]!);
    this.sequence = 0;
  }

  private positionOf(handle: EventHandle): number {
    const generation = Math.floor(handle / SLOT_SPAN);
    const slot = handle - generation * SLOT_SPAN;
    return this.slotGeneration[slot] === generation ? this.slotPosition[slot]! : -1;
  }

  /** Frees a slot; `count` must already exclude it. */
  private release(slot: number): void {
    this.slotPosition[slot] = -1;
    this.slotGeneration[slot]!++;
    this.freeSlot[this.capacity - this.count - 1] = slot;
  }

  private removeAt(position: number): void {
    const slot = this.heapSlot[position]!;
    const last = --this.count;
    if (position !== last) {
      this.settle(position, this.heapTime[last]!, this.heapSlot[last]!);
    }
    this.release(slot);
  }

  private settle(position: number, time: number, slot: number): void {
    if (position > 0) {
      const parent = (position - 1) >> 1;
      const parentTime = this.heapTime[parent]!;
      if (
        time < parentTime ||
        (time === parentTime && this.slotOrder[slot]! < this.slotOrder[this.heapSlot[parent]!]!)
      ) {
        this.siftUp(position, time, slot);
        return;
      }
    }
    this.siftDown(position, time, slot);
  }

  private siftUp(from: number, time: number, slot: number): void {
    const { heapTime, heapSlot, slotPosition, slotOrder } = this;
    let position = from;
    while (position > 0) {
      const parent = (position - 1) >> 1;
      const parentTime = heapTime[parent]!;
      const parentSlot = heapSlot[parent]!;
      if (time > parentTime || (time === parentTime && slotOrder[slot]! > slotOrder[parentSlot]!)) break;
      heapTime[position] = parentTime;
      heapSlot[position] = parentSlot;
      slotPosition[parentSlot] = position;
      position = parent;
    }
    heapTime[position] = time;
    heapSlot[position] = slot;
    slotPosition[slot] = position;
  }

  private siftDown(from: number, time: number, slot: number): void {
    const { heapTime, heapSlot, slotPosition, slotOrder, count } = this;
    let position = from;
    for (;;) {
      let child = (position << 1) + 1;
      if (child >= count) break;
      if (child + 1 < count) {
        const left = heapTime[child]!;
        const right = heapTime[child + 1]!;
        // A number instead of a branch: which child is first is a coin toss that no processor predicts.
        if (left === right) child += +(slotOrder[heapSlot[child + 1]!]! < slotOrder[heapSlot[child]!]!);
        else child += +(right < left);
      }
      const childTime = heapTime[child]!;
      const childSlot = heapSlot[child]!;
      if (time < childTime || (time === childTime && slotOrder[slot]! < slotOrder[childSlot]!)) break;
      heapTime[position] = childTime;
      heapSlot[position] = childSlot;
      slotPosition[childSlot] = position;
      position = child;
    }
    heapTime[position] = time;
    heapSlot[position] = slot;
    slotPosition[slot] = position;
  }

  private grow(): void {
    const before = this.capacity;
    const after = before * 2;
    this.heapTime = copyInto(new Float64Array(after), this.heapTime);
    this.heapSlot = copyInto(new Int32Array(after), this.heapSlot);
    this.slotPosition = copyInto(new Int32Array(after).fill(-1), this.slotPosition);
    this.slotGeneration = copyInto(new Float64Array(after).fill(1), this.slotGeneration);
    this.slotOrder = copyInto(new Float64Array(after), this.slotOrder);
    this.slotKind = copyInto(new Int32Array(after), this.slotKind);
    this.slotPayload = copyInto(new Int32Array(after), this.slotPayload);
    this.freeSlot = copyInto(new Int32Array(after), descending(before, after));
    this.capacity = after;
  }
}

function copyInto<A extends Float64Array | Int32Array>(target: A, source: A): A {
  target.set(source);
  return target;
}

function descending(from: number, to: number): Int32Array {
  const slots = new Int32Array(to - from);
  for (let index = 0; index < slots.length; index++) slots[index] = to - 1 - index;
  return slots;
}
