import type { DistributionSpec } from '../distributions/distribution.ts';
import { gammaHazard, logGamma } from '../special/gamma.ts';
import { normalHazard } from '../special/normal.ts';
import { type Lifetimes, totalTime, type WeightedAges, weightOf } from './lifetimes.ts';
import type { Box } from './maximise.ts';
import { findRoot } from './root.ts';

export const LAW_KINDS = ['exponential', 'weibull', 'lognormal', 'gamma'] as const;
export type LawKind = (typeof LAW_KINDS)[number];
export type FittedLaw = Extract<DistributionSpec, { readonly kind: LawKind }>;

/** A law as the maximiser sees it: a point is the logarithms of its parameters, location first. */
export interface LawLikelihood {
  readonly parameters: readonly string[];
  readonly start: readonly number[];
  readonly box: Box;
  logLikelihood(point: readonly number[]): number;
}

/** Parameters further out than this have run away: there is no maximum. */
const LOG_SHAPE = { low: -5, high: 7 };
const LOG_LOCATION_REACH = 40;
const HALF_LOG_TWO_PI = 0.9189385332046727;

export function lawSpec(kind: LawKind, point: readonly number[]): FittedLaw {
  const location = Math.exp(point[0]!);
  const shape = Math.exp(point[1] ?? 0);
  switch (kind) {
    case 'exponential':
      return { kind, mean: location };
    case 'weibull':
      return { kind, scale: location, shape };
    case 'lognormal':
      return { kind, median: location, sigma: shape };
    case 'gamma':
      return { kind, mean: location, shape };
    default:
      return kind satisfies never;
  }
}

export function lawLikelihood(kind: LawKind, data: Lifetimes): LawLikelihood {
  switch (kind) {
    case 'exponential':
      return exponentialLikelihood(data);
    case 'weibull':
      return weibullLikelihood(data);
    case 'lognormal':
      return lognormalLikelihood(data);
    case 'gamma':
      return gammaLikelihood(data);
    default:
      return kind satisfies never;
  }
}

function exponentialLikelihood(data: Lifetimes): LawLikelihood {
  const count = data.events.length;
  const total = totalTime(data);
  const start = [Math.log(total / count)];
  return {
    parameters: ['mean'],
    start,
    box: boxAround(start),
    logLikelihood: ([logMean]) => -count * logMean! - total * Math.exp(-logMean!),
  };
}

function weibullLikelihood(data: Lifetimes): LawLikelihood {
  const count = data.events.length;
  const logs = data.events.map(Math.log);
  const censored = logarithms(data.censored);
  const entries = logarithms(data.entries);
  const logSum = sum(logs);
  // Powers are taken of ages over the longest one, so that none overflows.
  const reference = Math.max(logs[count - 1]!, censored.ages.at(-1) ?? Number.NEGATIVE_INFINITY);
  const powers = powerSums(logs, censored, entries, reference);
  const start = weibullStart(count, logs, censored, entries, reference);
  return {
    parameters: ['scale', 'shape'],
    start,
    box: boxAround(start),
    logLikelihood: ([logScale, logShape]) => {
      const shape = Math.exp(logShape!);
      const hazard = powers(shape) * Math.exp(shape * (reference - logScale!));
      return count * (logShape! - shape * logScale!) + (shape - 1) * logSum - hazard;
    },
  };
}

/** Sum of (age / reference)^shape over all lives less that of their entries; the last few shapes are remembered. */
function powerSums(
  logs: Float64Array,
  censored: WeightedAges,
  entries: WeightedAges,
  reference: number,
): (shape: number) => number {
  const known = new Map<number, number>();
  return (shape) => {
    let total = known.get(shape);
    if (total !== undefined) return total;
    total = 0;
    for (let index = 0; index < logs.length; index++) total += Math.exp(shape * (logs[index]! - reference));
    total += weighted(censored, (log) => Math.exp(shape * (log - reference)));
    total -= weighted(entries, (log) => Math.exp(shape * (log - reference)));
    if (known.size > 20) known.clear();
    known.set(shape, total);
    return total;
  };
}

