import { lowerIncompleteGamma, upperIncompleteGamma } from '../special/gamma.ts';

/** How events are shared out over nodes, against what equal nodes would show. */
export interface Skew {
  readonly top: readonly TopShare[];
  /** Sum of (seen - expected)^2 / expected over its degrees of freedom; about 1 for equal nodes. */
  readonly dispersion: number;
  /** Probability of at least that much dispersion among equal nodes (chi-square test). */
  readonly pValue: number;
}

export interface TopShare {
  /** Share of the nodes, like 0.01; rounded up to whole nodes. */
  readonly nodes: number;
  readonly count: number;
  readonly share: number;
  /** Of equal nodes with Poisson counts. */
  readonly expected: number;
}

const TOP = [0.01, 0.05, 0.1];

/** `counts` and `exposures` per node, those without an event too. */
export function skewOf(counts: ArrayLike<number>, exposures: ArrayLike<number>): Skew {
  const size = counts.length;
  const events = sum(counts);
  const rate = events / sum(exposures);
  let statistic = 0;
  for (let index = 0; index < size; index++) {
    const expected = rate * exposures[index]!;
    const excess = counts[index]! - expected;
    if (expected > 0) statistic += (excess * excess) / expected;
  }
  const sorted = Float64Array.from(counts).sort().reverse();
  return {
    top: TOP.map((nodes) => {
      const count = Math.ceil(nodes * size);
      return {
        nodes,
        count,
        share: sum(sorted.subarray(0, count)) / events,
        expected: expectedTopSum(size, count, events / size) / events,
      };
    }),
    dispersion: statistic / (size - 1),
    pValue: upperIncompleteGamma((size - 1) / 2, statistic / 2),
  };
}

/**
 * Expected sum of the `top` largest of `size` Poisson counts of this mean. The sum is that, over levels j, of
 * min(top, how many counts exceed j), and how many do is binomial.
 */
function expectedTopSum(size: number, top: number, mean: number): number {
  let total = 0;
  for (let level = 0; ; level++) {
    const exceeds = lowerIncompleteGamma(level + 1, mean);
    if (size * exceeds < 1e-9) return total;
    total += expectedMinimum(size, exceeds, top);
  }
}

/** E[min(top, B)] of a binomial B: top less the expected shortfall. */
function expectedMinimum(size: number, probability: number, top: number): number {
  if (probability >= 1) return Math.min(top, size);
  const mean = size * probability;
  const reach = 10 * Math.sqrt(mean * (1 - probability)) + 10;
  if (mean - reach > top) return top;
  const odds = Math.log(probability) - Math.log1p(-probability);
  let logMass = size * Math.log1p(-probability);
  let shortfall = 0;
  for (let count = 0; count < top; count++) {
    shortfall += (top - count) * Math.exp(logMass);
    logMass += Math.log((size - count) / (count + 1)) + odds;
  }
  return top - shortfall;
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let index = 0; index < values.length; index++) total += values[index]!;
  return total;
}
