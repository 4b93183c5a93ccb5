import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repository } from '../support/catalog.ts';
import { longrun, read, temporaryFolder, write } from '../support/cli.ts';
import { small } from '../support/scenarioText.ts';

const folder = temporaryFolder();
write(folder, 'small.yaml', small());

const run = (name: string, ...args: readonly string[]) =>
  longrun(['run', 'small.yaml', '--name', name, '--quiet', ...args], { cwd: folder });
const TABLES = ['runs.csv', 'summary.csv', 'datapackage.json', 'scenario.yaml'];
const SWEEP = ['--sweep', 'checkpoint.interval=10 min..1 h log 3', '--sweep', 'cluster.spares.hot=0,1'];
const rowsOf = (name: string, file: string) =>
  read(folder, 'results', name, file)
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));

describe('run --sweep', () => {
  it('makes a row for each point and replication, with what the point sets', async () => {
    const { code, stdout } = await run('grid', '-n', '4', ...SWEEP);
    expect(code).toBe(0);
    expect(stdout).toContain('24 replications at 6 points');
    const [header, ...rows] = rowsOf('grid', 'runs.csv');
    expect(header!.slice(0, 5)).toEqual([
      'point',
      'param.checkpoint.interval',
      'param.cluster.spares.hot',
      'replication',
      'outcome',
    ]);
    expect(rows.map((row) => row.slice(0, 4))).toEqual(
      [600, 1469.693845669908, 3600].flatMap((seconds, slow) =>
        [0, 1].flatMap((hot) =>
          [0, 1, 2, 3].map((replication) => [
            String(2 * slow + hot),
            String(seconds),
            String(hot),
            String(replication),
          ]),
        ),
      ),
    );
    const described = JSON.parse(read(folder, 'results', 'grid', 'datapackage.json'));
    expect(described.resources[0].schema.fields[1]).toMatchObject({
      name: 'param.checkpoint.interval',
      type: 'number',
      unit: 's',
    });
    const summary = rowsOf('grid', 'summary.csv');
    expect(summary[0]!.slice(0, 4)).toEqual([
      'point',
      'param.checkpoint.interval',
      'param.cluster.spares.hot',
      'metric',
    ]);
    const manifest = JSON.parse(read(folder, 'results', 'grid', 'manifest.json'));
    expect(manifest.points).toHaveLength(6);
    expect(manifest.points[1]).toEqual({ 'checkpoint.interval': '10 min', 'cluster.spares.hot': '1' });
  });

  it('gives each point what a run of it alone gives: the same luck everywhere', async () => {
    await run('alone', '-n', '4', '--set', 'checkpoint.interval=600 s', '--set', 'cluster.spares.hot=1');
    const alone = rowsOf('alone', 'runs.csv');
    const inGrid = rowsOf('grid', 'runs.csv').filter(([point]) => point === '1');
    expect(inGrid.map((row) => row.slice(3))).toEqual(alone.slice(1).map((row) => row.slice(1)));
  });

  it('gives the same bytes for any number of workers, in one go or in two', async () => {
    await run('one', '-n', '60', '--workers', '1', ...SWEEP);
    await run('three', '-n', '30', '--workers', '3', ...SWEEP);
    await run('three', '-n', '60', '--workers', '2', ...SWEEP);
    for (const file of TABLES)
      expect(read(folder, 'results', 'three', file), file).toBe(read(folder, 'results', 'one', file));
    const { replications } = JSON.parse(read(folder, 'results', 'three', 'manifest.json'));
    expect(replications).toMatchObject({ done: 360, resumed: 180, complete: true });
  });

  it('may have more points than a process may have files', async () => {
    const command = `ulimit -n 64; exec "${process.execPath}" "${join(repository, 'dist', 'longrun.mjs')}" run small.yaml -n 1 --quiet --name points --sweep "checkpoint.interval=10 min..4 h 100"`;
    const { status } = spawnSync('sh', ['-c', command], { cwd: folder });
    expect(status).toBe(0);
    expect(rowsOf('points', 'runs.csv')).toHaveLength(101);
  });

  it('refuses to go on with other points, and starts over with --fresh', async () => {
    const other = ['-n', '4', '--sweep', 'checkpoint.interval=20 min,1 h'];
    await run('other', '-n', '4', '--sweep', 'checkpoint.interval=10 min,1 h');
    const refused = await run('other', ...other);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('point 0: other values');
    expect((await run('other', ...other, '--fresh')).code).toBe(0);
    expect(rowsOf('other', 'runs.csv')[1]![1]).toBe('1200');
  });

  it('has the columns of all points where they differ, empty where a point has none', async () => {
    await run('sets', '-n', '2', '--sweep', 'failures.set=rsc-1,llama3-2024');
    const [header, ...rows] = rowsOf('sets', 'runs.csv');
    const own = header!.indexOf('faults.faulty-gpu');
    expect(own).toBeGreaterThan(0);
    expect(rows.map((row) => row[1])).toEqual(['rsc-1', 'rsc-1', 'llama3-2024', 'llama3-2024']);
    expect(rows.map((row) => row[own] === '')).toEqual([true, true, false, false]);
  });

  it('holds an axis within what another one sets, in whatever order they stand', async () => {
    const prices = ['--sweep', 'site.price=0.3 USD/kWh,0.4 USD/kWh'];
    const sites = ['--sweep', 'site=texas,uk'];
    const owned = ['-n', '2', '--set', 'cost={owned: {}}'];
    const paid = async (name: string, ...args: readonly string[]) => {
      expect((await run(name, ...owned, ...args)).code).toBe(0);
      const [header, ...rows] = rowsOf(name, 'runs.csv');
      const column = (path: string) => header!.indexOf(path);
      return rows.map((row) => ({
        site: row[column('param.site')]!,
        price: Number(row[column('param.site.price')]) * 3.6e6,
        luck: row[column('replication')]!,
        usd: Number(row[column('energy_cost_usd')]),
      }));
    };
    const crossed = await paid('price-site', ...prices, ...sites);
    expect(crossed.map(({ site }) => site)).toEqual([
      'texas',
      'texas',
      'uk',
      'uk',
      'texas',
      'texas',
      'uk',
      'uk',
    ]);
    for (const [index, { usd }] of crossed.slice(0, 4).entries())
      expect(crossed[4 + index]!.usd / usd).toBeCloseTo(0.4 / 0.3, 10);
    const other = await paid('site-price', ...sites, ...prices);
    expect(new Set(other.map((row) => JSON.stringify(row)))).toEqual(
      new Set(crossed.map((row) => JSON.stringify(row))),
    );
    // As in a file, and as a value given once for all.
    const inFile = `${small()}  sweep:\n    site.price: [0.3 USD/kWh, 0.4 USD/kWh]\n    site: [texas, uk]\n`;
    write(folder, 'swept.yaml', inFile);
    await longrun(['run', 'swept.yaml', '--name', 'swept', '--quiet', ...owned], { cwd: folder });
    expect(read(folder, 'results', 'swept', 'runs.csv')).toBe(
      read(folder, 'results', 'price-site', 'runs.csv'),
    );
    const set = await paid('set-price', '--set', 'site.price=0.3 USD/kWh', ...sites);
    expect(set.map(({ usd }) => usd)).toEqual(crossed.slice(0, 4).map(({ usd }) => usd));
  });

  it('takes multiples of the value in the scenario, zips axes and draws samples', async () => {
    // The second line tells how long it takes, which is never twice the same.
    const dry = async (...args: readonly string[]) => {
      const { code, stdout } = await run('dry', '--dry-run', ...args);
      expect(code).toBe(0);
      const [plan = '', effort, ...points] = stdout.split('\n');
      expect(effort).toMatch(
        /^about \S+ (s|min|h|d) on \d+ threads? and \S+ [kMG]B of runs.csv, by \S+ replications simulated/,
      );
      return { stdout: [plan, ...points].join('\n') };
    };
    const relative = await dry('--sweep', 'failures.rate=0.5x,2x');
    expect(relative.stdout).toContain('0.5 / (node day)');
    expect(relative.stdout).toContain('2 points of 10 replications: 20 rows');
    // The rate of the catalogue's row, where the scenario names only that: 6.5 / (1000 node day).
    const ofRow = await dry('--set', 'failures.rate=null', '--sweep', 'failures.rate=0.25x..4x log 3');
    expect(ofRow.stdout.trimEnd().split('\n').slice(-3)).toEqual([
      expect.stringMatching(/0 +1\.625 \/ \(1000 node day\)$/),
      expect.stringMatching(/1 +6\.5 \/ \(1000 node day\)$/),
      expect.stringMatching(/2 +26 \/ \(1000 node day\)$/),
    ]);
    const zipped = await dry('--zip', ...SWEEP.slice(0, 2), '--sweep', 'cluster.spares.hot=0,1,2');
    expect(zipped.stdout).toContain('3 points');
    const sampled = await dry(
      '--sample',
      'sobol',
      '--points',
      '8',
      '--sweep',
      'checkpoint.interval=10 min..1 h',
    );
    expect(sampled.stdout).toContain('8 points');
    expect(
      (await dry('--sample', 'sobol', '--points', '8', '--sweep', 'checkpoint.interval=10 min..1 h')).stdout,
    ).toBe(sampled.stdout);
    expect(read(folder, 'small.yaml')).toBe(small());
  });

  it.each([
    [['--sweep', 'checkpoint.intervall=1 h,2 h'], 'did you mean "interval"?'],
    [['--sweep', 'checkpoint.interval=10 min..1 h'], 'does not say how many values'],
    [['--sweep', 'study.seed=a,b'], 'cannot be varied within a study'],
    [['--zip', ...SWEEP], 'need as many values each'],
    [['--zip'], 'needs --sweep'],
    [['--sample', 'latin', '--sweep', 'checkpoint.interval=10 min..1 h'], '--sample needs --points'],
    [['--sweep', 'checkpoint.interval=1 min..1 h 20000'], 'allowed are 10000'],
    [['--sweep', 'cluster.nodes=4,0'], 'cluster.nodes'],
    [
      ['--sweep', 'site.price=0.1 USD/kWh,0.2 USD/kWh', '--sweep', 'site=texas,null'],
      'is set within site, and --sweep site makes that "null", which has no keys',
    ],
  ])('refuses %j and says why', async (args, message) => {
    const { code, stderr } = await run('bad', ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it('prints one object with a point each', async () => {
    const { stdout } = await run('json', '-n', '3', '--json', '--sweep', 'checkpoint.interval=10 min,1 h');
    const { points, replications } = JSON.parse(stdout);
    expect(replications).toBe(6);
    expect(points.map((point: { parameters: object }) => point.parameters)).toEqual([
      { 'param.checkpoint.interval': 600 },
      { 'param.checkpoint.interval': 3600 },
    ]);
    expect(points[0].metrics.wall_time_h.n).toBe(3);
    expect(join('results', 'json')).toBe(JSON.parse(stdout).folder);
  });
});
