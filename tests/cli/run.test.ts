import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { shippedText } from '../support/catalog.ts';
import {
  type CliResult,
  filesIn,
  fresh,
  journalLines,
  longrun,
  manifestOf,
  read,
  STUDY_FILES,
  temporaryFolder,
  write,
} from '../support/cli.ts';
import { SMALL } from '../support/scenarioText.ts';

const folder = temporaryFolder();
const small = write(folder, 'small.yaml', SMALL);
const TABLES = ['runs.csv', 'summary.csv', 'datapackage.json', 'scenario.yaml'];

function run(...args: readonly string[]): Promise<CliResult> {
  return longrun(['run', ...args], { cwd: folder });
}

function rowsOf(...path: readonly string[]): Record<string, string>[] {
  const { data, errors } = Papa.parse<Record<string, string>>(read(folder, ...path).trimEnd(), {
    header: true,
  });
  expect(errors).toEqual([]);
  return data;
}

/** -n 200 at once with two threads: what most of these tests compare with. */
let undisturbed: CliResult;
beforeAll(async () => {
  undisturbed = await run(small, '-n', '200', '--workers', '2', '-o', 'once', '--json');
});

describe.concurrent('longrun run', () => {
  // The golden summaries run every scenario; these are one of each kind.
  it.each([
    'compute-doubling',
    'elastic-training',
    'fail-slow-and-silent',
    'h100-128-node',
    'llama3-405b-16k-h100',
    'llama3-405b-summer-grid',
    'run-that-fails',
    'two-tier-checkpoints',
    'uncertain-70b-run',
  ])('%s writes the files of a study and tells the summary', async (name) => {
    const result = await run(name, '-n', '10', '-o', 'results');
    const { uncertainty, study } = parse(shippedText(name)) as {
      readonly uncertainty?: object;
      readonly study: { readonly sweep?: Readonly<Record<string, readonly string[]>> };
    };
    const points = Object.values(study.sweep ?? {})[0]?.length;
    expect(result.code).toBe(0);
    expect(result.stdout).toContain(`${10 * (points ?? 1)} replications`);
    expect(result.stdout).toContain('goodput');
    if (name === 'run-that-fails') {
      expect(result.stderr).toMatch(/outcome \w+ was seen/);
    } else {
      expect(result.stderr).toBe('');
      if (points === undefined) expect(result.stdout).toContain('completed 10 (100 %');
    }
    expect(result.stdout).toContain(join('results', name));
    // What is uncertain has a table of its own, and each point of a sweep a journal.
    const own = uncertainty === undefined ? [] : ['sensitivity.csv'];
    const journals = Array.from({ length: points ?? 0 }, (_, point) => `journal.${point}.jsonl`);
    const files = STUDY_FILES.filter((file) => points === undefined || file !== 'journal.jsonl');
    expect(filesIn(join(folder, 'results', name))).toEqual([...files, ...own, ...journals].sort());
    // Where nobody looks there are no colours and no progress line.
    expect(result.stdout).not.toContain('\u001b');
    expect(result.stdout).not.toContain('\r');
  });

  it('stores hourly values of a file in the scenario, which gives the same runs without it', async () => {
    const days = Array.from({ length: 48 }, (_, hour) => `${hour},${20 + hour}`).join('\n');
    const hours = write(folder, 'hours.csv', `hour,price\n${days}\n`);
    const site = '{from: texas, pue: {cooling: chiller}, price: {hourly: {file: hours.csv, unit: USD/MWh}}}';
    const first = await run(small, '-n', '10', '-o', 'hourly', '--name', 'small', '--set', `site=${site}`);
    expect(first.code).toBe(0);
    rmSync(hours);
    const stored = join(folder, 'hourly', 'small', 'scenario.yaml');
    const again = await run(stored, '-n', '10', '-o', 'hourly-again');
    expect(again.code).toBe(0);
    const runs = read(folder, 'hourly', 'small', 'runs.csv');
    expect(read(folder, 'hourly-again', 'small', 'runs.csv')).toBe(runs);
    expect(read(folder, 'hourly-again', 'small', 'scenario.yaml')).toBe(readFileSync(stored, 'utf8'));
    const [row] = rowsOf('hourly', 'small', 'runs.csv');
    expect(Number(row!['pue_mean'])).toBeGreaterThan(1.3);
    expect(Number(row!['outdoor_max_c'])).toBeGreaterThan(Number(row!['outdoor_mean_c']));
  });

  it('without -n runs the replications of the scenario; with --quiet it says nothing on stderr', async () => {
    const result = await run(small, '-o', 'plain', '--quiet');
    expect(result.code).toBe(0);
    expect(result.stderr).toBe('');
    expect(manifestOf(join(folder, 'plain', 'small')).replications).toMatchObject({
      done: 10,
      wanted: 10,
      complete: true,
    });
  });

  it('writes one row per replication, sorted, CRLF, ASCII, with a line end at the end', () => {
    const text = read(folder, 'once', 'small', 'runs.csv');
    expect(text).toMatch(/^[\x20-\x7e\r\n]*$/);
    expect(text.endsWith('\r\n')).toBe(true);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    const data = rowsOf('once', 'small', 'runs.csv');
    expect(data.map((row) => row['replication'])).toEqual(
      Array.from({ length: 200 }, (_, index) => String(index)),
    );
    expect(new Set(data.map((row) => row['point']))).toEqual(new Set(['0']));
  });

  it('writes nine buckets of time that add to the wall time', () => {
    const buckets = 'startup productive slowdown checkpoint rework detection recovery waiting paused'.split(
      ' ',
    );
    for (const row of rowsOf('once', 'small', 'runs.csv')) {
      const sum = buckets.reduce((total, bucket) => total + Number(row[`${bucket}_h`]), 0);
      expect(Math.abs(sum / Number(row['wall_time_h']) - 1)).toBeLessThan(1e-9);
    }
  });

  it('writes whole numbers where the data dictionary says integer', () => {
    const described = JSON.parse(read(folder, 'once', 'small', 'datapackage.json')) as {
      resources: { schema: { fields: { name: string; type: string }[] } }[];
    };
    const integers = described.resources[0]!.schema.fields.filter(({ type }) => type === 'integer');
    expect(integers.length).toBeGreaterThan(5);
    for (const row of rowsOf('once', 'small', 'runs.csv')) {
      for (const { name } of integers) expect(row[name]).toMatch(/^\d+$/);
    }
  });

  it('says in the manifest what was run, with hashes of the files', () => {
    const study = join(folder, 'once', 'small');
    const manifest = manifestOf(study);
    expect(manifest).toMatchObject({
      schema: 'longrun-manifest/1',
      seed: 'small',
      commandLine: ['run', small, '-n', '200', '--workers', '2', '-o', 'once', '--json'],
      replications: { done: 200, wanted: 200, failed: 0, resumed: 0, complete: true },
    });
    const hashes = Object.entries(manifest['sha256'] as Record<string, string>);
    expect(hashes.map(([file]) => file).sort()).toEqual([...TABLES].sort());
    for (const [file, hash] of hashes) {
      expect(
        createHash('sha256')
          .update(readFileSync(join(study, file)))
          .digest('hex'),
        file,
      ).toBe(hash);
    }
  });

  it('gives the same replications from the scenario.yaml that it has written', async () => {
    const set = ['--set', 'site.price=0.2 USD/kWh'];
    await run(small, '-n', '25', '-o', 'set', '--name', 'a', ...set);
    const again = await run(join('set', 'a', 'scenario.yaml'), '-n', '25', '-o', 'set', '--name', 'b');
    expect(again.code).toBe(0);
    expect(read(folder, 'set', 'b', 'runs.csv')).toBe(read(folder, 'set', 'a', 'runs.csv'));
    const resumed = await run(join('set', 'a', 'scenario.yaml'), '-n', '26', '-o', 'set', '--name', 'a');
    expect(resumed.stderr).toBe('');
    expect(manifestOf(join(folder, 'set', 'a')).replications).toMatchObject({ done: 26, resumed: 25 });
  });

  it('gives overridden scenarios folders of their own, and other luck to another seed', async () => {
    await Promise.all(
      [['--set', 'site.price=0.2 USD/kWh'], ['--seed', 'x'], ['--seed', 'y'], []].map((more) =>
        run(small, '-n', '2', '-o', 'own', ...more),
      ),
    );
    const studies = filesIn(join(folder, 'own'));
    expect(studies).toHaveLength(4);
    const luck = studies.map((study) => rowsOf('own', study, 'runs.csv')[0]?.['wall_time_h']);
    expect(new Set(luck).size).toBe(3);
  });

  it('finds a shipped scenario by name also where a folder has that name', async () => {
    const place = join(folder, 'place');
    mkdirSync(join(place, 'h100-128-node'), { recursive: true });
    const result = await longrun(['run', 'h100-128-node', '-n', '3', '-o', '.'], { cwd: place });
    expect(result.stderr).toBe('');
    expect(result.code).toBe(0);
    expect(filesIn(join(place, 'h100-128-node'))).toEqual(STUDY_FILES);
  });
});

