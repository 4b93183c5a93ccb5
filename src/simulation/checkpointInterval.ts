import { optimalCheckpointInterval } from '../model/checkpointInterval.ts';
import type { CheckpointTierInput, SimulationInput } from './input.ts';

/** How much the job trains between two checkpoints of the first tier. */
export interface CheckpointInterval {
  /** Whether every instant is saved. */
  readonly isContinuous: boolean;
  /** Whether it counts steps, so that slow training stretches it. */
  readonly followsSteps: boolean;
  /** Wall time of training (s), given the wall time of one step. */
  seconds(stepSeconds: number): number;
  /** The job begins to train at `now` after `interruptions` unplanned ones; only an adaptive interval changes then. */
  observe(now: number, interruptions: number): void;
}

/** Quotients this close to a whole number are meant to be it. */
const ROUNDING = 1e-9;

/**
 * Every how many checkpoints of the first tier, `intervalSeconds` of training apart, each tier is written: a write still running
 * delays the next one of its tier, and of no other. Each is a multiple of the one before.
 */
export function writtenEvery(
  tiers: readonly Pick<CheckpointTierInput, 'every' | 'writeSeconds'>[],
  intervalSeconds: number,
): number[] {
  let before = 1;
  return tiers.map(({ every, writeSeconds }, tier) => {
    // Writes of the first tier stretch the interval itself.
    const needed = tier === 0 || intervalSeconds === 0 ? 1 : writeSeconds / intervalSeconds;
    before *= Math.ceil(Math.max(every, needed) / before - ROUNDING);
    return before;
  });
}

/** A write of the first tier still running delays its next checkpoint, so the interval is never shorter than that. */
export function createCheckpointInterval({ checkpoint }: SimulationInput): CheckpointInterval {
  const { interval, tiers } = checkpoint;
  const shortest = tiers[0]!.writeSeconds;
  const atLeast = (seconds: number): number => Math.max(seconds, shortest);
  const steady = (seconds: (stepSeconds: number) => number): CheckpointInterval => ({
    isContinuous: interval.kind === 'continuous',
    followsSteps: interval.kind === 'steps',
    seconds,
    observe: () => undefined,
  });
  switch (interval.kind) {
    case 'time': {
      const seconds = atLeast(interval.seconds);
      return steady(() => seconds);
    }
    case 'steps':
      return steady((stepSeconds) => atLeast(interval.steps * stepSeconds));
    case 'continuous':
      return steady(() => Number.POSITIVE_INFINITY);
    case 'adaptive': {
      const { rule, assumedMtbfSeconds, weight } = interval;
      const stallSeconds = tiers.reduce((sum, tier) => sum + tier.stallSeconds / tier.every, 0);
      const optimum = (mtbfSeconds: number): number =>
        atLeast(optimalCheckpointInterval(rule, mtbfSeconds, stallSeconds));
      let seconds = optimum(assumedMtbfSeconds);
      return {
        isContinuous: false,
        followsSteps: false,
        seconds: () => seconds,
        observe(now, interruptions) {
          // The posterior mean of an exponential law whose prior is worth `weight` interruptions.
          seconds = optimum((weight * assumedMtbfSeconds + now) / (weight + interruptions));
        },
      };
    }
    default:
      return interval satisfies never;
  }
}
