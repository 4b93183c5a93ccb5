import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fresh, longrun, read, temporaryFolder, write } from '../support/cli.ts';
import { SMALL, small } from '../support/scenarioText.ts';

const folder = temporaryFolder();
const good = 'small.yaml';
write(folder, good, SMALL);

interface BadFile {
  readonly what: string;
  readonly change: readonly (readonly [string, string])[];
  /** The problem, as `line:column: path: …`. */
  readonly says: RegExp;
}

const BAD_FILES: readonly BadFile[] = [
  {
    what: 'a bare number',
    change: [['stall: 30 s', 'stall: 30']],
    says: /:19:3: checkpoint\.stall: .*needs its unit/,
  },
  {
    what: 'an unknown key',
    change: [['  stall: 30 s', '  stall: 30 s\n  stal: 3 s']],
    says: /:20:3: checkpoint\.stal: .*"stall"/,
  },
  {
    what: 'a misspelt catalogue name',
    change: [['node: dgx-h100', 'node: dgx-h10']],
    says: /:3:3: cluster\.node: .*"dgx-h100"/,
  },
  {
    what: 'a negative time',
    change: [['stall: 30 s', 'stall: -3 s']],
    says: /:19:3: checkpoint\.stall: .*negative/,
  },
  { what: 'NaN', change: [['nodes: 4', 'nodes: .nan']], says: /:4:3: cluster\.nodes: is NaN/ },
  {
    what: 'a wrong dimension',
    change: [['stall: 30 s', 'stall: 3 kW']],
    says: /:19:3: checkpoint\.stall: .*another dimension/,
  },
  {
    what: 'a layout that does not fit',
    change: [['{ tensor: 8 }', '{ tensor: 7 }']],
    says: /:12:7: workload\.phases\.0\.parallelism: .*does not divide the 32 GPUs/,
  },
  {
    what: 'a duplicate key',
    change: [['  stall: 30 s', '  stall: 30 s\n  stall: 3 s']],
    says: /:20:3: .*unique/,
  },
  { what: 'invalid YAML', change: [['{ tensor: 8 }', '{ tensor: 8']], says: /:\d+:\d+: .*YAML/ },
  {
    what: 'an alias without its anchor',
    change: [['node: dgx-h100', 'node: *node']],
    says: /:3:\d+: .*alias/i,
  },
  {
    what: 'a missing field',
    change: [['  interval: 30 min\n', '']],
    says: /:17:1: checkpoint\.interval: .*missing/,
  },
  {
    what: 'a wrong type',
    change: [['hot: 1', 'hot: many']],
    says: /:5:13: cluster\.spares\.hot: .*whole number/,
  },
  {
    what: 'two kinds of cost',
    change: [['cost:\n', 'cost:\n  owned: {}\n']],
    says: /:23:1: cost: .*exactly one of owned, rented/,
  },
];

