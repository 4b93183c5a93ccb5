import { power } from '../../engine/special/power.ts';
import { HOURS_PER_DAY } from './units.ts';

/** Where a cycle is lowest and highest, and how far from its mean (ratios to the mean, below and above 1). */
export interface CycleExtremes {
  readonly lowAt: number;
  readonly lowRatio: number;
  readonly highAt: number;
  readonly highRatio: number;
}

const DAYS_OF_MONTH: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** A half cosine to this power is a peak a few hours wide, as of the evening. */
const FIRST_SHARPNESS = 16;
const LAST_SHARPNESS = 65_536;

/**
 * A cycle of mean exactly 1 with the given lowest and highest place: a wave of half cosines between the two, and a sharp
 * peak (or dip) at the place that is further from the mean, mixed so that the mean comes out. Yearly statistics give no
 * more than these four numbers. Ratios of 1 and 1 are no cycle at all.
 */
export function periodicShape(extremes: CycleExtremes, weights: readonly number[]): number[] {
  const { lowAt, lowRatio, highAt, highRatio } = extremes;
  if (lowRatio === 1 && highRatio === 1) return weights.map(() => 1);
  if (lowAt === highAt || !(lowRatio < 1 && highRatio > 1)) {
    throw new RangeError(
      `a cycle around its mean needs a lowest ratio below 1 and a highest above 1 at another place, not ${lowRatio} at ${lowAt} and ${highRatio} at ${highAt}`,
    );
  }
  const span = highRatio - lowRatio;
  const wave = halfCosines(lowAt, highAt, weights.length);
  const isDip = (1 - lowRatio) / span > meanOf(wave, weights);
  const part = isDip
    ? mixed(
        wave.map((height) => 1 - height),
        weights,
        (highRatio - 1) / span,
      )
    : mixed(wave, weights, (1 - lowRatio) / span);
  if (part === null) {
    throw new RangeError(
      `no cycle of ${weights.length} places has mean 1, lowest ${lowRatio} and highest ${highRatio}: they are too far apart`,
    );
  }
  return part.map((height) => (isDip ? highRatio - span * height : lowRatio + span * height));
}

/** Ratio to the mean in each of the 24 hours of a day. */
export function dailyShape(extremes: CycleExtremes): number[] {
  return periodicShape(extremes, new Array<number>(HOURS_PER_DAY).fill(1));
}

/** Ratio to the mean in each month (index 0 is January), of mean 1 over the days of a year; places count from 1. */
export function monthlyShape(extremes: CycleExtremes): number[] {
  const { lowAt, highAt } = extremes;
  return periodicShape({ ...extremes, lowAt: lowAt - 1, highAt: highAt - 1 }, DAYS_OF_MONTH);
}

/** 0 at the lowest place, 1 at the highest, half cosines both ways. */
function halfCosines(lowAt: number, highAt: number, period: number): number[] {
  const rise = (highAt - lowAt + period) % period;
  return Array.from({ length: period }, (_, place) => {
    const sinceLow = (place - lowAt + period) % period;
    const phase = sinceLow <= rise ? sinceLow / rise : (period - sinceLow) / (period - rise);
    return (1 - Math.cos(Math.PI * phase)) / 2;
  });
}

/** The wave and its sharp peak in the proportion that has the mean; null if even the sharpest is above it. */
function mixed(wave: readonly number[], weights: readonly number[], mean: number): number[] | null {
  const waveMean = meanOf(wave, weights);
  for (let sharpness = FIRST_SHARPNESS; sharpness <= LAST_SHARPNESS; sharpness *= 2) {
    const peak = wave.map((height) => power(height, sharpness));
    const peakMean = meanOf(peak, weights);
    if (peakMean > mean) continue;
    const share = (waveMean - mean) / (waveMean - peakMean);
    return wave.map((height, place) => height + share * (peak[place]! - height));
  }
  return null;
}

function meanOf(values: readonly number[], weights: readonly number[]): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return values.reduce((sum, value, place) => sum + value * weights[place]!, 0) / total;
}
