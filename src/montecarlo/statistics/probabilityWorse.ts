import { wilsonInterval } from '../statistics.ts';
import type { Estimate } from './interval.ts';
import type { Pairs } from './pairs.ts';

/** Which values of a metric are bad. */
export type Worse = 'higher' | 'lower';

export interface WorseEstimate extends Estimate {
  readonly ties: number;
}

/**
 * Share of luck with which the other is worse than the baseline, replication by replication, ties counted half, with Wilson's
 * interval. Half ties vary less than whole outcomes, so with ties the interval covers more often than it says.
 */
export function probabilityWorse(
  { baseline, other }: Pairs,
  worse: Worse,
  confidence: number,
): WorseEstimate {
  const n = baseline.length;
  let ties = 0;
  let higher = 0;
  for (let row = 0; row < n; row++) {
    if (other[row] === baseline[row]) ties += 1;
    else if (other[row]! > baseline[row]!) higher += 1;
  }
  const count = (worse === 'higher' ? higher : n - ties - higher) + ties / 2;
  return { value: n === 0 ? Number.NaN : count / n, ties, ...wilsonInterval(count, n, confidence) };
}
