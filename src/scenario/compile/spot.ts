import { NO_HEAT_FAULTS } from '../../model/heat/faultRate.ts';
import { preemptionsPerNodeSecond } from '../../model/money/rent.ts';
import type { FaultClassInput } from '../../simulation/input.ts';
import type { Scenario } from '../schema.ts';
import { rentOf } from './cost.ts';

/** The fault class that rent on the spot market adds. */
export const SPOT_CLASS = 'spot-preemption';

/** A lender who takes nodes back, one at a time; empty for other rent. */
export function spotClasses({ cost: { rented } }: Scenario): readonly FaultClassInput[] {
  if (rented?.spot === undefined) return [];
  const { detection, return: untilAnother } = rented.spot;
  return [
    {
      name: SPOT_CLASS,
      scope: 'node',
      effect: { kind: 'stop' },
      unitsPerNode: 1,
      timeToFault: { kind: 'exponential', mean: 1 / preemptionsPerNodeSecond(rentOf(rented)) },
      detection,
      transientProbability: 0,
      drift: null,
      onArrivalProbability: 0,
      heat: NO_HEAT_FAULTS,
      survivingTiers: null,
      repairTime: untilAnother,
      takenBack: true,
    },
  ];
}
