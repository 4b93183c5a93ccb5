import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { FileError } from './fileSystem.ts';

/** Two processes must not write one study. */
export class StudyBusyError extends Error {
  constructor(folder: string, holder: Holder, advice: string) {
    super(
      `${folder} is being written by process ${holder.pid} on ${holder.host}. ${advice}. ` +
        `If no longrun is running there, delete ${join(folder, 'lock')}`,
    );
    this.name = 'StudyBusyError';
  }
}

interface Holder {
  readonly pid: number;
  readonly host: string;
}

/**
 * Takes the lock of a study folder; returns what gives it back. A lock left by a killed process of this machine is taken
 * over; one of another machine is not, for on a shared disk nobody can know whether that process still runs.
 */
export function lockStudy(folder: string): () => void {
  const path = join(folder, 'lock');
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(path, `${process.pid} ${hostname()}`, { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw new FileError('write', path, error);
    }
    const holder = readHolder(path);
    if (holder !== null && (attempt > 0 || isRunning(holder)))
      throw new StudyBusyError(folder, holder, 'Wait for it, or give this study its own place with --name');
    rmSync(path, { force: true });
  }
}

/** For a reader, who takes no lock. @throws StudyBusyError while another process writes the study */
export function refuseBusy(folder: string): void {
  const holder = readHolder(join(folder, 'lock'));
  if (holder !== null && isRunning(holder)) throw new StudyBusyError(folder, holder, 'Wait for it');
}

/** Who holds the lock; null when it is gone or empty, as a full disk leaves it. */
function readHolder(path: string): Holder | null {
  try {
    const [pid, host = hostname()] = readFileSync(path, 'utf8').trim().split(' ');
    return pid === undefined || pid === '' ? null : { pid: Number(pid), host };
  } catch {
    return null;
  }
}

function isRunning({ pid, host }: Holder): boolean {
  if (host !== hostname()) return true;
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A killed process that nobody has reaped, as in a container whose first process does not; Linux only. */
function isZombie(pid: number): boolean {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return false;
  }
}
