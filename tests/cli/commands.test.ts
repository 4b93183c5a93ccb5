import { join } from 'node:path';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { catalog, repository, shipped } from '../support/catalog.ts';
import { longrun, read, start, temporaryFolder, write } from '../support/cli.ts';
import { SMALL } from '../support/scenarioText.ts';

const folder = temporaryFolder();
const small = 'small.yaml';
write(folder, small, SMALL);

function command(...args: readonly string[]) {
  return longrun(args, { cwd: folder });
}

describe.concurrent('help', () => {
  it.each<[string, readonly string[]]>([
    [
      'run',
      [
        '--set',
        '--seed',
        '--replications',
        '--precision',
        '--metric',
        '--confidence',
        '--out',
        '--name',
        '--workers',
        '--fresh',
        '--json',
        '--quiet',
      ],
    ],
    ['trace', ['--set', '--seed', '--replication', '--checkpoints', '--csv', '--json']],
    ['explain', ['--set', '--values', '--json']],
    ['validate', ['--set', '--json']],
    ['list', ['accelerators', 'nodes', 'models', 'failures', 'sites', 'scenarios', '--json']],
    ['new', ['--from', '--title', '--force', '--json', '--quiet']],
    ['schema', []],
  ])('of %s tells its options on stdout', async (name, options) => {
    const result = await command(name, '--help');
    expect(result.code).toBe(0);
    expect(result.stderr).toBe('');
    expect(result.stdout).toContain(`Usage: longrun ${name}`);
    for (const option of options) expect(result.stdout).toContain(option);
  });

  it('of longrun tells every command and the exit codes', async () => {
    const result = await command('--help');
    expect(result.code).toBe(0);
    for (const name of ['run', 'trace', 'explain', 'validate', 'list', 'new', 'schema']) {
      expect(result.stdout).toMatch(new RegExp(`^ +${name} `, 'm'));
    }
    expect(result.stdout).toContain('Exit codes');
  });

  it('of longrun --version is the version of the package', async () => {
    const { version } = JSON.parse(read(repository, 'package.json')) as { version: string };
    expect((await command('--version')).stdout).toBe(`${version}\n`);
  });
});

describe.concurrent('list', () => {
  it.each(['accelerators', 'nodes', 'models', 'failures', 'sites'] as const)(
    '%s shows every row',
    async (name) => {
      const result = await command('list', name);
      expect(result.code).toBe(0);
      expect(result.stderr).toBe('');
      const ids = result.stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split(/\s/)[0]);
      expect(ids).toEqual(Object.keys(catalog[name]));
    },
  );

  it('scenarios shows those that can be run by name, and is the default', async () => {
    const result = await command('list', 'scenarios');
    expect(
      result.stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split(/\s/)[0]),
    ).toEqual(shipped);
    expect((await command('list')).stdout).toBe(result.stdout);
  });

  it('--json is one object', async () => {
    const { stdout } = await command('list', 'sites', '--json');
    const { schema, rows } = JSON.parse(stdout) as { schema: string; rows: { id: string }[] };
    expect(schema).toBe('longrun-list/1');
    expect(rows.map(({ id }) => id)).toEqual(Object.keys(catalog.sites));
  });
});

