import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Column } from '../montecarlo/column.ts';
import { missingChunks } from '../montecarlo/plan.ts';
import { failedRows, rowWidth } from '../montecarlo/runTable.ts';
import { replicationsWanted, type StoppingRule } from '../montecarlo/stoppingRule.ts';
import { allColumns, type Parameter, type PointOutcome, type StudyTables } from '../montecarlo/studyPoint.ts';
import { summarizePoint } from '../montecarlo/summary.ts';
import type { PointSettings } from '../montecarlo/sweep/points.ts';
import { createDraws, independentRows } from '../montecarlo/uncertainty/draws.ts';
import type { UncertainPoint } from '../montecarlo/uncertainty/uncertainRunner.ts';
import { runsTable } from '../report/runsTable.ts';
import { summaryTable } from '../report/summaryTable.ts';
import type { Table } from '../report/table.ts';
import { parseSource } from '../scenario/document.ts';
import type { ResolvedScenario } from '../scenario/resolve.ts';
import type { Tree } from '../scenario/tree.ts';
import { makeFolder } from './fileSystem.ts';
import { refuseForeignFiles } from './foreignFiles.ts';
import { JournalWriter, readJournal } from './journal.ts';
import { JournalValues } from './journalValues.ts';
import { readText } from './packageFiles.ts';
import { workOf } from './pointWork.ts';
import { differingPaths, planHash, sha256, studyHash } from './provenance.ts';
import { Results, VALUE_BYTES, type ValueMemory } from './results.ts';
import {
  foreignJournal,
  holdsOtherKind,
  journalName,
  removeStudy,
  STUDY_FILES,
  searchJournalName,
  writeScenario,
  writeStudyFiles,
} from './studyFiles.ts';
import { lockStudy } from './studyLock.ts';
import type { TableFormat } from './tableFiles.ts';
import type { PointChunk, PointWork } from './worker.ts';
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
  /** Set where the study is a round of a search. */
  readonly round?: SearchRound;
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

/** A search runs its study again and again with more points, which follow from results and so have no lasting number. */
export interface SearchRound {
  /** Replications that this command has simulated in earlier rounds. */
  readonly simulatedBefore: number;
  /** Only the last round writes tables. */
  readonly isLast: boolean;
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
  /** What its rows draw; null where every row simulates the scenario as it is. */
  readonly uncertain: Omit<UncertainPoint, 'name' | 'tree'> | null;
  /** Rows of this point where they are not those of the stopping rule. */
  readonly rows?: number;
}

/** What a study varies. */
export interface StudyDesign {
  readonly points: readonly StudyPoint[];
  /** Set by each point. */
  readonly parameters: readonly Parameter[];
  /** Drawn by rows, or of a design of their own: columns by row. */
  readonly uncertain: readonly Parameter[];
  /** The scenario with what is varied in it, as scenario.yaml holds it. */
  readonly stored: Tree;
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
  readonly work: PointWork;
  readonly columns: readonly Column[];
  readonly results: Results;
  readonly writer: JournalWriter;
}

/**
 * Runs a Monte Carlo study to its stopping rule, or goes on with one that was stopped, killed or is wanted larger. Every point
 * has a journal of its own; replication r of every point has the same luck. Results depend only on scenario, seed and
 * replication, so all of these give the same bytes.
 * @throws OtherStudyError, ForeignFilesError, StudyBusyError, JournalError, FileError
 */
