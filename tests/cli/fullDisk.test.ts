import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  filesIn,
  fresh,
  inCi,
  longrun,
  manifestOf,
  read,
  STUDY_FILES,
  temporaryFolder,
  write,
} from '../support/cli.ts';
import { SMALL } from '../support/scenarioText.ts';

const folder = temporaryFolder();
const scenario = write(folder, 'small.yaml', SMALL);
const ARGS = ['run', scenario, '-n', '200', '--workers', '2', '--name', 'study'];
const TABLES = ['runs.csv', 'summary.csv', 'datapackage.json', 'scenario.yaml'];

/** A file system of its own; null where this user may not mount one. */
function mountSmall(size: string): string | null {
  const place = join(folder, fresh('disk'));
  mkdirSync(place);
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', place]);
  if (status !== 0) return null;
  mounted.push(place);
  return place;
}

const mounted: string[] = [];
afterEach(() => {
  for (const place of mounted.splice(0)) spawnSync('umount', [place]);
});

beforeAll(async () => {
  expect((await longrun([...ARGS, '-o', 'undisturbed'], { cwd: folder })).code).toBe(0);
});

describe('a disk that is full', () => {
  // The study takes about 210 kB of journal and then 220 kB of tables.
  it.for([
    ['before the first replication', '4k'],
    ['in the middle of the replications', '64k'],
    ['while the tables are written', '320k'],
  ])(
    '%s is told clearly; with more space the same command gives the same bytes',
    async ([, size], { skip }) => {
      const disk = mountSmall(size!);
      if (disk === null) {
        expect(inCi, 'with CI set this test must be able to mount').toBe(false);
        skip('this user may not mount a file system');
        return;
      }
      const result = await longrun([...ARGS, '-o', disk], { cwd: folder });
      expect(result.stderr).toContain('no space left');
      expect(result.stderr).toContain('finished replications are kept');
      expect(result.stderr).not.toContain('internal error');
      expect(result.code).toBe(1);
      expect(result.stdout).toBe('');
      expect(filesIn(join(disk, 'study')).filter((file) => file.endsWith('.tmp') || file === 'lock')).toEqual(
        [],
      );
      expect(filesIn(join(disk, 'study'))).not.toContain('manifest.json');

      expect(spawnSync('mount', ['-o', 'remount,size=4m', disk]).status).toBe(0);
      const again = await longrun([...ARGS, '-o', disk], { cwd: folder });
      expect(again.stderr).toBe('');
      expect(again.code).toBe(0);
      for (const file of TABLES)
        expect(read(disk, 'study', file)).toBe(read(folder, 'undisturbed', 'study', file));
      expect(filesIn(join(disk, 'study'))).toEqual(STUDY_FILES);
      const { resumed } = manifestOf(join(disk, 'study')).replications;
      if (size === '4k') expect(resumed).toBe(0);
      if (size === '64k') expect(resumed).toBeGreaterThan(0);
      if (size === '320k') expect(resumed).toBe(200);
    },
  );
});
