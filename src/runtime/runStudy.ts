import { existsSync, readdirSync, rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { RandomStreams, STREAMS_VERSION } from '../engine/randomStreams.ts';
import type { Column } from '../montecarlo/column.ts';
import { type ComparePointsOptions, comparePoints, type PointComparison } from '../montecarlo/comparison.ts';
import { missingChunks } from '../montecarlo/plan.ts';
import { columnsOf } from '../montecarlo/runChunk.ts';
import { failedRows, rowWidth } from '../montecarlo/runTable.ts';
import { replicationsWanted, type StoppingRule } from '../montecarlo/stoppingRule.ts';
import { allColumns, type Parameter, type PointOutcome, type StudyTables } from '../montecarlo/studyPoint.ts';
import { summarizePoint } from '../montecarlo/summary.ts';
import type { PointSettings } from '../montecarlo/sweep/points.ts';
import { comparisonCsv } from '../report/comparisonCsv.ts';
import { dataPackage } from '../report/dataPackage.ts';
import type { FurtherTable } from '../report/furtherTable.ts';
import { runsCsv } from '../report/runsCsv.ts';
import { summaryCsv } from '../report/summaryCsv.ts';
import { compileScenario } from '../scenario/compile.ts';
import { parseSource } from '../scenario/document.ts';
import type { ResolvedScenario } from '../scenario/resolve.ts';
import { treeText } from '../scenario/treeText.ts';
import type { SimulationInput } from '../simulation/input.ts';
import { makeFolder, writeFileAtomically } from './fileSystem.ts';
import { JournalWriter, readJournal } from './journal.ts';
import { readText, version } from './packageFiles.ts';
import { differingPaths, MODEL_VERSION, planHash, sha256, studyHash } from './provenance.ts';
import { Results } from './results.ts';
import { lockStudy } from './studyLock.ts';
import type { PointChunk } from './worker.ts';
import { createWorkerPool } from './workerPool.ts';

export interface StudyOptions {
  /** Folder of this study; made if it is not there. */
  readonly folder: string;
  readonly rule: StoppingRule;
  readonly confidence: number;
  readonly workers: number;
  /** Throw away what the folder holds of this study. */
  readonly fresh: boolean;
  /** Point and metrics of comparison.csv; null for none. */
  readonly comparison: Pick<ComparePointsOptions, 'baseline' | 'metrics'> | null;
  /** Set where the study is a round of a search. */
  readonly round?: SearchRound;
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
  /** What the last round writes beside the usual tables; null before. */
  readonly tables: ((tables: StudyTables) => readonly FurtherTable[]) | null;
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

export interface StudyResult extends StudyTables {
  readonly folder: string;
  readonly complete: boolean;
  readonly failed: number;
  /** Empty where no comparison was asked for. */
  readonly comparisons: readonly PointComparison[];
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
  comparison: 'comparison.csv',
  curve: 'curve.csv',
  optimum: 'optimum.csv',
  dataPackage: 'datapackage.json',
  manifest: 'manifest.json',
} as const;

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
export async function runStudy(
  given: readonly StudyPoint[],
  parameters: readonly Parameter[],
  options: StudyOptions,
): Promise<StudyResult> {
  const { folder, rule } = options;
  const file = (name: keyof typeof FILES) => join(folder, FILES[name]);
  const startedAt = new Date();
  const base = given[0]!.resolved;

  makeFolder(folder);
  const unlock = lockStudy(folder);
  const points: RunningPoint[] = [];
  try {
    if (options.fresh) removeStudy(folder);
    refuseOtherKind(folder, options.round !== undefined);
    for (const [index, point] of given.entries()) points.push(openPoint(point, index, given.length, options));
    writeFileAtomically(file('scenario'), [treeText(base.tree)]);

    const counted = () => points.reduce((sum, { results }) => sum + results.count, 0);
    const wantedOf = () => points.map(({ results }) => replicationsWanted(rule, results.table()));
    const missing = (wanted: readonly number[]) =>
      points.flatMap(({ results }, point) =>
        missingChunks(results.chunks, wanted[point]!).map((chunk): PointChunk => ({ point, ...chunk })),
      );
    let wanted = wantedOf();
    const resumed = counted() - (options.round?.simulatedBefore ?? 0);
    let done = counted();
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
                writer.append(result);
                results.add(result);
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
      return { settings, table, summary: summarizePoint(table, options.confidence) };
    });
    const tables: StudyTables = {
      parameters,
      columns: allColumns(outcomes.map(({ table }) => table)),
      points: outcomes,
    };
    const complete = missing(wanted).length === 0;
    const failures = outcomes.reduce((sum, { table }) => sum + failedRows(table), 0);
    // What the next round of a search would write again.
    if (options.round?.tables === null && complete)
      return { ...tables, folder, complete, failed: failures, comparisons: [] };
    writeFileAtomically(file('runs'), runsCsv(tables));
    writeFileAtomically(file('summary'), summaryCsv(tables));
    const { comparison, confidence } = options;
    const streams = new RandomStreams(base.scenario.study.seed);
    const comparisons =
      comparison === null ? [] : comparePoints(tables, { ...comparison, confidence, streams });
    if (comparison === null) rmSync(file('comparison'), { force: true });
    else
      writeFileAtomically(
        file('comparison'),
        comparisonCsv(tables, comparison.baseline, confidence, comparisons),
      );
    const further = options.round?.tables?.(tables) ?? [];
    for (const name of ['curve', 'optimum'] as const) rmSync(file(name), { force: true });
    for (const { name, text } of further) writeFileAtomically(file(name), text);
    const described = dataPackage(
      base.scenario.name,
      tables.columns,
      parameters,
      comparison !== null,
      further,
    );
    writeFileAtomically(file('dataPackage'), [`${JSON.stringify(described, null, 2)}\n`]);
    const rows = outcomes.reduce((sum, { table }) => sum + table.rows, 0);
    const hashed = (
      ['scenario', 'runs', 'summary', 'comparison', 'curve', 'optimum', 'dataPackage'] as const
    ).filter((name) => existsSync(file(name)));
    const hash = (name: keyof typeof FILES) => [FILES[name], sha256(readText(file(name)))];
    writeFileAtomically(file('manifest'), [
      `${JSON.stringify(
        {
          schema: 'longrun-manifest/1',
          longrun: version,
          model: MODEL_VERSION,
          streams: STREAMS_VERSION,
          plan: studyHash(given.map(({ resolved }) => resolved.tree)),
          seed: base.scenario.study.seed,
          commandLine: options.commandLine,
          ...(parameters.length === 0 ? {} : { points: pointsOf(given) }),
          replications: { done: rows, wanted: total(wanted), failed, resumed, complete },
          sha256: Object.fromEntries(hashed.map(hash)),
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
    return { ...tables, folder, complete, failed: failures, comparisons };
  } finally {
    unlock();
  }
}

/** Reads what the folder holds of a point and goes on after it. */
function openPoint(point: StudyPoint, index: number, count: number, options: StudyOptions): RunningPoint {
  const { folder, onNote } = options;
  const input = compileScenario(point.resolved.scenario);
  const columns = columnsOf(input);
  const width = rowWidth(columns);
  const plan = planHash(point.resolved.tree);
  const path = join(folder, options.round === undefined ? journalName(index, count) : searchJournal(plan));
  const journal = readJournal(path, width);
  if (journal !== null && journal.plan !== plan) {
    const scenario = join(folder, FILES.scenario);
    const stored = count === 1 && existsSync(scenario) ? parseSource('', readText(scenario)).tree : null;
    throw new OtherStudyError(
      folder,
      stored === null ? [`point ${index}: other values`] : differingPaths(stored, point.resolved.tree),
    );
  }
  const results = new Results(columns);
  for (const result of journal?.results ?? []) results.add(result);
  if (journal?.torn === true)
    onNote('the last chunk of the journal was cut off by a kill; it is simulated again');
  const writer = new JournalWriter(path, journal?.validBytes ?? 0, plan, width);
  return { ...point, input, columns, results, writer };
}

/** One journal a point; a study without a sweep has just the one. */
function journalName(point: number, count: number): string {
  return count === 1 ? FILES.journal : `journal.${point}.jsonl`;
}

/** The points of a search are known by what they are. */
function searchJournal(plan: string): string {
  return `journal.p${plan.slice(0, 16)}.jsonl`;
}

const JOURNAL = { study: /^journal(\.\d+)?\.jsonl$/, search: /^journal\.p[0-9a-f]{16}\.jsonl$/ } as const;

/** @throws OtherStudyError where a search meets the journals of another study, or the other way round */
function refuseOtherKind(folder: string, isSearch: boolean): void {
  const others = isSearch ? JOURNAL.study : JOURNAL.search;
  if (readdirSync(folder).some((name) => others.test(name)))
    throw new OtherStudyError(folder, [`made by ${isSearch ? 'run or compare' : 'optimize'}`]);
}

function removeStudy(folder: string): void {
  for (const name of Object.values(FILES)) rmSync(join(folder, name), { force: true });
  for (const name of readdirSync(folder)) {
    if (JOURNAL.study.test(name) || JOURNAL.search.test(name)) rmSync(join(folder, name), { force: true });
  }
}

/** What each point sets, as text. */
function pointsOf(points: readonly StudyPoint[]): object[] {
  return points.map(({ settings }) => Object.fromEntries(settings.map(({ path, text }) => [path, text])));
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
