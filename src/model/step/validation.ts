import { type Verdict, verdictOf } from '../verdict.ts';
import type { StepPrediction } from './prediction.ts';
import type { ProfileId } from './profiles.ts';
import { predictStep } from './step.ts';
import {
  type Measured,
  missingFromRow,
  stepText,
  type ValidationCase,
  type ValidationRow,
  validationCase,
} from './validationRow.ts';
import { isFitted, STEP_TIME_AIM, setOf, VALIDATION_SETS, type ValidationSet } from './validationSets.ts';

/** A measured row beside its prediction. Errors are (predicted - measured) / measured. */
export interface Comparison {
  readonly id: string;
  readonly set: string;
  /** Model, GPUs and precision. */
  readonly what: string;
  readonly source: string;
  /** What the prediction needs and the source does not print. */
  readonly assumed: readonly string[];
  readonly profile: ProfileId;
  /** Whether the profile's constants were fitted on this row. */
  readonly fitted: boolean;
  readonly measuredSeconds: number;
  readonly predictedSeconds: number;
  readonly timeError: number;
  /** Model FLOPs over time and GPUs (TFLOP/s), causal half of the attention, of the measured and the predicted time. */
  readonly measuredTflops: number;
  readonly predictedTflops: number;
  readonly memoryError: number | null;
  readonly fits: boolean;
}

export function compareCase(one: ValidationCase): Comparison {
  const step = predictStep(one.model, one.work, one.machine, one.stack);
  const teraflops = step.modelFlops / (one.work.layout.gpus * 1e12);
  const measuredSeconds = secondsOf(one.measured, step, one.work.layout.gpus);
  return {
    id: one.id,
    set: setOf(one),
    what: one.what,
    source: one.source,
    assumed: one.assumed,
    profile: one.profile,
    fitted: isFitted(one),
    measuredSeconds,
    predictedSeconds: step.stepSeconds,
    timeError: step.stepSeconds / measuredSeconds - 1,
    measuredTflops: teraflops / measuredSeconds,
    predictedTflops: teraflops / step.stepSeconds,
    memoryError: one.measuredBytes === null ? null : step.memory.totalBytes / one.measuredBytes - 1,
    fits: step.memory.fits,
  };
}

/** A measured rate as the time of a step: the FLOPs that the source counts over it. */
function secondsOf(measured: Measured, step: StepPrediction, gpus: number): number {
  if (measured.kind === 'seconds') return measured.seconds;
  const flops = {
    'model, causal attention': step.modelFlops,
    'model, full attention': step.modelFlopsFullAttention,
    hardware: step.hardwareFlops,
  }[measured.counts];
  return flops / (gpus * measured.flopsPerGpu);
}

/** A measured row that cannot be predicted, and why. */
export interface Unpredicted {
  readonly id: string;
  readonly set: string;
  readonly what: string;
  readonly source: string;
  readonly reason: string;
}

/** The rows that `compareRows` leaves out. */
export function unpredictedRows(rows: Iterable<ValidationRow>): readonly Unpredicted[] {
  const out: Unpredicted[] = [];
  for (const row of rows) {
    const reason = missingFromRow(row);
    if (reason === null) continue;
    const { id = '', group = '', source = '' } = row;
    out.push({ id, set: group, what: stepText(row), source, reason });
  }
  return out;
}

/** Every row that can be predicted, in file order. */
export function compareRows(rows: Iterable<ValidationRow>): readonly Comparison[] {
  const out: Comparison[] = [];
  for (const row of rows) {
    const one = validationCase(row);
    if (one !== null) out.push(compareCase(one));
  }
  return out;
}

export interface ErrorSummary {
  readonly rows: number;
  readonly meanAbsolute: number;
  readonly mean: number;
  readonly median: number;
  readonly p90: number;
  readonly worst: number;
  /** Signed, of the ends. */
  readonly least: number;
  readonly most: number;
}

/** Of the absolute errors: mean, median, 90th percentile (nearest rank) and worst; mean and ends of the signed ones. */
export function summarise(errors: readonly number[]): ErrorSummary | null {
  if (errors.length === 0) return null;
  const sizes = errors.map(Math.abs).sort((a, b) => a - b);
  const at = (share: number): number => sizes[Math.max(0, Math.ceil(share * sizes.length) - 1)]!;
  return {
    rows: sizes.length,
    meanAbsolute: sizes.reduce((sum, e) => sum + e, 0) / sizes.length,
    mean: errors.reduce((sum, e) => sum + e, 0) / errors.length,
    median: at(0.5),
    p90: at(0.9),
    worst: at(1),
    least: Math.min(...errors),
    most: Math.max(...errors),
  };
}

/** How the steps of a set came out. */
export interface SetReport {
  readonly set: ValidationSet;
  readonly comparisons: readonly Comparison[];
  readonly all: ErrorSummary | null;
  readonly fitted: ErrorSummary | null;
  readonly unseen: ErrorSummary | null;
  /** Of the unseen rows; of all where constants were fitted on every row. Null without rows. */
  readonly verdict: Verdict | null;
  readonly memory: ErrorSummary | null;
  /** Null where no memory was measured. */
  readonly memoryVerdict: Verdict | null;
}

/** One report per set of VALIDATION_SETS, each judged by the aim. */
export function reportSets(comparisons: readonly Comparison[]): readonly SetReport[] {
  return VALIDATION_SETS.map((set) => {
    const mine = comparisons.filter((c) => c.set === set.name);
    const times = (some: readonly Comparison[]): ErrorSummary | null =>
      summarise(some.map((c) => c.timeError));
    const all = times(mine);
    const unseen = times(mine.filter((c) => !c.fitted));
    const memory = summarise(mine.flatMap((c) => (c.memoryError === null ? [] : [c.memoryError])));
    return {
      set,
      comparisons: mine,
      all,
      fitted: times(mine.filter((c) => c.fitted)),
      unseen,
      verdict: judged(unseen ?? all, set.notReproduced),
      memory,
      memoryVerdict: judged(memory, set.memoryNotReproduced),
    };
  });
}

function judged(errors: ErrorSummary | null, reason: string | null): Verdict | null {
  return errors === null ? null : verdictOf(errors.meanAbsolute <= STEP_TIME_AIM, reason);
}
