import type { Comparison, SetReport, Unpredicted } from '../model/step/validation.ts';
import { STEP_TIME_AIM } from '../model/step/validationSets.ts';
import type { Verdict } from '../model/verdict.ts';
import { type Judgement, wayOf } from '../montecarlo/validation/judge.ts';
import { csv } from '../report/csv.ts';
import { assumptionsOf, inputsOf, STEP_TIME_WHY, type StepTimeCheck, sourcesOf } from './stepTimeCheck.ts';

/** Of a figure of any kind; what a kind does not have is null. */
const NOTHING = {
  unit: '',
  measured_low: null,
  measured_high: null,
  measured_standard_error: null,
  predicted: null,
  predicted_low: null,
  predicted_high: null,
  predicted_standard_error: null,
  replications: null,
  predicted_by: null,
  error: null,
  tolerance: null,
  tolerance_standard_errors: null,
  why_this_tolerance: '',
  inputs: null,
  from_itself: null,
  result: '',
  not_reproduced_because: null,
  scenario: null,
  set: '',
  quantity: '',
  source: '',
  note: '',
  step_source: null,
  measured_tflops_per_gpu: null,
  predicted_tflops_per_gpu: null,
  memory_error: null,
  fits: null,
} as const;

/** What stands for the result of a single step. */
export const JUDGED_WITH_SOURCE = 'judged with its source';

/** A figure as one flat object: a row of the CSV, an item of the JSON. */
export type FigureRecord = {
  readonly [Key in keyof typeof NOTHING]: string | number | boolean | null;
} & { readonly area: string; readonly id: string; readonly what: string };

/** Figures, then the steps: each source of steps, and the steps it is judged by. */
export function figureRecords(
  judgements: readonly Judgement[],
  steps: StepTimeCheck | null,
): readonly FigureRecord[] {
  return [
    ...judgements.map(figureRecord),
    ...(steps?.reports ?? []).flatMap((report) => [
      ...sourceRecords(report),
      ...report.comparisons.map(stepRecord),
    ]),
    ...(steps?.unpredicted ?? []).map(unpredictedRecord),
  ];
}

export function figuresCsv(records: readonly FigureRecord[]): Generator<string> {
  return csv(
    ['area', 'id', 'what', ...Object.keys(NOTHING)],
    records.map((record) =>
      Object.values(record).map((value) => (typeof value === 'boolean' ? String(value) : value)),
    ),
  );
}

function figureRecord(judgement: Judgement): FigureRecord {
  const { row, prediction, error, verdict } = judgement;
  const { measured, tolerance } = row;
  return {
    area: row.area,
    id: row.id,
    what: row.what,
    ...NOTHING,
    unit: row.unit,
    measured_low: finite(measured.low),
    measured_high: finite(measured.high),
    measured_standard_error: measured.standardError,
    predicted: prediction?.value ?? null,
    predicted_low: prediction?.low ?? null,
    predicted_high: prediction?.high ?? null,
    predicted_standard_error: prediction?.standardError ?? null,
    replications: prediction?.replications ?? null,
    predicted_by: wayOf(judgement),
    error: finite(error),
    tolerance: tolerance.kind === 'relative' ? tolerance.share : null,
    tolerance_standard_errors: tolerance.kind === 'statistical' ? tolerance.errors : null,
    why_this_tolerance: row.why,
    inputs: row.inputs,
    from_itself: row.fromItself,
    result: verdict,
    not_reproduced_because: row.notReproduced,
    scenario: row.scenario,
    set: row.set.join('; '),
    quantity: row.quantityText,
    source: row.source,
    note: row.note,
  };
}

/** Time of a source's steps, and their memory where it was measured: mean absolute errors, which have no measured value. */
function sourceRecords({
  set,
  comparisons,
  all,
  unseen,
  verdict,
  memory,
  memoryVerdict,
}: SetReport): readonly FigureRecord[] {
  const record = (
    id: string,
    what: string,
    error: number,
    result: Verdict,
    reason: string | null,
  ): FigureRecord => ({
    area: 'step-time',
    id,
    what,
    ...NOTHING,
    predicted_by: 'model',
    error,
    tolerance: STEP_TIME_AIM,
    why_this_tolerance: STEP_TIME_WHY,
    inputs: inputsOf(comparisons),
    from_itself: unseen === null,
    result,
    not_reproduced_because: reason,
    source: sourcesOf(comparisons).join('; '),
    note: assumptionsOf(comparisons),
  });
  const judged = unseen ?? all;
  const kind = unseen === null ? 'fitted' : 'unseen';
  return [
    ...(judged === null || verdict === null
      ? []
      : [
          record(
            set.name,
            `${set.about}: mean |error| of ${judged.rows} ${kind} steps`,
            judged.meanAbsolute,
            verdict,
            set.notReproduced,
          ),
        ]),
    ...(memory === null || memoryVerdict === null
      ? []
      : [
          record(
            `${set.name}-memory`,
            `${set.about}: mean |error| of the memory of ${memory.rows} steps`,
            memory.meanAbsolute,
            memoryVerdict,
            set.memoryNotReproduced,
          ),
        ]),
  ];
}

function stepRecord(step: Comparison): FigureRecord {
  return {
    area: 'step-time',
    id: step.id,
    what: step.what,
    ...NOTHING,
    unit: 's',
    measured_low: step.measuredSeconds,
    measured_high: step.measuredSeconds,
    predicted: step.predictedSeconds,
    predicted_low: step.predictedSeconds,
    predicted_high: step.predictedSeconds,
    predicted_by: 'model',
    error: step.timeError,
    why_this_tolerance: `judged with its source, ${step.set}`,
    inputs: inputsOf([step]),
    from_itself: step.fitted,
    result: JUDGED_WITH_SOURCE,
    source: step.source,
    note: `stack ${step.profile}${step.assumed.length === 0 ? '' : `; ${assumptionsOf([step])}`}`,
    step_source: step.set,
    measured_tflops_per_gpu: step.measuredTflops,
    predicted_tflops_per_gpu: step.predictedTflops,
    memory_error: step.memoryError,
    fits: step.fits,
  };
}

function unpredictedRecord({ id, set, what, source, reason }: Unpredicted): FigureRecord {
  return {
    area: 'step-time',
    id,
    what,
    ...NOTHING,
    unit: 's',
    result: 'not reproduced',
    not_reproduced_because: reason,
    source,
    step_source: set,
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
