import { readdirSync, rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { STREAMS_VERSION } from '../engine/randomStreams.ts';
import type { Parameter } from '../montecarlo/studyPoint.ts';
import { dataPackage } from '../report/dataPackage.ts';
import type { Table } from '../report/table.ts';
import type { ResolvedScenario } from '../scenario/resolve.ts';
import type { Tree } from '../scenario/tree.ts';
import { treeText } from '../scenario/treeText.ts';
import { writeFileAtomically } from './fileSystem.ts';
import { version } from './packageFiles.ts';
import { MODEL_VERSION, sha256OfFile } from './provenance.ts';
import { removeTables, type TableFormat, writeTables } from './tableFiles.ts';

/** Files a study consists of beside its tables and its journals; the journals are what makes it resumable. */
export const STUDY_FILES = {
  scenario: 'scenario.yaml',
  dataPackage: 'datapackage.json',
  manifest: 'manifest.json',
} as const;

/** Say in manifest.json whether a folder holds a study or a comparison of studies. */
export const MANIFEST_SCHEMA = 'longrun-manifest/1';
export const COMPARISON_SCHEMA = 'longrun-comparison/1';

/** What manifest.json says of this study alone. */
export interface StudyFacts {
  readonly plan: string;
  readonly commandLine: readonly string[];
  readonly parameters: readonly Parameter[];
  /** What each point sets, as text; none for a study without a sweep. */
  readonly points: readonly object[];
  readonly replications: {
    readonly done: number;
    readonly wanted: number;
    readonly failed: number;
    readonly resumed: number;
    readonly complete: boolean;
  };
  readonly workers: number;
  readonly startedAt: Date;
}

/** Writes scenario.yaml, before anything is simulated. */
export function writeScenario(folder: string, tree: Tree): void {
  writeFileAtomically(join(folder, STUDY_FILES.scenario), [treeText(tree)]);
}

/**
 * Writes the tables of a study, the dictionary of their columns and the manifest; tables of an earlier command go.
 * @returns the names of the files, and of the tables that went
 */
export async function writeStudyFiles(
  folder: string,
  { scenario }: ResolvedScenario,
  tables: readonly Table[],
  format: TableFormat,
  facts: StudyFacts,
): Promise<{ readonly files: readonly string[]; readonly removed: readonly string[] }> {
  const removed = removeTables(
    folder,
    STUDY_FILES.dataPackage,
    tables.map(({ name }) => name),
  );
  const written = await writeTables(folder, tables, format);
  const described = dataPackage(scenario.name, written, format.dialect);
  writeFileAtomically(join(folder, STUDY_FILES.dataPackage), [`${JSON.stringify(described, null, 2)}\n`]);
  const paths = written.flatMap((file) => file.paths);
  const hashed = [STUDY_FILES.scenario, ...paths, STUDY_FILES.dataPackage];
  const { plan, commandLine, parameters, points, replications, workers, startedAt } = facts;
  const manifest = {
    schema: MANIFEST_SCHEMA,
    longrun: version,
    model: MODEL_VERSION,
    streams: STREAMS_VERSION,
    plan,
    scenario: scenario.name,
    seed: scenario.study.seed,
    commandLine,
    ...(points.length === 0 ? {} : { parameters, points }),
    replications,
    sha256: Object.fromEntries(hashed.map((name) => [name, sha256OfFile(join(folder, name))])),
    machine: {
      node: process.version,
      v8: process.versions.v8,
      platform: `${process.platform} ${process.arch}`,
      cpu: cpus()[0]?.model ?? 'unknown',
      workers,
    },
    startedAt: startedAt.toISOString(),
    endedAt: new Date().toISOString(),
  };
  writeFileAtomically(join(folder, STUDY_FILES.manifest), [`${JSON.stringify(manifest, null, 2)}\n`]);
  const files = [...paths, STUDY_FILES.dataPackage, STUDY_FILES.scenario, STUDY_FILES.manifest];
  return { files, removed };
}

/** One journal a point; a study without a sweep has just the one. */
export function journalName(point: number, count: number): string {
  return count === 1 ? 'journal.jsonl' : `journal.${point}.jsonl`;
}

/** The points of a search have no lasting number: they are known by what they are. */
export function searchJournalName(plan: string): string {
  return `journal.p${plan.slice(0, 16)}.jsonl`;
}

const JOURNAL = { study: /^journal(\.\d+)?\.jsonl$/, search: /^journal\.p[0-9a-f]{16}\.jsonl$/ } as const;

export function isJournal(name: string): boolean {
  return JOURNAL.study.test(name) || JOURNAL.search.test(name);
}

/** Whether the folder holds the journals of a search where a study is meant, or the other way round. */
export function holdsOtherKind(folder: string, isSearch: boolean): boolean {
  const others = isSearch ? JOURNAL.study : JOURNAL.search;
  return readdirSync(folder).some((name) => others.test(name));
}

/** A journal that a study of so many points does not own; undefined where there is none. */
export function foreignJournal(folder: string, points: number): string | undefined {
  const own = new Set(Array.from({ length: points }, (_, point) => journalName(point, points)));
  return readdirSync(folder).find((name) => JOURNAL.study.test(name) && !own.has(name));
}

/** Takes away all that belongs to a study, and nothing that a user may have put beside it. */
export function removeStudy(folder: string): void {
  removeTables(folder, STUDY_FILES.dataPackage, []);
  for (const name of Object.values(STUDY_FILES)) rmSync(join(folder, name), { force: true });
  for (const name of readdirSync(folder)) {
    if (isJournal(name)) rmSync(join(folder, name), { force: true });
  }
}
