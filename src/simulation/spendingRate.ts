import type { Fleet } from './fleet.ts';
import { type SimulationInput, totalNodes } from './input.ts';
import { NODE_STATES, NodeState } from './record.ts';
import type { TrainingSegment } from './trainingSegment.ts';

/** When the budget is spent, given what the fleet does now. Rates are constant between events, so it is arithmetic. */
export class SpendingRate {
  private readonly input: SimulationInput;
  private readonly fleet: Fleet;
  private readonly usdPerItJoule: number;
  /** Holding and always-on infrastructure of a node that is held (USD/s). */
  private readonly usdPerNodeSecond: number;

  constructor(input: SimulationInput, fleet: Fleet) {
    this.input = input;
    this.fleet = fleet;
    this.usdPerItJoule = input.money.usdPerJoule * input.power.pue;
    this.usdPerNodeSecond =
      input.money.holdingUsdPerNodeSecond + this.usdPerItJoule * input.power.infrastructureWattsPerNode;
  }

  /**
   * Time (s) at which the budget is gone if the fleet goes on as it is. `segment` is the training segment that runs, whose
   * stalls the fleet still counts as training, or null when the job does not train.
   */
  exhaustedAt(now: number, segment: TrainingSegment | null): number {
    const { fleet, input, usdPerItJoule, usdPerNodeSecond } = this;
    const nodeSeconds = fleet.nodeSeconds(now);
    const nodes = totalNodes(input);
    const heldNodeSeconds = nodes * now - nodeSeconds[NodeState.shared]!;
    let left = (input.limits.budgetUsd ?? Number.POSITIVE_INFINITY) - usdPerNodeSecond * heldNodeSeconds;
    for (let state = 0; state < NODE_STATES.length; state++) {
      left -= usdPerItJoule * nodeSeconds[state]! * input.power.nodeWatts[state]!;
    }
    const steady = usdPerNodeSecond * (nodes - fleet.inState(NodeState.shared));
    const trainingRate = steady + usdPerItJoule * fleet.wattsIn(NodeState.training);
    const stallRate = steady + usdPerItJoule * fleet.wattsIn(NodeState.checkpoint);
    if (segment === null) {
      const rate = steady + usdPerItJoule * fleet.wattsIn(fleet.activity);
      return rate > 0 ? now + Math.max(0, left) / rate : Number.POSITIVE_INFINITY;
    }
    segment.moveTo(now);
    left -= segment.stalled * (stallRate - trainingRate);
    return trainingRate > 0
      ? segment.instantWhenSpent(now, Math.max(0, left), trainingRate, stallRate)
      : Number.POSITIVE_INFINITY;
  }
}
