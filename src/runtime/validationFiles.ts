import { join } from 'node:path';
import Papa from 'papaparse';
import type { ValidationRow } from '../model/step/validationRow.ts';
import { airesimRows } from '../montecarlo/validation/airesimRows.ts';
import { type PublishedRow, parsePublished } from '../montecarlo/validation/publishedRow.ts';
import type { AiresimReference } from '../scenario/airesim/referenceSetting.ts';
import { packageRoot, readText } from './packageFiles.ts';

/** Files of scenarios/validation that the check is made of. */
export const VALIDATION_FILES = {
  published: 'published.yaml',
  airesim: 'airesim.csv',
  steps: ['step-time.csv', 'step-time-vtrain.csv'],
} as const;

export function validationText(name: string): string {
  return readText(join(packageRoot, 'scenarios', 'validation', name));
}

/** Measured steps that come with longrun, every cell as text. */
export function loadValidationRows(): ValidationRow[] {
  return VALIDATION_FILES.steps.flatMap(csvRows);
}

/** AIReSim's own output, every cell as text. */
export function loadAiresimReference(): readonly AiresimReference[] {
  return csvRows(VALIDATION_FILES.airesim);
}

/** Every published figure: those of published.yaml, then AIReSim's. */
export function loadPublished(): readonly PublishedRow[] {
  const { published } = VALIDATION_FILES;
  return [
    ...parsePublished(`scenarios/validation/${published}`, validationText(published)),
    ...airesimRows(loadAiresimReference()),
  ];
}

function csvRows(name: string): Record<string, string>[] {
  return Papa.parse<Record<string, string>>(validationText(name).trim(), {
    header: true,
    comments: '#',
    skipEmptyLines: true,
  }).data;
}
