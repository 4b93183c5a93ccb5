import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FileError } from '../../src/runtime/fileSystem.ts';
import { lockStudy, StudyBusyError } from '../../src/runtime/studyLock.ts';
import { fresh, temporaryFolder } from '../support/cli.ts';

const base = temporaryFolder();

function folder(): string {
  const path = join(base, fresh('study'));
  mkdirSync(path);
  return path;
}

/** What the lock of a process with this id says. */
function textOf(pid: number | undefined): string {
  const study = folder();
  const unlock = lockStudy(study);
  const text = readFileSync(join(study, 'lock'), 'utf8');
  unlock();
  return text.replace(String(process.pid), String(pid));
}

describe('the lock of a study', () => {
  it('names the process and goes when it is given back', () => {
    const study = folder();
    const unlock = lockStudy(study);
    expect(readFileSync(join(study, 'lock'), 'utf8')).toContain(String(process.pid));
    unlock();
    expect(existsSync(join(study, 'lock'))).toBe(false);
    unlock();
  });

  it('can be taken again after it was given back', () => {
    const study = folder();
    lockStudy(study)();
    lockStudy(study)();
  });

  it('of a process that runs is refused, naming it, and stays', () => {
    const study = folder();
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    try {
      writeFileSync(join(study, 'lock'), textOf(other.pid));
      expect(() => lockStudy(study)).toThrow(StudyBusyError);
      expect(() => lockStudy(study)).toThrow(`process ${other.pid}`);
      expect(() => lockStudy(study)).toThrow('--name');
      expect(readFileSync(join(study, 'lock'), 'utf8')).toBe(textOf(other.pid));
    } finally {
      other.kill('SIGKILL');
    }
  });

  it('of a process that has ended is taken over', () => {
    const study = folder();
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(join(study, 'lock'), textOf(pid));
    const unlock = lockStudy(study);
    expect(readFileSync(join(study, 'lock'), 'utf8')).toBe(textOf(process.pid));
    unlock();
  });

  it('of another machine is refused: on a shared disk nobody can know whether that process still runs', () => {
    const study = folder();
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    expect(textOf(pid)).toContain(hostname());
    writeFileSync(join(study, 'lock'), textOf(pid).replace(hostname(), 'another-machine'));
    expect(() => lockStudy(study)).toThrow(StudyBusyError);
    expect(() => lockStudy(study)).toThrow('another-machine');
    expect(() => lockStudy(study)).toThrow(`delete ${join(study, 'lock')}`);
  });

  it('that is empty, as a full disk leaves it, is taken over', () => {
    const study = folder();
    writeFileSync(join(study, 'lock'), '');
    lockStudy(study)();
    expect(existsSync(join(study, 'lock'))).toBe(false);
  });

  it('in a folder that is not there is an error about the file', () => {
    expect(() => lockStudy(join(base, 'absent'))).toThrow(FileError);
  });
});
