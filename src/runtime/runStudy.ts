import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Column } from '../montecarlo/column.ts';
import { missingChunks } from '../montecarlo/plan.ts';
import { columnsOf } from '../montecarlo/runChunk.ts';
import { failedRows, rowWidth } from '../montecarlo/runTable.ts';
import { replicationsWanted, type StoppingRule } from '../montecarlo/stoppingRule.ts';
import { allColumns, type Parameter, type PointOutcome, type StudyTables } from '../montecarlo/studyPoint.ts';
import { summarizePoint } from '../montecarlo/summary.ts';
import type { PointSettings } from '../montecarlo/sweep/points.ts';
import { runsTable } from '../report/runsTable.ts';
import { summaryTable } from '../report/summaryTable.ts';
import type { Table } from '../report/table.ts';
import { compileScenario } from '../scenario/compile.ts';
import { parseSource } from '../scenario/document.ts';
import type { ResolvedScenario } from '../scenario/resolve.ts';
import type { SimulationInput } from '../simulation/input.ts';
import { makeFolder } from './fileSystem.ts';
import { JournalWriter, readJournal } from './journal.ts';
import { JournalValues } from './journalValues.ts';
import { readText } from './packageFiles.ts';
import { differingPaths, planHash, studyHash } from './provenance.ts';
import { Results, VALUE_BYTES, type ValueMemory } from './results.ts';
import { journalName, removeStudy, STUDY_FILES, writeScenario, writeStudyFiles } from './studyFiles.ts';
import { lockStudy } from './studyLock.ts';
import type { TableFormat } from './tableFiles.ts';
import type { PointChunk } from './worker.ts';
import { createWorkerPool } from './workerPool.ts';

/** What a command makes of the results of a study. */
export interface Analysis {
  /** Tables written beside runs.csv and summary.csv. */
  readonly tables: readonly Table[];
}

