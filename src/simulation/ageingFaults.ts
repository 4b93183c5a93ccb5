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
  /** Per ageing class: unit-exponential hazard left, and the unit hazard at which it was last read. */
  readonly left: Float64Array;
  readonly read: Float64Array;
  readonly handle: Float64Array;
}

/**
 * Faults of ageing units, one lifetime each, without one timer each. Nodes of the same operating age form a cohort:
 * its next fault is the first of size x units lifetimes, whose hazard is the sum of theirs. So a cohort keeps one
 * unit-exponential "hazard left" per class, which falls by size x units x dH(age); the fault comes when it reaches
 * 0. Exact for any lifetime law (order statistics by exponential spacings, Renyi 1953). The original fleet is one
 * cohort; each renewed node is a cohort of one.
 *
 * Times here are operating seconds, the clock that all nodes at risk share.
 */
export class AgeingFaults {
  private readonly classes: readonly AgeingClass[];
  private readonly queue = new EventQueue(16);
  private readonly cohorts: Cohort[] = [];
  private readonly free: number[] = [];
  private readonly cohortOfNode: Int32Array;

  constructor(classes: readonly AgeingClass[], totalNodes: number, initialNodes: number) {
    this.classes = classes;
    this.cohortOfNode = new Int32Array(totalNodes).fill(-1);
    if (initialNodes > 0) {
      this.cohortOfNode.fill(0, 0, initialNodes);
      this.open(0, initialNodes, -1);
    }
  }

  /** Operating time of the next fault; Infinity if there can be none. */
  get nextOperatingTime(): number {
    return this.queue.nextTime;
  }

  cohortOf(node: number): number {
    return this.cohortOfNode[node]!;
  }

  /** A node of age 0 comes under risk. */
  join(operating: number, node: number): void {
    this.cohortOfNode[node] = this.open(operating, 1, node);
  }

  /** A node is no longer at risk; if it comes back it comes back renewed. */
  leave(operating: number, node: number): void {
    const index = this.cohortOfNode[node]!;
    if (index < 0) return;
    this.cohortOfNode[node] = -1;
    const cohort = this.cohorts[index]!;
    const age = operating - cohort.birth;
    for (let position = 0; position < this.classes.length; position++) this.consume(cohort, position, age);
    cohort.size -= 1;
    if (cohort.size > 0) {
      for (let position = 0; position < this.classes.length; position++) this.retime(cohort, index, position);
      return;
    }
    for (const handle of cohort.handle) this.queue.cancel(handle);
    this.free.push(index);
  }

  /** Takes the next fault and starts the wait for the cohort's following one; the units' ages go on. */
  strike(): { readonly ageingClass: AgeingClass; readonly cohort: number; readonly node: number } {
    this.queue.pop();
    const index = Math.floor(this.queue.payload / this.classes.length);
    const position = this.queue.payload % this.classes.length;
    const cohort = this.cohorts[index]!;
    const ageingClass = this.classes[position]!;
    const age = this.queue.time - cohort.birth;
    cohort.left[position] = ageingClass.stream.exponential();
    cohort.read[position] = ageingClass.timeToFault.cumulativeHazard(age);
    cohort.handle[position] = this.queue.schedule(
      Math.max(this.queue.time, this.dueTime(cohort, position)),
      0,
      this.queue.payload,
    );
    return { ageingClass, cohort: index, node: cohort.node };
  }

  private open(birth: number, size: number, node: number): number {
    const count = this.classes.length;
    const cohort: Cohort = {
      birth,
      size,
      node,
      left: new Float64Array(count),
      read: new Float64Array(count),
      handle: new Float64Array(count),
    };
    const index = this.free.pop() ?? this.cohorts.length;
    this.cohorts[index] = cohort;
    for (let position = 0; position < count; position++) {
      cohort.left[position] = this.classes[position]!.stream.exponential();
      cohort.handle[position] = this.queue.schedule(
        this.dueTime(cohort, position),
        0,
        index * count + position,
      );
    }
    return index;
  }

  private consume(cohort: Cohort, position: number, age: number): void {
    const { timeToFault, unitsPerNode } = this.classes[position]!;
    const hazard = timeToFault.cumulativeHazard(age);
    const lived = cohort.size * unitsPerNode * (hazard - cohort.read[position]!);
    cohort.left[position] = Math.max(0, cohort.left[position]! - lived);
    cohort.read[position] = hazard;
  }

  private retime(cohort: Cohort, index: number, position: number): void {
    const handle: EventHandle = cohort.handle[position]!;
    const due = this.dueTime(cohort, position);
    if (!this.queue.retime(handle, due)) {
      cohort.handle[position] = this.queue.schedule(due, 0, index * this.classes.length + position);
    }
  }

  private dueTime(cohort: Cohort, position: number): number {
    const { timeToFault, unitsPerNode } = this.classes[position]!;
    const perUnit = cohort.left[position]! / (cohort.size * unitsPerNode);
    return cohort.birth + timeToFault.ageAtHazard(cohort.read[position]! + perUnit);
  }
}
