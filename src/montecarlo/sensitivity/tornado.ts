import { type MeanEstimate, meanInterval } from '../statistics/meanInterval.ts';
import { differences, pairUp } from '../statistics/pairs.ts';

/** A metric by replication with one parameter low and high and everything else as in the baseline. */
export interface OneAtATime {
  readonly parameter: string;
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
}

export interface TornadoBar {
  readonly parameter: string;
  /** Mean change against the baseline on the same luck, with paired t intervals. */
  readonly low: MeanEstimate;
  readonly high: MeanEstimate;
  /** Mean of high - low. */
  readonly swing: MeanEstimate;
}

/** Bars of a tornado diagram, the largest swing first; equal ones in the order given, those without a value last. */
export function tornado(
  baseline: ArrayLike<number>,
  changes: readonly OneAtATime[],
  confidence: number,
): TornadoBar[] {
  const change = (from: ArrayLike<number>, to: ArrayLike<number>) =>
    meanInterval(differences(pairUp(from, to)), confidence);
  const size = ({ swing }: TornadoBar) => (Number.isNaN(swing.value) ? -1 : Math.abs(swing.value));
  return changes
    .map(({ parameter, low, high }) => ({
      parameter,
      low: change(baseline, low),
      high: change(baseline, high),
      swing: change(low, high),
    }))
    .sort((a, b) => size(b) - size(a));
}
