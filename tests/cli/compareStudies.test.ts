import { appendFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import { beforeAll, describe, expect, it } from 'vitest';
import { filesIn, fresh, longrun, read, temporaryFolder, write } from '../support/cli.ts';
import { small } from '../support/scenarioText.ts';

const folder = temporaryFolder();
write(folder, 'small.yaml', small());

const run = (name: string, ...args: readonly string[]) =>
  longrun(['run', 'small.yaml', '--quiet', '--name', name, ...args], { cwd: folder });
const compare = (...args: readonly string[]) =>
  longrun(['compare', '--no-progress', ...args], { cwd: folder });
type Row = Record<string, string | number | null>;
const rowsOf = (...path: readonly string[]): readonly Row[] =>
  Papa.parse<Row>(read(folder, 'results', ...path), {
    header: true,
    dynamicTyping: true,
    skipEmptyLines: true,
  }).data;
const manifestOf = (name: string) => JSON.parse(read(folder, 'results', name, 'manifest.json'));
/** A copy of a study to damage. */
function copyOf(name: string): string {
  const copy = fresh(name);
  cpSync(join(folder, 'results', name), join(folder, 'results', copy), { recursive: true });
  return copy;
}

beforeAll(async () => {
  await run('slow', '-n', '40', '--set', 'checkpoint.interval=4 h');
  await run('quick', '-n', '30', '--set', 'checkpoint.interval=20 min');
  await run(
    'swept',
    '-n',
    '40',
    '--sweep',
    'checkpoint.interval=10 min..4 h log 3',
    '--sweep',
    'failures.set=rsc-1,rsc-2',
  );
});

describe('compare of finished studies', () => {
  it('gives what a comparison of the same points in one study gives, and simulates nothing', async () => {
    const before = read(folder, 'results', 'slow', 'journal.jsonl');
    const { code, stdout, stderr } = await compare('results/slow', 'results/quick');
    expect(code).toBe(0);
    expect(stdout).toContain('2 finished studies, 30 common replications, seed "small"');
    expect(stdout).toContain('Written to results/slow-vs-quick/');
    expect(stderr).toContain(
      'only the 30 replications that all points have are compared; some have up to 40',
    );
    expect(filesIn(join(folder, 'results', 'slow-vs-quick'))).toEqual([
      'comparison.csv',
      'datapackage.json',
      'manifest.json',
    ]);
    expect(read(folder, 'results', 'slow', 'journal.jsonl')).toBe(before);

    const sweep = ['--sweep', 'checkpoint.interval=4 h,20 min', '-n', '30', '--name', 'both', '--quiet'];
    expect((await compare('small.yaml', ...sweep)).code).toBe(0);
    const strip = (rows: readonly Row[]) =>
      rows.map((row) => Object.entries(row).filter(([name]) => !name.startsWith('param.')));
    const finished = rowsOf('slow-vs-quick', 'comparison.csv');
    expect(strip(finished)).toEqual(strip(rowsOf('both', 'comparison.csv')));
    expect(finished.slice(0, 2).map((row) => row['param.study'])).toEqual(['slow', 'quick']);
    const fields = JSON.parse(read(folder, 'results', 'slow-vs-quick', 'datapackage.json')).resources[0]
      .schema.fields;
    expect(fields.map(({ name }: { name: string }) => name)).toEqual(Object.keys(finished[0]!));
    expect(manifestOf('slow-vs-quick')).toMatchObject({
      schema: 'longrun-comparison/1',
      seed: 'small',
      replications: 30,
      studies: [{ folder: 'results/slow', scenario: 'small', points: 1, plan: manifestOf('slow').plan }, {}],
    });
  });

  it('takes all points of a swept study, with the numbers and units that it was planned with', async () => {
    const { code } = await compare('results/slow', 'results/swept', '--name', 'mixed', '--quiet');
    expect(code).toBe(0);
    const rows = rowsOf('mixed', 'comparison.csv').slice(0, 7);
    expect(rows.map((row) => row['param.study'])).toEqual(['slow', ...Array(6).fill('swept')]);
    const planned = rowsOf('swept', 'runs.csv').filter((row) => row['replication'] === 0);
    for (const name of ['param.checkpoint.interval', 'param.failures.set'])
      expect(rows.map((row) => row[name])).toEqual([null, ...planned.map((row) => row[name])]);
    const fields = JSON.parse(read(folder, 'results', 'mixed', 'datapackage.json')).resources[0].schema
      .fields;
    expect(fields[2]).toMatchObject({ name: 'param.checkpoint.interval', type: 'number', unit: 's' });
    // The last point but one is the study of its own, on the same luck.
    const same = rowsOf('mixed', 'comparison.csv').filter((row) => row['point'] === 5);
    for (const row of same) expect([row['difference'], row['worse']]).toEqual([0, 0.5]);
  });

  it('compares the points of one study, against any of them', async () => {
    const { code, stdout } = await compare('results/swept', '--baseline', '2', '--compared', 'goodput');
    expect(code).toBe(0);
    expect(stdout).toContain('6 points against point 2');
    expect(stdout).toContain('Written to results/swept-compared/');
    expect(Object.keys(rowsOf('swept-compared', 'comparison.csv')[0]!)).not.toContain('param.study');
  });

  it('names the baseline by number, by value, by study or by its path; the same bytes each time', async () => {
    const of = async (baseline: string) => {
      const { code, stdout } = await compare(
        'results/slow',
        'results/quick',
        '--baseline',
        baseline,
        '--json',
        '--quiet',
      );
      expect(code).toBe(0);
      return stdout;
    };
    const first = await of('1');
    const bytes = read(folder, 'results', 'slow-vs-quick', 'comparison.csv');
    for (const baseline of ['quick', 'results/quick', './results/quick/']) {
      expect(await of(baseline)).toBe(first);
      expect(read(folder, 'results', 'slow-vs-quick', 'comparison.csv')).toBe(bytes);
    }
    const other = await compare('results/slow', 'results/swept', '--baseline', 'swept');
    expect(other.code).toBe(2);
    expect(other.stderr).toContain('several points set it, give the number of one: 1, 2, 3, 4, 5, 6');
  });

  it('prints an object of the shape of every comparison', async () => {
    const shape = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.length === 0 ? [] : [shape(value.at(-1))];
      if (typeof value !== 'object' || value === null) return typeof value;
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shape(item)]));
    };
    const of = async (...args: readonly string[]) => {
      const { stdout } = await compare('--json', '--quiet', ...args);
      const object = JSON.parse(stdout);
      for (const point of object.points) point.parameters = {};
      return shape(object);
    };
    const studies = await of('results/slow', 'results/quick');
    write(folder, 'other.yaml', small(['name: small', 'name: other'], ['interval: 30 min', 'interval: 1 h']));
    expect(await of('small.yaml', 'other.yaml', '-n', '40')).toEqual(studies);
    expect(await of('small.yaml', '--sweep', 'checkpoint.interval=4 h,20 min', '-n', '40')).toEqual(studies);
  });

  it('knows studies of one name by their paths', async () => {
    cpSync(join(folder, 'results', 'quick'), join(folder, 'elsewhere', 'slow'), { recursive: true });
    const { stdout } = await compare('results/slow', 'elsewhere/slow', '--json', '--quiet');
    expect(JSON.parse(stdout).points.map(({ parameters }: { parameters: object }) => parameters)).toEqual([
      { 'param.study': 'results/slow' },
      { 'param.study': 'elsewhere/slow' },
    ]);
    expect(JSON.parse(stdout).folder).toBe(join('results', 'slow-vs-slow'));
  });

  it('says which study was stopped, and reads what it has', async () => {
    const stopped = copyOf('quick');
    const path = join(folder, 'results', stopped, 'manifest.json');
    writeFileSync(path, read(path).replace('"complete": true', '"complete": false'));
    const { code, stderr } = await compare('results/slow', `results/${stopped}`);
    expect(code).toBe(0);
    expect(stderr).toContain(`results/${stopped} was stopped before it had all replications`);
  });
});