/** The shape by the root of its profile score; the scale follows in closed form. */
function weibullStart(
  count: number,
  logs: Float64Array,
  censored: WeightedAges,
  entries: WeightedAges,
  reference: number,
): number[] {
  const sums = (shape: number) => {
    let plain = 0;
    let timesLog = 0;
    const take = (log: number, weight: number) => {
      const power = weight * Math.exp(shape * (log - reference));
      plain += power;
      timesLog += power * (log - reference);
    };
    for (let index = 0; index < count; index++) take(logs[index]!, 1);
    for (let index = 0; index < censored.ages.length; index++)
      take(censored.ages[index]!, censored.weights[index]!);
    for (let index = 0; index < entries.ages.length; index++)
      take(entries.ages[index]!, -entries.weights[index]!);
    return { plain, timesLog };
  };
  const meanLog = sum(logs) / count - reference;
  const score = (logShape: number) => {
    const shape = Math.exp(logShape);
    const { plain, timesLog } = sums(shape);
    return 1 / shape + meanLog - timesLog / plain;
  };
  const logShape = findRoot(score, LOG_SHAPE.low, LOG_SHAPE.high) ?? 0;
  const shape = Math.exp(logShape);
  return [reference + Math.log(sums(shape).plain / count) / shape, logShape];
}

function lognormalLikelihood(data: Lifetimes): LawLikelihood {
  const count = data.events.length;
  const logs = data.events.map(Math.log);
  const censored = logarithms(data.censored);
  const entries = logarithms(data.entries);
  const logSum = sum(logs);
  const meanLog = logSum / count;
  const squares = logs.reduce((total, log) => total + (log - meanLog) * (log - meanLog), 0);
  const logSigma = 0.5 * Math.log(squares / count);
  // Without censoring this start is the maximum; with it, the median is further out by about the log of lives per event.
  const start = [meanLog + Math.log((count + weightOf(censored)) / count), Math.max(LOG_SHAPE.low, logSigma)];
  return {
    parameters: ['median', 'sigma'],
    start,
    box: boxAround(start),
    logLikelihood: ([mu, logOfSigma]) => {
      const sigma = Math.exp(logOfSigma!);
      const shift = meanLog - mu!;
      const squared = (squares + count * shift * shift) / (sigma * sigma);
      return (
        -logSum -
        count * (logOfSigma! + HALF_LOG_TWO_PI) -
        0.5 * squared -
        weighted(censored, (log) => normalHazard((log - mu!) / sigma)) +
        weighted(entries, (log) => normalHazard((log - mu!) / sigma))
      );
    },
  };
}

function gammaLikelihood(data: Lifetimes): LawLikelihood {
  const count = data.events.length;
  const { censored, entries, events } = data;
  const logSum = sum(events.map(Math.log));
  const plainSum = sum(events);
  // Thom's (1958) approximation of the complete sample's shape; near enough to start from with censoring.
  const spread = Math.max(1e-12, Math.log(plainSum / count) - logSum / count);
  const shapeOfEvents = (1 + Math.sqrt(1 + (4 * spread) / 3)) / (4 * spread);
  const logShape = Math.min(LOG_SHAPE.high, Math.max(LOG_SHAPE.low, Math.log(shapeOfEvents)));
  const start = [Math.log(totalTime(data) / count), logShape];
  return {
    parameters: ['mean', 'shape'],
    start,
    box: boxAround(start),
    logLikelihood: ([logMean, logOfShape]) => {
      const shape = Math.exp(logOfShape!);
      const logScale = logMean! - logOfShape!;
      const perScale = Math.exp(-logScale);
      return (
        (shape - 1) * logSum -
        plainSum * perScale -
        count * (logGamma(shape) + shape * logScale) -
        weighted(censored, (age) => gammaHazard(shape, age * perScale)) +
        weighted(entries, (age) => gammaHazard(shape, age * perScale))
      );
    },
  };
}

function boxAround([location]: readonly number[]): Box {
  return {
    low: [location! - LOG_LOCATION_REACH, LOG_SHAPE.low],
    high: [location! + LOG_LOCATION_REACH, LOG_SHAPE.high],
  };
}

function logarithms({ ages, weights }: WeightedAges): WeightedAges {
  return { ages: ages.map(Math.log), weights };
}

function weighted({ ages, weights }: WeightedAges, of: (age: number) => number): number {
  let total = 0;
  for (let index = 0; index < ages.length; index++) total += weights[index]! * of(ages[index]!);
  return total;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