describe.concurrent('a scenario that cannot be used', () => {
  it.each(BAD_FILES)(
    'for $what ends with code 2, tells the place and writes nothing',
    async ({ change, says }) => {
      const file = write(folder, `${fresh('bad')}.yaml`, small(...change));
      const out = fresh();
      const result = await longrun(['run', file, '-n', '5', '-o', out], { cwd: folder });
      expect(result.stderr).toMatch(says);
      expect(result.stderr).toContain(`${file}:`);
      expect(result.stderr).toContain('1 problem; nothing was run or written');
      expect(result.code).toBe(2);
      expect(result.stdout).toBe('');
      expect(existsSync(join(folder, out))).toBe(false);
    },
  );

  it('with eight mistakes tells all eight, also to trace, explain and validate', async () => {
    const file = write(
      folder,
      'eight.yaml',
      small(
        ['name: small', 'name: Small'],
        ['nodes: 4', 'nodes: four'],
        ['model: llama-3-8b', 'model: llama-three'],
        ['mfu: 0.4', 'mfu: 1.4'],
        ['rate: 1 / (node day)', 'rate: 1 / day'],
        ['stall: 30 s', 'stall: 30'],
        ['site: us-average', 'site: us-average\nsight: us-average'],
        ['price: 2 USD', 'price: -2 USD'],
      ),
    );
    const results = await Promise.all(
      ['run', 'trace', 'explain', 'validate'].map((command) => longrun([command, file], { cwd: folder })),
    );
    for (const { code, stdout, stderr } of results) {
      expect(code).toBe(2);
      expect(stdout).toBe('');
      const lines = stderr.split('\n').filter((line) => line.startsWith(`${file}:`));
      expect(lines).toHaveLength(8);
      expect(stderr).toContain('8 problems; nothing was run or written');
    }
    expect(existsSync(join(folder, 'results'))).toBe(false);
  });

  it('that is not there is told by its name, with the nearest that is', async () => {
    const result = await longrun(['run', 'h100-128-nodes', '-o', 'out'], { cwd: folder });
    expect(result.code).toBe(2);
    expect(result.stderr).toContain('h100-128-nodes');
    expect(result.stderr).toMatch(/did you mean "?h100-128-node"?/);
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });

  it.each([
    ['checkpoint.stall=45', 'checkpoint.stall: is the bare number 45'],
    ['checkpoint.stal=45 s', 'did you mean "stall"'],
    ['sites.price=1 USD/kWh', 'did you mean "site"'],
    ['workload.phases.x.mfu=0.3', 'workload.phases'],
    ['site', 'must be path=value'],
  ])('because of --set %s is told with the option', async (set, says) => {
    const out = fresh();
    const result = await longrun(['run', good, '-n', '5', '-o', out, '--set', set], { cwd: folder });
    expect(result.code).toBe(2);
    expect(result.stderr).toContain(`--set ${set.split('=')[0]}`);
    expect(result.stderr).toContain(says);
    expect(existsSync(join(folder, out))).toBe(false);
  });

  it('because of an absurd power is refused at once', async () => {
    const result = await longrun(['validate', good, '--set', 'limits.budget=2^1e12 USD'], { cwd: folder });
    expect(result.signal).toBeNull();
    expect(result.code).toBe(2);
    expect(result.stderr).toContain('--set limits.budget');
  });
});

describe.concurrent('a command that cannot be understood', () => {
  it.each<[readonly string[], string]>([
    [['rum', good], 'run'],
    [['lst'], 'list'],
    [['run', good, '--repliations', '5'], '--replications'],
    [['trace', good, '--replicaton', '5'], '--replication'],
    [['validate', good, '--jsn'], '--json'],
    [['run', good, '--precision', '2%', '--metric', 'goodpot'], 'goodput'],
  ])('%j ends with code 2 and a suggestion', async (args, suggestion) => {
    const result = await longrun([...args], { cwd: folder });
    expect(result.code).toBe(2);
    expect(result.stdout).toBe('');
    expect(result.stderr.toLowerCase()).toContain('did you mean');
    expect(result.stderr).toContain(suggestion);
    expect(existsSync(join(folder, 'results'))).toBe(false);
  });

  it.each<[readonly string[], string]>([
    [[], 'Usage: longrun'],
    [['run'], 'scenario'],
    [['run', good, 'another'], 'too many arguments'],
    [['run', good, '-n', '0'], 'whole number from 1 to 100000000'],
    [['run', good, '-n', '1.5'], 'whole number'],
    [['run', good, '-n', 'many'], 'whole number'],
    [['run', good, '--workers', '0'], 'whole number'],
    [['run', good, '--precision', '0'], 'between 0 and 1'],
    [['run', good, '--precision', '120%'], 'between 0 and 1'],
    [['run', good, '--confidence', '1'], 'between 0 and 1'],
    [['run', good, '--precision', '2%', '-n', '5'], 'cannot be used with'],
    [['list', 'cars'], 'accelerators, nodes, models, failures, sites, scenarios'],
    [['validate'], 'files'],
    [['trace', good, '-r', '-1'], 'whole number'],
  ])('%j ends with code 2 and says what is allowed', async (args, says) => {
    const result = await longrun([...args], { cwd: folder });
    expect(result.code).toBe(2);
    expect(result.stdout).toBe('');
    expect(result.stderr).toContain(says);
    expect(existsSync(join(folder, 'results'))).toBe(false);
  });
});

