import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FileError, makeFolder, writeFileAtomically } from '../../src/runtime/fileSystem.ts';
import { fresh, temporaryFolder } from '../support/cli.ts';

const base = temporaryFolder();

function failure(action: () => void): FileError {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(FileError);
    return error as FileError;
  }
  throw new Error('nothing failed');
}

describe('writing a file', () => {
  it('makes the folders on the way and writes all parts', () => {
    const path = join(base, fresh(), 'deep', 'file.txt');
    writeFileAtomically(path, ['one', '', 'twö', 'x'.repeat(1_000_000)]);
    expect(readFileSync(path, 'utf8')).toBe(`onetwö${'x'.repeat(1_000_000)}`);
  });

  it('replaces what was there', () => {
    const path = join(base, fresh());
    writeFileAtomically(path, ['first and longer']);
    writeFileAtomically(path, ['second']);
    expect(readFileSync(path, 'utf8')).toBe('second');
  });

  it('that breaks off leaves what was there, and nothing beside it', () => {
    const folder = join(base, fresh());
    const path = join(folder, 'file');
    writeFileAtomically(path, ['before']);
    function* broken(): Generator<string> {
      yield 'half';
      throw new Error('the pen broke');
    }
    const error = failure(() => writeFileAtomically(path, broken()));
    expect(error.message).toContain('the pen broke');
    expect(readFileSync(path, 'utf8')).toBe('before');
    expect(readdirSync(folder)).toEqual(['file']);
  });

  it('where a folder is, or under a file, is a usage error that names the place', () => {
    const folder = join(base, fresh());
    mkdirSync(join(folder, 'taken'), { recursive: true });
    writeFileSync(join(folder, 'file'), 'precious');
    for (const path of [join(folder, 'taken'), join(folder, 'file', 'below')]) {
      const error = failure(() => writeFileAtomically(path, ['x']));
      expect(error.isUsage).toBe(true);
      expect(error.message).toContain(folder);
    }
    expect(readdirSync(folder).sort()).toEqual(['file', 'taken']);
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('precious');
  });
});

describe('making a folder', () => {
  it('makes those above it, and is content with one that is there', () => {
    const path = join(base, fresh(), 'a', 'b', 'c');
    makeFolder(path);
    makeFolder(path);
    expect(readdirSync(path)).toEqual([]);
  });

  it('where a file is in the way is a usage error', () => {
    const file = join(base, fresh('file'));
    writeFileSync(file, 'precious');
    for (const path of [file, join(file, 'a'), join(file, 'a', 'b')]) {
      expect(failure(() => makeFolder(path)).isUsage).toBe(true);
    }
  });
});
