import type { Fleet } from './fleet.ts';
import { type SimulationInput, totalNodes } from './input.ts';
import { NODE_STATES, NodeState } from './record.ts';
import type { TrainingSegment } from './trainingSegment.ts';

/** When the budget is spent, given what the fleet does now. Rates are constant between events, so it is arithmetic. */
export class SpendingRate {
  private readonly input: SimulationInput;
  private readonly fleet: Fleet;
  private readonly usdPerItJoule: number;
  /** Holding and always-on infrastructure (USD/s). */
  private readonly steadyUsdPerSecond: number;

  constructor(input: SimulationInput, fleet: Fleet) {
    this.input = input;
    this.fleet = fleet;
    this.usdPerItJoule = input.money.usdPerJoule * input.power.pue;
    this.steadyUsdPerSecond =
      input.money.holdingUsdPerSecond +
      this.usdPerItJoule * totalNodes(input) * input.power.infrastructureWattsPerNode;
  }

  /**
   * Time (s) at which the budget is gone if the fleet goes on as it is. `segment` is the training segment whose stalls
   * the fleet still counts as training, or null; `training` tells whether it is running or frozen.
   */
  exhaustedAt(now: number, segment: TrainingSegment | null, training: boolean): number {
    const { fleet, input, usdPerItJoule, steadyUsdPerSecond } = this;
    const nodeSeconds = fleet.nodeSeconds(now);
    let left = (input.limits.budgetUsd ?? Number.POSITIVE_INFINITY) - steadyUsdPerSecond * now;
    for (let state = 0; state < NODE_STATES.length; state++) {
      left -= usdPerItJoule * nodeSeconds[state]! * input.power.nodeWatts[state]!;
    }
    const trainingRate = steadyUsdPerSecond + usdPerItJoule * fleet.wattsIn(NodeState.training);
    const stallRate = steadyUsdPerSecond + usdPerItJoule * fleet.wattsIn(NodeState.checkpoint);
    if (segment !== null) {
      if (training) segment.moveTo(now);
      left -= segment.stalled * (stallRate - trainingRate);
    }
    left = Math.max(0, left);
    if (segment !== null && training) {
      return trainingRate > 0
        ? segment.instantWhenSpent(now, left, trainingRate, stallRate)
        : Number.POSITIVE_INFINITY;
    }
    const rate = steadyUsdPerSecond + usdPerItJoule * fleet.wattsIn(fleet.activity);
    return rate > 0 ? now + left / rate : Number.POSITIVE_INFINITY;
  }
}
