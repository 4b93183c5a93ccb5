import { existsSync, rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { STREAMS_VERSION } from '../engine/randomStreams.ts';
import { missingChunks } from '../montecarlo/plan.ts';
import { columnsOf } from '../montecarlo/runChunk.ts';
import { failedRows, type RunTable, rowWidth } from '../montecarlo/runTable.ts';
import { replicationsWanted, type StoppingRule } from '../montecarlo/stoppingRule.ts';
import { type PointSummary, summarizePoint } from '../montecarlo/summary.ts';
import { dataPackage } from '../report/dataPackage.ts';
import { runsCsv } from '../report/runsCsv.ts';
import { summaryCsv } from '../report/summaryCsv.ts';
import { compileScenario } from '../scenario/compile.ts';
import { parseSource } from '../scenario/document.ts';
import type { ResolvedScenario } from '../scenario/resolve.ts';
import { treeText } from '../scenario/treeText.ts';
import { makeFolder, writeFileAtomically } from './fileSystem.ts';
import { JournalWriter, readJournal } from './journal.ts';
import { readText, version } from './packageFiles.ts';
import { differingPaths, MODEL_VERSION, planHash, sha256 } from './provenance.ts';
import { Results } from './results.ts';
import { lockStudy } from './studyLock.ts';
import { createWorkerPool } from './workerPool.ts';

export interface StudyOptions {
  /** Folder of this study; made if it is not there. */
  readonly folder: string;
  readonly rule: StoppingRule;
  readonly confidence: number;
  readonly workers: number;
  /** Throw away what the folder holds of this study. */
  readonly fresh: boolean;
  readonly commandLine: readonly string[];
  /** Becomes true when the user wants to stop: chunks begun are finished and everything is saved. */
  readonly stopped: () => boolean;
  readonly onProgress: (progress: StudyProgress) => void;
  readonly onNote: (note: string) => void;
  /** What only a curious user wants to know. */
  readonly onDetail: (detail: string) => void;
}

export interface StudyProgress {
  readonly done: number;
  readonly wanted: number;
  readonly failed: number;
  /** Replications that were there when this command began. */
  readonly resumed: number;
}

export interface StudyResult {
  readonly folder: string;
  readonly table: RunTable;
  readonly summary: PointSummary;
  readonly complete: boolean;
  readonly failed: number;
}

/** The folder holds a study of another scenario. Nothing has been changed. */
export class OtherStudyError extends Error {
  constructor(folder: string, differences: readonly string[]) {
    const shown = differences.slice(0, 8).map((difference) => `  ${difference}`);
    if (differences.length > 8) shown.push(`  and ${differences.length - 8} more`);
    const why = shown.length === 0 ? ['  made by another version of longrun'] : shown;
    super(
      `${folder} holds a study that differs from this one; nothing was changed.\n${why.join('\n')}\n` +
        'Give this study its own place with --name, or replace the other with --fresh.',
    );
    this.name = 'OtherStudyError';
  }
}

/** Files a study consists of; the journal is what makes it resumable. */
const FILES = {
  journal: 'journal.jsonl',
  scenario: 'scenario.yaml',
  runs: 'runs.csv',
  summary: 'summary.csv',
  dataPackage: 'datapackage.json',
  manifest: 'manifest.json',
} as const;

/**
 * Runs a Monte Carlo study to its stopping rule, or goes on with one that was stopped, killed or is wanted larger.
 * Results depend only on scenario, seed and replication, so all of these give the same bytes.
 * @throws OtherStudyError, StudyBusyError, JournalError, FileError
 */
export async function runStudy(resolved: ResolvedScenario, options: StudyOptions): Promise<StudyResult> {
  const { folder, rule, onNote } = options;
  const input = compileScenario(resolved.scenario);
  const columns = columnsOf(input);
  const width = rowWidth(columns);
  const plan = planHash(resolved.tree);
  const file = (name: keyof typeof FILES) => join(folder, FILES[name]);
  const startedAt = new Date();

  makeFolder(folder);
  const unlock = lockStudy(folder);
  try {
    if (options.fresh) for (const name of Object.values(FILES)) rmSync(join(folder, name), { force: true });
    const journal = readJournal(file('journal'), width);
    if (journal !== null && journal.plan !== plan) {
      const stored = existsSync(file('scenario')) ? parseSource('', readText(file('scenario'))).tree : null;
      throw new OtherStudyError(folder, differingPaths(stored, resolved.tree));
    }
    writeFileAtomically(file('scenario'), [treeText(resolved.tree)]);
    const results = new Results(columns);
    for (const result of journal?.results ?? []) results.add(result);
    if (journal?.torn === true)
      onNote('the last chunk of the journal was cut off by a kill; it is simulated again');

    const writer = new JournalWriter(file('journal'), journal?.validBytes ?? 0, plan, width);
    let wanted = replicationsWanted(rule, results.table());
    const resumed = results.chunks.reduce((sum, chunk) => sum + chunk.count, 0);
    let done = resumed;
    let failed = failedRows(results.table());
    const report = () => options.onProgress({ done, wanted, failed, resumed });
    try {
      if (missingChunks(results.chunks, wanted).length > 0) {
        const pool = createWorkerPool({ input, seed: resolved.scenario.study.seed }, options.workers);
        try {
          for (;;) {
            const chunks = missingChunks(results.chunks, wanted);
            if (chunks.length === 0 || options.stopped()) break;
            options.onDetail(
              `${chunks.length} chunks to go for ${wanted} replications, ${resumed} were there`,
            );
            report();
            await pool.run(
              chunks,
              (result) => {
                writer.append(result);
                results.add(result);
                done += result.count;
                failed += result.errors.length;
                report();
              },
              options.stopped,
            );
            wanted = replicationsWanted(rule, results.table());
          }
        } finally {
          await pool.close();
        }
      }
    } finally {
      writer.close();
    }

    const table = results.table();
    const summary = summarizePoint(table, options.confidence);
    writeFileAtomically(file('runs'), runsCsv(table));
    writeFileAtomically(file('summary'), summaryCsv(summary));
    writeFileAtomically(file('dataPackage'), [
      `${JSON.stringify(dataPackage(resolved.scenario.name, table.columns), null, 2)}\n`,
    ]);
    const complete = missingChunks(results.chunks, wanted).length === 0;
    const hash = (name: keyof typeof FILES) => [FILES[name], sha256(readText(file(name)))];
    writeFileAtomically(file('manifest'), [
      `${JSON.stringify(
        {
          schema: 'longrun-manifest/1',
          longrun: version,
          model: MODEL_VERSION,
          streams: STREAMS_VERSION,
          plan,
          seed: resolved.scenario.study.seed,
          commandLine: options.commandLine,
          replications: { done: table.rows, wanted, failed, resumed, complete },
          sha256: Object.fromEntries((['scenario', 'runs', 'summary', 'dataPackage'] as const).map(hash)),
          machine: {
            node: process.version,
            v8: process.versions.v8,
            platform: `${process.platform} ${process.arch}`,
            cpu: cpus()[0]?.model ?? 'unknown',
            workers: options.workers,
          },
          startedAt: startedAt.toISOString(),
          endedAt: new Date().toISOString(),
        },
        null,
        2,
      )}\n`,
    ]);
    return { folder, table, summary, complete, failed: failedRows(table) };
  } finally {
    unlock();
  }
}
