import type { Distribution } from '../engine/distributions/distribution.ts';
import { type EventHandle, EventQueue } from '../engine/eventQueue.ts';
import type { RandomStream } from '../engine/randomStream.ts';

/** A fault class whose hazard depends on a unit's operating age. */
export interface AgeingClass {
  /** Index among all fault classes. */
  readonly index: number;
  readonly unitsPerNode: number;
  readonly timeToFault: Distribution;
  readonly stream: RandomStream;
}

interface Cohort {
  readonly birth: number;
  size: number;
  /** The only member of a cohort that was born with one node; -1 for the original fleet. */
  readonly node: number;
  /** How fast its units age against the clock. */
  readonly speed: number;
  /** Per ageing class: operating time of the next fault. */
  readonly due: Float64Array;
  /** What a cohort that can shrink needs to know beyond that; null for a cohort of one. */
  readonly shrinking: Shrinking | null;
  /** Class that is due first. */
  first: number;
  /** The one pending event: the first class being due. */
  handle: EventHandle;
}

/** Per ageing class. */
interface Shrinking {
  /** Unit-exponential hazard left, and the unit hazard at which it was last read. */
  readonly left: Float64Array;
  readonly read: Float64Array;
  /** 1 where `due` dates from when the cohort was bigger: too early, never too late. */
  readonly early: Uint8Array;
}

/**
 * Faults of ageing units, one lifetime each, without one timer each. Nodes of the same operating age form a cohort:
 * its next fault is the first of size x units lifetimes, whose hazard is the sum of theirs. So a cohort keeps one
 * unit-exponential "hazard left" per class, which falls by size x units x dH(age); the fault comes when it reaches
 * 0. Exact for any lifetime law (order statistics by exponential spacings, Renyi 1953). The original fleet is one
 * cohort, or two when some of its nodes are lemons; each node that comes back is a cohort of one. A lemon ages faster: its
 * lifetime is a healthy one divided by the multiple, which for a memoryless law is a hazard that many times as high.
 *
 * Times here are operating seconds, the clock that all nodes at risk share.
 */
export class AgeingFaults {
  private readonly classes: readonly AgeingClass[];
  private readonly queue = new EventQueue(256);
  private readonly cohorts: Cohort[] = [];
  private readonly free: number[] = [];
  private readonly cohortOfNode: Int32Array;
  /** Operating seconds that a node which left had lived, at its speed. */
  private readonly ageOfNode: Float64Array;

  /** `speeds`: of each node at risk from the start, by node number. */
  constructor(classes: readonly AgeingClass[], totalNodes: number, speeds: ArrayLike<number>) {
    this.classes = classes;
    this.cohortOfNode = new Int32Array(totalNodes).fill(-1);
    this.ageOfNode = new Float64Array(totalNodes);
    const sizes = new Map<number, number>();
    for (let node = 0; node < speeds.length; node++) {
      sizes.set(speeds[node]!, (sizes.get(speeds[node]!) ?? 0) + 1);
    }
    const cohorts = new Map<number, number>();
    for (const [speed, size] of sizes) cohorts.set(speed, this.open(0, size, -1, speed));
    for (let node = 0; node < speeds.length; node++) this.cohortOfNode[node] = cohorts.get(speeds[node]!)!;
  }

  /** Operating time of the next fault; Infinity if there can be none. */
  get nextOperatingTime(): number {
    return this.queue.nextTime;
  }

  cohortOf(node: number): number {
    return this.cohortOfNode[node]!;
  }

  /** A node comes under risk: renewed, or as old as it left. */
  join(operating: number, node: number, speed: number, renewed: boolean): void {
    const age = renewed ? 0 : this.ageOfNode[node]!;
    this.cohortOfNode[node] = this.open(operating - age / speed, 1, node, speed, age);
  }

