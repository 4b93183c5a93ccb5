import { createDistribution } from '../../engine/distributions/createDistribution.ts';
import type { SimulationInput } from '../../simulation/input.ts';

const DAY = 86_400;

/** What planned stops take: a share of all time, and those at given times once. */
export interface PlannedTime {
  readonly share: number;
  readonly onceSeconds: number;
}

/** Each stop saves, pauses, and starts again in `againSeconds`. */
export function plannedTime({ maintenance, checkpoint }: SimulationInput, againSeconds: number): PlannedTime {
  const saving =
    checkpoint.tiers.reduce((sum, tier) => sum + tier.stallSeconds, 0) +
    Math.max(...checkpoint.tiers.map((tier) => tier.writeSeconds));
  let share = 0;
  let onceSeconds = 0;
  for (const { due, duration } of maintenance) {
    const seconds = createDistribution(duration).mean + saving + againSeconds;
    switch (due.kind) {
      case 'every':
        share += seconds / createDistribution(due.interval).mean;
        break;
      case 'daily':
        share += seconds / DAY;
        break;
      case 'at':
        onceSeconds += due.seconds.length * seconds;
        break;
      default:
        due satisfies never;
    }
  }
  return { share, onceSeconds };
}
