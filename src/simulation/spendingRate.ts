import type { EnergyMeter } from './energyMeter.ts';
import type { Fleet } from './fleet.ts';
import { type SimulationInput, totalNodes } from './input.ts';
import { NodeState } from './record.ts';
import type { TrainingSegment } from './trainingSegment.ts';

/** When the budget is spent, given what the fleet does now. Rates are constant between events, so it is arithmetic. */
export class SpendingRate {
  private readonly input: SimulationInput;
  private readonly fleet: Fleet;
  private readonly meter: EnergyMeter;
  private readonly usdPerItJoule: number;

  constructor(input: SimulationInput, fleet: Fleet, meter: EnergyMeter) {
    this.input = input;
    this.fleet = fleet;
    this.meter = meter;
    this.usdPerItJoule = input.money.usdPerJoule * input.power.pue;
  }

  /**
   * Time (s) at which the budget is gone if the fleet goes on as it is. `segment` is the training segment that runs, whose
   * stalls the fleet still counts as training, or null when the job does not train.
   */
  exhaustedAt(now: number, segment: TrainingSegment | null): number {
    const { fleet, meter, input, usdPerItJoule } = this;
    const { holdingUsdPerNodeSecond } = input.money;
    const nodes = totalNodes(input);
    fleet.advance(now);
    const heldNodeSeconds = nodes * now - fleet.nodeSecondsIn(NodeState.shared, now);
    const budget = input.limits.budgetUsd ?? Number.POSITIVE_INFINITY;
    let left = budget - meter.usd - holdingUsdPerNodeSecond * heldNodeSeconds;
    const holding = holdingUsdPerNodeSecond * (nodes - fleet.inState(NodeState.shared));
    const rateIn = (activity: number): number => holding + usdPerItJoule * fleet.wattsIn(activity);
    if (segment === null) {
      const rate = rateIn(fleet.activity);
      return rate > 0 ? now + Math.max(0, left) / rate : Number.POSITIVE_INFINITY;
    }
    const trainingRate = rateIn(NodeState.training);
    const stallRate = rateIn(NodeState.checkpoint);
    segment.moveTo(now);
    left -= segment.stalled * (stallRate - trainingRate);
    return trainingRate > 0
      ? segment.instantWhenSpent(now, Math.max(0, left), trainingRate, stallRate)
      : Number.POSITIVE_INFINITY;
  }
}