describe.concurrent('an output folder that cannot be made', () => {
  const obstacle = write(folder, 'file', 'precious');

  it.each([
    ['is a file', 'file'],
    ['lies under a file', join('file', 'a', 'b')],
    ['lies where the system allows none', '/proc/nope'],
    ['lies deep where the system allows none', '/proc/nope/a/b'],
  ])('because it %s ends with code 2 and says so', async (_, out) => {
    const result = await longrun(['run', good, '-n', '5', '-o', out], { cwd: folder });
    expect(result.signal).toBeNull();
    expect(result.code).toBe(2);
    expect(result.stdout).toBe('');
    expect(result.stderr).toContain(out);
    expect(result.stderr).toMatch(/cannot (create|write)/);
    expect(result.stderr).toContain('--out');
    expect(result.stderr).not.toContain('internal error');
    expect(read(obstacle)).toBe('precious');
  });

  it('ends trace --csv the same way', async () => {
    const result = await longrun(['trace', good, '--csv', join('file', 'events.csv')], { cwd: folder });
    expect(result.code).toBe(2);
    expect(result.stderr).toMatch(/cannot (create|write)/);
    expect(read(obstacle)).toBe('precious');
  });
});

describe('a file that is not UTF-8', () => {
  const text = SMALL.replace('name: small', 'name: small\ntitle: Größe');
  write(folder, 'latin1.yaml', Buffer.from(text, 'latin1'));
  write(folder, 'utf16.yaml', Buffer.from(`\uFEFF${text}`, 'utf16le'));
  write(folder, 'unmarked.yaml', Buffer.from(SMALL, 'utf16le'));
  write(folder, 'binary.csv', Buffer.from([0x1f, 0x8b, 0x08, 0x00, 0xff]));
  write(folder, 'utf8.yaml', `\uFEFF${text}`);

  it.each([
    [['validate', 'latin1.yaml']],
    [['validate', 'utf16.yaml']],
    [['run', 'unmarked.yaml']],
    [['fit', 'binary.csv', '--nodes', '4']],
  ])('is told as that by %j', async (args) => {
    const { code, stderr } = await longrun(args, { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toBe(`longrun: cannot read ${args[1]}: it is not UTF-8 (save it as UTF-8)\n`);
    expect((await longrun(['validate', 'utf8.yaml'], { cwd: folder })).code).toBe(0);
  });
});

describe('a layout that does not fit by the memory model, with mfu given', () => {
  const LARGE = [
    '--set',
    'workload.model=llama-3.1-405b',
    '--set',
    'workload.phases.0.global_batch=1048576 token',
  ];
  it.each([
    [['validate', good]],
    [['run', good, '--dry-run']],
    [['compare', good, '--dry-run', '--sweep', 'cluster.spares.hot=0,1']],
    [['sensitivity', good, '--dry-run', '--uncertain', 'failures.rate=0.5x..2x']],
    [['optimize', good, '-n', '2', '--over', 'cluster.spares.hot=0,1']],
  ])('is told once by %j', async (args) => {
    const { code, stderr } = await longrun([...args, ...LARGE], { cwd: folder });
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /workload\.phases\.0: by the memory model the fullest GPU needs \d+\.\d GB of 85\.9 GB; mfu is given, so it runs all the same\n/,
    );
    expect(stderr.match(/memory model/g)).toHaveLength(1);
    const fits = await longrun(args, { cwd: folder });
    expect(fits.stderr).not.toContain('memory model');
  });

  it('is refused with more stages than layers', async () => {
    const { code, stderr } = await longrun(
      [
        ...['validate', good, '--set', 'workload.phases.0.parallelism.pipeline=64'],
        ...['--set', 'cluster.nodes=64'],
      ],
      { cwd: folder },
    );
    expect(code).toBe(2);
    expect(stderr).toContain('parallelism.pipeline: is 64, more than the 32 layers of the model');
  });
});
