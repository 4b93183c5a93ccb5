import { driftOf } from '../../engine/fitting/drift.ts';
import { fitLaws, type LawFits } from '../../engine/fitting/fitLaws.ts';
import { fitLemons } from '../../engine/fitting/lemons.ts';
import type { Lifetimes } from '../../engine/fitting/lifetimes.ts';
import { poissonRate } from '../../engine/fitting/poissonRate.ts';
import { skewOf } from '../../engine/fitting/skew.ts';
import { observationNotes } from './notes.ts';
import { type FailureLog, type ReadOptions, readFailureLog } from './readLog.ts';
import {
  type ClassReport,
  type DriftReport,
  type Explanation,
  type FitReport,
  type SkewReport,
  weightOfDifference,
} from './report.ts';
import { type ClassSample, collectSamples, type Samples } from './samples.ts';
import {
  ObservationError,
  type ObservationOptions,
  type ObservationWindow,
  observationWindow,
} from './window.ts';

export interface FitOptions extends ObservationOptions {
  /** Of all intervals, like 0.95; tests have the level 1 - confidence. */
  readonly confidence?: number;
}

/** Fewer nodes or failures say nothing about skew. */
const LEAST_NODES = 10;
const LEAST_FAILURES = 10;

/** Text of a CSV of failures to what it says: the whole of `longrun fit` but for reading and printing. */
export function fitFailureLog(file: string, text: string, options: ReadOptions & FitOptions = {}): FitReport {
  return fitLog(readFailureLog(file, text, options), options);
}

export function fitLog(log: FailureLog, options: FitOptions = {}): FitReport {
  const confidence = options.confidence ?? 0.95;
  const window = observationWindow(log, options);
  const samples = collectSamples(log, window, options);
  const exposureSeconds = samples.exposures.reduce((sum, exposure) => sum + exposure, 0);
  if (!(exposureSeconds > 0)) {
    throw new ObservationError('no node was up inside the window: every one was in repair all the time');
  }
  const report = (sample: ClassSample) =>
    classReport(sample, samples, window, exposureSeconds, confidence, options);
  const classes = samples.classes.map(report).sort((a, b) => b.failures - a.failures);
  const all = samples.all === null ? null : report(samples.all);
  return {
    file: log.file,
    columns: log.columns,
    timeKind: log.timeKind,
    rows: log.seconds.length,
    confidence,
    window,
    scope: log.columns.node === null ? 'job' : 'node',
    exposureSeconds,
    notes: observationNotes(log, window, samples, options, all ?? classes[0]!),
    bad: log.bad,
    classes,
    all,
  };
}

function classReport(
  sample: ClassSample,
  { exposures }: Samples,
  window: ObservationWindow,
  exposureSeconds: number,
  confidence: number,
  options: FitOptions,
): ClassReport {
  const { failures } = sample;
  const perNode = fitLaws(sample.nodeLives, confidence);
  const skew = skewReport(sample, exposures, confidence);
  const drift = driftReport(sample, window, confidence);
  // With nodes of unknown age the laws have another sample than the rest.
  const explanations = explain(perNode, options.age === 'unknown' ? null : { skew, drift });
  return {
    name: sample.name,
    failures,
    merged: sample.merged,
    ratePerSecond: poissonRate(failures, exposureSeconds, confidence),
    perNode,
    system: fitsOf(sample.systemGaps, confidence),
    simultaneous: sample.simultaneous,
    repair: fitsOf(sample.repairs, confidence),
    skew,
    drift,
    explanations,
    chosen: choose(explanations),
  };
}

function fitsOf(data: Lifetimes | null, confidence: number): LawFits | null {
  return data === null || data.events.length === 0 ? null : fitLaws(data, confidence);
}

function skewReport(
  { counts, failures }: ClassSample,
  exposures: Float64Array,
  confidence: number,
): SkewReport | null {
  if (counts.length < LEAST_NODES || failures < LEAST_FAILURES) return null;
  const skew = skewOf(counts, exposures);
  return {
    ...skew,
    lemons: fitLemons(counts, exposures, confidence),
    significant: skew.pValue < 1 - confidence,
  };
}

function driftReport(
  { times }: ClassSample,
  window: ObservationWindow,
  confidence: number,
): DriftReport | null {
  const length = window.toSeconds - window.fromSeconds;
  const closed = window.closedByFailure && times.at(-1) === length;
  const drift = driftOf(times, length, confidence, closed);
  return drift === null ? null : { ...drift, significant: drift.laplacePValue < 1 - confidence };
}

/** All likelihoods are of the failures as points in time on nodes, so that their AIC can be compared. */
function explain(
  { fits }: LawFits,
  others: { readonly skew: SkewReport | null; readonly drift: DriftReport | null } | null,
): Explanation[] {
  const explanations: Explanation[] = fits.map(({ kind, aic }) => ({ name: kind, aic }));
  const memoryless = fits.find(({ kind }) => kind === 'exponential');
  if (others !== null && memoryless !== undefined) {
    const { skew, drift } = others;
    if (skew !== null && skew.lemons !== null) explanations.push({ name: 'lemons', aic: skew.lemons.aic });
    if (drift !== null && drift.decay !== null) {
      explanations.push({ name: 'drift', aic: memoryless.aic + 4 - 2 * drift.decay.gain });
    }
  }
  return explanations.sort((a, b) => a.aic - b.aic);
}

/** Memoryless failures at one rate, unless something else explains clearly more. */
function choose(explanations: readonly Explanation[]): Explanation['name'] {
  const [best] = explanations;
  const memoryless = explanations.find(({ name }) => name === 'exponential');
  if (best === undefined || memoryless === undefined) return 'exponential';
  const weight = weightOfDifference(memoryless.aic - best.aic);
  return weight === 'clear' || weight === 'decisive' ? best.name : 'exponential';
}
