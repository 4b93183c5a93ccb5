import { lambertW0 } from './lambertW.ts';

/** How the time between checkpoints is chosen. */
export type CheckpointIntervalRule = 'young' | 'daly' | 'exact';

/**
 * Compute time between checkpoints (s) that loses least, for a mean time between interruptions M and a blocking
 * stall delta (both s, > 0). The stall itself comes on top.
 * - young: sqrt(2 delta M) (Young, CACM 17, 1974)
 * - daly: the higher-order estimate (Daly, FGCS 22, 2006, eq. 37); M itself when delta >= 2 M
 * - exact: M (1 + W0(-e^(-delta/M - 1))), the exact optimum under exponential interruptions, whatever the restart takes
 */
export function optimalCheckpointInterval(
  rule: CheckpointIntervalRule,
  mtbfSeconds: number,
  stallSeconds: number,
): number {
  switch (rule) {
    case 'young':
      return Math.sqrt(2 * stallSeconds * mtbfSeconds);
    case 'daly': {
      if (stallSeconds >= 2 * mtbfSeconds) return mtbfSeconds;
      const ratio = stallSeconds / (2 * mtbfSeconds);
      const first = Math.sqrt(2 * stallSeconds * mtbfSeconds);
      return first * (1 + Math.sqrt(ratio) / 3 + ratio / 9) - stallSeconds;
    }
    case 'exact':
      return mtbfSeconds * exactShare(stallSeconds / mtbfSeconds);
    default:
      return rule satisfies never;
  }
}

/** 1 + W0(-e^(-ratio - 1)); by the series at the branch point where forming -e^(-ratio - 1) would lose the ratio. */
function exactShare(ratio: number): number {
  const p = Math.sqrt(-2 * Math.expm1(-ratio));
  if (p > 0.02) return 1 + lambertW0(-Math.exp(-ratio - 1));
  return p * (1 - p * (1 / 3 - p * (11 / 72 - p * (43 / 540 - p * (769 / 17280 - (p * 221) / 8505)))));
}
