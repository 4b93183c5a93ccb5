import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type CliResult,
  filesIn,
  journalLines,
  longrun,
  manifestOf,
  type Running,
  read,
  STUDY_FILES,
  start,
  temporaryFolder,
  until,
} from '../support/cli.ts';

const folder = temporaryFolder();
const SCENARIO = 'llama3-405b-16k-h100';
const TABLES = ['runs.csv', 'summary.csv', 'datapackage.json', 'scenario.yaml'];

function begin(out: string, replications = 300): Running {
  return start(['run', SCENARIO, '-n', String(replications), '--workers', '2', '-o', out], { cwd: folder });
}

function study(out: string): string {
  return join(folder, out, SCENARIO);
}

/** Runs.csv without the bytes of its last line end, by line. */
function lines(out: string): string[] {
  return read(study(out), 'runs.csv').trimEnd().split('\r\n');
}

function expectUndisturbed(out: string): void {
  for (const file of TABLES) expect(read(study(out), file)).toBe(read(study('undisturbed'), file));
  expect(filesIn(study(out))).toEqual(STUDY_FILES);
}

async function expectResumes(out: string): Promise<CliResult> {
  const before = journalLines(study(out));
  const result = await begin(out).result;
  expect(result.code).toBe(0);
  expectUndisturbed(out);
  const { done, resumed, complete } = manifestOf(study(out)).replications;
  expect({ done, complete }).toEqual({ done: 300, complete: true });
  expect(resumed).toBeGreaterThan(0);
  expect(journalLines(study(out))).toBeGreaterThan(before);
  return result;
}

beforeAll(async () => {
  const result = await begin('undisturbed').result;
  expect(result.code).toBe(0);
  expect(lines('undisturbed')).toHaveLength(301);
});

describe('a run that is interrupted', () => {
  it('by kill -9, twice, goes on with the same command to the bytes of an undisturbed run', async () => {
    for (const wanted of [2, 5]) {
      const running = begin('killed');
      await until(() => journalLines(study('killed')) >= wanted, running);
      running.child.kill('SIGKILL');
      expect((await running.result).signal).toBe('SIGKILL');
      expect(filesIn(study('killed'))).toContain('lock');
      expect(filesIn(study('killed'))).not.toContain('runs.csv');
    }
    await expectResumes('killed');
  });

  it('by Ctrl-C saves consistent files, ends with 130 and goes on to the same bytes', async () => {
    const running = begin('stopped');
    await until(() => journalLines(study('stopped')) >= 3, running);
    running.child.kill('SIGINT');
    const result = await running.result;
    expect(result.code).toBe(130);
    expect(result.stderr).toContain('The same command goes on from there');
    expect(filesIn(study('stopped'))).toEqual(STUDY_FILES);
    const { done, wanted, complete } = manifestOf(study('stopped')).replications;
    expect({ wanted, complete }).toEqual({ wanted: 300, complete: false });
    expect(done).toBeGreaterThanOrEqual(25);
    expect(done).toBeLessThan(300);
    expect(lines('stopped')).toEqual(lines('undisturbed').slice(0, done + 1));
    expect(result.stdout).toContain(`${done} replications`);
    await expectResumes('stopped');
  });

  it('by SIGTERM ends with 143; meanwhile a second process in its folder is refused', async () => {
    const running = begin('terminated', 100_000);
    await until(() => journalLines(study('terminated')) >= 2, running);
    for (const more of [[], ['--fresh']]) {
      const second = await longrun(['run', SCENARIO, '-n', '5', '-o', 'terminated', ...more], {
        cwd: folder,
      });
      expect(second.code).toBe(2);
      expect(second.stdout).toBe('');
      expect(second.stderr).toContain(`being written by process ${running.child.pid}`);
      expect(second.stderr).toContain('--name');
    }
    expect(running.child.exitCode).toBeNull();
    running.child.kill('SIGTERM');
    const result = await running.result;
    expect(result.code).toBe(143);
    expect(filesIn(study('terminated'))).toEqual(STUDY_FILES);
    const { done } = manifestOf(study('terminated')).replications;
    expect(lines('terminated')).toHaveLength(done + 1);
    const common = Math.min(done, 300) + 1;
    expect(lines('terminated').slice(0, common)).toEqual(lines('undisturbed').slice(0, common));
  });

  it('by SIGUSR2, as batch systems warn, ends with 143 and everything saved', async () => {
    const running = begin('warned');
    await until(() => journalLines(study('warned')) >= 2, running);
    running.child.kill('SIGUSR2');
    expect((await running.result).code).toBe(143);
    expect(filesIn(study('warned'))).toEqual(STUDY_FILES);
    expect(manifestOf(study('warned')).replications.complete).toBe(false);
  });
});

describe('a journal', () => {
  const journal = () => join(study('undisturbed'), 'journal.jsonl');
  const all = () =>
    filesIn(study('undisturbed')).map((file) => readFileSync(join(study('undisturbed'), file)));

  it('whose last line was torn is mended, and the notes say so', async () => {
    const { length } = readFileSync(journal());
    truncateSync(journal(), length - 100);
    const result = await begin('undisturbed').result;
    expect(result.code).toBe(0);
    expect(result.stderr).toContain('cut off');
    expect(readFileSync(journal())).toHaveLength(length);
    expect(lines('undisturbed')).toHaveLength(301);
  });

  it('with a flipped byte is refused with its line, and nothing is changed; the advice given works', async () => {
    const bytes = readFileSync(journal());
    const starts = [...bytes.entries()].filter(([, byte]) => byte === 0x0a).map(([at]) => at + 1);
    const wanted = lines('undisturbed');
    const damaged = Buffer.from(bytes);
    const at = Math.floor((starts[3]! + starts[4]!) / 2);
    damaged[at] = damaged[at]! ^ 1;
    writeFileSync(journal(), damaged);
    const before = all();
    const result = await begin('undisturbed').result;
    expect(result.code).toBe(2);
    expect(result.stdout).toBe('');
    expect(result.stderr).toContain('journal.jsonl, line 5:');
    expect(result.stderr).toContain('delete line 5 and all after it');
    expect(all()).toEqual(before);
    expect(filesIn(study('undisturbed'))).toEqual(STUDY_FILES);

    truncateSync(journal(), starts[3]);
    expect((await begin('undisturbed').result).code).toBe(0);
    expect(lines('undisturbed')).toEqual(wanted);
  });
});
