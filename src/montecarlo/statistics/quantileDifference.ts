import { quantileSorted } from 'simple-statistics';
import type { RandomStream } from '../../engine/randomStream.ts';
import { type Multiplicities, percentileInterval, resample, usualResamples } from './bootstrap.ts';
import { type Estimate, NO_INTERVAL } from './interval.ts';
import type { Pairs } from './pairs.ts';

export interface QuantileDifference extends Estimate {
  readonly probability: number;
}

/**
 * Quantiles (type 7) of the other minus those of the baseline, with percentile intervals of a bootstrap over replications: a
 * resample takes both values of a pair, so what common luck makes equal stays equal. BCa would need leave-one-out values,
 * which say nothing of a quantile. Quantiles too near the ends of the sample have no bounds: fewer than ten values beyond
 * them, where intervals of 95 % were measured to hold in 92 of 100.
 */
export function quantileDifferences(
  { baseline, other }: Pairs,
  probabilities: readonly number[],
  confidence: number,
  stream: RandomStream,
  resamples = usualResamples(baseline.length),
): QuantileDifference[] {
  const n = baseline.length;
  const left = ordered(baseline);
  const right = ordered(other);
  const resampled = probabilities.map(() => new Float64Array(resamples));
  resample(n, n === 0 ? 0 : resamples, stream, (multiplicities, round) => {
    for (let index = 0; index < probabilities.length; index++) {
      const probability = probabilities[index]!;
      resampled[index]![round] =
        resampledQuantile(right, multiplicities, probability) -
        resampledQuantile(left, multiplicities, probability);
    }
  });
  return probabilities.map((probability, index) => {
    const value =
      n === 0
        ? Number.NaN
        : quantileSorted(right.values, probability) - quantileSorted(left.values, probability);
    const beyond = n * Math.min(probability, 1 - probability);
    const interval = beyond < 10 ? NO_INTERVAL : percentileInterval(resampled[index]!, confidence);
    return { probability, value, ...interval };
  });
}

interface Ordered {
  /** Sorted. */
  readonly values: number[];
  /** Which item each of them is. */
  readonly items: Uint32Array;
}

function ordered(values: Float64Array): Ordered {
  const items = Uint32Array.from(values, (_, item) => item).sort((a, b) => values[a]! - values[b]!);
  return { values: Array.from(items, (item) => values[item]!), items };
}

/** Type 7 quantile of a resample by one walk over the sorted values. */
function resampledQuantile(
  { values, items }: Ordered,
  multiplicities: Multiplicities,
  probability: number,
): number {
  const position = (items.length - 1) * probability;
  const lower = Math.floor(position);
  let seen = 0;
  let place = 0;
  for (; place < items.length; place++) {
    seen += multiplicities[items[place]!]!;
    if (seen > lower) break;
  }
  const low = values[place]!;
  if (position === lower || seen > lower + 1) return low;
  for (place += 1; multiplicities[items[place]!] === 0; ) place += 1;
  return low + (position - lower) * (values[place]! - low);
}