describe.concurrent('--json', () => {
  it('prints one object on stdout and nothing else', () => {
    expect(undisturbed.code).toBe(0);
    expect(undisturbed.stderr).toBe('');
    expect(undisturbed.stdout.endsWith('\n')).toBe(true);
    expect(undisturbed.stdout.trimEnd().split('\n')).toHaveLength(1);
    const told = JSON.parse(undisturbed.stdout);
    expect(told).toMatchObject({
      schema: 'longrun-run/1',
      scenario: 'small',
      seed: 'small',
      folder: join('once', 'small'),
      replications: 200,
      complete: true,
      failed: 0,
      confidence: 0.95,
    });
    expect(told.outcomes.completed).toBe(200);
  });

  it('agrees with summary.csv', () => {
    const { metrics } = JSON.parse(undisturbed.stdout) as {
      metrics: Record<string, Record<'mean' | 'p95' | 'ciHigh' | 'relativeHalfWidth', number | null>>;
    };
    const number = (text: string | undefined) => (text === '' ? null : Number(text));
    const rows = rowsOf('once', 'small', 'summary.csv').filter(
      ({ metric }) => !metric?.startsWith('outcome.'),
    );
    expect(rows.map(({ metric }) => metric)).toEqual(Object.keys(metrics));
    for (const row of rows) {
      const metric = metrics[row['metric'] ?? ''];
      expect(metric?.mean).toBe(number(row['mean']));
      expect(metric?.p95).toBe(number(row['p95']));
      expect(metric?.ciHigh).toBe(number(row['ci_high']));
      expect(metric?.relativeHalfWidth).toBe(number(row['relative_half_width']));
    }
  });
});

