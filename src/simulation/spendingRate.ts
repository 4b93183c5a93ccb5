import { totalOf } from '../model/money/costLines.ts';
import type { EnergyMeter } from './energyMeter.ts';
import type { Fleet } from './fleet.ts';
import { type SimulationInput, totalNodes } from './input.ts';
import { NodeState } from './record.ts';
import type { RepairShop } from './repairShop.ts';
import type { TrainingSegment } from './trainingSegment.ts';

/** When the budget is spent, given what the fleet does now. Rates are constant between events, so it is arithmetic. */
export class SpendingRate {
  private readonly input: SimulationInput;
  private readonly fleet: Fleet;
  private readonly meter: EnergyMeter;
  private readonly shop: RepairShop;
  private readonly usdPerNodeSecond: number;
  private readonly usdPerSecond: number;

  constructor(input: SimulationInput, fleet: Fleet, meter: EnergyMeter, shop: RepairShop) {
    this.input = input;
    this.fleet = fleet;
    this.meter = meter;
    this.shop = shop;
    this.usdPerNodeSecond = totalOf(input.money.holdingUsdPerNodeSecond);
    this.usdPerSecond = totalOf(input.money.holdingUsdPerSecond);
  }

  /**
   * Time (s) at which the budget is gone if the fleet goes on as it is. `segment` is the training segment that runs, whose
   * stalls the fleet still counts as training, or null when the job does not train. Demand charges are known only when a
   * month is over, the rest of a reservation only when the run is; a budget sees neither.
   */
  exhaustedAt(now: number, segment: TrainingSegment | null): number {
    const { fleet, meter, input, shop } = this;
    const { horizonSeconds, budgetUsd } = input.limits;
    const nodes = totalNodes(input);
    fleet.advance(now);
    const paidNodeSeconds =
      nodes * now - fleet.nodeSecondsIn(NodeState.shared, now) - shop.nodeSecondsTakenBack(now);
    const held = this.usdPerNodeSecond * paidNodeSeconds + this.usdPerSecond * now;
    const left = (budgetUsd ?? Number.POSITIVE_INFINITY) - meter.usd - held;
    const paidNodes = nodes - fleet.inState(NodeState.shared) - shop.nodesTakenBack;
    const holding = this.usdPerNodeSecond * paidNodes + this.usdPerSecond;
    const spentAfter = (from: number, amount: number, watts: number): number =>
      meter.timeWhenSpent({
        from,
        latest: horizonSeconds,
        amount: Math.max(0, amount),
        perSecond: holding,
        watts,
      });
    if (segment === null) return spentAfter(now, left, fleet.wattsIn(fleet.activity));
    const training = fleet.wattsIn(NodeState.training);
    const stalled = fleet.wattsIn(NodeState.checkpoint);
    // As the fleet books it: the stalls of a segment are spread evenly over it.
    const correctionAt = (time: number): number => {
      segment.moveTo(time);
      const elapsed = time - segment.start;
      if (elapsed <= 0) return 0;
      const change = meter.costChange(segment.start, now, time, stalled - training, training);
      return (change * segment.stalled) / elapsed;
    };
    const spentAt = (time: number): number =>
      correctionAt(time) + holding * (time - now) + meter.costOf(now, time, training);
    const end = Math.min(segment.end, horizonSeconds);
    const atEnd = spentAt(end);
    let low = now;
    if (atEnd <= left) low = spentAfter(end, left - atEnd, training);
    else {
      let high = end;
      for (let step = 0; step < 200 && high - low > 1e-10 * high; step++) {
        const middle = 0.5 * (low + high);
        if (spentAt(middle) > left) high = middle;
        else low = middle;
      }
    }
    segment.moveTo(now);
    return low;
  }
}
