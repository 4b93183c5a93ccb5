import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { longrun, read, start, temporaryFolder, until, write } from '../support/cli.ts';
import { small } from '../support/scenarioText.ts';

const folder = temporaryFolder();
write(folder, 'small.yaml', small());
const RANGE = ['--over', 'checkpoint.interval=2 min..8 h'];
const FILES = ['runs.csv', 'summary.csv', 'comparison.csv', 'curve.csv', 'optimum.csv', 'datapackage.json'];

const optimize = (...args: readonly string[]) =>
  longrun(['optimize', 'small.yaml', '--quiet', ...args], { cwd: folder });
type Row = Record<string, string | number | null>;
const rowsOf = (name: string, file: string): readonly Row[] =>
  Papa.parse<Row>(read(folder, 'results', name, file), {
    header: true,
    dynamicTyping: true,
    skipEmptyLines: true,
  }).data;
const bytesOf = (name: string) => FILES.map((file) => read(folder, 'results', name, file));

describe('optimize', () => {
  it('finds the checkpoint interval, with the closed form beside it', async () => {
    const { code, stdout } = await optimize(
      '-n',
      '100',
      '--name',
      'interval',
      '--minimize',
      'time.wall',
      ...RANGE,
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /optimum of checkpoint\.interval: [\d.]+ min, 95 % interval [\d.]+ min to [\d.]+ min/,
    );
    expect(stdout).toMatch(
      /closed form, for wall time: Young .* min, Daly .* min, exact .* min; the exact one is inside/,
    );
    expect(stdout).toContain("against the scenario's own 30 min");
    const [optimum] = rowsOf('interval', 'optimum.csv');
    const exact = 1128;
    expect(optimum).toMatchObject({
      axis: 'checkpoint.interval',
      unit: 's',
      goal: 'minimize',
      metric: 'wall_time_h',
    });
    expect(optimum!['low']).toBeLessThan(exact);
    expect(optimum!['high']).toBeGreaterThan(exact);
    const curve = rowsOf('interval', 'curve.csv');
    const runs = rowsOf('interval', 'runs.csv');
    const valuesOf = (point: number) =>
      runs.filter((run) => run['point'] === point).map((run) => run['wall_time_h'] as number);
    const chosen = valuesOf(optimum!['point'] as number);
    for (const row of curve) {
      const values = valuesOf(row['point'] as number);
      expect(row['n']).toBe(100);
      expect(row['mean']).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / 100, 9);
      const gaps = values.map((value, replication) => value - chosen[replication]!);
      expect(row['to_chosen']).toBeCloseTo(gaps.reduce((sum, gap) => sum + gap, 0) / 100, 9);
    }
    expect(curve[0]!['param.checkpoint.interval']).toBe(1800);
    expect(curve.filter((row) => row['chosen'] === 1)).toHaveLength(1);
    const { resources } = JSON.parse(read(folder, 'results', 'interval', 'datapackage.json'));
    for (const name of ['curve', 'optimum']) {
      const { schema } = resources.find((one: { name: string }) => one.name === name);
      expect(schema.fields.map((field: { name: string }) => field.name)).toEqual(
        Object.keys(rowsOf('interval', `${name}.csv`)[0]!),
      );
    }
    const manifest = JSON.parse(read(folder, 'results', 'interval', 'manifest.json'));
    expect(Object.keys(manifest.sha256)).toEqual(
      expect.arrayContaining(['curve.csv', 'optimum.csv', 'comparison.csv']),
    );
    expect(manifest.replications).toMatchObject({ done: 100 * curve.length, resumed: 0, complete: true });
  });

  it('gives the same bytes for any number of threads, and when it grows from fewer replications', async () => {
    const once = await optimize('-n', '60', '--name', 'once', '--workers', '1', ...RANGE);
    await optimize('-n', '20', '--name', 'grown', '--workers', '2', ...RANGE);
    await optimize('-n', '60', '--name', 'grown', '--workers', '2', ...RANGE);
    expect(once.code).toBe(0);
    expect(bytesOf('grown')).toEqual(bytesOf('once'));
    const again = await optimize('-n', '60', '--name', 'grown', ...RANGE);
    expect(again.stdout.replaceAll('grown', 'once').split('\n').slice(2)).toEqual(
      once.stdout.split('\n').slice(2),
    );
    // Replications beyond those asked for are kept and not looked at.
    const fewer = await optimize('-n', '20', '--name', 'grown', '--json', ...RANGE);
    const fresh = await optimize('-n', '20', '--name', 'fresh', '--json', ...RANGE);
    const [left, right] = [fewer, fresh].map(({ stdout }) => JSON.parse(stdout));
    expect(left.axes).toEqual(right.axes);
    expect(left.optimum).toEqual(right.optimum);
  });

  it('goes on after a kill as if nothing had happened', async () => {
    const args = ['optimize', 'small.yaml', '--quiet', '-n', '500', '--workers', '1', ...RANGE];
    const running = start([...args, '--name', 'killed'], { cwd: folder });
    const place = join(folder, 'results', 'killed');
    const journals = () =>
      existsSync(place) ? readdirSync(place).filter((name) => name.startsWith('journal.p')).length : 0;
    await until(() => journals() >= 11, running);
    running.child.kill('SIGKILL');
    await running.result;
    expect(existsSync(join(place, 'optimum.csv'))).toBe(false);
    expect((await longrun([...args, '--name', 'killed'], { cwd: folder })).code).toBe(0);
    expect((await longrun([...args, '--name', 'whole'], { cwd: folder })).code).toBe(0);
    expect(bytesOf('killed')).toEqual(bytesOf('whole'));
  });

  it('searches whole numbers where the scenario takes no others, and says what it does', async () => {
    const { code, stdout, stderr } = await longrun(
      [
        'optimize',
        'small.yaml',
        '-n',
        '40',
        '--over',
        'cluster.spares.hot=0..9',
        '--name',
        'spares',
        '--no-progress',
      ],
      { cwd: folder },
    );
    expect(code).toBe(0);
    expect(stderr).toContain('cluster.spares.hot: the whole numbers 0 to 9');
    expect(stdout).toContain('spares of all kinds together that suffice 99 % of the time');
    for (const row of rowsOf('spares', 'curve.csv'))
      expect(Number.isInteger(row['param.cluster.spares.hot'])).toBe(true);
  });

  it('switches groups of keys on and off, as a list with null', async () => {
    const { code, stdout } = await optimize(
      ...['-n', '30', '--json', '--maximize', 'goodput', '--name', 'switched'],
      ...[
        '--over',
        'cluster.elastic=null,{minimum: 0.5}',
        '--over',
        'power.cap=null,30 kW',
        '--set',
        'cluster.spares={}',
      ],
    );
    expect(code).toBe(0);
    const { schema, axes, curve, objective, optimum } = JSON.parse(stdout);
    expect(schema).toBe('longrun-optimize/1');
    expect(objective).toEqual({ metric: 'goodput', goal: 'maximize', unit: '' });
    expect(curve).toHaveLength(4);
    expect(axes.map(({ path }: { path: string }) => path)).toEqual(['cluster.elastic', 'power.cap']);
    expect(optimum.set[1].text).toBe('null');
    expect(curve[0].parameters['param.power.cap']).toBe('null');
  });

  it('does not share a folder with another study', async () => {
    await optimize('-n', '4', '--name', 'taken', '--over', 'cluster.spares.hot=0,1');
    const run = await longrun(['run', 'small.yaml', '-n', '4', '--name', 'taken', '--quiet'], {
      cwd: folder,
    });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('made by optimize');
    const other = await optimize(
      '-n',
      '4',
      '--name',
      'taken',
      '--set',
      'cluster.nodes=5',
      '--over',
      'cluster.spares.hot=0,1',
    );
    expect(other.code).toBe(2);
    expect(other.stderr).toContain('cluster.nodes: 4 -> 5');
    await longrun(['run', 'small.yaml', '-n', '4', '--name', 'ran', '--quiet'], { cwd: folder });
    const late = await optimize('-n', '4', '--name', 'ran', '--over', 'cluster.spares.hot=0,1');
    expect(late.code).toBe(2);
    expect(late.stderr).toContain('made by run, compare or sensitivity');
    expect(
      (await optimize('-n', '4', '--name', 'ran', '--fresh', '--over', 'cluster.spares.hot=0,1')).code,
    ).toBe(0);
  });

  const SPARES = ['--over', 'cluster.spares.hot=0..4'];
  it.each([
    [[], 'what shall be searched? Give --over'],
    [['--over', 'checkpoint.intervall=1..2'], 'did you mean "interval"?'],
    [
      ['--over', 'checkpoint.interval=4 h..1 h'],
      '--over checkpoint.interval: "4 h..1 h" goes from 4 h to 1 h',
    ],
    [['--over', 'checkpoint.interval=1..4'], 'a time needs its unit'],
    [['--over', 'cluster.spares.hot=3'], 'has no two values to choose from'],
    [['--over', 'cluster.spares.hot=1..1.5 whole'], 'has no two whole numbers to choose from'],
    [['--over', 'study.seed=1,2'], '--over study.seed: cannot be varied'],
    [[...SPARES, ...SPARES], 'is given twice'],
    [[...SPARES, '--minimize', 'total_cost'], 'did you mean total_cost_usd?'],
    [[...SPARES, '--minimize', 'carbon', '--maximize', 'goodput'], 'exclude each other'],
    [[...SPARES, '-n', '1'], 'needs 2 replications a point or more'],
    [[...SPARES, '--sweep', 'checkpoint.interval=1 h,2 h'], 'chooses its points itself'],
    [[...SPARES, '--precision', '1%'], '--precision has no use here'],
  ])('refuses %j and runs nothing', async (args, message) => {
    const { code, stderr } = await optimize('--name', 'refused', ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(existsSync(join(folder, 'results', 'refused'))).toBe(false);
  });
});
