import type { RandomStreams } from '../engine/randomStreams.ts';
import { type SimulationInput, totalNodes } from './input.ts';

/** A fault that a node carries and that shows only in training: there from the start, or not cured. */
export interface LatentFault {
  readonly node: number;
  readonly classIndex: number;
  /** Training with the node that was left at the last stop until it shows (s); null before the node first trains with it. */
  secondsLeft: number | null;
  /** When it shows (s); Infinity while the job does not train with the node. */
  due: number;
}

/** Faults that wait for their node to train. */
export class LatentFaults {
  private faults: LatentFault[] = [];

  constructor(input: SimulationInput, streams: RandomStreams) {
    const total = totalNodes(input);
    input.faults.classes.forEach(({ name, onArrivalProbability }, classIndex) => {
      if (onArrivalProbability <= 0) return;
      const luck = streams.stream(`arrival ${name}`);
      // Gaps between defective nodes are geometric: one draw for each of them and not for every node.
      const logMiss = Math.log1p(-onArrivalProbability);
      for (let node = 0; ; node++) {
        node += onArrivalProbability >= 1 ? 0 : Math.floor(Math.log(luck.uniform()) / logMiss);
        if (node >= total) break;
        // It shows at once.
        this.faults.push({ node, classIndex, secondsLeft: 0, due: Number.POSITIVE_INFINITY });
      }
    });
  }

  has(node: number): boolean {
    return this.faults.some((fault) => fault.node === node);
  }

  add(node: number, classIndex: number): void {
    this.faults.push({ node, classIndex, secondsLeft: null, due: Number.POSITIVE_INFINITY });
  }

  /** The job begins to train at `now`. */
  trainingStarts(now: number, isActive: (node: number) => boolean, drawRecurrence: () => number): void {
    for (const fault of this.faults) {
      if (!isActive(fault.node)) continue;
      fault.secondsLeft ??= drawRecurrence();
      fault.due = now + fault.secondsLeft;
    }
  }

  /** The job stops training at `now`. */
  trainingStops(now: number): void {
    for (const fault of this.faults) {
      if (fault.due === Number.POSITIVE_INFINITY) continue;
      fault.secondsLeft = Math.max(0, fault.due - now);
      fault.due = Number.POSITIVE_INFINITY;
    }
  }

  /** Takes all that show by `now`. */
  takeDue(now: number): LatentFault[] {
    if (this.faults.length === 0) return this.faults;
    const due = this.faults.filter((fault) => fault.due <= now);
    this.faults = this.faults.filter((fault) => fault.due > now);
    return due;
  }

  /** When the next one shows (s). */
  get nextDue(): number {
    let first = Number.POSITIVE_INFINITY;
    for (const { due } of this.faults) first = Math.min(first, due);
    return first;
  }

  /** A node goes to repair: whatever it carried is mended. */
  nodeMended(node: number): void {
    if (this.faults.length > 0) this.faults = this.faults.filter((fault) => fault.node !== node);
  }
}
