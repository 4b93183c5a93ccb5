import {
  type Comparison,
  compareRows,
  reportSets,
  type SetReport,
  type Unpredicted,
  unpredictedRows,
} from '../model/step/validation.ts';
import type { ValidationRow } from '../model/step/validationRow.ts';
import { isFailure } from '../model/verdict.ts';

/** Measured steps beside predicted ones. */
export interface StepTimeCheck {
  readonly reports: readonly SetReport[];
  readonly unpredicted: readonly Unpredicted[];
}

export function checkStepTimes(rows: readonly ValidationRow[]): StepTimeCheck {
  return { reports: reportSets(compareRows(rows)), unpredicted: unpredictedRows(rows) };
}

export const STEP_TIME_WHY = 'the aim for step times that nothing was fitted on';

/** Names of the sources that fail the check, each with what it is. */
export function failedSources({ reports }: StepTimeCheck): readonly string[] {
  return reports.flatMap(({ set, verdict, memoryVerdict }) => [
    ...(verdict !== null && isFailure(verdict) ? [`${set.name} (${verdict})`] : []),
    ...(memoryVerdict !== null && isFailure(memoryVerdict) ? [`${set.name}, memory (${memoryVerdict})`] : []),
  ]);
}

/** How what a prediction of steps starts from is known. */
export function inputsOf(steps: readonly Comparison[]): 'published' | 'assumed' {
  return steps.some(({ assumed }) => assumed.length > 0) ? 'assumed' : 'published';
}

/** Every source of the steps once. */
export function sourcesOf(steps: readonly Comparison[]): readonly string[] {
  return [...new Set(steps.map(({ source }) => source))];
}

/** What had to be assumed of the steps, and of how many. */
export function assumptionsOf(steps: readonly Comparison[]): string {
  const all = steps.flatMap(({ assumed }) => assumed);
  return [...new Set(all)]
    .map((what) => {
      const rows = all.filter((one) => one === what).length;
      return `not printed and assumed${steps.length === 1 ? '' : ` of ${rows} of ${steps.length}`}: ${what}`;
    })
    .join('; ');
}
