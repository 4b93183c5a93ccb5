import type { RandomStream } from '../../engine/randomStream.ts';
import { QUANTILES } from '../statistics.ts';
import type { Estimate } from './interval.ts';
import { type MeanEstimate, meanInterval } from './meanInterval.ts';
import { covarianceOf, meanOf, varianceOf } from './moments.ts';
import { differences, pairUp } from './pairs.ts';
import { probabilityWorse, type Worse, type WorseEstimate } from './probabilityWorse.ts';
import { type QuantileDifference, quantileDifferences } from './quantileDifference.ts';
import { ratioOfMeans } from './ratioOfMeans.ts';

/** What is told of one metric of two points that saw the same luck. NaN where it does not exist. */
export interface PairedComparison {
  /** Replications with a value at both points. */
  readonly n: number;
  /** Replications with a value at one point only, or at none. */
  readonly dropped: number;
  readonly baselineMean: number;
  readonly otherMean: number;
  /** Mean of other - baseline with the paired t interval. */
  readonly difference: MeanEstimate;
  /** Fieller's interval. */
  readonly ratio: Estimate;
  /** Wilson's interval. */
  readonly worse: WorseEstimate;
  /** Percentile intervals of the bootstrap. */
  readonly quantiles: readonly QuantileDifference[];
  /**
   * 1 - var(other - baseline) / (var(other) + var(baseline)): the share of variance that common luck takes out of the
   * difference. Negative where it does harm; at 0.9 unpaired points would need ten times the replications.
   */
  readonly varianceReduction: number;
}

export interface ComparisonOptions {
  readonly worse: Worse;
  /** Of each interval; see `simultaneousConfidence` where there are several points. */
  readonly confidence: number;
  /** Luck of the bootstrap. */
  readonly stream: RandomStream;
  readonly probabilities?: readonly number[];
  readonly resamples?: number;
}

/** Compares a metric by replication; row i of both columns is replication i, NaN where it has no value. */
export function comparePaired(
  baseline: ArrayLike<number>,
  other: ArrayLike<number>,
  { worse, confidence, stream, probabilities = QUANTILES, resamples }: ComparisonOptions,
): PairedComparison {
  const pairs = pairUp(baseline, other);
  const spread = varianceOf(pairs.baseline) + varianceOf(pairs.other);
  return {
    n: pairs.baseline.length,
    dropped: pairs.dropped,
    baselineMean: meanOf(pairs.baseline),
    otherMean: meanOf(pairs.other),
    difference: meanInterval(differences(pairs), confidence),
    ratio: ratioOfMeans(pairs, confidence),
    worse: probabilityWorse(pairs, worse, confidence),
    quantiles: quantileDifferences(pairs, probabilities, confidence, stream, resamples),
    // The same as 1 - var(other - baseline) / spread.
    varianceReduction: spread > 0 ? (2 * covarianceOf(pairs.baseline, pairs.other)) / spread : Number.NaN,
  };
}