describe.concurrent('--precision', () => {
  it('goes on until the interval is narrow enough, whatever the number of threads', async () => {
    const precise = (workers: string) =>
      run(
        small,
        '--precision',
        '3%',
        '--metric',
        'interruptions',
        '--workers',
        workers,
        '--json',
        '-o',
        fresh(),
      );
    const [one, three] = await Promise.all([precise('1'), precise('3')]);
    expect(one.code).toBe(0);
    const told = JSON.parse(one.stdout);
    const { mean, ciLow, ciHigh } = told.metrics.interruptions;
    expect((ciHigh - ciLow) / 2 / mean).toBeLessThanOrEqual(0.03);
    expect(told.complete).toBe(true);
    expect(told.replications).toBeGreaterThan(100);
    expect(told.replications).toBeLessThan(20_000);
    expect(JSON.parse(three.stdout).replications).toBe(told.replications);
    expect(JSON.parse(three.stdout).metrics).toEqual(told.metrics);
  });

  it('stops at --maximum and says so', async () => {
    const result = await run(
      ...[
        small,
        '--precision',
        '0.01%',
        '--metric',
        'interruptions',
        '--maximum',
        '150',
        '--json',
        '-o',
        fresh(),
      ],
    );
    expect(result.code).toBe(0);
    expect(JSON.parse(result.stdout).replications).toBe(150);
    expect(result.stderr).toContain('--maximum 150');
  });

  it('of several metrics is reached by all, and told beside what was wanted', async () => {
    const out = fresh();
    const result = await run(
      ...[small, '--precision', '4%', '--metric', 'interruptions', '--metric', 'total_cost_usd', '-o', out],
    );
    expect(result.code).toBe(0);
    for (const metric of ['interruptions', 'total_cost_usd']) {
      const told = new RegExp(`Precision of ${metric}: ± ([0-9.]+) % \\(wanted ± 4 %\\)`).exec(result.stdout);
      const row = rowsOf(out, 'small', 'summary.csv').find((one) => one['metric'] === metric)!;
      expect(Number(told?.[1])).toBeCloseTo(100 * Number(row['relative_half_width']), 1);
      expect(Number(row['relative_half_width'])).toBeLessThanOrEqual(0.04);
    }
  });

  it('may be that of the share of an outcome', async () => {
    const result = await run(
      ...[small, '--precision', '30%', '--metric', 'outcome.deadline', '--set', 'limits.deadline=16 h'],
      ...['--json', '-o', fresh()],
    );
    expect(result.code).toBe(0);
    const { deadline } = JSON.parse(result.stdout).outcomeShares;
    expect(deadline.relativeHalfWidth).toBeLessThanOrEqual(0.3);
    expect((deadline.ciHigh - deadline.ciLow) / 2 / deadline.share).toBeCloseTo(
      deadline.relativeHalfWidth,
      12,
    );
  });

  it('is needed where a metric is named', async () => {
    const result = await run(small, '--metric', 'goodput', '-o', fresh());
    expect(result.code).toBe(2);
    expect(result.stderr).toContain('--metric says what --precision is about');
    const maximum = await run(small, '--maximum', '100', '-o', fresh());
    expect([maximum.code, maximum.stderr]).toEqual([
      2,
      'longrun: --maximum is of --precision; give that too, or --replications alone\n',
    ]);
  });

  it('is told with the confidence that is asked for', async () => {
    const result = await run(small, '-n', '200', '--confidence', '50%', '--json', '-o', fresh());
    const [narrow, wide] = [JSON.parse(result.stdout), JSON.parse(undisturbed.stdout)];
    expect(narrow.confidence).toBe(0.5);
    expect(narrow.metrics.wall_time_h.mean).toBe(wide.metrics.wall_time_h.mean);
    expect(narrow.metrics.wall_time_h.ciLow).toBeGreaterThan(wide.metrics.wall_time_h.ciLow);
  });
});