export async function runStudy<A extends Analysis>(
  { points: given, parameters, uncertain, stored }: StudyDesign,
  options: StudyOptions<A>,
): Promise<StudyResult<A>> {
  const { folder, rule } = options;
  const startedAt = new Date();
  const base = given[0]!.resolved;

  if (!options.fresh)
    refuseForeignFiles(folder, 'Give the study its own place with --name, or replace them with --fresh.');
  makeFolder(folder);
  const unlock = lockStudy(folder);
  const points: RunningPoint[] = [];
  try {
    if (options.fresh) removeStudy(folder);
    if (holdsOtherKind(folder, options.round !== undefined)) {
      const made = options.round === undefined ? 'optimize' : 'run, compare or sensitivity';
      throw new OtherStudyError(folder, [`made by ${made}`]);
    }
    const foreign = options.round === undefined ? foreignJournal(folder, given.length) : undefined;
    if (foreign !== undefined)
      throw new OtherStudyError(folder, [`${foreign} is of a study of other points`]);
    const memory: ValueMemory = { bytesLeft: VALUE_BYTES };
    for (const [index, point] of given.entries())
      points.push(openPoint(point, index, given.length, memory, options));
    writeScenario(folder, stored);

    const counted = () => points.reduce((sum, { results }) => sum + results.count, 0);
    const wantedOf = () =>
      points.map(({ rows, results }) => rows ?? replicationsWanted(rule, results.table()));
    const missing = (wanted: readonly number[]) =>
      points.flatMap(({ results }, point) =>
        missingChunks(results.chunks, wanted[point]!).map((chunk): PointChunk => ({ point, ...chunk })),
      );
    let wanted = wantedOf();
    const resumed = counted() - (options.round?.simulatedBefore ?? 0);
    let done = counted();
    let failed = points.reduce((sum, { results }) => sum + failedRows(results.table()), 0);
    const report = () => options.onProgress({ done, wanted: total(wanted), failed, resumed });
    if (missing(wanted).length > 0) {
      const work = points.map((point) => point.work);
      const pool = createWorkerPool({ points: work, seed: base.scenario.study.seed }, options.workers);
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

    const outcomes = points.map((point): PointOutcome => {
      const table = point.results.table();
      const draws = point.uncertain?.uncertainty ?? null;
      const settings = point.settings;
      if (draws === null)
        return { settings, drawn: null, table, summary: summarizePoint(table, options.confidence) };
      const isCounted = independentRows(draws);
      const summary = summarizePoint(table, options.confidence, isCounted);
      return { settings, drawn: createDraws(draws), table, isCounted, summary };
    });
    const tables: StudyTables = {
      parameters,
      uncertain,
      columns: allColumns(outcomes.map(({ table }) => table)),
      points: outcomes,
    };
    const complete = missing(wanted).length === 0;
    const failures = outcomes.reduce((sum, { table }) => sum + failedRows(table), 0);
    const analysis = options.analyse(tables);
    // What the next round of a search would write again.
    if (options.round?.isLast === false && complete)
      return { ...tables, folder, files: [], complete, failed: failures, analysis };
    const rows = outcomes.reduce((sum, { table }) => sum + table.rows, 0);
    const written = [runsTable(tables), summaryTable(tables), ...analysis.tables];
    const { files, removed } = await writeStudyFiles(folder, base, written, options.format, {
      plan: studyPlan(given),
      commandLine: options.commandLine,
      parameters,
      points: parameters.length === 0 ? [] : pointsOf(given),
      replications: { done: rows, wanted: total(wanted), failed, resumed, complete },
      workers: options.workers,
      startedAt,
    });
    if (removed.length > 0)
      options.onNote(
        `taken away: ${removed.join(', ')} of an earlier command, which this one was not asked for`,
      );
    return { ...tables, folder, files, complete, failed: failures, analysis };
  } finally {
    unlock();
  }
}

/** Reads what the folder holds of a point and goes on after it. */
function openPoint(
  point: StudyPoint,
  index: number,
  count: number,
  memory: ValueMemory,
  options: Pick<StudyOptions<Analysis>, 'folder' | 'onNote' | 'round'>,
): RunningPoint {
  const { folder, onNote } = options;
  const { work, columns } = workOf(point);
  const width = rowWidth(columns);
  const plan = pointPlan(point);
  const path = join(
    folder,
    options.round === undefined ? journalName(index, count) : searchJournalName(plan),
  );
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
  const names = columns.map(({ name }) => name);
  const writer = new JournalWriter(path, journal?.validBytes ?? 0, plan, names);
  return { ...point, work, columns, results, writer };
}

/** Hash of all that decides the rows of a study. */
export function studyPlan(points: readonly StudyPoint[]): string {
  return studyHash(points.map(pointPlan));
}

/** The rows of a Sobol design are others than those of a plain study of the same scenario. */
function pointPlan({ resolved, uncertain }: StudyPoint): string {
  const plan = planHash(resolved.tree);
  return uncertain?.uncertainty.plan === 'sobol' ? sha256(`sobol ${plan}`) : plan;
}

/** What each point sets, as text. */
function pointsOf(points: readonly StudyPoint[]): object[] {
  return points.map(({ settings }) => Object.fromEntries(settings.map(({ path, text }) => [path, text])));
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
