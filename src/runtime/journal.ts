import { createHash } from 'node:crypto';
import { closeSync, existsSync, ftruncateSync, openSync } from 'node:fs';
import type { ChunkResult } from '../montecarlo/runChunk.ts';
import { FileError, readPieces, writeFully } from './fileSystem.ts';
import { decodeDoubles, encodeDoubles } from './journalValues.ts';

const FORMAT = 'longrun-journal/1';

/** A journal that cannot be trusted. Nothing has been changed. */
export class JournalError extends Error {
  constructor(path: string, line: number, what: string) {
    super(
      `${path}, line ${line}: ${what}. Nothing was changed. ` +
        `To keep the replications before it, delete line ${line} and all after it; to start over, add --fresh`,
    );
    this.name = 'JournalError';
  }
}

interface Header {
  readonly format: string;
  readonly plan: string;
  readonly width: number;
}

interface Line {
  readonly from: number;
  readonly count: number;
  readonly errors: ChunkResult['errors'];
  /** Little-endian doubles in base64. */
  readonly values: string;
  readonly check: string;
}

export interface JournalContents {
  readonly plan: string;
  /** Bytes of whole lines; what follows is a line torn by a kill. */
  readonly validBytes: number;
  readonly torn: boolean;
}

/** What begins the values in a line: inside a text it would have its quotes escaped. */
const VALUES_KEY = '"values":"';

/**
 * Reads a journal, a chunk at a time with the offset in the file at which its values stand (for `JournalValues`); a last line
 * without its end is what a killed process leaves and is passed over.
 * @throws JournalError, FileError
 */
export function readJournal(
  path: string,
  width: number,
  onChunk: (result: ChunkResult, offset: number) => void,
): JournalContents | null {
  if (!existsSync(path)) return null;
  let plan: string | null = null;
  let number = 0;
  let validBytes = 0;
  let rest = Buffer.alloc(0);
  for (const piece of readPieces(path)) {
    rest = Buffer.concat([rest, piece]);
    let start = 0;
    for (let end = rest.indexOf(0x0a); end >= 0; end = rest.indexOf(0x0a, start)) {
      const line = rest.subarray(start, end);
      number += 1;
      if (plan === null) plan = planOf(path, line, width);
      else
        onChunk(
          chunkOf(path, number, line, width),
          validBytes + line.indexOf(VALUES_KEY) + VALUES_KEY.length,
        );
      start = end + 1;
      validBytes += line.length + 1;
    }
    rest = rest.subarray(start);
  }
  return plan === null ? null : { plan, validBytes, torn: rest.length > 0 };
}

function planOf(path: string, line: Buffer, width: number): string {
  const header = parse<Header>(path, 1, line.toString('utf8'));
  if (header.format !== FORMAT)
    throw new JournalError(path, 1, `is not a journal of this version (${FORMAT})`);
  if (header.width !== width) {
    throw new JournalError(path, 1, `has ${header.width} values a row where this version has ${width}`);
  }
  return header.plan ?? '';
}

function chunkOf(path: string, number: number, text: Buffer, width: number): ChunkResult {
  const line = parse<Line>(path, number, text.toString('utf8'));
  if (!isWhole(line) || line.check !== checksum(line)) {
    throw new JournalError(path, number, 'its checksum does not match');
  }
  const values = new Float64Array(line.count * width);
  if (!decodeDoubles(line.values, values)) throw new JournalError(path, number, 'has the wrong length');
  return { from: line.from, count: line.count, errors: line.errors, values };
}

/** Appends finished chunks; a line is written whole or, when the disk is full, taken back. */
export class JournalWriter {
  private readonly path: string;
  private readonly file: number;
  private size: number;

  /** Goes on after `validBytes` of an existing journal; 0 starts a new one. */
  constructor(path: string, validBytes: number, plan: string, width: number) {
    this.path = path;
    try {
      this.file = openSync(path, validBytes === 0 ? 'w' : 'r+');
      ftruncateSync(this.file, validBytes);
    } catch (error) {
      throw new FileError('write', path, error);
    }
    this.size = validBytes;
    if (validBytes === 0) {
      const header: Header = { format: FORMAT, plan, width };
      this.writeLine(Buffer.from(`${JSON.stringify(header)}\n`, 'utf8'));
    }
  }

  /** @returns the offset in the file at which its values stand */
  append({ from, count, errors, values }: ChunkResult): number {
    const line = { from, count, errors, values: encodeDoubles(values) };
    const bytes = Buffer.from(
      `${JSON.stringify({ ...line, check: checksum(line) } satisfies Line)}\n`,
      'utf8',
    );
    const offset = this.size + bytes.indexOf(VALUES_KEY) + VALUES_KEY.length;
    this.writeLine(bytes);
    return offset;
  }

  close(): void {
    closeSync(this.file);
  }

  private writeLine(bytes: Buffer): void {
    try {
      writeFully(this.file, bytes, this.size);
    } catch (error) {
      ftruncateSync(this.file, this.size);
      throw new FileError('write', this.path, error);
    }
    this.size += bytes.length;
  }
}

function isWhole(line: Partial<Line>): line is Line {
  return (
    line.from !== undefined &&
    line.count !== undefined &&
    line.errors !== undefined &&
    line.values !== undefined
  );
}

function checksum(line: Omit<Line, 'check'>): string {
  return createHash('sha256')
    .update(`${line.from} ${line.count} ${JSON.stringify(line.errors)} ${line.values}`)
    .digest('hex')
    .slice(0, 16);
}

function parse<T>(path: string, number: number, text: string): Partial<T> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new JournalError(path, number, 'is not valid JSON');
  }
  if (typeof value !== 'object' || value === null) throw new JournalError(path, number, 'is no record');
  return value;
}
