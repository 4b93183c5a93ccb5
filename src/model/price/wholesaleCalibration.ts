import { findRoot } from '../../engine/fitting/root.ts';
import { normalQuantile } from '../../engine/special/normal.ts';
import { type CycleExtremes, dailyShape } from './periodicShape.ts';
import { type WholesaleModel, wholesaleMean, wholesaleShareBelow } from './wholesale.ts';

/** What is known of a market's prices in a year (USD/MWh). */
export interface WholesaleStatistics {
  readonly mean: number;
  readonly median: number;
  readonly deviation: number;
  readonly p95: number;
  /** Mean of each hour of the day over the mean of all, at its lowest and highest (site's hour, 0 to 23). */
  readonly day: CycleExtremes;
}

export interface WholesaleOptions {
  /** Correlation of the noise from hour to hour. */
  readonly hourlyCorrelation: number;
  readonly meanEpisodeHours: number;
  /** Ratio of each month, of mean 1. */
  readonly monthlyRatios: readonly number[];
}

/** No published fit was used for the two times: both are judgement. Yearly statistics do not tell the season. */
export const DEFAULT_WHOLESALE: WholesaleOptions = {
  hourlyCorrelation: 0.9,
  meanEpisodeHours: 4,
  monthlyRatios: new Array<number>(12).fill(1),
};

export interface WholesaleCalibration {
  readonly model: WholesaleModel;
  /** Statistics that the model has exactly; those not named are what the law makes them. */
  readonly exact: readonly ('mean' | 'median' | 'p95' | 'deviation')[];
}

const ROUNDS = 40;
/** How much of the day's shape the usual hours have, tried in this order; the rest is scarcity's. */
const SHAPE_PARTS: readonly number[] = [1, 0.9, 0.8, 0.7, 0.6, 0.5];
const DEVIATION_STEP = 0.02;
/** Beyond it the median is less than half of the mean: a lognormal in name only. */
const LARGEST_DEVIATION = 1.2;
/** Scarcity is rarer than the p95 it must not decide, and not rarer than an hour a year. */
const LARGEST_SHARE = 0.05;
const SMALLEST_SHARE = 1e-4;
const LARGEST_LEVEL = 1e5;

/**
 * Noise and scarcity that give the market's mean, daily shape and p95. With scarcity its median and standard deviation
 * too: the usual hours are fitted to median and p95, and what is missing of the mean of each hour of the day and of the
 * variance is scarcity. Without, where nothing is missing, only mean, shape and p95. Throws if neither can be.
 */
export function calibrateWholesale(
  statistics: WholesaleStatistics,
  options: WholesaleOptions = DEFAULT_WHOLESALE,
): WholesaleCalibration {
  const shape = dailyShape(statistics.day);
  const calm: WholesaleModel = {
    dailyRatios: shape,
    monthlyRatios: options.monthlyRatios,
    logMean: 0,
    logDeviation: 0,
    hourlyCorrelation: options.hourlyCorrelation,
    scarcity: {
      hourlyShares: shape.map(() => 0),
      usdPerMegawattHour: 0,
      meanEpisodeHours: options.meanEpisodeHours,
    },
  };
  for (const part of SHAPE_PARTS) {
    const dailyRatios = shape.map((ratio) => 1 + part * (ratio - 1));
    const model = withScarcity({ ...calm, dailyRatios }, shape, statistics);
    if (model !== null) return { model, exact: ['mean', 'median', 'p95', 'deviation'] };
  }
  const model = withoutScarcity(calm, statistics);
  if (model !== null) return { model, exact: ['mean', 'p95'] };
  throw new RangeError(
    `no lognormal price with this shape of the day has mean ${statistics.mean} and 95th percentile ${statistics.p95} USD/MWh: give hourly prices instead`,
  );
}

