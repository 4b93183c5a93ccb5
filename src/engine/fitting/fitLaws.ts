import { createDistribution } from '../distributions/createDistribution.ts';
import { normalQuantile } from '../special/normal.ts';
import { type Estimate, intervals, mapEstimate } from './intervals.ts';
import { kaplanMeier, kolmogorovSmirnov, type SurvivalCurve } from './kaplanMeier.ts';
import { type FittedLaw, LAW_KINDS, type LawKind, lawLikelihood, lawSpec } from './laws.ts';
import { type Lifetimes, weightOf } from './lifetimes.ts';
import { type Box, type Maximum, maximise } from './maximise.ts';

export interface LawFit {
  readonly kind: LawKind;
  readonly spec: FittedLaw;
  /** By name, like scale and shape; intervals by profile likelihood, see `intervals`. */
  readonly parameters: Readonly<Record<string, Estimate>>;
  /** Mean of the law; beyond the longest age seen it is an extrapolation. */
  readonly mean: Estimate;
  readonly logLikelihood: number;
  readonly aic: number;
  /** Against the Kaplan-Meier estimate. */
  readonly kolmogorovSmirnov: number;
}

export interface LawFits {
  readonly events: number;
  readonly censored: number;
  readonly fits: readonly LawFit[];
  /** Laws that could not be fitted, and why. */
  readonly refused: readonly { readonly kind: LawKind; readonly why: string }[];
  readonly curve: SurvivalCurve;
}

/** A law of two parameters needs at least this many events. */
export const LEAST_EVENTS = 3;

/** The four laws by maximum likelihood, in the order of their AIC. */
export function fitLaws(data: Lifetimes, confidence: number): LawFits {
  const curve = kaplanMeier(data);
  const fits: LawFit[] = [];
  const refused: { kind: LawKind; why: string }[] = [];
  for (const kind of LAW_KINDS) {
    const fit = fitLaw(kind, data, confidence, curve);
    if (typeof fit === 'string') refused.push({ kind, why: fit });
    else fits.push(fit);
  }
  fits.sort((a, b) => a.aic - b.aic);
  return { events: data.events.length, censored: weightOf(data.censored), fits, refused, curve };
}

/** One law by maximum likelihood, or why it cannot be fitted. */
export function fitLaw(
  kind: LawKind,
  data: Lifetimes,
  confidence: number,
  curve: SurvivalCurve = kaplanMeier(data),
): LawFit | string {
  const { events } = data;
  if (events.length === 0) return 'there is no event';
  if (kind !== 'exponential') {
    if (events.length < LEAST_EVENTS)
      return `there ${events.length === 1 ? 'is 1 event' : `are ${events.length} events`}, ${LEAST_EVENTS} are needed`;
    if (events[0] === events[events.length - 1]) return 'all its times are equal';
  }
  const { parameters, start, box, logLikelihood } = lawLikelihood(kind, data);
  const maximum = maximise(logLikelihood, start, box);
  if (maximum === null) return 'its likelihood has no maximum';
  const spec = lawSpec(kind, maximum.point);
  const z = normalQuantile(0.5 + confidence / 2);
  const terms = events.length + data.censored.ages.length + data.entries.ages.length;
  const found = intervals(logLikelihood, maximum, box, z, terms);
  return {
    kind,
    spec,
    parameters: Object.fromEntries(
      parameters.map((name, index) => [name, mapEstimate(found[index]!, Math.exp)]),
    ),
    mean:
      kind === 'weibull' || kind === 'lognormal'
        ? meanOf(kind, logLikelihood, maximum, box, z, terms)
        : mapEstimate(found[0]!, Math.exp),
    logLikelihood: maximum.value,
    aic: 2 * parameters.length - 2 * maximum.value,
    kolmogorovSmirnov: kolmogorovSmirnov(curve, createDistribution(spec)),
  };
}

const DELTA = 1e-5;
const LOG_MEAN_REACH = 200;

/** Mean of a law of two parameters: the likelihood written in (mean, shape) instead of (location, shape). */
function meanOf(
  kind: LawKind,
  f: (point: readonly number[]) => number,
  { point, value, covariance }: Maximum,
  box: Box,
  z: number,
  terms: number,
): Estimate {
  const shape = point[1]!;
  const logMeanOverLocation = (logShape: number) =>
    Math.log(createDistribution(lawSpec(kind, [0, logShape])).mean);
  const slope = (logMeanOverLocation(shape + DELTA) - logMeanOverLocation(shape - DELTA)) / (2 * DELTA);
  const [[locations, mixed], [, shapes]] = covariance as [[number, number], [number, number]];
  const inMean: Maximum = {
    point: [point[0]! + logMeanOverLocation(shape), shape],
    value,
    covariance: [
      [locations + 2 * slope * mixed + slope * slope * shapes, mixed + slope * shapes],
      [mixed + slope * shapes, shapes],
    ],
  };
  const ofMean = ([logMean, logShape]: readonly number[]) =>
    f([logMean! - logMeanOverLocation(logShape!), logShape!]);
  // A heavy tail has a mean far beyond its location.
  const wide = { low: box.low, high: [box.high[0]! + LOG_MEAN_REACH, box.high[1]!] };
  return mapEstimate(intervals(ofMean, inMean, wide, z, terms)[0]!, Math.exp);
}
