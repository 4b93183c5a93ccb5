import type { Conditions } from './conditions.ts';
import type { Gang } from './gang.ts';
import type { SimulationInput } from './input.ts';
import { NodeState, SLOWDOWN_CAUSES, SlowdownCause } from './record.ts';
import type { SlowNodes } from './slowNodes.ts';
import { phaseNodeWatts } from './trainingPower.ts';

/**
 * How fast the gang trains, what a node of it draws meanwhile, and who is to blame for what is lost: the power cap first,
 * which slows all nodes alike, then slow nodes, then what the hottest GPU adds to them; and the width of an elastic job.
 */
export class Tempo {
  /** Wall seconds per nominal second. */
  pace = 1;
  /** Mean power of a node of the job (W): what the slowest of them adds to a step, the others wait. */
  nodeWatts: number;
  /** Wall seconds lost per nominal second, by `SLOWDOWN_CAUSES`; they add to `pace` - 1. */
  readonly lost = new Float64Array(SLOWDOWN_CAUSES.length);
  /** Whether heat holds the gang back. */
  isThrottled = false;
  /** Power beside the job when the pace was taken (W). */
  wattsBesideJob = 0;

  private readonly input: SimulationInput;
  private readonly slow: SlowNodes;
  private readonly gang: Gang;
  private readonly conditions: Conditions;
  private readonly isClock: boolean;
  /** What `look` has found. */
  private readonly next = {
    pace: 1,
    nodeWatts: 0,
    isThrottled: false,
    lost: new Float64Array(SLOWDOWN_CAUSES.length),
  };

  constructor(input: SimulationInput, slow: SlowNodes, gang: Gang, conditions: Conditions) {
    this.input = input;
    this.slow = slow;
    this.gang = gang;
    this.conditions = conditions;
    this.isClock = input.power.curve.speedOf === 'clock';
    this.nodeWatts = phaseNodeWatts(input, 0);
  }

  /** Works out the tempo of now for a phase; true if it is another one than holds. */
  look(now: number, phase: number): boolean {
    const widthPace = this.widthPace(phase);
    const { slow, input, next } = this;
    this.wattsBesideJob = this.conditions.wattsBesideJob;
    const clocks = this.conditions.clocks(now, phase);
    const { capSpeed, heatSpeed, isPlantToBlame } = clocks;
    const { computeShare, communicationShare } = input.job.phases[phase]!;
    const fixedShare = 1 - computeShare - communicationShare;
    const healthy = Math.min(input.job.slowestSpeed, slow.compute);
    const stepAt = (compute: number, network: number): number =>
      compute === 1 && network === 1 ? 1 : computeShare / compute + communicationShare / network + fixedShare;
    const capped = this.isClock ? stepAt(capSpeed, 1) : 1 / capSpeed;
    const straggling = this.isClock
      ? stepAt(healthy * capSpeed, slow.network)
      : stepAt(healthy, slow.network) / capSpeed;
    const heated = this.isClock
      ? stepAt(Math.min(healthy * capSpeed, heatSpeed), slow.network)
      : Math.max(straggling, 1 / heatSpeed);
    next.pace = heated * widthPace;
    next.lost.fill(0);
    next.lost[SlowdownCause.cap] = (capped - 1) * widthPace;
    next.lost[SlowdownCause.straggler] = (straggling - capped) * widthPace;
    next.lost[isPlantToBlame ? SlowdownCause.cooling : SlowdownCause.heat] =
      (heated - straggling) * widthPace;
    next.lost[SlowdownCause.width] = widthPace - 1;
    next.isThrottled = heated > straggling;
    const working = capped / heated;
    const full = this.conditions.nodeWatts(clocks) ?? phaseNodeWatts(input, phase);
    next.nodeWatts = working * full + (1 - working) * input.power.nodeWatts[NodeState.idle]!;
    return next.pace !== this.pace || next.nodeWatts !== this.nodeWatts || this.isBlamedOtherwise;
  }

  /** What `look` has found holds from now on. */
  adopt(): void {
    const { next } = this;
    this.pace = next.pace;
    this.nodeWatts = next.nodeWatts;
    this.isThrottled = next.isThrottled;
    this.lost.set(next.lost);
  }

  private get isBlamedOtherwise(): boolean {
    for (let cause = 0; cause < this.lost.length; cause++) {
      if (this.lost[cause] !== this.next.lost[cause]) return true;
    }
    return false;
  }

  /** Wall seconds per nominal second that the width of an elastic job makes. */
  private widthPace(phase: number): number {
    const { job } = this.input;
    const { paceByWidth } = job.phases[phase]!;
    if (paceByWidth === null || job.elastic === null) return 1;
    return paceByWidth[this.gang.replicas - job.elastic.minimumReplicas]!;
  }
}