describe.concurrent('validate', () => {
  it('checks several files, shipped names too, and says ok to each', async () => {
    const result = await command('validate', small, ...shipped);
    expect(result.code).toBe(0);
    // The essay's model is known not to fit.
    expect(result.stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/model-40t-on-1016-h100\.yaml: workload\.phases\.0: by the memory model/),
    ]);
    const lines = result.stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(1 + shipped.length);
    for (const line of lines) expect(line).toMatch(/: ok$/);
  });

  it('tells the problems of all files at once', async () => {
    write(folder, 'bad1.yaml', SMALL.replace('nodes: 4', 'nodes: four').replace('mfu: 0.4', 'mfu: 7'));
    write(folder, 'bad2.yaml', SMALL.replace('stall: 30 s', 'stall: 30'));
    const result = await command('validate', 'bad1.yaml', small, 'bad2.yaml');
    expect(result.code).toBe(2);
    expect(result.stdout).toBe('small.yaml: ok\n');
    expect(result.stderr).toMatch(
      /bad1\.yaml:4:3: cluster\.nodes.*\nbad1\.yaml:13:7: workload\.phases\.0\.mfu.*\nbad2\.yaml:19:3: /,
    );
    expect(result.stderr).toContain('3 problems');
  });

  it('tells of a file that is not there and still checks the others', async () => {
    write(folder, 'bad3.yaml', SMALL.replace('stall: 30 s', 'stall: 30'));
    const result = await command('validate', 'absent.yaml', 'bad3.yaml');
    expect(result.code).toBe(2);
    expect(result.stderr).toContain('absent.yaml');
    expect(result.stderr).toContain('bad3.yaml:19:3');
  });

  it('--json tells the problems as data', async () => {
    write(folder, 'bad4.yaml', SMALL.replace('stall: 30 s', 'stall: 30'));
    const result = await command('validate', 'bad4.yaml', '--json');
    expect(result.code).toBe(2);
    expect(JSON.parse(result.stdout)).toMatchObject({
      schema: 'longrun-validate/1',
      files: ['bad4.yaml'],
      problems: [{ file: 'bad4.yaml', line: 19, column: 3, path: 'checkpoint.stall' }],
    });
  });
});

describe.concurrent('schema', () => {
  it('prints the JSON Schema that is committed', async () => {
    const result = await command('schema');
    expect(result.code).toBe(0);
    expect(result.stderr).toBe('');
    expect(result.stdout).toBe(read(repository, 'scenarios', 'scenario.schema.json'));
  });
});

describe.concurrent('explain', () => {
  it('shows every value with the file, the option, the catalogue or the default that gave it', async () => {
    const result = await command('explain', small, '--values', '--set', 'site.price=1 USD/kWh');
    expect(result.code).toBe(0);
    expect(result.stderr).toBe('');
    expect(result.stdout).toMatch(/checkpoint\.stall +30 s +small\.yaml:19$/m);
    expect(result.stdout).toMatch(/site\.price +1 USD\/kWh +--set site\.price$/m);
    expect(result.stdout).toMatch(/site\.pue +1\.2 +catalogue sites: us-average$/m);
    expect(result.stdout).toMatch(/cluster\.node\.gpus +8 +catalogue nodes: dgx-h100$/m);
    expect(result.stdout).toMatch(/recovery\.restart +5 min +default$/m);
  });

  it('puts the results first and only counts the values without --values', async () => {
    const [short, long] = await Promise.all([
      command('explain', small),
      command('explain', small, '--values'),
    ]);
    const results = short.stdout.trimEnd().split('\n').slice(0, -1);
    expect(short.stdout.trimEnd().split('\n').at(-1)).toMatch(
      /^\d+ values: 16 of the file, 0 by --set, \d+ of the catalogue, \d+ defaults; --values shows each$/,
    );
    expect(short.stdout).not.toContain('small.yaml:19');
    expect(results.length).toBeLessThan(90);
    expect(long.stdout.split('\n').slice(0, results.length)).toEqual(results);
  });

  it('shows the step, the node and the run by closed forms', async () => {
    const { stdout } = await command(
      'explain',
      small,
      '--set',
      'cluster.nodes=8',
      '--set',
      'failures.rate=1 / (2 node day)',
    );
    // 8 nodes, one fault per node in two days: one in 6 hours.
    expect(stdout).toMatch(/mean time between interruptions +6\.00? h|mean time between interruptions +6 h/);
    expect(stdout).toMatch(/nominal MFU +40/);
    expect(stdout).toMatch(/node power, training +7\.914 kW/);
    expect(stdout).toMatch(/checkpoint interval, young +18\.97 min/);
  });

  it('--json is one object with the same origins', async () => {
    const { stdout } = await command('explain', small, '--json');
    const { schema, values, stack } = JSON.parse(stdout) as {
      schema: string;
      values: { path: string; origin: object }[];
      stack: object;
    };
    expect(schema).toBe('longrun-explain/1');
    expect(stack).toMatchObject({ stack: 'nemo', given: false, extrapolated: [] });
    const origin = (path: string) => values.find((value) => value.path === path)?.origin;
    expect(origin('checkpoint.stall')).toEqual({ from: 'file', file: 'small.yaml', line: 19 });
    expect(origin('site.pue')).toEqual({ from: 'catalogue', catalog: 'sites', row: 'us-average' });
    expect(origin('recovery.restart')).toEqual({ from: 'default' });
  });

  it('explains a run in which nothing fails', async () => {
    const { code, stdout } = await command('explain', small, '--set', 'failures.rate=0 / (node day)');
    expect(code).toBe(0);
    expect(stdout).toContain('infinite');
    expect(stdout).not.toMatch(/NaN|undefined/);
  });
});

