import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { STREAMS_VERSION } from '../engine/randomStreams.ts';
import { tableCsv } from '../report/csv.ts';
import { dataPackage } from '../report/dataPackage.ts';
import type { Table } from '../report/table.ts';
import { makeFolder, writeFileAtomically } from './fileSystem.ts';
import { readText, version } from './packageFiles.ts';
import { MODEL_VERSION, sha256 } from './provenance.ts';
import { type FinishedStudy, UnreadableStudyError } from './readStudy.ts';
import { COMPARISON_SCHEMA, isJournal, STUDY_FILES } from './studyFiles.ts';
import { lockStudy } from './studyLock.ts';

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
 * own; an earlier comparison there is replaced. @throws UnreadableStudyError, StudyBusyError, FileError
 */
export function writeComparison(folder: string, tables: readonly Table[], facts: ComparisonFacts): void {
  refuseStudyFolder(folder);
  makeFolder(folder);
  const unlock = lockStudy(folder);
  try {
    for (const table of tables) writeFileAtomically(join(folder, `${table.name}.csv`), tableCsv(table));
    const described = dataPackage('comparison', tables);
    writeFileAtomically(join(folder, STUDY_FILES.dataPackage), [`${JSON.stringify(described, null, 2)}\n`]);
    const hashed = [...tables.map(({ name }) => `${name}.csv`), STUDY_FILES.dataPackage];
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
      sha256: Object.fromEntries(hashed.map((name) => [name, sha256(readText(join(folder, name)))])),
      writtenAt: new Date().toISOString(),
    };
    writeFileAtomically(join(folder, STUDY_FILES.manifest), [`${JSON.stringify(manifest, null, 2)}\n`]);
  } finally {
    unlock();
  }
}