  /** A node is no longer at risk. */
  leave(operating: number, node: number): void {
    const index = this.cohortOfNode[node]!;
    if (index < 0) return;
    this.cohortOfNode[node] = -1;
    const cohort = this.cohorts[index]!;
    const { shrinking } = cohort;
    const age = (operating - cohort.birth) * cohort.speed;
    this.ageOfNode[node] = age;
    if (shrinking === null || cohort.size === 1) {
      this.queue.cancel(cohort.handle);
      this.free.push(index);
      return;
    }
    for (let position = 0; position < this.classes.length; position++) {
      const { timeToFault, unitsPerNode } = this.classes[position]!;
      const hazard = timeToFault.cumulativeHazard(age);
      const lived = cohort.size * unitsPerNode * (hazard - shrinking.read[position]!);
      shrinking.left[position] = Math.max(0, shrinking.left[position]! - lived);
      shrinking.read[position] = hazard;
    }
    shrinking.early.fill(1);
    cohort.size -= 1;
    this.queue.retime(cohort.handle, this.findFirst(cohort));
  }

  /** Takes the next fault and starts the wait for the cohort's following one; the units' ages go on. */
  strike(): {
    readonly index: number;
    readonly cohort: number;
    readonly node: number;
    readonly speed: number;
  } {
    this.queue.pop();
    const { time, payload: index } = this.queue;
    const cohort = this.cohorts[index]!;
    const ageingClass = this.classes[cohort.first]!;
    const hazard = ageingClass.timeToFault.cumulativeHazard((time - cohort.birth) * cohort.speed);
    this.drawDue(cohort, cohort.first, hazard);
    cohort.due[cohort.first] = Math.max(time, cohort.due[cohort.first]!);
    cohort.handle = this.queue.schedule(this.findFirst(cohort), 0, index);
    return { index: ageingClass.index, cohort: index, node: cohort.node, speed: cohort.speed };
  }

  private open(birth: number, size: number, node: number, speed: number, age = 0): number {
    const count = this.classes.length;
    const cohort: Cohort = {
      birth,
      size,
      node,
      speed,
      due: new Float64Array(count),
      shrinking:
        size === 1
          ? null
          : { left: new Float64Array(count), read: new Float64Array(count), early: new Uint8Array(count) },
      first: 0,
      handle: 0,
    };
    const index = this.free.pop() ?? this.cohorts.length;
    this.cohorts[index] = cohort;
    for (let position = 0; position < count; position++) {
      this.drawDue(
        cohort,
        position,
        age === 0 ? 0 : this.classes[position]!.timeToFault.cumulativeHazard(age),
      );
    }
    cohort.handle = this.queue.schedule(this.findFirst(cohort), 0, index);
    return index;
  }

  /** Draws the wait of a class for the cohort's next fault, whose units have lived through `hazard`. */
  private drawDue(cohort: Cohort, position: number, hazard: number): void {
    const left = this.classes[position]!.stream.exponential();
    const { shrinking } = cohort;
    if (shrinking !== null) {
      shrinking.left[position] = left;
      shrinking.read[position] = hazard;
      shrinking.early[position] = 0;
    }
    cohort.due[position] = this.dueTime(cohort, position, left, hazard);
  }

  private dueTime(cohort: Cohort, position: number, left: number, hazard: number): number {
    const { timeToFault, unitsPerNode } = this.classes[position]!;
    const age = timeToFault.ageAtHazard(hazard + left / (cohort.size * unitsPerNode));
    return cohort.birth + age / cohort.speed;
  }

  /** Finds the class that is due first, and returns when; computes no more due times than that needs. */
  private findFirst(cohort: Cohort): number {
    const { due, shrinking } = cohort;
    for (;;) {
      let first = 0;
      for (let position = 1; position < due.length; position++) {
        if (due[position]! < due[first]!) first = position;
      }
      if (shrinking === null || shrinking.early[first] === 0) {
        cohort.first = first;
        return due[first]!;
      }
      due[first] = this.dueTime(cohort, first, shrinking.left[first]!, shrinking.read[first]!);
      shrinking.early[first] = 0;
    }
  }
}
