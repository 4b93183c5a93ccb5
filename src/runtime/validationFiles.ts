import { join } from 'node:path';
import Papa from 'papaparse';
import type { ValidationRow } from '../model/step/validationRow.ts';
import { packageRoot, readText } from './packageFiles.ts';

/** Measured steps that come with longrun, every cell as text. */
export function loadValidationRows(): ValidationRow[] {
  return ['step-time.csv', 'step-time-vtrain.csv'].flatMap((name) => {
    const text = readText(join(packageRoot, 'scenarios', 'validation', name));
    return Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true }).data;
  });
}
