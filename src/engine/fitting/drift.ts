import { normalQuantile, normalSurvival } from '../special/normal.ts';
import { type Estimate, intervals, logInterval, mapEstimate } from './intervals.ts';
import type { WeightedAges } from './lifetimes.ts';
import { type Maximum, maximise } from './maximise.ts';
import { findRoot } from './root.ts';

/** Whether the rate of events changes over the window, and how. */
export interface Drift {
  /** Laplace's trend statistic, standard normal if the rate is constant; below 0 the rate falls. */
  readonly laplace: number;
  readonly laplacePValue: number;
  /** Lewis and Robinson's: Laplace's over the coefficient of variation of the gaps, so that clusters are no trend. */
  readonly lewisRobinson: number;
  /** Null below `LEWIS_ROBINSON_FROM` events. */
  readonly lewisRobinsonPValue: number | null;
  /** Rate at the window's end over that at its start, if its logarithm is linear in time. */
  readonly endOverStart: Estimate;
  readonly decay: DecayingRate | null;
}

/** Rate = level x (1 + (initial - 1) exp(-t / decay time)). */
export interface DecayingRate {
  readonly initialMultiple: Estimate;
  readonly decayTime: Estimate;
  /** Log-likelihood above that of a constant rate; it has two parameters more. */
  readonly gain: number;
}

/**
 * The variation of few gaps is no more than a guess, and often far too small: at a constant rate p is below 0.05 in 30 % of logs of
 * 3 events and 10 % of those of 8, and in about 5 % from here on.
 */
const LEWIS_ROBINSON_FROM = 20;

/** Decay times looked at, over the window: faster ones are a single burst, slower ones a straight line. */
const DECAY_BOX = { low: Math.log(0.005), high: Math.log(3) };
const MULTIPLE_BOX = { low: -8, high: 8 };
const BINS = 20_000;
/** The best few points of this grid are where the search starts. */
const STARTING_MULTIPLES = [0.1, 0.4, 0.8, 1.3, 2, 4, 10, 50];
const STARTING_DECAYS = [0.01, 0.03, 0.1, 0.3, 1];
const STARTS = 2;

/**
 * `times` ascending since the window's start, all inside it. `closed` when the last event is what ended the window:
 * it then tells nothing about a trend.
 */
export function driftOf(
  times: Float64Array,
  window: number,
  confidence: number,
  closed: boolean,
): Drift | null {
  const free = closed ? times.subarray(0, -1) : times;
  const count = free.length;
  if (count < 3) return null;
  const positions = free.map((time) => time / window);
  let mean = 0;
  for (const position of positions) mean += position / count;
  const laplace = (mean - 0.5) * Math.sqrt(12 * count);
  const variation = gapVariation(times);
  const lewisRobinson = variation > 0 ? laplace / variation : Number.NaN;
  const z = normalQuantile(0.5 + confidence / 2);
  return {
    laplace,
    laplacePValue: twoSided(laplace),
    lewisRobinson,
    lewisRobinsonPValue: count < LEWIS_ROBINSON_FROM ? null : twoSided(lewisRobinson),
    endOverStart: logLinear(mean, count, z),
    decay: fitDecay(positions, window, z),
  };
}

function twoSided(z: number): number {
  return 2 * normalSurvival(Math.abs(z));
}

function gapVariation(times: Float64Array): number {
  const gaps = times.subarray(1).map((time, index) => time - times[index]!);
  let mean = 0;
  for (const gap of gaps) mean += gap / gaps.length;
  let variance = 0;
  for (const gap of gaps) variance += ((gap - mean) * (gap - mean)) / Math.max(1, gaps.length - 1);
  return Math.sqrt(variance) / mean;
}

/** Slope b of a rate like exp(b s) on 0 to 1: the mean position is 1 / (1 - e^-b) - 1 / b. */
function logLinear(mean: number, count: number, z: number): Estimate {
  const expected = (b: number) => (Math.abs(b) < 1e-4 ? 0.5 + b / 12 : 1 / -Math.expm1(-b) - 1 / b);
  const slope = findRoot((b) => expected(b) - mean, -500, 500) ?? (mean < 0.5 ? -500 : 500);
  const half = Math.abs(slope) / 2;
  // 1 / b^2 - 1 / (4 sinh^2(b/2)), whose limit at 0 is 1/12.
  const sinh = (Math.exp(half) - Math.exp(-half)) / 2;
  const variance = half < 1e-3 ? 1 / 12 : 1 / (slope * slope) - 1 / (4 * sinh * sinh);
  return logInterval(slope, 1 / (count * variance), z);
}

function fitDecay(positions: Float64Array, window: number, z: number): DecayingRate | null {
  const { ages, weights } = binned(positions);
  const logLikelihood = ([logInitial, logDecay]: readonly number[]) => {
    const excess = Math.expm1(logInitial!);
    const rate = Math.exp(-logDecay!);
    let total = 0;
    for (let index = 0; index < ages.length; index++) {
      total += weights[index]! * Math.log1p(excess * Math.exp(-ages[index]! * rate));
    }
    return total - positions.length * Math.log1p((excess * -Math.expm1(-rate)) / rate);
  };
  const box = { low: [MULTIPLE_BOX.low, DECAY_BOX.low], high: [MULTIPLE_BOX.high, DECAY_BOX.high] };
  let best: Maximum | null = null;
  const starts = STARTING_MULTIPLES.flatMap((initial) =>
    STARTING_DECAYS.map((decay) => {
      const point = [Math.log(initial), Math.log(decay)];
      return { point, value: logLikelihood(point) };
    }),
  ).sort((a, b) => b.value - a.value);
  for (const { point } of starts.slice(0, STARTS)) {
    const found = maximise(logLikelihood, point, box);
    if (found !== null && (best === null || found.value > best.value)) best = found;
  }
  if (best === null || best.value <= 0) return null;
  const [initial, decay] = intervals(logLikelihood, best, box, z, ages.length);
  return {
    initialMultiple: mapEstimate(initial!, Math.exp),
    decayTime: mapEstimate(decay!, (value) => window * Math.exp(value)),
    gain: best.value,
  };
}

/** Positions of a long log, those of each bin at their mean: the fastest decay takes a hundred bins, so no sum feels it. */
function binned(positions: Float64Array): WeightedAges {
  if (positions.length <= BINS) return { ages: positions, weights: positions.map(() => 1) };
  const sums = new Float64Array(BINS);
  const counts = new Float64Array(BINS);
  for (const position of positions) {
    const bin = Math.min(BINS - 1, Math.floor(position * BINS));
    sums[bin]! += position;
    counts[bin]! += 1;
  }
  const filled = Array.from(counts.keys()).filter((bin) => counts[bin]! > 0);
  return {
    ages: Float64Array.from(filled, (bin) => sums[bin]! / counts[bin]!),
    weights: Float64Array.from(filled, (bin) => counts[bin]!),
  };
}
