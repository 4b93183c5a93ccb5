import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { repository } from './catalog.ts';

/** The program as users run it; `node scripts/build.mjs` makes it. */
const BUNDLE = join(repository, 'dist', 'longrun.mjs');

/** A command that takes longer than this hangs. */
const PATIENCE_MS = 60_000;

/** Where a tool that is missing is a failure and not a reason to skip. */
export const inCi = (process.env['CI'] ?? '') !== '';

/** The files of a study. */
export const STUDY_FILES = [
  'datapackage.json',
  'journal.jsonl',
  'manifest.json',
  'runs.csv',
  'scenario.yaml',
  'summary.csv',
];

export interface CliResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd?: string;
  /** The Node binary; the one that runs the tests if not given. */
  readonly node?: string;
  /** Options of Node itself. */
  readonly nodeArgs?: readonly string[];
  readonly patienceMs?: number;
}

/** A command under way. */
export interface Running {
  readonly child: ChildProcess;
  readonly result: Promise<CliResult>;
}

export function start(args: readonly string[], options: CliOptions = {}): Running {
  if (!existsSync(BUNDLE)) throw new Error('there is no bundle; run `node scripts/build.mjs` first');
  const { SLURM_CPUS_PER_TASK: _, SLURM_CPUS_ON_NODE: __, ...environment } = process.env;
  const child = spawn(options.node ?? process.execPath, [...(options.nodeArgs ?? []), BUNDLE, ...args], {
    cwd: options.cwd ?? repository,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: options.patienceMs ?? PATIENCE_MS,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const result = new Promise<CliResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, result };
}

export function longrun(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return start(args, options).result;
}

/** A folder of one test file's own, removed when its tests have ended. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'longrun-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

let counter = 0;
/** A name not used before in this test file. */
export function fresh(prefix = 'out'): string {
  counter += 1;
  return `${prefix}-${counter}`;
}

export function write(folder: string, name: string, text: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

export function read(...path: readonly string[]): string {
  return readFileSync(join(...path), 'utf8');
}

export function filesIn(folder: string): string[] {
  return readdirSync(folder).sort();
}

export function manifestOf(folder: string): {
  readonly replications: {
    readonly done: number;
    readonly wanted: number;
    readonly complete: boolean;
    readonly resumed: number;
  };
  readonly [key: string]: unknown;
} {
  return JSON.parse(read(folder, 'manifest.json'));
}

/** Whole lines of a study's journal so far; 0 while there is none. */
export function journalLines(folder: string): number {
  const path = join(folder, 'journal.jsonl');
  return existsSync(path) ? readFileSync(path).filter((byte) => byte === 0x0a).length : 0;
}

/** Waits until `condition` holds; gives up when the process has ended or after a minute. */
export async function until(condition: () => boolean, running?: Running): Promise<void> {
  const giveUp = Date.now() + PATIENCE_MS;
  while (!condition()) {
    if (running !== undefined && (running.child.exitCode !== null || running.child.signalCode !== null)) {
      const { code, stderr } = await running.result;
      throw new Error(`the process ended with ${code} before what was waited for:\n${stderr}`);
    }
    if (Date.now() > giveUp) throw new Error('what was waited for did not come');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