describe.concurrent('trace', () => {
  it('tells one replication from start to end, the same every time', async () => {
    const [first, second] = await Promise.all([command('trace', small), command('trace', small)]);
    expect(first.code).toBe(0);
    expect(first.stderr).toBe('');
    expect(first.stdout).toContain('the run starts');
    expect(first.stdout).toContain('fault: any on node');
    expect(first.stdout).toMatch(/completed after .*goodput/);
    expect(first.stdout).not.toMatch(/NaN|undefined/);
    expect(second.stdout).toBe(first.stdout);
  });

  it('tells another replication with -r', async () => {
    const [first, other] = await Promise.all([command('trace', small), command('trace', small, '-r', '3')]);
    expect(other.stdout).not.toBe(first.stdout);
  });

  it('--csv writes the events in order of time and prints none', async () => {
    const result = await command('trace', small, '--csv', join('traces', 'events.csv'));
    expect(result.code).toBe(0);
    expect(result.stdout).toBe('');
    expect(result.stderr).toContain('events.csv');
    const text = read(folder, 'traces', 'events.csv');
    expect(text.startsWith('time_s,event,node,what,expected_s,work_s\r\n')).toBe(true);
    expect(text.endsWith('\r\n')).toBe(true);
    const { data, errors } = Papa.parse<Record<string, string>>(text.trimEnd(), { header: true });
    expect(errors).toEqual([]);
    const times = data.map((row) => Number(row['time_s']));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(data[0]?.['event']).toBe('start');
    expect(data.at(-1)?.['event']).toBe('end');
  });

  it('--json is one object with the events of the CSV', async () => {
    const result = await command('trace', small, '--json');
    expect(result.stderr).toBe('');
    const told = JSON.parse(result.stdout);
    expect(told).toMatchObject({
      schema: 'longrun-trace/1',
      scenario: 'small',
      seed: 'small',
      replication: 0,
      outcome: 'completed',
    });
    expect(told.events[0]).toMatchObject({ seconds: 0, event: 'start' });
  });

  it('tells the replication that run has counted', async () => {
    const [{ stdout }] = await Promise.all([
      command('trace', small, '-r', '2', '--json'),
      command('run', small, '-n', '3', '-o', 'out'),
    ]);
    const { data } = Papa.parse<Record<string, string>>(read(folder, 'out', 'small', 'runs.csv').trimEnd(), {
      header: true,
    });
    const events = (JSON.parse(stdout) as { events: { event: string; seconds: number }[] }).events;
    const end = events.at(-1)!;
    expect(end.seconds / 3600).toBeCloseTo(Number(data[2]?.['wall_time_h']), 9);
    const faults = events.filter(({ event }) => event.startsWith('fault'));
    expect(faults).toHaveLength(Number(data[2]?.['faults']));
    const checkpoints = events.filter(({ event }) => event === 'checkpoint');
    expect(checkpoints.length).toBeLessThanOrEqual(Number(data[2]?.['checkpoints']));
  });

  it('of a replication that cannot be simulated shows how far it came, says why and ends with 3', async () => {
    const result = await command('trace', small, '--set', 'limits.events=5');
    expect(result.code).toBe(3);
    expect(result.stdout).toContain('the run starts');
    expect(result.stderr).toContain('limit of 5 events');
    expect(result.stderr).not.toContain('internal error');
  });
});

describe.concurrent('a reader that stops early, like head', () => {
  it('is no error', async () => {
    const { child, result } = start(['explain', small, '--json'], { cwd: folder });
    child.stdout?.destroy();
    const { code, stderr } = await result;
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });
});
