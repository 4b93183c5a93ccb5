import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesIn, longrun, manifestOf, read, STUDY_FILES, temporaryFolder, write } from '../support/cli.ts';
import { recordsOf } from '../support/csvText.ts';
import { parquetRows, typesOf } from '../support/parquetFile.ts';
import { small } from '../support/scenarioText.ts';

const folder = temporaryFolder();
write(folder, 'small.yaml', small());

const run = (name: string, ...args: readonly string[]) =>
  longrun(['run', 'small.yaml', '--name', name, '--quiet', ...args], { cwd: folder });
const place = (name: string, file: string) => join(folder, 'results', name, file);
const text = (name: string, file: string) => read(place(name, file));

interface Resource {
  readonly name: string;
  readonly path: string | readonly string[];
  readonly dialect: { readonly delimiter: string };
  readonly schema: { readonly fields: readonly { name: string; type: string; decimalChar?: string }[] };
}
const resourcesOf = (name: string): readonly Resource[] =>
  JSON.parse(text(name, 'datapackage.json')).resources;

/** Every file that the manifest lists has its hash. */
function expectHashes(name: string): string[] {
  const hashes = Object.entries(manifestOf(join(folder, 'results', name))['sha256'] as object);
  for (const [file, hash] of hashes) {
    const bytes = readFileSync(place(name, file));
    expect(createHash('sha256').update(bytes).digest('hex'), file).toBe(hash);
  }
  return hashes.map(([file]) => file);
}

