import type { Conditions } from './conditions.ts';
import type { Gang } from './gang.ts';
import type { SimulationInput } from './input.ts';
import { NodeState, SLOWDOWN_CAUSES, SlowdownCause } from './record.ts';
import type { SlowNodes } from './slowNodes.ts';

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

  constructor(input: SimulationInput, slow: SlowNodes, gang: Gang, conditions: Conditions) {
    this.input = input;
    this.slow = slow;
    this.gang = gang;
    this.conditions = conditions;
    this.isClock = input.power.curve.speedOf === 'clock';
    this.nodeWatts = input.power.nodeWatts[NodeState.training]!;
  }

  /** Whether `update` would change the pace or the power. */
  differs(now: number, phase: number): boolean {
    const { pace, nodeWatts, isThrottled } = this;
    const lost = this.lost.slice();
    this.update(now, phase);
    const differs =
      pace !== this.pace || nodeWatts !== this.nodeWatts || lost.some((one, at) => one !== this.lost[at]);
    this.pace = pace;
    this.nodeWatts = nodeWatts;
    this.isThrottled = isThrottled;
    this.lost.set(lost);
    return differs;
  }

  /** Takes the pace of now for a phase. */
  update(now: number, phase: number): void {
    const widthPace = this.widthPace(phase);
    const { slow, input, lost } = this;
    this.wattsBesideJob = this.conditions.wattsBesideJob;
    const { capSpeed, heatSpeed, isPlantToBlame, leakage } = this.conditions.clocks(now);
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
    this.pace = heated * widthPace;
    lost.fill(0);
    lost[SlowdownCause.cap] = (capped - 1) * widthPace;
    lost[SlowdownCause.straggler] = (straggling - capped) * widthPace;
    lost[isPlantToBlame ? SlowdownCause.cooling : SlowdownCause.heat] = (heated - straggling) * widthPace;
    lost[SlowdownCause.width] = widthPace - 1;
    this.isThrottled = heated > straggling;
    const working = capped / heated;
    const full = this.conditions.nodeWatts({ capSpeed, heatSpeed, isPlantToBlame, leakage });
    const { nodeWatts } = input.power;
    this.nodeWatts =
      working * (full ?? nodeWatts[NodeState.training]!) + (1 - working) * nodeWatts[NodeState.idle]!;
  }

  /** Wall seconds per nominal second that the width of an elastic job makes. */
  private widthPace(phase: number): number {
    const { job } = this.input;
    const { paceByWidth } = job.phases[phase]!;
    if (paceByWidth === null || job.elastic === null) return 1;
    return paceByWidth[this.gang.replicas - job.elastic.minimumReplicas]!;
  }
}
