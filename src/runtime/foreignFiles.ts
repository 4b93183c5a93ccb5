import { existsSync, readdirSync } from 'node:fs';
import { isJournal, STUDY_FILES } from './studyFiles.ts';

/** A folder has files of the names that a study writes, and is none. */
export class ForeignFilesError extends Error {
  constructor(folder: string, files: readonly string[], advice: string) {
    super(
      `${folder} holds no study, and has files that would be written over: ${files.join(', ')}. Nothing was changed. ${advice}`,
    );
    this.name = 'ForeignFilesError';
  }
}

/** Tables that any command writes into the folder of a study, with their parts. */
const TABLE =
  /^(runs|summary|sensitivity|comparison|curve|optimum|wide|histogram|ecdf)(\.\d+)?\.(csv|parquet)$/;

/** @throws ForeignFilesError where files of somebody else have the names of a study's */
export function refuseForeignFiles(folder: string, advice: string): void {
  if (!existsSync(folder)) return;
  const files = readdirSync(folder);
  if (files.some((name) => isJournal(name) || name === STUDY_FILES.manifest)) return;
  const own: readonly string[] = Object.values(STUDY_FILES);
  const foreign = files.filter((name) => TABLE.test(name) || own.includes(name)).sort();
  if (foreign.length > 0) throw new ForeignFilesError(folder, foreign, advice);
}
