import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { STREAMS_VERSION } from '../engine/randomStreams.ts';
import { dataPackage } from '../report/dataPackage.ts';
import type { Table } from '../report/table.ts';
import { makeFolder, writeFileAtomically } from './fileSystem.ts';
import { refuseForeignFiles } from './foreignFiles.ts';
import { version } from './packageFiles.ts';
import { MODEL_VERSION, sha256OfFile } from './provenance.ts';
import { type FinishedStudy, UnreadableStudyError } from './readStudy.ts';
import { COMPARISON_SCHEMA, isJournal, STUDY_FILES } from './studyFiles.ts';
import { lockStudy } from './studyLock.ts';
import { type TableFormat, writeTables } from './tableFiles.ts';

/** What the manifest of a comparison says. */
export interface ComparisonFacts {
  readonly commandLine: readonly string[];
  readonly studies: readonly FinishedStudy[];
  /** Replications that all points have. */
  readonly replications: number;
  readonly baseline: number;
  readonly confidence: number;
}

/** Refuses a folder that holds a study, whose manifest a comparison would replace. */
export function refuseStudyFolder(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).some(isJournal))
    throw new UnreadableStudyError(
      folder,
      'holds a study; give the comparison a place of its own with --name.',
    );
}

/**
 * Writes the tables of a comparison of finished studies, the dictionary of their columns and a manifest into a folder of their
 * own, and says their names; an earlier comparison there is replaced. @throws UnreadableStudyError, StudyBusyError, FileError
 */
export async function writeComparison(
  folder: string,
  tables: readonly Table[],
  format: TableFormat,
  facts: ComparisonFacts,
): Promise<readonly string[]> {
  refuseStudyFolder(folder);
  refuseForeignFiles(folder, 'Give the comparison its own place with --name.');
  makeFolder(folder);
  const unlock = lockStudy(folder);
  try {
    const written = await writeTables(folder, tables, format);
    const described = dataPackage('comparison', written, format.dialect);
    writeFileAtomically(join(folder, STUDY_FILES.dataPackage), [`${JSON.stringify(described, null, 2)}\n`]);
    const hashed = [...written.flatMap(({ paths }) => paths), STUDY_FILES.dataPackage];
    const { commandLine, studies, replications, baseline, confidence } = facts;
    const manifest = {
      schema: COMPARISON_SCHEMA,
      longrun: version,
      model: MODEL_VERSION,
      streams: STREAMS_VERSION,
      seed: studies[0]!.seed,
      commandLine,
      studies: studies.map((study) => ({
        folder: study.folder,
        scenario: study.scenario,
        plan: study.plan,
        points: study.points.length,
        complete: study.complete,
      })),
      replications,
      baseline,
      confidence,
      sha256: Object.fromEntries(hashed.map((name) => [name, sha256OfFile(join(folder, name))])),
      writtenAt: new Date().toISOString(),
    };
    writeFileAtomically(join(folder, STUDY_FILES.manifest), [`${JSON.stringify(manifest, null, 2)}\n`]);
    return [...hashed, STUDY_FILES.manifest];
  } finally {
    unlock();
  }
}