describe.concurrent('how many replications', () => {
  it.each([
    ['99999999999999999999', 'it must be a whole number from 1 to 100000000, written in digits alone'],
    ['1e9', 'written in digits alone'],
    ['100000001', 'from 1 to 100000000'],
    ['0', 'from 1 to 100000000'],
  ])('%s is refused at once', async (count, says) => {
    const { code, stderr } = await run(small, '-n', count, '-o', fresh());
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });

  it('are refused where all points together have too many, or the scenario asks for them', async () => {
    const swept = await run(small, '-n', '60000000', '--sweep', 'cluster.spares.hot=0,1', '-o', fresh());
    expect(swept.code).toBe(2);
    expect(swept.stderr).toContain(
      '120,000,000 replications at 2 points are too many; a study has at most 100,000,000',
    );
    const own = await run(small, '--set', 'study.replications=9000000000000000', '-o', fresh());
    expect(own.code).toBe(2);
    expect(own.stderr).toContain('too many');
  });
});

describe('--dry-run', () => {
  it('with --json prints one object', async () => {
    const args = ['--dry-run', '--json', '-n', '40', '-o', fresh(), '--workers', '1'];
    const { code, stdout } = await run(small, ...args, '--sweep', 'cluster.spares.hot=0,1');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'longrun-dry-run/1',
      scenario: 'small',
      seed: 'small',
      rule: { kind: 'fixed', replications: 40 },
      points: [{ 'cluster.spares.hot': '0' }, { 'cluster.spares.hot': '1' }],
      rows: 80,
      workers: 1,
    });
    expect(JSON.parse(stdout).seconds).toBeGreaterThan(0);
    const search = await longrun(['optimize', small, ...args, '--over', 'cluster.spares.hot=0..9']);
    expect(JSON.parse(search.stdout)).toMatchObject({
      schema: 'longrun-dry-run/1',
      over: ['cluster.spares.hot'],
      objective: { metric: 'total_cost_usd', goal: 'minimize' },
      about: { points: 18, rows: 18 * 40 },
    });
  });
});