/** Mean fixed, deviation from the p95: the smallest that has it. */
function withoutScarcity(calm: WholesaleModel, { mean, p95 }: WholesaleStatistics): WholesaleModel | null {
  if (!(mean > 0 && p95 > 0)) return null;
  const at = (logDeviation: number): WholesaleModel => ({
    ...calm,
    logDeviation,
    logMean: Math.log(mean) - 0.5 * logDeviation * logDeviation,
  });
  const logDeviation = smallestDeviation((deviation) => wholesaleShareBelow(at(deviation), p95) - 0.95);
  return logDeviation === null ? null : at(logDeviation);
}

function withScarcity(
  calm: WholesaleModel,
  shape: readonly number[],
  statistics: WholesaleStatistics,
): WholesaleModel | null {
  let model = calm;
  for (let round = 0; round < ROUNDS; round++) {
    const usual = usualHours(model, statistics);
    const next = usual === null ? null : missingFromMoments(usual, shape, statistics);
    if (usual === null || next === null) return null;
    // The scarcity of the round before has the mean already: nothing moves any more.
    if (Math.abs(wholesaleMean(usual) / statistics.mean - 1) < 1e-12) return next;
    model = next;
  }
  return null;
}

/** Log mean and deviation that give median and p95 with the scarcity as it is. */
function usualHours(model: WholesaleModel, { median, p95 }: WholesaleStatistics): WholesaleModel | null {
  if (!(median > 0 && p95 > median)) return null;
  const at = (logDeviation: number): WholesaleModel | null => {
    const centre = Math.log(median);
    const excess = (logMean: number): number =>
      wholesaleShareBelow({ ...model, logMean, logDeviation }, median) - 0.5;
    const logMean = findRoot(excess, centre - 8, centre + 8, 1e-13);
    return logMean === null ? null : { ...model, logMean, logDeviation };
  };
  // The ratio of p95 to median would be this without a daily shape, so the deviation is not above it by much.
  const guess = Math.log(p95 / median) / normalQuantile(0.95);
  const excess = (logDeviation: number): number => {
    const tried = at(logDeviation);
    return tried === null ? Number.NaN : wholesaleShareBelow(tried, p95) - 0.95;
  };
  const logDeviation = findRoot(excess, 0.02, 1.5 * guess + 0.02, 1e-13);
  return logDeviation === null ? null : at(logDeviation);
}

/** Shares and level of scarcity that add what the hours' means and the deviation lack; null if nothing is lacking. */
function missingFromMoments(
  model: WholesaleModel,
  shape: readonly number[],
  { mean, deviation }: WholesaleStatistics,
): WholesaleModel | null {
  const { dailyRatios, monthlyRatios, logMean, logDeviation, scarcity } = model;
  const variance = logDeviation * logDeviation;
  const usualMean = Math.exp(logMean + 0.5 * variance);
  const usualSquare = usualMean * usualMean * Math.exp(variance);
  const square = (deviation * deviation + mean * mean) / meanOf(monthlyRatios.map((ratio) => ratio * ratio));
  const sharesAt = (level: number): number[] =>
    dailyRatios.map((ratio, hour) => (mean * shape[hour]! - usualMean * ratio) / (level - usualMean * ratio));
  const squareAt = (level: number): number =>
    meanOf(
      sharesAt(level).map(
        (share, hour) => (1 - share) * usualSquare * dailyRatios[hour]! ** 2 + share * level * level,
      ),
    );
  const lowest = 2 * usualMean * Math.max(...dailyRatios);
  const level = findRoot((at) => squareAt(at) / square - 1, lowest, LARGEST_LEVEL, 1e-9);
  if (level === null) return null;
  const hourlyShares = sharesAt(level);
  const share = meanOf(hourlyShares);
  if (hourlyShares.some((one) => one < 0) || share < SMALLEST_SHARE || share > LARGEST_SHARE) return null;
  return { ...model, scarcity: { ...scarcity, hourlyShares, usdPerMegawattHour: level } };
}

function smallestDeviation(excess: (deviation: number) => number): number | null {
  let before = 1e-6;
  for (let next = DEVIATION_STEP; next <= LARGEST_DEVIATION; next += DEVIATION_STEP) {
    const found = findRoot(excess, before, next, 1e-13);
    if (found !== null) return found;
    before = next;
  }
  return null;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
