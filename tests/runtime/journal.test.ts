import { appendFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChunkResult } from '../../src/montecarlo/runChunk.ts';
import { FileError } from '../../src/runtime/fileSystem.ts';
import {
  JournalError,
  JournalWriter,
  readJournalHeader,
  readJournal as streamJournal,
} from '../../src/runtime/journal.ts';
import { JournalValues } from '../../src/runtime/journalValues.ts';
import { fresh, temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
const COLUMNS = ['wall_time_h', 'goodput', 'faults'];
/** With the outcome. */
const WIDTH = 4;

function chunk(from: number, count: number, value: (index: number) => number): ChunkResult {
  return {
    from,
    count,
    values: Float64Array.from({ length: count * WIDTH }, (_, index) => value(index)),
    errors: from === 0 ? [{ replication: 1, message: 'no "luck"\n, é' }] : [],
  };
}

const CHUNKS: readonly ChunkResult[] = [
  chunk(0, 3, (index) => index / 3),
  chunk(3, 2, (index) => (index % 2 === 0 ? Number.NaN : -index)),
  chunk(9, 1, () => Number.POSITIVE_INFINITY),
];

function newJournal(chunks: readonly ChunkResult[] = CHUNKS): string {
  const path = join(folder, fresh('journal'));
  const writer = new JournalWriter(path, 0, 'plan', COLUMNS);
  for (const one of chunks) writer.append(one);
  return path;
}

function readJournal(path: string, width: number) {
  const results: ChunkResult[] = [];
  const offsets: number[] = [];
  const contents = streamJournal(path, width, (result, offset) => {
    results.push(result);
    offsets.push(offset);
  });
  return contents === null ? null : { ...contents, results, offsets };
}

function failure(path: string, width = WIDTH): Error {
  const before = readFileSync(path);
  try {
    readJournal(path, width);
  } catch (error) {
    expect(readFileSync(path)).toEqual(before);
    return error as Error;
  }
  throw new Error('the journal was accepted');
}

function replaceLine(path: string, number: number, change: (line: string) => string): void {
  const lines = readFileSync(path, 'utf8').split('\n');
  lines[number - 1] = change(lines[number - 1]!);
  writeFileSync(path, lines.join('\n'));
}

describe('a journal', () => {
  it('gives back what was written: values to the bit, NaN and infinity, errors', () => {
    const path = newJournal();
    const contents = readJournal(path, WIDTH);
    expect(contents).toMatchObject({
      plan: 'plan',
      torn: false,
      validBytes: readFileSync(path).length,
    });
    expect(contents?.results).toEqual(CHUNKS);
    expect(readJournalHeader(path)).toEqual({ plan: 'plan', width: WIDTH, columns: COLUMNS });
  });

  it('says where the values of a chunk stand, to whom writes and to whom reads', () => {
    const path = join(folder, fresh('journal'));
    const writer = new JournalWriter(path, 0, 'plan', COLUMNS);
    const written = CHUNKS.map((one) => writer.append(one));
    expect(readJournal(path, WIDTH)?.offsets).toEqual(written);
    const values = new JournalValues(path);
    for (const [index, one] of [...CHUNKS.entries()].reverse()) {
      const target = new Float64Array(one.values.length);
      values.read(written[index]!, target);
      expect(target).toEqual(one.values);
    }
    values.read(written[0]!, new Float64Array(CHUNKS[0]!.values.length));
    truncateSync(path, written[2]!);
    expect(() => values.read(written[2]!, new Float64Array(WIDTH))).toThrow(FileError);
  });

  it('of any size is read piece by piece', () => {
    const many = Array.from({ length: 60 }, (_, index) =>
      chunk(index * 1000, 1000, (place) => index + place / 7),
    );
    const path = newJournal(many);
    expect(readFileSync(path).length).toBeGreaterThan(2 ** 21);
    expect(readJournal(path, WIDTH)?.results).toEqual(many);
    expect(readJournal(path, WIDTH)?.validBytes).toBe(readFileSync(path).length);
  });

  it('gives back any doubles', () => {
    const value = fc
      .tuple(fc.nat(0xffffffff), fc.nat(0xffffffff))
      .map(([high, low]) => new Float64Array(new Uint32Array([low, high]).buffer)[0]!);
    fc.assert(
      fc.property(fc.array(value, { minLength: WIDTH, maxLength: WIDTH }), (values) => {
        const one = chunk(7, 1, (index) => values[index]!);
        const [read] = readJournal(newJournal([one]), WIDTH)?.results ?? [];
        read?.values.forEach((number, index) => {
          expect(Object.is(number, values[index])).toBe(true);
        });
      }),
      { seed: 21, numRuns: 50 },
    );
  });

  it('that is not there, or empty, is none', () => {
    expect(readJournal(join(folder, 'absent'), WIDTH)).toBeNull();
    const empty = join(folder, fresh('journal'));
    writeFileSync(empty, '');
    expect(readJournal(empty, WIDTH)).toBeNull();
  });

  it('whose first line was torn is none', () => {
    const path = newJournal([]);
    truncateSync(path, 20);
    expect(readJournal(path, WIDTH)).toBeNull();
  });

  it('torn at any byte of its last line has all lines before it', () => {
    const path = newJournal();
    const bytes = readFileSync(path);
    const start = bytes.lastIndexOf(0x0a, bytes.length - 2) + 1;
    for (let end = bytes.length - 1; end > start; end -= 3) {
      truncateSync(path, end);
      const contents = readJournal(path, WIDTH);
      expect(contents).toMatchObject({ torn: true, validBytes: start });
      expect(contents?.results).toEqual(CHUNKS.slice(0, 2));
    }
    truncateSync(path, start);
    expect(readJournal(path, WIDTH)).toMatchObject({ torn: false, validBytes: start });
  });

  it('goes on after the whole lines of a torn one', () => {
    const path = newJournal();
    truncateSync(path, readFileSync(path).length - 5);
    const contents = readJournal(path, WIDTH)!;
    const writer = new JournalWriter(path, contents.validBytes, 'plan', COLUMNS);
    writer.append(CHUNKS[2]!);
    expect(readJournal(path, WIDTH)?.results).toEqual(CHUNKS);
    expect(readFileSync(path)).toEqual(readFileSync(newJournal()));
  });

  it('never gives other numbers for a flipped bit: it is refused with the line, or the line is torn', () => {
    const path = newJournal();
    const bytes = readFileSync(path);
    const lineOf = (at: number) => bytes.subarray(0, at).filter((byte) => byte === 0x0a).length + 1;
    const last = lineOf(bytes.length - 1);
    for (let at = 0; at < bytes.length; at++) {
      const flipped = Buffer.from(bytes);
      flipped[at] = flipped[at]! ^ (1 << (at % 8));
      writeFileSync(path, flipped);
      let contents: ReturnType<typeof readJournal>;
      try {
        contents = readJournal(path, WIDTH);
      } catch (error) {
        expect(error).toBeInstanceOf(JournalError);
        const told = Number(/line (\d+)/.exec((error as Error).message)?.[1]);
        expect(Math.abs(told - lineOf(at))).toBeLessThanOrEqual(1);
        continue;
      }
      expect(lineOf(at)).toBeGreaterThan(1);
      expect({ at, line: lineOf(at), torn: contents?.torn }).toEqual({ at, line: last, torn: true });
      expect(contents?.results).toEqual(CHUNKS.slice(0, -1));
    }
  });

  it('of another width or version is refused', () => {
    const path = newJournal();
    expect(failure(path, WIDTH + 1).message).toContain(
      `line 1: has ${WIDTH} values a row where this version has ${WIDTH + 1}`,
    );
    replaceLine(path, 1, (line) => line.replace('longrun-journal/1', 'longrun-journal/9'));
    const error = failure(path);
    expect(error).toBeInstanceOf(JournalError);
    expect(error.message).toContain('is not a journal of this version');
  });

  it.each([
    ['text', 'hello', 'not valid JSON'],
    ['nothing', '', 'not valid JSON'],
    ['null', 'null', ''],
    ['a number', '5', ''],
    ['a list', '[]', ''],
    ['an empty record', '{}', ''],
  ])('with %s for a line is refused with the line and what to do', (_, text, says) => {
    for (const number of [1, 3]) {
      const path = newJournal();
      replaceLine(path, number, () => text);
      const error = failure(path);
      expect(error).toBeInstanceOf(JournalError);
      expect(error.message).toContain(`${path}, line ${number}: `);
      expect(error.message).toContain(says);
      expect(error.message).toContain(`delete line ${number} and all after it`);
      expect(error.message).toContain('--fresh');
    }
  });

  it('whose counts were changed by hand is refused', () => {
    for (const [from, to] of [
      ['"count":2', '"count":1'],
      ['"from":3', '"from":4'],
    ] as const) {
      const path = newJournal();
      replaceLine(path, 3, (line) => {
        expect(line).toContain(from);
        return line.replace(from, to);
      });
      expect(failure(path).message).toContain('line 3: its checksum does not match');
    }
  });

  it('with a foreign line at its end is refused', () => {
    const path = newJournal();
    appendFileSync(path, 'note to self\n');
    expect(failure(path).message).toContain('line 5: is not valid JSON');
  });

  it('in a folder that is not there is an error about the file', () => {
    expect(() => new JournalWriter(join(folder, 'none', 'journal'), 0, 'plan', COLUMNS)).toThrow(FileError);
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  it('started anew replaces the old one', () => {
    const path = newJournal();
    const writer = new JournalWriter(path, 0, 'other', COLUMNS);
    writer.append(CHUNKS[1]!);
    expect(readJournal(path, WIDTH)).toMatchObject({ plan: 'other', torn: false });
    expect(readJournal(path, WIDTH)?.results).toEqual([CHUNKS[1]]);
  });
});
