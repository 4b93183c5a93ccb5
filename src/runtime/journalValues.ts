import { closeSync, openSync, readSync } from 'node:fs';
import { endianness } from 'node:os';
import { FileError } from './fileSystem.ts';

const LITTLE_ENDIAN = endianness() === 'LE';

/** Doubles as base64 of their little-endian bytes. */
export function encodeDoubles(values: Float64Array): string {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return (LITTLE_ENDIAN ? bytes : Buffer.from(bytes).swap64()).toString('base64');
}

/** Fills `target`; false where the text holds another number of values. */
export function decodeDoubles(text: string, target: Float64Array): boolean {
  const bytes = Buffer.from(target.buffer, target.byteOffset, target.byteLength);
  const fits =
    Buffer.byteLength(text, 'base64') === bytes.length && bytes.write(text, 'base64') === bytes.length;
  if (!LITTLE_ENDIAN) bytes.swap64();
  return fits;
}

/**
 * Reads values of chunks from where they stand in a journal, which has been checked before. The file is open only meanwhile: a
 * study may have more points than a process may have files.
 */
export class JournalValues {
  private readonly path: string;
  private text = Buffer.alloc(0);

  constructor(path: string) {
    this.path = path;
  }

  /** Fills `target` with the values at an offset of the file. @throws FileError */
  read(offset: number, target: Float64Array): void {
    // Base64 takes 4 characters for 3 bytes begun.
    const length = 4 * Math.ceil(target.byteLength / 3);
    if (this.text.length < length) this.text = Buffer.alloc(length);
    try {
      const file = openSync(this.path, 'r');
      try {
        for (let done = 0; done < length; ) {
          const count = readSync(file, this.text, done, length - done, offset + done);
          if (count === 0) throw new Error('it has become shorter');
          done += count;
        }
      } finally {
        closeSync(file);
      }
    } catch (error) {
      throw new FileError('read', this.path, error);
    }
    decodeDoubles(this.text.toString('latin1', 0, length), target);
  }
}
