import { expectedWallSeconds } from '../../model/expectedTime.ts';
import { writtenEvery } from '../../simulation/checkpointInterval.ts';
import type { SimulationInput } from '../../simulation/input.ts';
import { ratesNeedingTier } from '../compile/faultRates.ts';

/** Training with checkpoints under faults, by closed forms. */
export interface CheckpointedTime {
  /** Wall time with this much training between checkpoints of the first tier, without the start and planned stops. */
  wallSeconds(intervalSeconds: number): number;
  /** Training that is done again, per second of wall time, to first order. */
  redoneShare(intervalSeconds: number): number;
  /** Rate of what throws the job back (1/s). */
  readonly rate: number;
  /** Of that, the share that is restored from each tier. */
  readonly tierShares: readonly number[];
}

/**
 * Daly's exact expectation for one tier that survives everything. Otherwise first order: each tier costs C / tau and loses
 * tau / 2 for each fault that is restored from it; at the best intervals that is the sum of sqrt(2 lambda C).
 */
export function checkpointedTime(
  input: SimulationInput,
  workSeconds: number,
  restartSeconds: number,
): CheckpointedTime {
  const { checkpoint, faults } = input;
  const { tiers, final } = checkpoint;
  const needing = ratesNeedingTier(input, tiers);
  const rate = needing[0]!;
  const fromTier = tiers.map((_, tier) => needing[tier]! - needing[tier + 1]!);
  const fromStart = needing[tiers.length]!;
  // A checkpoint counts only once written, and a write still running delays the next one of its tier.
  const shortest = tiers[0]!.writeSeconds;
  const bounded = (intervalSeconds: number) => Math.min(Math.max(intervalSeconds, shortest), workSeconds);
  const redoneShare = (intervalSeconds: number) => {
    const interval = bounded(intervalSeconds);
    const every = writtenEvery(tiers, interval);
    return tiers.reduce(
      (sum, tier, index) => {
        const between = Math.min(interval * every[index]!, workSeconds);
        return sum + fromTier[index]! * (between / 2 + tier.writeSeconds);
      },
      fromStart * (workSeconds / 2),
    );
  };
  const isExact = tiers.length === 1 && fromStart === 0;
  return {
    rate,
    tierShares: fromTier.map((one) => (rate === 0 ? 0 : one / rate)),
    redoneShare,
    wallSeconds(intervalSeconds) {
      const interval = bounded(intervalSeconds);
      const every = writtenEvery(tiers, interval);
      const stalls = tiers.reduce((sum, tier, index) => sum + tier.stallSeconds / every[index]!, 0);
      const interruptible = faults.exposure === 'powered';
      if (interval === 0) {
        const share = restartSeconds * rate;
        return workSeconds * (interruptible ? Math.exp(share) : 1 + share);
      }
      if (rate === 0) return workSeconds + (workSeconds / interval - (final ? 0 : 1)) * stalls;
      if (isExact) {
        const { stallSeconds, writeSeconds } = tiers[0]!;
        return expectedWallSeconds(
          {
            workSeconds,
            intervalSeconds: interval,
            stallSeconds,
            restartSeconds: restartSeconds + writeSeconds,
            mtbfSeconds: 1 / rate,
          },
          interruptible,
        );
      }
      const lost = redoneShare(intervalSeconds) + rate * restartSeconds;
      return lost < 1 ? (workSeconds * (1 + stalls / interval)) / (1 - lost) : Number.POSITIVE_INFINITY;
    },
  };
}