describe('compare refuses, and writes nothing', () => {
  it.each([
    [['results/slow', 'small.yaml'], 'small.yaml is not; compare folders of finished studies, or scenarios'],
    [['results/slow'], 'there is only one point'],
    [['results/slow', 'results/slow/'], 'is given twice'],
    [['results/slow', 'results'], 'results holds no study: there is no manifest.json'],
    [
      ['results/slow', 'results/quick', '--set', 'site.pue=1.2', '-n', '5'],
      'leave out --set, --replications',
    ],
    [['results/slow', 'results/quick', '--sweep', 'site.pue=1.1,1.2'], 'leave out --sweep'],
    [['results/slow', 'results/quick', '--baseline', 'none'], 'There are 0 (slow), 1 (quick)'],
    [['results/slow', 'results/quick', '--compared', 'goodpu'], 'did you mean goodput?'],
    [
      ['results/slow', 'results/quick', '--name', 'swept'],
      'results/swept holds a study; give the comparison a place',
    ],
  ])('%j', async (args, message) => {
    const { code, stderr } = await compare('-o', 'results', '--name', 'refused', ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(filesIn(join(folder, 'results'))).not.toContain('refused');
  });

  it('studies of different seeds', async () => {
    await run('lucky', '-n', '5', '--seed', 'other');
    const { code, stderr } = await compare('results/slow', 'results/lucky', '--name', 'refused');
    expect(code).toBe(2);
    expect(stderr).toContain('results/slow has the seed "small" and results/lucky has "other"');
    expect(stderr).toContain('not the same luck');
    expect(stderr).toContain('--seed "small"');
  });

  const edited = (name: string, file: string, change: (text: string) => string) => {
    const copy = copyOf(name);
    const path = join(folder, 'results', copy, file);
    writeFileSync(path, change(read(path)));
    return copy;
  };
  const line = (text: string, number: number) => text.split('\n')[number - 1]!;
  it.each<[string, () => string, string]>([
    [
      'other models',
      () => edited('quick', 'manifest.json', (text) => text.replace('longrun-model/', 'longrun-model/9')),
      'was simulated by longrun-model/9',
    ],
    [
      'other streams',
      () => edited('quick', 'manifest.json', (text) => text.replace('longrun-streams/', 'longrun-streams/9')),
      'the same luck gives other numbers',
    ],
    [
      'manifests of old',
      () => edited('quick', 'manifest.json', (text) => text.replace('"scenario": "small",', '')),
      'without a valid "scenario", as of an older version',
    ],
    [
      'manifests that are no JSON',
      () => edited('quick', 'manifest.json', () => '{'),
      'manifest.json that is not valid JSON',
    ],
    [
      'journals with a changed value',
      () => edited('quick', 'journal.jsonl', (text) => text.replace('"values":"', '"values":"AAAA')),
      'journal.jsonl, line 2: its checksum does not match',
    ],
    [
      'journals with changed columns',
      () => edited('quick', 'journal.jsonl', (text) => text.replace('goodput', 'badput')),
      'journal.jsonl, line 1: its checksum does not match',
    ],
    [
      'journals of old, without columns',
      () =>
        edited('quick', 'journal.jsonl', (text) => {
          const { format, plan, width } = JSON.parse(line(text, 1));
          return text.replace(line(text, 1), JSON.stringify({ format, plan, width }));
        }),
      'of an older version, which does not name its columns. Run the study again with --fresh',
    ],
    [
      'journals without replications',
      () => edited('quick', 'journal.jsonl', (text) => `${line(text, 1)}\n`),
      'has no replications in journal.jsonl',
    ],
    [
      'empty journals',
      () => edited('quick', 'journal.jsonl', () => ''),
      'has no journal.jsonl, or an empty one',
    ],
    [
      'journals of another study',
      () => edited('quick', 'journal.jsonl', () => read(folder, 'results', 'slow', 'journal.jsonl')),
      'has journals of another study than its manifest',
    ],
    [
      'a missing journal of a point',
      () => {
        const copy = copyOf('swept');
        rmSync(join(folder, 'results', copy, 'journal.4.jsonl'));
        return copy;
      },
      'has no journal.4.jsonl',
    ],
    [
      'studies that were killed before they wrote their manifest',
      () => {
        const copy = copyOf('quick');
        rmSync(join(folder, 'results', copy, 'manifest.json'));
        return copy;
      },
      'the study was killed before its end. Run it again',
    ],
    [
      'studies that another process writes',
      () => {
        const copy = copyOf('quick');
        writeFileSync(join(folder, 'results', copy, 'lock'), '1 another-machine');
        return copy;
      },
      'is being written by process 1 on another-machine. Wait for it.',
    ],
    ['comparisons', () => 'slow-vs-quick', 'holds a comparison; name the studies'],
    [
      'empty folders',
      () => {
        mkdirSync(join(folder, 'results', 'empty'));
        return 'empty';
      },
      'results/empty holds no study',
    ],
  ])('%s', async (_, make, message) => {
    const { code, stderr } = await compare('results/slow', `results/${make()}`, '--name', 'refused');
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(filesIn(join(folder, 'results'))).not.toContain('refused');
  });

  it('nothing because of a torn last line: what a kill leaves is passed over', async () => {
    const copy = copyOf('quick');
    appendFileSync(join(folder, 'results', copy, 'journal.jsonl'), '{"from":30,"cou');
    const { code, stdout } = await compare('results/slow', `results/${copy}`, '--json', '--quiet');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).points[1].replications).toBe(30);
  });
});