describe('the dialect of CSV', () => {
  it('by default is plain CSV', async () => {
    expect((await run('plain', '-n', '12')).code).toBe(0);
    expect(text('plain', 'runs.csv').startsWith('point,replication,')).toBe(true);
  });

  it('with a decimal comma has semicolons and the same numbers, in every table, and says so', async () => {
    const { code } = await run('comma', '-n', '12', '--csv-decimal', 'comma', '--wide', '--excel');
    expect(code).toBe(0);
    const point = recordsOf(text('plain', 'runs.csv'));
    const comma = recordsOf(text('comma', 'runs.csv'), ';');
    expect(comma.map((row) => Object.values(row).map((cell) => cell.replace(',', '.')))).toEqual(
      point.map((row) => Object.values(row)),
    );
    expect(Object.values(comma[0]!).some((cell) => /^\d+,\d+$/.test(cell))).toBe(true);
    for (const { path, dialect, schema } of resourcesOf('comma')) {
      expect(text('comma', path as string).startsWith('\ufeffpoint;')).toBe(true);
      expect(dialect.delimiter).toBe(';');
      for (const field of schema.fields)
        expect(field.decimalChar).toBe(field.type === 'number' ? ',' : undefined);
    }
    expect(expectHashes('comma')).toEqual([
      ...['scenario.yaml', 'runs.csv', 'summary.csv', 'wide.csv', 'datapackage.json'],
    ]);
  });

  it('is chosen anew by each command: the replications stay', async () => {
    await run('plain', '-n', '12', '--csv-delimiter', 'tab', '--excel');
    expect(text('plain', 'runs.csv').startsWith('\ufeffpoint\treplication\t')).toBe(true);
    expect(resourcesOf('plain')[0]!.dialect.delimiter).toBe('\t');
    await run('plain', '-n', '12', '--csv-delimiter', '|');
    expect(text('plain', 'runs.csv').startsWith('point|replication|')).toBe(true);
    expect(manifestOf(join(folder, 'results', 'plain')).replications.resumed).toBe(12);
  });

  it.each([
    [['--csv-decimal', 'comma', '--csv-delimiter', 'comma'], 'a decimal comma needs another delimiter'],
    [['--csv-decimal', 'comma', '--csv-delimiter', ','], 'a decimal comma needs another delimiter'],
    [['--csv-delimiter', '.'], 'stands in no number'],
    [['--csv-delimiter', 'e'], 'stands in no number'],
    [['--csv-delimiter', '"'], 'stands in no number'],
    [['--csv-delimiter', ';;'], 'one character'],
    [['--csv-decimal', 'dot'], 'point, comma'],
    [['--split-rows', '0'], 'whole number from 1 to 100000000'],
    [['--histogram', 'wall_time'], 'did you mean wall_time_h?'],
    [['--ecdf', 'goodput', 'faultz'], '--ecdf faultz is no column; did you mean faults?'],
  ])('refuses %j and says why', async (args, message) => {
    const { code, stderr } = await run('bad', '-n', '2', ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(existsSync(join(folder, 'results', 'bad'))).toBe(false);
  });
});

describe('tables on request', () => {
  it('are written beside the others, told, and taken away when they are not asked for', async () => {
    const args = ['-n', '20', '--sweep', 'cluster.spares.hot=0,1'];
    const more = await run('more', ...args, '--wide', '--histogram', '--ecdf', 'faults', 'faults', 'goodput');
    expect(more.code).toBe(0);
    expect(more.stdout).toContain(
      '(runs.csv, summary.csv, wide.csv, histogram.csv, ecdf.csv, datapackage.json',
    );
    expect(resourcesOf('more').map(({ path }) => path)).toEqual([
      ...['runs.csv', 'summary.csv', 'wide.csv', 'histogram.csv', 'ecdf.csv'],
    ]);
    for (const { path, schema } of resourcesOf('more')) {
      const header = text('more', path as string)
        .split('\r\n')[0]!
        .split(',');
      expect(header).toEqual(schema.fields.map(({ name }) => name));
      expect(header.slice(0, 2)).toEqual(['point', 'param.cluster.spares.hot']);
      expect(text('more', path as string)).not.toMatch(/NaN|Infinity|undefined/);
    }
    expect(recordsOf(text('more', 'wide.csv'))).toHaveLength(2);
    const metrics = (file: string) => [...new Set(recordsOf(text('more', file)).map((row) => row['metric']))];
    expect(metrics('histogram.csv')).toContain('wall_time_h');
    expect(metrics('ecdf.csv')).toEqual(['faults', 'goodput']);
    await run('more', ...args);
    expect(filesIn(join(folder, 'results', 'more')).filter((file) => file.endsWith('.csv'))).toEqual([
      ...['runs.csv', 'summary.csv'],
    ]);
  });

  it('of compare come with its own', async () => {
    const { code, stdout } = await longrun(
      [
        ...['compare', 'small.yaml', '-n', '20', '--name', 'compared', '--sweep', 'cluster.spares.hot=0,1'],
        ...['--histogram', 'all', '--csv-delimiter', 'semicolon', '--quiet'],
      ],
      { cwd: folder },
    );
    expect(code).toBe(0);
    expect(stdout).toContain('(runs.csv, summary.csv, histogram.csv, comparison.csv, datapackage.json');
    expect(text('compared', 'comparison.csv').startsWith('point;param.cluster.spares.hot;')).toBe(true);
  });
});

describe('--split-rows', () => {
  it('writes parts with the header each, lists them, and gives the rows of the whole', async () => {
    await run('whole', '-n', '25');
    await run('split', '-n', '25', '--split-rows', '10', '--excel');
    const parts = ['runs.1.csv', 'runs.2.csv', 'runs.3.csv'];
    expect(resourcesOf('split')[0]!.path).toEqual(parts);
    const texts = parts.map((part) => text('split', part));
    const header = text('whole', 'runs.csv').split('\r\n')[0]!;
    for (const one of texts) expect(one.startsWith(`\ufeff${header}\r\n`)).toBe(true);
    const counts = texts.map((one) => recordsOf(one).length);
    expect(counts).toEqual([10, 10, 5]);
    expect(texts.flatMap((one) => recordsOf(one))).toEqual(recordsOf(text('whole', 'runs.csv')));
    for (const part of parts) expect(expectHashes('split')).toContain(part);
  });

  it('leaves a table that fits whole, and takes away parts that are there no more', async () => {
    await run('split', '-n', '25', '--split-rows', '20');
    expect(filesIn(join(folder, 'results', 'split')).filter((file) => file.startsWith('runs'))).toEqual([
      ...['runs.1.csv', 'runs.2.csv'],
    ]);
    await run('split', '-n', '25', '--split-rows');
    expect(filesIn(join(folder, 'results', 'split'))).toEqual(STUDY_FILES);
    expect(text('split', 'runs.csv')).toBe(text('whole', 'runs.csv'));
    await run('split', '-n', '25', '--split-rows', '25');
    expect(filesIn(join(folder, 'results', 'split')).filter((file) => file.startsWith('runs'))).toEqual([
      'runs.csv',
    ]);
  });

  it('takes away the parts with --fresh too', async () => {
    await run('fresh', '-n', '5', '--split-rows', '2');
    expect((await run('fresh', '-n', '5', '--seed', 'other', '--fresh')).code).toBe(0);
    expect(filesIn(join(folder, 'results', 'fresh'))).toEqual(STUDY_FILES);
  });
});

describe('--format', () => {
  const args = ['-n', '25', '--sweep', 'failures.set=rsc-1,llama3-2024', '--wide', '--histogram'];
  const names = ['runs', 'summary', 'wide', 'histogram'];

  it('both writes every table as CSV and as Parquet with the same values, and describes both', async () => {
    expect((await run('both', ...args, '--format', 'both')).code).toBe(0);
    const resources = resourcesOf('both');
    expect(resources.map(({ name }) => name)).toEqual([...names, ...names.map((name) => `${name}.parquet`)]);
    expect(resources.map(({ path }) => path)).toEqual([
      ...names.map((name) => `${name}.csv`),
      ...names.map((name) => `${name}.parquet`),
    ]);
    expect(expectHashes('both')).toContain('histogram.parquet');
    for (const [index, name] of names.entries()) {
      const { fields } = resources[index]!.schema;
      expect(resources[index + names.length]!.schema.fields).toEqual(fields);
      const types = { integer: 'INT64', number: 'DOUBLE', string: 'BYTE_ARRAY UTF8' } as Record<
        string,
        string
      >;
      expect(Object.entries(typesOf(place('both', `${name}.parquet`)))).toEqual(
        fields.map((field) => [field.name, types[field.type]]),
      );
      const typed = recordsOf(text('both', `${name}.csv`)).map((row) =>
        Object.fromEntries(
          fields.map((field) => {
            const cell = row[field.name]!;
            if (cell === '')
              return [field.name, field.type === 'string' && field.name === 'unit' ? '' : null];
            if (field.type === 'string') return [field.name, cell];
            return [field.name, field.type === 'integer' ? BigInt(cell) : Number(cell)];
          }),
        ),
      );
      expect(await parquetRows(place('both', `${name}.parquet`))).toEqual(typed);
    }
  });

  it('parquet writes no CSV, takes away what there was, and gives the same bytes for any number of workers', async () => {
    await run('parquet', ...args, '--split-rows', '20');
    expect((await run('parquet', ...args, '--format', 'parquet')).code).toBe(0);
    const tables = filesIn(join(folder, 'results', 'parquet')).filter((file) => /csv|parquet/.test(file));
    expect(tables).toEqual(names.map((name) => `${name}.parquet`).sort());
    expect(resourcesOf('parquet').map(({ name }) => name)).toEqual(names);
    await run('other', ...args, '--format', 'parquet', '--workers', '1');
    for (const file of tables)
      expect(readFileSync(place('other', file)).equals(readFileSync(place('both', file))), file).toBe(true);
    await run('parquet', ...args);
    expect(filesIn(join(folder, 'results', 'parquet')).filter((file) => file.endsWith('.parquet'))).toEqual(
      [],
    );
  });

  it('refuses another one', async () => {
    const { code, stderr } = await run('bad', '--format', 'xlsx');
    expect(code).toBe(2);
    expect(stderr).toContain('csv, parquet, both');
  });
});
