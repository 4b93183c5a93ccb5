import { createDistribution } from '../engine/distributions/createDistribution.ts';
import type { RandomStream } from '../engine/randomStream.ts';
import type { RandomStreams } from '../engine/randomStreams.ts';
import { type AgeingClass, AgeingFaults } from './ageingFaults.ts';
import type { Fleet } from './fleet.ts';
import type { SimulationInput } from './input.ts';
import { totalNodes } from './input.ts';
import { NodeState } from './record.ts';

/** No node: the fault is of the job as a whole. */
export const NO_NODE = -1;

/**
 * When the next fault comes and whom it hits. Memoryless classes use exact cumulative-hazard inversion: exposure is
 * integrated in node-seconds (job-seconds for job scope), each class waits for its own threshold of it, drawn as a
 * unit exponential over its rate. When nodes join or leave only the pace of the exposure changes, so no threshold
 * is redrawn and two points of a sweep stay on common random numbers. Ageing classes are in `AgeingFaults`.
 *
 * The process only answers `nextTime`; its owner keeps the one pending event.
 */
export class FaultProcess {
  /** The node hit by the last `strike`, or `NO_NODE`. */
  victim = NO_NODE;

  private readonly fleet: Fleet;
  private readonly standbyAtRisk: boolean;
  private readonly victims: RandomStream;
  /** Memoryless classes: index among all classes, stream, exposure per unit exponential, threshold. */
  private readonly memoryless: readonly number[];
  private readonly streams: readonly RandomStream[];
  private readonly meanExposure: Float64Array;
  private readonly perJob: Uint8Array;
  private readonly threshold: Float64Array;
  private readonly ageing: AgeingFaults | null;

  private running = false;
  private operating = 0;
  private nodeExposure = 0;
  private lastSeconds = 0;
  /** Positions in `memoryless` of the first class to reach its threshold by node and by job exposure; -1 for none. */
  private firstByNode = -1;
  private firstByJob = -1;
  /** Position in `memoryless` of the class that strikes next; -1 for the ageing ones. */
  private pending = -1;

  constructor(input: SimulationInput, streams: RandomStreams, fleet: Fleet) {
    const { classes, exposure } = input.faults;
    this.fleet = fleet;
    this.standbyAtRisk = exposure === 'powered';
    this.victims = streams.stream('fault victim');
    const memoryless: number[] = [];
    const classStreams: RandomStream[] = [];
    const means: number[] = [];
    const ageing: AgeingClass[] = [];
    classes.forEach((faultClass, index) => {
      const stream = streams.stream(`fault time ${faultClass.name}`);
      if (faultClass.timeToFault.kind === 'exponential') {
        memoryless.push(index);
        classStreams.push(stream);
        means.push(faultClass.timeToFault.mean / faultClass.unitsPerNode);
      } else {
        const timeToFault = createDistribution(faultClass.timeToFault);
        ageing.push({ index, unitsPerNode: faultClass.unitsPerNode, timeToFault, stream });
      }
    });
    this.memoryless = memoryless;
    this.streams = classStreams;
    this.meanExposure = Float64Array.from(means);
    this.perJob = Uint8Array.from(memoryless, (index) => Number(classes[index]!.scope === 'job'));
    this.threshold = this.meanExposure.map((mean, position) => mean * classStreams[position]!.exponential());
    this.findFirst();
    this.ageing = ageing.length === 0 ? null : new AgeingFaults(ageing, totalNodes(input), this.nodesAtRisk);
  }

  private get nodesAtRisk(): number {
    return this.fleet.active + (this.standbyAtRisk ? this.fleet.inState(NodeState.standby) : 0);
  }

  /** Whether a standby node can fail. */
  get standbysFail(): boolean {
    return this.standbyAtRisk;
  }

  /** Starts or stops the operating clock. */
  setRunning(now: number, running: boolean): void {
    this.advance(now);
    this.running = running;
  }

  /** Brings the exposure up to `now`; call it before any node joins or leaves those at risk. */
  advance(now: number): void {
    if (this.running) {
      const elapsed = now - this.lastSeconds;
      this.operating += elapsed;
      this.nodeExposure += elapsed * this.nodesAtRisk;
    }
    this.lastSeconds = now;
  }

  /** A node of operating age 0 has come under risk (after `advance` and the move). */
  nodeJoined(node: number): void {
    this.ageing?.join(this.operating, node);
  }

  /** A node has left those at risk (after `advance` and the move). */
  nodeLeft(node: number): void {
    this.ageing?.leave(this.operating, node);
  }

  /** Time of the next fault if nothing changes; Infinity if there is none. */
  nextTime(now: number): number {
    if (!this.running) return Number.POSITIVE_INFINITY;
    let wait = Number.POSITIVE_INFINITY;
    this.pending = -1;
    if (this.ageing !== null) wait = this.ageing.nextOperatingTime - this.operating;
    const { firstByNode, firstByJob, threshold } = this;
    if (firstByNode >= 0) {
      const nodeWait = (threshold[firstByNode]! - this.nodeExposure) / this.nodesAtRisk;
      if (nodeWait < wait) {
        wait = nodeWait;
        this.pending = firstByNode;
      }
    }
    if (firstByJob >= 0) {
      const jobWait = threshold[firstByJob]! - this.operating;
      if (jobWait < wait) {
        wait = jobWait;
        this.pending = firstByJob;
      }
    }
    return now + Math.max(0, wait);
  }

  /** The fault that `nextTime` announced happens: its class index, and the node it hits in `victim`. */
  strike(now: number): number {
    this.advance(now);
    const position = this.pending;
    if (position < 0) {
      const { ageingClass, cohort, node } = this.ageing!.strike();
      this.victim = node >= 0 ? node : this.memberOf(cohort);
      return ageingClass.index;
    }
    this.threshold[position]! += this.meanExposure[position]! * this.streams[position]!.exponential();
    this.findFirst();
    this.victim =
      this.perJob[position] === 1
        ? NO_NODE
        : this.fleet.poweredNode(this.victims.integerBelow(this.nodesAtRisk));
    return this.memoryless[position]!;
  }

  private findFirst(): void {
    const { threshold, perJob } = this;
    this.firstByNode = -1;
    this.firstByJob = -1;
    let leastByNode = Number.POSITIVE_INFINITY;
    let leastByJob = Number.POSITIVE_INFINITY;
    for (let position = 0; position < threshold.length; position++) {
      const exposure = threshold[position]!;
      if (perJob[position] === 1) {
        if (exposure < leastByJob) {
          leastByJob = exposure;
          this.firstByJob = position;
        }
      } else if (exposure < leastByNode) {
        leastByNode = exposure;
        this.firstByNode = position;
      }
    }
  }

  /** A uniformly chosen member of the original cohort, by rejection from all nodes at risk. */
  private memberOf(cohort: number): number {
    for (;;) {
      const node = this.fleet.poweredNode(this.victims.integerBelow(this.nodesAtRisk));
      if (this.ageing!.cohortOf(node) === cohort) return node;
    }
  }
}
