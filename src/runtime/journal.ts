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
        `To keep the replications before it, delete line ${line} and all after it; to start over, run it with --fresh`,
    );
    this.name = 'JournalError';
  }
}

interface Header {
  readonly format: string;
  readonly plan: string;
  readonly width: number;
  /** Of the values after the outcome; journals of old do not say. */
  readonly columns?: readonly string[];
  readonly check?: string;
}

/** What the first line of a journal says. */
export interface JournalHeader {
  readonly plan: string;
  /** Values a row. */
  readonly width: number;
  /** Names of the columns after the outcome; null where an older version did not write them. */
  readonly columns: readonly string[] | null;
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
  let header: JournalHeader | null = null;
  let number = 0;
  let validBytes = 0;
  let rest = Buffer.alloc(0);
  for (const piece of readPieces(path)) {
    rest = Buffer.concat([rest, piece]);
    let start = 0;
    for (let end = rest.indexOf(0x0a); end >= 0; end = rest.indexOf(0x0a, start)) {
      const line = rest.subarray(start, end);
      number += 1;
      if (header === null) {
        header = headerOf(path, line);
        refuseOtherWidth(path, header, width);
      } else
        onChunk(
          chunkOf(path, number, line, width),
          validBytes + line.indexOf(VALUES_KEY) + VALUES_KEY.length,
        );
      start = end + 1;
      validBytes += line.length + 1;
    }
    rest = rest.subarray(start);
  }
  return header === null ? null : { plan: header.plan, validBytes, torn: rest.length > 0 };
}

/** What a journal says of itself; null where there is none, or none with a whole first line. @throws JournalError, FileError */
export function readJournalHeader(path: string): JournalHeader | null {
  if (!existsSync(path)) return null;
  let rest = Buffer.alloc(0);
  for (const piece of readPieces(path)) {
    rest = Buffer.concat([rest, piece]);
    const end = rest.indexOf(0x0a);
    if (end >= 0) return headerOf(path, rest.subarray(0, end));
  }
  return null;
}

function headerOf(path: string, line: Buffer): JournalHeader {
  const header = parse<Header>(path, 1, line.toString('utf8'));
  if (header.format !== FORMAT)
    throw new JournalError(path, 1, `is not a journal of this version (${FORMAT})`);
  if (!isSound(header)) throw new JournalError(path, 1, 'its checksum does not match');
  return { plan: header.plan ?? '', width: header.width ?? Number.NaN, columns: header.columns ?? null };
}

function refuseOtherWidth(path: string, header: JournalHeader, width: number): void {
  if (header.width !== width) {
    throw new JournalError(path, 1, `has ${header.width} values a row where this version has ${width}`);
  }
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

/**
 * Appends finished chunks; a line is written whole or, when the disk is full, taken back. The file is open only while it is
 * written: a study may have more points than a process may have files.
 */
export class JournalWriter {
  private readonly path: string;
  private size: number;

  /** Goes on after `validBytes` of an existing journal; 0 starts a new one. */
  constructor(path: string, validBytes: number, plan: string, columns: readonly string[]) {
    this.path = path;
    this.size = validBytes;
    this.withFile(validBytes === 0 ? 'w' : 'r+', (file) => ftruncateSync(file, validBytes));
    if (validBytes === 0) {
      const header = { format: FORMAT, plan, width: columns.length + 1, columns };
      const text = JSON.stringify({ ...header, check: headerChecksum(header) } satisfies Header);
      this.writeLine(Buffer.from(`${text}\n`, 'utf8'));
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

  private writeLine(bytes: Buffer): void {
    this.withFile('r+', (file) => {
      try {
        writeFully(file, bytes, this.size);
      } catch (error) {
        ftruncateSync(file, this.size);
        throw error;
      }
    });
    this.size += bytes.length;
  }

  private withFile(flags: string, use: (file: number) => void): void {
    try {
      const file = openSync(this.path, flags);
      try {
        use(file);
      } finally {
        closeSync(file);
      }
    } catch (error) {
      throw new FileError('write', this.path, error);
    }
  }
}

/** Whether a header is as it was written; without columns it is an old one and has no checksum. */
function isSound(header: Partial<Header>): boolean {
  const { check, ...rest } = header;
  if (check === undefined && header.columns === undefined) return true;
  return check === headerChecksum(rest);
}

function headerChecksum({ format, plan, width, columns }: Partial<Header>): string {
  return createHash('sha256')
    .update(JSON.stringify([format, plan, width, columns]))
    .digest('hex')
    .slice(0, 16);
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
