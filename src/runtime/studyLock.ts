import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileError } from './fileSystem.ts';

/** Two processes must not write one study. */
export class StudyBusyError extends Error {
  constructor(folder: string, pid: string) {
    super(
      `${folder} is being written by process ${pid}. Wait for it, or give this study its own place with --name. ` +
        `If no longrun is running there, delete ${join(folder, 'lock')}`,
    );
    this.name = 'StudyBusyError';
  }
}

/** Takes the lock of a study folder; returns what gives it back. A lock left by a killed process is taken over. */
export function lockStudy(folder: string): () => void {
  const path = join(folder, 'lock');
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw new FileError('write', path, error);
    }
    const holder = readHolder(path);
    if (attempt > 0 || (holder !== '' && isRunning(Number(holder)))) throw new StudyBusyError(folder, holder);
    rmSync(path, { force: true });
  }
}

function readHolder(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