describe.concurrent('outcomes', () => {
  const late = (...args: readonly string[]) =>
    run(small, '-n', '200', '--set', 'limits.deadline=17 h', '-o', fresh(), ...args);

  it('seen fewer than ten times have a warning, with how many replications would show ten', async () => {
    const [shown, json] = await Promise.all([late(), late('--json')]);
    const { outcomes, outcomeShares, rareOutcomes } = JSON.parse(json.stdout);
    const count = outcomes.deadline;
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(10);
    expect(outcomeShares.deadline.share).toBe(count / 200);
    expect(rareOutcomes).toEqual([
      { outcome: 'deadline', count, replicationsForTen: expect.closeTo(2000 / count, -1.5) },
    ]);
    expect(shown.stdout).toMatch(/deadline \d \(.* to .* %\): fewer than 10, so known only roughly/);
    expect(shown.stderr).toContain(`outcome deadline was seen ${count} times in 200 replications`);
    expect((await late('--quiet')).stderr).toBe('');
  });

  it('never seen have the share that they may have all the same', () => {
    // Wilson's upper end for 0 of 200 at 95 %: 1.96^2 / (200 + 1.96^2).
    const { budget } = JSON.parse(undisturbed.stdout).outcomeShares;
    expect(budget.share).toBe(0);
    expect(budget.ciHigh).toBeCloseTo(3.841459 / 203.841459, 7);
    expect(budget.relativeHalfWidth).toBeNull();
    expect(JSON.parse(undisturbed.stdout).rareOutcomes).toEqual([]);
    expect(undisturbed.stderr).not.toContain('was seen');
  });
});

describe.concurrent('replications that cannot be simulated', () => {
  it('are rows with outcome failed and a reason; the others stand; the exit code is 3', async () => {
    // The luckiest replications need fewest events: below some limit all fail, above another none.
    for (let limit = 5; ; limit = Math.ceil(limit * 1.3)) {
      expect(limit).toBeLessThan(1000);
      const name = `limit-${limit}`;
      const result = await run(
        ...[small, '-n', '40', '--set', `limits.events=${limit}`, '-o', 'limits', '--name', name, '--json'],
      );
      const { failed } = JSON.parse(result.stdout);
      if (failed === 40) continue;
      expect(failed).toBeGreaterThan(0);
      expect(result.code).toBe(3);
      const data = rowsOf('limits', name, 'runs.csv');
      const bad = data.filter((row) => row['outcome'] === 'failed');
      expect(data).toHaveLength(40);
      expect(bad).toHaveLength(failed);
      for (const row of bad) {
        expect(row['error']).toContain(`limit of ${limit} events`);
        expect(row['error']).toContain(`replication ${row['replication']}`);
        expect(row['wall_time_h']).toBe('');
      }
      for (const row of data.filter((one) => one['outcome'] !== 'failed')) {
        expect(row['error']).toBe('');
        expect(Number(row['wall_time_h'])).toBeGreaterThan(0);
      }
      expect(result.stderr).toContain(`${failed} of 40 replications failed`);
      expect(result.stderr).toContain(`the first, replication ${bad[0]?.['replication']}:`);
      expect(result.stderr).toContain('limits.events');
      expect(result.stderr).not.toContain('internal error');
      return;
    }
  });

  it('that all fail still write every file, keep ASCII whatever the seed, and stay when the study goes on', async () => {
    const study = join(folder, 'all', 'a');
    const args = [small, '--set', 'limits.events=1', '--seed', 'é=1\n"2"', '-o', 'all', '--name', 'a'];
    const result = await run(...args, '-n', '30');
    expect(result.code).toBe(3);
    expect(filesIn(study)).toEqual(STUDY_FILES);
    expect(read(study, 'summary.csv')).not.toMatch(/NaN|Infinity|undefined/);
    const again = await run(...args, '-n', '40');
    expect(again.code).toBe(3);
    expect(again.stderr).toContain('40 of 40 replications failed; the first, replication 0:');
    expect(journalLines(study)).toBe(4);
    expect(read(study, 'runs.csv')).toMatch(/^[\x20-\x7e\r\n]*$/);
  });
});

