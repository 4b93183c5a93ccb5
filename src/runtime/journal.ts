import { createHash } from 'node:crypto';
import { closeSync, existsSync, ftruncateSync, openSync, readFileSync } from 'node:fs';
import type { ChunkResult } from '../montecarlo/runChunk.ts';
import { FileError, writeFully } from './fileSystem.ts';

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
  /** Names of the columns after the outcome; null where an older version did not write them. */
  readonly columns: readonly string[] | null;
  readonly results: readonly ChunkResult[];
  /** Bytes of whole lines; what follows is a line torn by a kill. */
  readonly validBytes: number;
  readonly torn: boolean;
}

/**
 * Reads a journal of `expected` values a row, or of as many as it says; a last line without its end is what a killed process
 * leaves and is passed over.
 */
export function readJournal(path: string, expected?: number): JournalContents | null {
  if (!existsSync(path)) return null;
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new FileError('read', path, error);
  }
  const validBytes = bytes.lastIndexOf(0x0a) + 1;
  const lines = bytes.subarray(0, validBytes).toString('utf8').split('\n').slice(0, -1);
  const torn = validBytes < bytes.length;
  const [first, ...rest] = lines;
  if (first === undefined) return null;
  const header = parse<Header>(path, 1, first);
  if (header.format !== FORMAT)
    throw new JournalError(path, 1, `is not a journal of this version (${FORMAT})`);
  if (!isSound(header)) throw new JournalError(path, 1, 'its checksum does not match');
  const width = expected ?? header.width;
  if (width === undefined || header.width !== width) {
    throw new JournalError(path, 1, `has ${header.width} values a row where this version has ${width}`);
  }
  const results = rest.map((text, index): ChunkResult => {
    const number = index + 2;
    const line = parse<Line>(path, number, text);
    if (!isWhole(line) || line.check !== checksum(line)) {
      throw new JournalError(path, number, 'its checksum does not match');
    }
    const raw = Buffer.from(line.values, 'base64');
    if (raw.length !== line.count * width * 8) throw new JournalError(path, number, 'has the wrong length');
    const values = new Float64Array(line.count * width);
    for (let value = 0; value < values.length; value++) values[value] = raw.readDoubleLE(value * 8);
    return { from: line.from, count: line.count, errors: line.errors, values };
  });
  return { plan: header.plan ?? '', columns: header.columns ?? null, results, validBytes, torn };
}

/** Appends finished chunks; a line is written whole or, when the disk is full, taken back. */
export class JournalWriter {
  private readonly path: string;
  private readonly file: number;
  private size: number;

  /** Goes on after `validBytes` of an existing journal; 0 starts a new one. */
  constructor(path: string, validBytes: number, plan: string, columns: readonly string[]) {
    this.path = path;
    try {
      this.file = openSync(path, validBytes === 0 ? 'w' : 'r+');
      ftruncateSync(this.file, validBytes);
    } catch (error) {
      throw new FileError('write', path, error);
    }
    this.size = validBytes;
    if (validBytes === 0) {
      const header = { format: FORMAT, plan, width: columns.length + 1, columns };
      this.writeLine(JSON.stringify({ ...header, check: headerChecksum(header) } satisfies Header));
    }
  }

  append(result: ChunkResult): void {
    const raw = Buffer.alloc(result.values.length * 8);
    result.values.forEach((value, index) => {
      raw.writeDoubleLE(value, index * 8);
    });
    const line = {
      from: result.from,
      count: result.count,
      errors: result.errors,
      values: raw.toString('base64'),
    };
    this.writeLine(JSON.stringify({ ...line, check: checksum(line) } satisfies Line));
  }

  close(): void {
    closeSync(this.file);
  }

  private writeLine(text: string): void {
    const bytes = Buffer.from(`${text}\n`, 'utf8');
    try {
      writeFully(this.file, bytes, this.size);
    } catch (error) {
      ftruncateSync(this.file, this.size);
      throw new FileError('write', this.path, error);
    }
    this.size += bytes.length;
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