export interface StudyOptions<A extends Analysis> {
  /** Folder of this study; made if it is not there. */
  readonly folder: string;
  readonly rule: StoppingRule;
  readonly confidence: number;
  readonly workers: number;
  /** Throw away what the folder holds of this study. */
  readonly fresh: boolean;
  /** What else is told of the results than the summary; called once, when they are there. */
  readonly analyse: (study: StudyTables) => A;
  /** In what the tables are written. */
  readonly format: TableFormat;
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

/** One setting of a study's parameters, resolved. */
export interface StudyPoint {
  readonly settings: PointSettings;
  readonly resolved: ResolvedScenario;
}

export interface StudyResult<A extends Analysis = Analysis> extends StudyTables {
  readonly folder: string;
  /** Names of what was written there. */
  readonly files: readonly string[];
  readonly complete: boolean;
  readonly failed: number;
  readonly analysis: A;
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

/** A point as it is simulated: what there is of it, and where it is kept. */
interface RunningPoint extends StudyPoint {
  readonly input: SimulationInput;
  readonly columns: readonly Column[];
  readonly results: Results;
  readonly writer: JournalWriter;
}

/**
 * Runs a Monte Carlo study to its stopping rule, or goes on with one that was stopped, killed or is wanted larger. Every point
 * has a journal of its own; replication r of every point has the same luck. Results depend only on scenario, seed and
 * replication, so all of these give the same bytes.
 * @throws OtherStudyError, StudyBusyError, JournalError, FileError
 */
export async function runStudy<A extends Analysis>(
  given: readonly StudyPoint[],
  parameters: readonly Parameter[],
  options: StudyOptions<A>,
): Promise<StudyResult<A>> {
  const { folder, rule } = options;
  const startedAt = new Date();
  const base = given[0]!.resolved;

  makeFolder(folder);
  const unlock = lockStudy(folder);
  const points: RunningPoint[] = [];
  try {
    if (options.fresh) removeStudy(folder);
    const memory: ValueMemory = { bytesLeft: VALUE_BYTES };
    for (const [index, point] of given.entries())
      points.push(openPoint(point, index, given.length, memory, options));
    writeScenario(folder, base);

    const counted = () => points.reduce((sum, { results }) => sum + results.count, 0);
    const wantedOf = () => points.map(({ results }) => replicationsWanted(rule, results.table()));
    const missing = (wanted: readonly number[]) =>
      points.flatMap(({ results }, point) =>
        missingChunks(results.chunks, wanted[point]!).map((chunk): PointChunk => ({ point, ...chunk })),
      );
    let wanted = wantedOf();
    const resumed = counted();
    let done = resumed;
    let failed = points.reduce((sum, { results }) => sum + failedRows(results.table()), 0);
    const report = () => options.onProgress({ done, wanted: total(wanted), failed, resumed });
    try {
      if (missing(wanted).length > 0) {
        const inputs = points.map(({ input }) => input);
        const pool = createWorkerPool({ inputs, seed: base.scenario.study.seed }, options.workers);
        try {
          for (;;) {
            const chunks = missing(wanted);
            if (chunks.length === 0 || options.stopped()) break;
            options.onDetail(
              `${chunks.length} chunks to go for ${total(wanted)} replications, ${resumed} were there`,
            );
            report();
            await pool.run(
              chunks,
              (result) => {
                const { writer, results } = points[result.point]!;
                results.add(result, writer.append(result));
                done += result.count;
                failed += result.errors.length;
                report();
              },
              options.stopped,
            );
            wanted = wantedOf();
          }
        } finally {
          await pool.close();
        }
      }
    } finally {
      for (const { writer } of points) writer.close();
    }

    const outcomes = points.map(({ settings, results }): PointOutcome => {
      const table = results.table();
      return { settings, drawn: null, table, summary: summarizePoint(table, options.confidence) };
    });
    const tables: StudyTables = {
      parameters,
      uncertain: [],
      columns: allColumns(outcomes.map(({ table }) => table)),
      points: outcomes,
    };
    const analysis = options.analyse(tables);
    const complete = missing(wanted).length === 0;
    const rows = outcomes.reduce((sum, { table }) => sum + table.rows, 0);
    const written = [runsTable(tables), summaryTable(tables), ...analysis.tables];
    const files = await writeStudyFiles(folder, base, written, options.format, {
      plan: studyHash(given.map(({ resolved }) => resolved.tree)),
      commandLine: options.commandLine,
      points: parameters.length === 0 ? [] : pointsOf(given),
      replications: { done: rows, wanted: total(wanted), failed, resumed, complete },
      workers: options.workers,
      startedAt,
    });
    const failures = outcomes.reduce((sum, { table }) => sum + failedRows(table), 0);
    return { ...tables, folder, files, complete, failed: failures, analysis };
  } finally {
    for (const { results } of points) results.close();
    unlock();
  }
}

/** Reads what the folder holds of a point and goes on after it. */
function openPoint(
  point: StudyPoint,
  index: number,
  count: number,
  memory: ValueMemory,
  options: Pick<StudyOptions<Analysis>, 'folder' | 'onNote'>,
): RunningPoint {
  const { folder, onNote } = options;
  const input = compileScenario(point.resolved.scenario);
  const columns = columnsOf(input);
  const width = rowWidth(columns);
  const plan = planHash(point.resolved.tree);
  const path = join(folder, journalName(index, count));
  const results = new Results(columns, new JournalValues(path), memory);
  const journal = readJournal(path, width, (result, offset) => results.add(result, offset));
  if (journal !== null && journal.plan !== plan) {
    const scenario = join(folder, STUDY_FILES.scenario);
    const stored = count === 1 && existsSync(scenario) ? parseSource('', readText(scenario)).tree : null;
    throw new OtherStudyError(
      folder,
      stored === null ? [`point ${index}: other values`] : differingPaths(stored, point.resolved.tree),
    );
  }
  if (journal?.torn === true)
    onNote('the last chunk of the journal was cut off by a kill; it is simulated again');
  const writer = new JournalWriter(path, journal?.validBytes ?? 0, plan, width);
  return { ...point, input, columns, results, writer };
}

/** What each point sets, as text. */
function pointsOf(points: readonly StudyPoint[]): object[] {
  return points.map(({ settings }) => Object.fromEntries(settings.map(({ path, text }) => [path, text])));
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
