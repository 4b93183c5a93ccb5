import { join } from 'node:path';
import Papa from 'papaparse';
import type { ValidationRow } from '../model/step/validationRow.ts';
import { airesimRows } from '../montecarlo/validation/airesimRows.ts';
import { type PublishedRow, parsePublished } from '../montecarlo/validation/publishedRow.ts';
import type { AiresimReference } from '../scenario/airesim/referenceSetting.ts';
import { packageRoot, readText } from './packageFiles.ts';

/** Measured steps that come with longrun, every cell as text. */
export function loadValidationRows(): ValidationRow[] {
  return ['step-time.csv', 'step-time-vtrain.csv'].flatMap(csvRows);
}

/** AIReSim's own output, every cell as text. */
export function loadAiresimReference(): readonly AiresimReference[] {
  return csvRows('airesim.csv');
}

/** Every published figure: those of published.yaml, then AIReSim's. */
export function loadPublished(): readonly PublishedRow[] {
  return [
    ...parsePublished('scenarios/validation/published.yaml', validationText('published.yaml')),
    ...airesimRows(loadAiresimReference()),
  ];
}

/** Figures of a user's own. @throws ScenarioError, FileError */
export function readPublished(file: string): readonly PublishedRow[] {
  return parsePublished(file, readText(file));
}

function validationText(name: string): string {
  return readText(join(packageRoot, 'scenarios', 'validation', name));
}

function csvRows(name: string): Record<string, string>[] {
  return Papa.parse<Record<string, string>>(validationText(name).trim(), {
    header: true,
    comments: '#',
    skipEmptyLines: true,
  }).data;
}
