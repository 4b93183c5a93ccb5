import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Code of the error of a file that is no text, or text of another encoding. */
export const NOT_UTF8 = 'ENOTUTF8';

/** A file that could not be read or written, with what to do about it. */
export class FileError extends Error {
  readonly path: string;
  readonly code: string;

  constructor(action: string, path: string, cause: unknown) {
    const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? 'unknown error';
    const advice =
      (action === 'read' ? READ_ADVICE[code] : undefined) ??
      ADVICE[code] ??
      (cause instanceof Error ? cause.message : String(cause));
    super(`cannot ${action} ${path}: ${advice}`, { cause });
    this.name = 'FileError';
    this.path = path;
    this.code = code;
  }

  /** Whether the user named a place that cannot be used, as against a machine that has run out of something. */
  get isUsage(): boolean {
    return [
      'EACCES',
      'EPERM',
      'EROFS',
      'ENOTDIR',
      'EISDIR',
      'EEXIST',
      'ENOENT',
      'ENAMETOOLONG',
      'EBUSY',
      NOT_UTF8,
    ].includes(this.code);
  }
}

/** Of files that a user names, where another place for results would not help. */
const READ_ADVICE: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  ENOENT: 'it does not exist',
  [NOT_UTF8]: 'it is not UTF-8 (save it as UTF-8)',
  ENOTDIR: 'a part of the path is a file, not a folder',
};

const ADVICE: Readonly<Record<string, string>> = {
  EACCES: 'permission denied; choose another folder with --out, or change its permissions',
  EPERM: 'not permitted; choose another folder with --out',
  EROFS: 'the file system is read-only; choose another folder with --out',
  ENOTDIR: 'a part of the path is a file, not a folder; choose another folder with --out',
  EEXIST: 'a file of that name is in the way; choose another folder with --out',
  EISDIR: 'it is a folder, not a file',
  EBUSY: 'it is a folder that is in use, or a file that is',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'it does not exist, or cannot be made there; for results choose another folder with --out',
  ENOSPC:
    'no space left on the device; free some and run the same command again: finished replications are kept',
  EDQUOT:
    'the disk quota is used up; free some and run the same command again: finished replications are kept',
  EFBIG: 'the file would pass a size limit',
};

/** What is at a path; undefined where nothing is, as below a file. @throws FileError */
export function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw new FileError('read', path, error);
  }
}

/**
 * Makes a folder with those above it. One by one: Node's own recursive mkdir never returns where the system takes no new
 * folders, as in /proc.
 */
export function makeFolder(path: string): void {
  try {
    const missing: string[] = [];
    for (let folder = resolve(path); !existsSync(folder); folder = dirname(folder)) missing.push(folder);
    if (missing.length === 0 && !statSync(path).isDirectory()) {
      throw Object.assign(new Error('not a folder'), { code: 'EEXIST' });
    }
    for (const folder of missing.reverse()) {
      try {
        mkdirSync(folder);
      } catch (error) {
        // Another process may have made it meanwhile.
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
  } catch (error) {
    throw new FileError('create the folder', path, error);
  }
}

/** Writes a whole file or leaves what was there: to a temporary file beside it, then renamed. */
export function writeFileAtomically(path: string, parts: Iterable<string | Uint8Array>): void {
  makeFolder(dirname(path));
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = openSync(temporary, 'w');
    try {
      for (const part of parts) writeFully(file, typeof part === 'string' ? Buffer.from(part, 'utf8') : part);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    discard(temporary);
    throw new FileError('write', path, error);
  }
}

/** Removes what may be left of a file; that it could not be made is told by the error on the way. */
function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Nothing is there, or nothing can be done about it.
  }
}

/** Writes all bytes, from `position` of the file or where it stands; `writeSync` alone may write less than asked. */
export function writeFully(file: number, bytes: Uint8Array, position: number | null = null): void {
  for (let offset = 0; offset < bytes.length; ) {
    const at = position === null ? null : position + offset;
    offset += writeSync(file, bytes, offset, bytes.length - offset, at);
  }
}

const PIECE_BYTES = 1 << 20;

/** A file of any size, piece by piece. @throws FileError */
export function* readPieces(path: string): Generator<Buffer> {
  try {
    const file = openSync(path, 'r');
    try {
      for (;;) {
        const piece = Buffer.allocUnsafe(PIECE_BYTES);
        const length = readSync(file, piece, 0, PIECE_BYTES, null);
        if (length === 0) return;
        yield piece.subarray(0, length);
      }
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw new FileError('read', path, error);
  }
}