describe.concurrent('studies that grow', () => {
  it('-n 60 and then -n 200 is byte for byte -n 200 at once', async () => {
    await run(small, '-n', '60', '--workers', '1', '-o', 'grown');
    expect(read(folder, 'grown', 'small', 'runs.csv').split('\r\n')).toHaveLength(62);
    const result = await run('./small.yaml', '--replications', '200', '--workers', '3', '-o', 'grown');
    expect(result.code).toBe(0);
    expect(manifestOf(join(folder, 'grown', 'small')).replications).toMatchObject({
      ...{ done: 200, resumed: 60, complete: true },
    });
    for (const file of TABLES)
      expect(read(folder, 'grown', 'small', file)).toBe(read(folder, 'once', 'small', file));
  });

  it.each(['1', '3'])('%s threads give the bytes that two give', async (workers) => {
    const out = fresh();
    expect((await run(small, '-n', '200', '--workers', workers, '-o', out)).code).toBe(0);
    for (const file of TABLES)
      expect(read(folder, out, 'small', file)).toBe(read(folder, 'once', 'small', file));
  });

  it('go on when only the words of the scenario have changed', async () => {
    const out = fresh();
    await run(small, '-n', '5', '-o', out);
    const words = write(folder, 'words.yaml', `${SMALL}title: Another title\nnotes: [one, two]\n`);
    expect((await run(words, '-n', '10', '-o', out)).code).toBe(0);
    expect(manifestOf(join(folder, out, 'small')).replications.resumed).toBe(5);
  });

  it('never writes over files of somebody else, but with --fresh', async () => {
    const out = fresh();
    const place = join(folder, out, 'mine');
    mkdirSync(place, { recursive: true });
    write(place, 'notes.csv', 'my,own,notes\n');
    write(place, 'runs.csv', 'my,own,data\n');
    write(place, 'scenario.yaml', 'name: mine\n');
    const args = ['-n', '2', '-o', out, '--name', 'mine'];
    const refused = await run(small, ...args);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(
      'files that would be written over: runs.csv, scenario.yaml. Nothing was changed',
    );
    expect(filesIn(place)).toEqual(['notes.csv', 'runs.csv', 'scenario.yaml']);
    expect(read(place, 'runs.csv')).toBe('my,own,data\n');
    expect((await run(small, ...args, '--fresh')).code).toBe(0);
    expect(filesIn(place)).toEqual([...STUDY_FILES, 'notes.csv'].sort());
    // What was a study goes on being one.
    expect((await run(small, ...args)).code).toBe(0);
  });

  it('says which tables of an earlier command it takes away', async () => {
    const out = fresh();
    await run(small, '-n', '2', '-o', out, '--wide', '--histogram');
    const again = await run(small, '-n', '3', '-o', out);
    expect(again.code).toBe(0);
    expect(again.stderr).toContain('longrun: taken away: wide.csv, histogram.csv of an earlier command');
    expect(filesIn(join(folder, out, 'small'))).toEqual(STUDY_FILES);
    expect((await run(small, '-n', '3', '-o', out)).stderr).not.toContain('taken away');
  });

  it('refuse another scenario in the same folder, name what differs and change nothing, but with --fresh', async () => {
    const out = fresh();
    const study = join(folder, out, 'small');
    await run(small, '-n', '30', '-o', out);
    const before = filesIn(study).map((file) => read(study, file));
    const text = SMALL.replace('stall: 30 s', 'stall: 31 s').replace('hot: 1', 'hot: 2');
    const other = write(folder, 'other.yaml', text);
    const result = await run(other, '-n', '5', '-o', out);
    expect(result.code).toBe(2);
    expect(result.stdout).toBe('');
    expect(result.stderr).toContain('checkpoint.stall: "30 s" -> "31 s"');
    expect(result.stderr).toContain('cluster.spares.hot: 1 -> 2');
    expect(result.stderr).toContain('--fresh');
    expect(filesIn(study)).toEqual(STUDY_FILES);
    expect(filesIn(study).map((file) => read(study, file))).toEqual(before);

    expect((await run(other, '-n', '5', '-o', out, '--fresh')).code).toBe(0);
    await run(other, '-n', '5', '-o', 'alone');
    expect(read(study, 'runs.csv')).toBe(read(folder, 'alone', 'small', 'runs.csv'));
    expect(existsSync(join(study, 'lock'))).toBe(false);
  });
});
