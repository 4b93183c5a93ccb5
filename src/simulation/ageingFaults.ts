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

/** Units of one class and one age. */
interface Group {
  /** Position among the ageing classes. */
  readonly position: number;
  /** Of each member of the cohort. */
  readonly units: number;
  /** Operating time at which they were new, had they always aged at the speed of the cohort. */
  readonly birth: number;
  /** Operating time of the next fault. */
  due: number;
  /** Unit-exponential hazard left, and the unit hazard at which it was last read; of use where the cohort can shrink. */
  left: number;
  read: number;
  /** Whether `due` dates from when the cohort was bigger: too early, never too late. */
  isEarly: boolean;
  /** Operating time of its last fault; -1 for none since a unit of it was replaced. Not kept where several nodes are in the cohort. */
  struckAt: number;
}

/** Nodes whose units have the same ages. */
interface Cohort {
  size: number;
  /** The only member of a cohort that was born with one node; -1 for the original fleet. */
  readonly node: number;
  /** How fast its units age against the clock. */
  readonly speed: number;
  readonly groups: readonly Group[];
  /** The group that is due first. */
  first: Group | null;
  /** The one pending event: that group being due. */
  handle: EventHandle;
}

/** Units of a node that is not at risk, as old as they are. */
interface RestingUnits extends Pick<Group, 'position' | 'units' | 'struckAt'> {
  readonly age: number;
  /** At what age the next of them fails; NaN where that has yet to be drawn. */
  readonly dueAge: number;
}

/** What a node that comes under risk has new: nothing, all of it, or the unit that failed in the class with this index. */
export type Renewal = 'nothing' | 'everything' | number;

