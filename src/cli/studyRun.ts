import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { StoppingRule } from '../montecarlo/stoppingRule.ts';
import type { StudyTables } from '../montecarlo/studyPoint.ts';
import { sampleEffort } from '../runtime/effortSample.ts';
import { type Analysis, runStudy, type StudyResult, studyPlan } from '../runtime/runStudy.ts';
import type { TableFormat } from '../runtime/tableFiles.ts';
import { defaultWorkers } from '../runtime/workerPool.ts';
import { memoryWarning } from '../scenario/stepFindings.ts';
import { dryRunJson, dryRunText, mostRows } from './dryRunView.ts';
import { EXIT, UsageError } from './exit.ts';
import { formatNumber } from './format.ts';
import { rareNotes } from './precisionView.ts';
import { createProgress } from './progress.ts';
import { MOST, repeatable, share, wholeNumber } from './scenarioOptions.ts';
import { type StoppingOptions, stoppingRule } from './stoppingOptions.ts';
import type { StudyEffort } from './studyView.ts';
import { type LoadedPoints, type SweepOptions, withSweepOptions } from './sweepOptions.ts';
import {
  requestedTables,
  SPREADSHEET_ROWS,
  type TableOptions,
  tableFormat,
  withTableOptions,
} from './tableOptions.ts';
import { createTerminal, type Terminal, type TerminalOptions } from './terminal.ts';

export interface StudyRunOptions extends SweepOptions, StoppingOptions, TableOptions, TerminalOptions {
  readonly out: string;
  readonly name?: string;
  readonly workers: number | 'auto';
  readonly fresh?: boolean;
  readonly json?: boolean;
  readonly dryRun?: boolean;
}

/** How a finished study is shown. */
export interface StudyPresentation<A extends Analysis> {
  readonly text: (result: StudyResult<A>, effort: StudyEffort, terminal: Terminal) => string;
  readonly json: (result: StudyResult<A>) => object;
}

/** Options of every command that simulates a study. */
export function withStudyOptions(command: Command): Command {
  return withTableOptions(withSweepOptions(command))
    .option('--dry-run', 'only say what would be run: points, replications, rows, about how long')
    .option(
      '-n, --replications <count>',
      'replications (default: study.replications of the scenario)',
      wholeNumber(1),
    )
    .addOption(
      new Option(
        '--precision <share>',
        'go on until the interval of --metric is within this share of its mean, e.g. 1%',
      )
        .argParser(share)
        .conflicts('replications'),
    )
    .addOption(
      repeatable(
        '--metric <column>',
        'metric that --precision is about, also outcome.<name> (repeatable: all must be reached; default: wall_time_h)',
      ),
    )
    .option('--maximum <count>', 'most replications with --precision (default: 1,000,000)', wholeNumber(2))
    .option('--confidence <share>', 'confidence of all intervals', share, 0.95)
    .option('-o, --out <folder>', 'where studies are kept', 'results')
    .option(
      '--name <study>',
      'folder of this study under --out (default: the name of the scenario)',
      studyName,
    )
    .option(
      '--workers <count>',
      'worker threads, or auto',
      (text: string) => (text === 'auto' ? 'auto' : wholeNumber(1)(text)),
      'auto' as const,
    )
    .option('--fresh', 'start over, replacing what the study folder holds');
}

function studyName(text: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(text)) {
    throw new InvalidArgumentError(
      'it must be letters, digits, dots, dashes and underscores: it names a folder under --out.',
    );
  }
  return text;
}