/**
 * Faults of ageing units, one lifetime each, without one timer each. Nodes of the same operating age form a cohort: the
 * next fault of a class is the first of size x units lifetimes, whose hazard is the sum of theirs. So a cohort keeps one
 * unit-exponential "hazard left" per class, which falls by size x units x dH(age); the fault comes when it reaches
 * 0. Exact for any lifetime law (order statistics by exponential spacings, Renyi 1953). The original fleet is one
 * cohort, or two when some of its nodes are lemons; each node that comes back is a cohort of one, whose units of a class are
 * as many groups as they have ages: a repair renews the unit that failed and no other. A lemon ages faster: its
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
  /** Of nodes that have left. */
  private readonly resting: (readonly RestingUnits[] | undefined)[] = [];
  /** Nodes of the original fleet that a class has struck, as node x classes + position. */
  private readonly struckInFleet = new Set<number>();

  /** `speeds`: of each node at risk from the start, by node number. */
  constructor(classes: readonly AgeingClass[], totalNodes: number, speeds: ArrayLike<number>) {
    this.classes = classes;
    this.cohortOfNode = new Int32Array(totalNodes).fill(-1);
    const sizes = new Map<number, number>();
    for (let node = 0; node < speeds.length; node++) {
      sizes.set(speeds[node]!, (sizes.get(speeds[node]!) ?? 0) + 1);
    }
    const cohorts = new Map<number, number>();
    for (const [speed, size] of sizes) cohorts.set(speed, this.open(0, size, -1, speed, this.newUnits()));
    for (let node = 0; node < speeds.length; node++) this.cohortOfNode[node] = cohorts.get(speeds[node]!)!;
  }

  /** Operating time of the next fault; Infinity if there can be none. */
  get nextOperatingTime(): number {
    return this.queue.nextTime;
  }

  cohortOf(node: number): number {
    return this.cohortOfNode[node]!;
  }

  /** A node comes under risk: as old as it left but for what was renewed. */
  join(operating: number, node: number, speed: number, renewal: Renewal): void {
    const resting = this.resting[node];
    const units =
      resting === undefined || renewal === 'everything'
        ? this.newUnits()
        : renewal === 'nothing'
          ? resting
          : this.withNewUnit(resting, renewal);
    this.cohortOfNode[node] = this.open(operating, 1, node, speed, units);
  }

  /** A node is no longer at risk. */
  leave(operating: number, node: number): void {
    const index = this.cohortOfNode[node]!;
    if (index < 0) return;
    this.cohortOfNode[node] = -1;
    const cohort = this.cohorts[index]!;
    this.resting[node] = cohort.groups.map(({ position, units, birth, due, struckAt }) => ({
      position,
      units,
      age: (operating - birth) * cohort.speed,
      dueAge: cohort.node >= 0 ? (due - birth) * cohort.speed : Number.NaN,
      struckAt: cohort.node >= 0 ? struckAt : this.takeStruck(node, position) ? operating : -1,
    }));
    if (cohort.size === 1) {
      this.queue.cancel(cohort.handle);
      this.free.push(index);
      return;
    }
    for (const group of cohort.groups) {
      const hazard = this.hazardOf(cohort, group, operating);
      group.left = Math.max(0, group.left - cohort.size * group.units * (hazard - group.read));
      group.read = hazard;
      group.isEarly = true;
    }
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
    const group = cohort.first!;
    this.drawDue(cohort, group, this.hazardOf(cohort, group, time));
    group.due = Math.max(time, group.due);
    group.struckAt = time;
    cohort.handle = this.queue.schedule(this.findFirst(cohort), 0, index);
    return {
      index: this.classes[group.position]!.index,
      cohort: index,
      node: cohort.node,
      speed: cohort.speed,
    };
  }

  /** A fault of the original fleet has fallen on one of its nodes. */
  struck(node: number, classIndex: number): void {
    this.struckInFleet.add(node * this.classes.length + this.positionOf(classIndex));
  }

  private takeStruck(node: number, position: number): boolean {
    return this.struckInFleet.delete(node * this.classes.length + position);
  }

  private positionOf(classIndex: number): number {
    return this.classes.findIndex(({ index }) => index === classIndex);
  }

  private newUnits(): RestingUnits[] {
    return this.classes.map(({ unitsPerNode }, position) => ({
      position,
      units: unitsPerNode,
      age: 0,
      dueAge: Number.NaN,
      struckAt: -1,
    }));
  }

  /** One unit of the group that failed last in the class is replaced; nothing is if none of it has failed. */
  private withNewUnit(resting: readonly RestingUnits[], classIndex: number): readonly RestingUnits[] {
    const position = this.positionOf(classIndex);
    let failed: RestingUnits | null = null;
    for (const units of resting) {
      if (units.position === position && units.struckAt > (failed?.struckAt ?? -1)) failed = units;
    }
    if (failed === null) return resting;
    const renewed: RestingUnits[] = [];
    for (const units of resting) {
      if (units !== failed) renewed.push(units);
      else {
        if (units.units > 1)
          renewed.push({ ...units, units: units.units - 1, dueAge: Number.NaN, struckAt: -1 });
        renewed.push({ position, units: 1, age: 0, dueAge: Number.NaN, struckAt: -1 });
      }
    }
    return renewed;
  }

  private open(
    operating: number,
    size: number,
    node: number,
    speed: number,
    resting: readonly RestingUnits[],
  ): number {
    const groups = resting.map(
      ({ position, units, age, struckAt }): Group => ({
        position,
        units,
        birth: operating - age / speed,
        due: 0,
        left: 0,
        read: 0,
        isEarly: false,
        struckAt,
      }),
    );
    const cohort: Cohort = { size, node, speed, groups, first: null, handle: 0 };
    const index = this.free.pop() ?? this.cohorts.length;
    this.cohorts[index] = cohort;
    groups.forEach((group, place) => {
      const { age, dueAge, position } = resting[place]!;
      if (Number.isNaN(dueAge))
        this.drawDue(
          cohort,
          group,
          age === 0 ? 0 : this.classes[position]!.timeToFault.cumulativeHazard(age),
        );
      else group.due = group.birth + dueAge / speed;
    });
    cohort.handle = this.queue.schedule(this.findFirst(cohort), 0, index);
    return index;
  }

  private hazardOf({ speed }: Cohort, { position, birth }: Group, operating: number): number {
    return this.classes[position]!.timeToFault.cumulativeHazard((operating - birth) * speed);
  }

  /** Draws the wait for a group's next fault, whose units have lived through `hazard`. */
  private drawDue(cohort: Cohort, group: Group, hazard: number): void {
    group.left = this.classes[group.position]!.stream.exponential();
    group.read = hazard;
    this.findDue(cohort, group);
  }

  private findDue({ size, speed }: Cohort, group: Group): void {
    const { position, units, birth, left, read } = group;
    const age = this.classes[position]!.timeToFault.ageAtHazard(read + left / (size * units));
    group.due = birth + age / speed;
    group.isEarly = false;
  }

  /** Finds the group that is due first, and returns when; computes no more due times than that needs. */
  private findFirst(cohort: Cohort): number {
    for (;;) {
      let first = cohort.groups[0]!;
      for (const group of cohort.groups) if (group.due < first.due) first = group;
      if (!first.isEarly) {
        cohort.first = first;
        return first.due;
      }
      this.findDue(cohort, first);
    }
  }
}