/** Runs the study with progress and a clean stop, shows it and says with which code to exit. */
export async function performStudy<A extends Analysis>(
  loaded: LoadedPoints,
  options: StudyRunOptions,
  analyse: (study: StudyTables) => A,
  { text, json }: StudyPresentation<A>,
  simulateStudy: typeof runStudy<A> = runStudy,
): Promise<number> {
  const terminal = createTerminal(options);
  const { base, points, overridden } = loaded;
  const { name, study } = base.scenario;
  const hash = studyPlan(points).slice(0, 8);
  const folder = join(options.out, options.name ?? (overridden ? `${name}-${hash}` : name));
  const workers = options.workers === 'auto' ? defaultWorkers() : options.workers;
  terminal.detail(
    `longrun: study ${folder}, plan ${hash}, seed ${JSON.stringify(study.seed)}, ${workers} threads`,
  );
  const rule = stoppingRule(points, options, study.replications);
  refuseTooMany(points, rule);
  const format = tableFormat(options);
  const requested = requestedTables(options, points);
  const warning = memoryWarning(base.scenario);
  if (warning !== null) terminal.note(`longrun: ${warning}`);
  if (options.dryRun === true) {
    const planned = { rule, folder, workers, sample: sampleEffort(loaded) };
    terminal.out(
      options.json === true ? JSON.stringify(dryRunJson(loaded, planned)) : dryRunText(loaded, planned),
    );
    return EXIT.ok;
  }
  const stop = listenForStop(terminal.note);
  const progress = createProgress(terminal);
  const start = performance.now();
  let result: StudyResult<A>;
  try {
    result = await simulateStudy(loaded, {
      folder,
      rule,
      confidence: options.confidence,
      workers,
      fresh: options.fresh ?? false,
      analyse: (found) => {
        const analysis = analyse(found);
        return { ...analysis, tables: [...requested(found), ...analysis.tables] };
      },
      format,
      commandLine: process.argv.slice(2),
      stopped: () => stop.code !== null,
      onProgress: progress.update,
      onNote: (note) => terminal.note(`longrun: ${note}`),
      onDetail: (detail) => terminal.detail(`longrun: ${detail}`),
    });
  } finally {
    progress.end();
    stop.end();
  }
  const { complete, failed } = result;
  const rows = result.points.reduce((sum, { table }) => sum + table.rows, 0);
  if (options.json === true) {
    terminal.out(JSON.stringify(json(result)));
  } else if (rows > 0) {
    const seconds = (performance.now() - start) / 1000;
    terminal.out(text(result, { rule, workers, seconds }, terminal));
  }
  tellNotes(result, loaded, rule, format, terminal);
  if (stop.code !== null && !complete) {
    terminal.error(
      `longrun: stopped; ${rows} replications are saved in ${folder}. The same command goes on from there.`,
    );
    return stop.code;
  }
  return failed > 0 ? EXIT.someFailed : EXIT.ok;
}

/** @throws UsageError */
function refuseTooMany(points: LoadedPoints['points'], rule: StoppingRule): void {
  const rows = mostRows(points, rule);
  if (rule.kind === 'fixed' && rows > MOST)
    throw new UsageError(
      `${formatNumber(rows)} replications at ${formatNumber(points.length)} point${points.length === 1 ? '' : 's'} are too many; a study has at most ${formatNumber(MOST)}`,
    );
}

/** The first SIGINT or SIGTERM asks for a clean stop, the second ends at once. */
function listenForStop(note: (text: string) => void): { code: number | null; readonly end: () => void } {
  const state = { code: null as number | null, end: () => {} };
  const onSignal = (code: number) => () => {
    if (state.code !== null) process.exit(code);
    state.code = code;
    note('\nlongrun: finishing what has begun, then saving (again to stop at once)');
  };
  const onInterrupt = onSignal(EXIT.interrupted);
  const onTerminate = onSignal(EXIT.terminated);
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  process.on('SIGUSR2', onTerminate);
  state.end = () => {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onTerminate);
    process.off('SIGUSR2', onTerminate);
  };
  return state;
}

/** What a user should know of a finished study. */
function tellNotes(
  { points, failed }: StudyResult,
  loaded: LoadedPoints,
  rule: StoppingRule,
  { files, splitRows }: TableFormat,
  terminal: Terminal,
): void {
  const rows = points.reduce((sum, { table }) => sum + table.rows, 0);
  if (files !== 'parquet' && Math.min(rows, splitRows ?? rows) > SPREADSHEET_ROWS) {
    terminal.note(
      `longrun: runs.csv has ${formatNumber(rows)} rows, but spreadsheets read only ${formatNumber(SPREADSHEET_ROWS)} and drop the rest; the same command with --split-rows writes runs.1.csv, runs.2.csv, …`,
    );
  }
  const ruled = points.filter((_, index) => loaded.points[index]?.rows === undefined);
  const most = Math.max(...ruled.map(({ table }) => table.rows));
  if (rule.kind === 'fixed' && most > rule.replications) {
    terminal.note(`longrun: the study has ${formatNumber(most)} replications already; all are kept`);
  }
  if (rule.kind === 'precision' && most >= rule.maximum) {
    terminal.note(
      `longrun: stopped at --maximum ${rule.maximum} replications, perhaps short of the wanted precision`,
    );
  }
  for (const note of rareNotes(points)) terminal.note(`longrun: ${note}`);
  if (failed === 0) return;
  const point = points.findIndex(({ table }) => table.errors.size > 0);
  const { errors } = points[point]!.table;
  const replication = Math.min(...errors.keys());
  const where = points.length === 1 ? '' : `point ${point}, `;
  terminal.error(
    `longrun: ${failed} of ${rows} replications failed; the first, ${where}replication ${replication}: ${errors.get(replication) ?? ''}`,
  );
}
