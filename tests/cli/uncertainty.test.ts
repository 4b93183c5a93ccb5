import { join } from 'node:path';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { longrun, read, temporaryFolder, write } from '../support/cli.ts';
import { small } from '../support/scenarioText.ts';

const folder = temporaryFolder();
write(folder, 'small.yaml', small());
const UNCERTAIN = [
  '--uncertain',
  'failures.rate=0.25x..4x lognormal',
  '--uncertain',
  'cost.rented.price=1..3 USD/(gpu hour)',
];

type Row = Readonly<Record<string, string | number | null>>;
const rowsOf = (name: string, file: string): readonly Row[] =>
  Papa.parse<Row>(read(folder, 'results', name, file), {
    header: true,
    dynamicTyping: true,
    skipEmptyLines: true,
  }).data;
const numbers = (rows: readonly Row[], column: string) => rows.map((row) => row[column] as number);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: readonly number[]) => {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
};
const ranks = (values: readonly number[]) => {
  const sorted = [...values].sort((a, b) => a - b);
  return values.map((value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2);
};
const correlation = (one: readonly number[], other: readonly number[]) => {
  const [a, b] = [mean(one), mean(other)];
  const product = one.reduce((sum, value, index) => sum + (value - a) * (other[index]! - b), 0);
  return product / (one.length - 1) / Math.sqrt(variance(one) * variance(other));
};
const run = (command: string, name: string, ...args: readonly string[]) =>
  longrun([command, 'small.yaml', '--quiet', '--name', name, ...args], { cwd: folder });

describe('a run with uncertain parameters', () => {
  it('draws them anew in each replication and uses what it drew', async () => {
    expect((await run('run', 'each', '-n', '60', ...UNCERTAIN)).code).toBe(0);
    const rows = rowsOf('each', 'runs.csv');
    expect(rows).toHaveLength(60);
    const prices = numbers(rows, 'param.cost.rented.price');
    expect(new Set(prices).size).toBe(60);
    for (const row of rows) {
      // Rent of 4 + 2 nodes of 8 GPUs for the hours of the run, in USD/(gpu s).
      const rent = (row['param.cost.rented.price'] as number) * 3600 * 48 * (row['wall_time_h'] as number);
      expect(row['holding_cost_usd']).toBeCloseTo(rent, 6);
    }
    expect(
      correlation(ranks(numbers(rows, 'param.failures.rate')), ranks(numbers(rows, 'faults'))),
    ).toBeGreaterThan(0.5);
    const found = rowsOf('each', 'sensitivity.csv');
    for (const parameter of ['failures.rate', 'cost.rented.price']) {
      for (const metric of ['goodput', 'total_cost_usd']) {
        const row = found.find((one) => one['parameter'] === parameter && one['metric'] === metric)!;
        expect(row).toMatchObject({ point: 0, measure: 'rank_correlation', n: 60, confidence: 0.95 });
        const own = correlation(ranks(numbers(rows, `param.${parameter}`)), ranks(numbers(rows, metric)));
        expect(row['value']).toBeCloseTo(own, 10);
      }
    }
    const described = JSON.parse(read(folder, 'results', 'each', 'datapackage.json'));
    for (const resource of described.resources) {
      const header = read(folder, 'results', 'each', resource.path).split('\r\n')[0]!.split(',');
      expect(resource.schema.fields.map(({ name }: { name: string }) => name)).toEqual(header);
    }
  });

  it('gives the same bytes for any number of workers, in one go or in two, and again from its own scenario.yaml', async () => {
    const files = ['runs.csv', 'summary.csv', 'sensitivity.csv'];
    const bytes = (name: string) => files.map((file) => read(folder, 'results', name, file));
    await run('run', 'one', '-n', '70', '--workers', '1', ...UNCERTAIN);
    await run('run', 'three', '-n', '30', '--workers', '3', ...UNCERTAIN);
    await run('run', 'three', '-n', '70', '--workers', '3', ...UNCERTAIN);
    expect(bytes('three')).toEqual(bytes('one'));
    await longrun(['run', 'results/one/scenario.yaml', '-n', '70', '--quiet', '--name', 'again'], {
      cwd: folder,
    });
    expect(bytes('again')).toEqual(bytes('one'));
  });

  it('has the same draws and the same luck at every point of a sweep', async () => {
    const sweep = ['--sweep', 'checkpoint.interval=10 min,2 h', '-n', '20'];
    await run('compare', 'swept', ...UNCERTAIN, ...sweep);
    const rows = rowsOf('swept', 'runs.csv');
    const [short, long] = [0, 1].map((point) => rows.filter((row) => row['point'] === point));
    for (const column of ['param.failures.rate', 'param.cost.rented.price']) {
      expect(numbers(short!, column)).toEqual(numbers(long!, column));
    }
    expect(rowsOf('swept', 'comparison.csv').length).toBe(12);
  });

  it('may draw failure sets: columns of all of them, empty where a row has none', async () => {
    const set = ['--set', 'failures.rate=null', '--uncertain', 'failures.set=rsc-1,llama3-2024'];
    expect((await run('run', 'sets', '-n', '12', ...set)).code).toBe(0);
    const rows = rowsOf('sets', 'runs.csv');
    const sets = new Set(rows.map((row) => row['param.failures.set']));
    expect(sets).toEqual(new Set(['rsc-1', 'llama3-2024']));
    for (const row of rows) {
      const isLlama = row['param.failures.set'] === 'llama3-2024';
      expect(row['faults.gpu-hbm3-memory'] === null).toBe(!isLlama);
    }
    // Names have no order, and no rank correlation.
    expect(rowsOf('sets', 'sensitivity.csv')).toEqual([]);
  });

  it('makes a draw that is not allowed a failed row, and goes on', async () => {
    // Eight lemons are allowed among 8 + 2 nodes, and 4 + 2 nodes with two lemons; not both.
    write(folder, 'eight.yaml', small(['  nodes: 4\n', '  nodes: 8\n']));
    const lemons = ['--set', 'cluster.lemons={nodes: 2}'];
    const both = ['--uncertain', 'cluster.nodes=4,8', '--uncertain', 'cluster.lemons.nodes=2,8'];
    const { code, stderr } = await longrun(
      ['run', 'eight.yaml', '--quiet', '--name', 'failing', '-n', '40', ...lemons, ...both],
      { cwd: folder },
    );
    expect(code).toBe(3);
    expect(stderr).toContain('cluster.lemons.nodes: is 8, more than the 6 nodes');
    const rows = rowsOf('failing', 'runs.csv');
    expect(rows).toHaveLength(40);
    for (const row of rows) {
      const isBad = row['param.cluster.nodes'] === 4 && row['param.cluster.lemons.nodes'] === 8;
      expect(row['outcome'] === 'failed').toBe(isBad);
      expect(row['error'] === null).toBe(!isBad);
      expect(row['wall_time_h'] === null).toBe(isBad);
    }
    expect(rows.filter((row) => row['outcome'] === 'failed').length).toBeGreaterThan(0);
  });

  it('is told event by event by trace, with what it drew', async () => {
    await run('run', 'traced', '-n', '8', ...UNCERTAIN);
    write(folder, 'traced.yaml', read(folder, 'results', 'traced', 'scenario.yaml'));
    const { stdout, stderr } = await longrun(['trace', 'traced.yaml', '--replication', '7', '--json'], {
      cwd: folder,
    });
    const trace = JSON.parse(stdout) as {
      readonly events: readonly { readonly event: string; readonly seconds: number }[];
    };
    const row = rowsOf('traced', 'runs.csv')[7]!;
    expect(trace.events.at(-1)!.seconds / 3600).toBeCloseTo(row['wall_time_h'] as number, 9);
    expect(stderr).toContain('drawn cost.rented.price=');
  });

  it('stands in the scenario, where an error is told with its line', async () => {
    const section =
      "uncertainty:\n  failures.rate: 0.5..2 / (node day) lognormal\n  'checkpoint.stall, checkpoint.write': 0.5x..2x\n  failures.set: [rsc-1, rsc-2]\n";
    write(folder, 'known.yaml', small() + section);
    expect((await longrun(['validate', 'known.yaml'], { cwd: folder })).code).toBe(0);
    await longrun(['run', 'known.yaml', '-n', '5', '--quiet', '--name', 'known'], { cwd: folder });
    const [first] = rowsOf('known', 'runs.csv');
    expect(first!['param.checkpoint.write']).toBeCloseTo(2 * (first!['param.checkpoint.stall'] as number), 9);
    const lines = small().split('\n').length;
    write(
      folder,
      'wrong.yaml',
      small() + section.replace('0.5..2 / (node day) lognormal', '2..1..3 / (node day)'),
    );
    const wrong = await longrun(['validate', 'wrong.yaml'], { cwd: folder });
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain(`wrong.yaml:${lines + 1}:`);
    expect(wrong.stderr).toContain('mode 1, which is not between the ends');
  });

  it.each([
    [['--uncertain', 'failures.ratee=1..2'], 'failures.ratee'],
    [['--uncertain', 'failures.rate'], 'must be path=law'],
    [['--uncertain', 'study.seed=a,b'], 'cannot be varied within a study'],
    [['--uncertain', 'cluster.nodes=-3..4 whole'], 'tried cluster.nodes=-3'],
    [
      ['--uncertain', 'failures.rate=1..2 / (node day)', '--sweep', 'failures.rate=1x,2x'],
      '--sweep failures.rate is uncertain, and each replication draws it anew',
    ],
    [['--sample', 'sobol', '--points', '4'], 'needs --sweep'],
    [['--explained', 'gootput', '--uncertain', 'failures.rate=0.5x..2x'], 'did you mean goodput'],
  ])('refuses %j and says why', async (args, problem) => {
    const { code, stderr } = await run('run', 'refused', ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(problem);
  });
});

describe('what is varied twice', () => {
  const BOTH = [
    '--uncertain',
    'failures.rate=0.5x..2x',
    '--uncertain',
    'failures.rate, checkpoint.stall=0.5x..2x',
  ];
  const RANGE = ['--uncertain', 'failures.rate=1..2 / (node day)'];
  it.each([
    [BOTH, 'both draw failures.rate'],
    [
      ['--uncertain', 'site.price=0.1..0.2 USD/kWh', '--uncertain', ' site.price =0.3..0.4 USD/kWh'],
      '--uncertain site.price is given twice',
    ],
    [
      ['--uncertain', 'recovery.restart=1 min..2 min', '--sweep', 'recovery=null,{restart: 1 min}'],
      'draws it anew',
    ],
    [
      [...RANGE, '--set', 'failures.rate=3 / (node day)'],
      '--set failures.rate gives a value that each replication draws anew',
    ],
    [
      ['--sweep', 'failures.set=rsc-1,rsc-2', '--sweep', 'failures.rate=0.5x,2x'],
      "multiples of the scenario's own value, and failures.set brings another",
    ],
    [
      ['--uncertain', 'failures.set=rsc-1,rsc-2', '--uncertain', 'failures.rate=0.5x..2x'],
      "multiples of the scenario's own value",
    ],
    [
      ['--sweep', 'checkpoint.interval=1 min..2 min', '--sample', 'sobol', '--points', '20000'],
      'draws 20000 points; allowed are 10000',
    ],
    [['--format', 'parquet', '--excel'], 'take --format both'],
    [['--explained', 'goodput'], 'nothing is; see --uncertain'],
  ])('refuses %j and says why', async (args, problem) => {
    const { code, stderr } = await run('run', 'twice', '-n', '2', ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(problem);
  });
});

describe('the scenario that a study holds', () => {
  it('has its sweep, its draws and its laws: the same command on it gives the same tables', async () => {
    const args = [
      '--sweep',
      'checkpoint.interval, checkpoint.stall=0.5x,1x,2x',
      '--sweep',
      'cluster.spares.hot=0,1',
      '--zip',
    ];
    const zip = [
      '--sweep',
      'checkpoint.interval, checkpoint.stall=0.5x,2x',
      '--sweep',
      'cluster.spares.hot=0,1',
      '--zip',
    ];
    const nested = ['--uncertain', 'failures.rate=0.5x..2x', '--sample', 'latin', '--points', '3'];
    for (const [index, options] of [args.slice(0, 4), zip, nested].entries()) {
      await run('run', `held${index}`, '-n', '3', ...options);
      const stored = join('results', `held${index}`, 'scenario.yaml');
      const again = await longrun(['run', stored, '-n', '3', '--quiet', '--name', `again${index}`], {
        cwd: folder,
      });
      expect(again.code).toBe(0);
      for (const file of ['runs.csv', 'summary.csv', 'scenario.yaml'])
        expect(read(folder, 'results', `again${index}`, file)).toBe(
          read(folder, 'results', `held${index}`, file),
        );
    }
  });

  it('of other points is not replaced', async () => {
    await run('run', 'mine', '-n', '2');
    const before = read(folder, 'results', 'mine', 'runs.csv');
    const { code, stderr } = await run('run', 'mine', '-n', '2', '--sweep', 'checkpoint.interval=1 h,2 h');
    expect(code).toBe(2);
    expect(stderr).toContain('journal.jsonl is of a study of other points');
    expect(read(folder, 'results', 'mine', 'runs.csv')).toBe(before);
  });
});

describe('nested draws', () => {
  it('may be asked for in the scenario', async () => {
    write(
      folder,
      'nested.yaml',
      `${small()}  sample: sobol\n  points: 4\nuncertainty:\n  failures.rate: 0.5x..2x\n`,
    );
    const { code } = await longrun(['run', 'nested.yaml', '-n', '2', '--quiet', '--name', 'asked'], {
      cwd: folder,
    });
    expect(code).toBe(0);
    expect(rowsOf('asked', 'runs.csv')).toHaveLength(8);
    const other = await longrun(
      ['sensitivity', 'nested.yaml', '-n', '2', '--quiet', '--name', 'asked-too', '--histogram', 'goodput'],
      { cwd: folder },
    );
    expect(other.code).toBe(0);
    // The mixed runs of the design are in no summary and no histogram.
    const own = rowsOf('asked-too', 'summary.csv').find(
      (row) => row['point'] === 0 && row['metric'] === 'goodput',
    )!;
    const counts = rowsOf('asked-too', 'histogram.csv').filter((row) => row['point'] === 0);
    expect(own['n']).toBe(4);
    expect(counts.reduce((sum, row) => sum + (row['count'] as number), 0)).toBe(4);
  });

  it('are points with the same luck, and split the variance as the moments of price and energy do', async () => {
    const price = [
      '--set',
      'cost=null',
      '--set',
      'cost.rented.price=0.001 USD/(gpu hour)',
      '--uncertain',
      'site.price=0.05..0.15 USD/kWh',
    ];
    const nested = ['--sample', 'sobol', '--points', '64', '-n', '30', '--explained', 'energy_cost_usd'];
    const { code, stdout } = await run('run', 'nested', ...price, ...nested);
    expect(code).toBe(0);
    expect(stdout).toContain('what is not known');
    const rows = rowsOf('nested', 'runs.csv');
    expect(rows).toHaveLength(64 * 30);
    const [first] = [rows.filter((row) => row['point'] === 0)];
    const energies = numbers(first!, 'facility_energy_mwh');
    const prices = [...new Set(numbers(rows, 'param.site.price'))];
    expect(prices).toHaveLength(64);
    // Cost is price times energy, and the two are independent.
    const parts = {
      parameters: mean(energies) ** 2 * variance(prices),
      luck: mean(prices) ** 2 * variance(energies),
      both: variance(prices) * variance(energies),
    };
    const sum = parts.parameters + parts.luck + parts.both;
    const found = rowsOf('nested', 'sensitivity.csv');
    for (const [parameter, part] of Object.entries(parts)) {
      const row = found.find((one) => one['measure'] === 'variance_share' && one['parameter'] === parameter)!;
      // Squares of means stand for products of components: they differ by the variance of a mean.
      expect(Math.abs((row['value'] as number) - part / sum)).toBeLessThan(0.01);
      expect(row['low'] as number).toBeLessThanOrEqual(row['value'] as number);
      expect(row['point']).toBeNull();
    }
  });
});

describe('sensitivity', () => {
  it('finds the exact indices of a cost that is price times energy, and what one at a time does', async () => {
    const args = [
      '--uncertain',
      'site.price=0.05..0.15 USD/kWh',
      '--uncertain',
      'checkpoint.load=30 s..90 s',
      '-n',
      '128',
      '--explained',
      'energy_cost_usd',
      '--explained',
      'goodput',
    ];
    const { code, stdout, stderr } = await run('sensitivity', 'sobol', ...args);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toContain('Share of the variance');
    const rows = rowsOf('sobol', 'runs.csv');
    expect(rows).toHaveLength(128 * 5 + 5 * 128);
    const found = rowsOf('sobol', 'sensitivity.csv');
    const value = (measure: string, parameter: string, metric: string) =>
      found.find(
        (one) => one['measure'] === measure && one['parameter'] === parameter && one['metric'] === metric,
      )!;
    // The price does not touch the run: no share of goodput, exactly.
    expect(value('sobol_total', 'site.price', 'goodput')).toMatchObject({ value: 0, low: 0, high: 0 });
    const split = ['parameters', 'luck', 'both'].map(
      (one) => value('variance_share', one, 'energy_cost_usd')['value'] as number,
    );
    expect(split.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10);
    const total = value('sobol_total', 'site.price', 'energy_cost_usd');
    const energies = numbers(
      rows.filter((row) => row['point'] === 1),
      'facility_energy_mwh',
    );
    const priceShare = mean(energies) ** 2 / 1200;
    const luckShare = 0.01 * variance(energies);
    expect(total['low'] as number).toBeLessThan(priceShare / (priceShare + luckShare) + 0.02);
    expect(total['high'] as number).toBeGreaterThan(priceShare / (priceShare + luckShare) - 0.02);
    // One at a time: the mean energy times the change of price, to the cent.
    const swing = value('swing', 'site.price', 'energy_cost_usd');
    expect(swing['value']).toBeCloseTo(mean(energies) * 1000 * 0.09, 6);
    expect(swing['unit']).toBe('USD');
    expect(value('low_change', 'site.price', 'energy_cost_usd')['n']).toBe(128);
  });

  it('says the same in --json, for any number of workers, and goes on to more rows', async () => {
    const args = ['--uncertain', 'failures.rate=0.5x..2x', '--explained', 'goodput', '--json'];
    const json = async (name: string, ...more: readonly string[]) => {
      const { stdout } = await run('sensitivity', name, ...args, ...more);
      const { folder: _, ...rest } = JSON.parse(stdout);
      return rest;
    };
    const whole = await json('whole', '-n', '16', '--workers', '2');
    await json('parts', '-n', '8', '--workers', '1');
    expect(await json('parts', '-n', '16', '--workers', '1')).toEqual(whole);
    expect(whole).toMatchObject({
      schema: 'longrun-sensitivity/1',
      rows: 16,
      parameters: ['failures.rate'],
      complete: true,
    });
    expect(whole.findings).toHaveLength(3 + 4 + 3 + 1);
  });

  it.each([
    [[], 'nothing is uncertain'],
    [['--uncertain', 'failures.rate=0.5x..2x', '--precision', '1%'], 'sensitivity has a design of its own'],
    [
      ['--uncertain', 'failures.rate=0.5x..2x', '--sweep', 'cluster.spares.hot=0,1'],
      'sensitivity has a design of its own',
    ],
  ])('refuses %j and says why', async (args, problem) => {
    const { code, stderr } = await run('sensitivity', 'refused', ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(problem);
  });
});

describe('a sweep that stands in the scenario', () => {
  it('is that of the option, with errors at its line', async () => {
    write(
      folder,
      'sweep.yaml',
      `${small()}  sweep:\n    checkpoint.interval: 10 min,1 h\n    'failures.rate, cluster.spares.hot': 0.5 / (node day),1 / (node day); 0,1\n`,
    );
    const own = await longrun(['run', 'sweep.yaml', '-n', '4', '--quiet', '--name', 'own'], { cwd: folder });
    expect(own.code).toBe(0);
    await run(
      'run',
      'option',
      '-n',
      '4',
      '--sweep',
      'checkpoint.interval=10 min,1 h',
      '--sweep',
      'failures.rate, cluster.spares.hot=0.5 / (node day),1 / (node day); 0,1',
    );
    expect(read(folder, 'results', 'own', 'runs.csv')).toBe(read(folder, 'results', 'option', 'runs.csv'));
    expect(rowsOf('own', 'runs.csv')).toHaveLength(16);
    const other = await longrun(
      ['run', 'sweep.yaml', '-n', '2', '--dry-run', '--sweep', 'checkpoint.interval=1 h,2 h,3 h'],
      { cwd: folder },
    );
    expect(other.stdout).toContain('3 points of 2 replications');
    write(
      folder,
      'sample.yaml',
      `${small()}  sweep:\n    checkpoint.interval: 10 min..1 h log\n  sample: latin\n  points: 5\n`,
    );
    const sampled = await longrun(['run', 'sample.yaml', '-n', '2', '--dry-run'], { cwd: folder });
    expect(sampled.stdout).toContain('5 points of 2 replications');
  });

  it.each([
    ['  sample: latin\n', 'study.sample'],
    ['  points: 5\n', 'study.points'],
    ['  zip: true\n  sample: latin\n  points: 3\n', 'study.zip'],
    ['  sweep:\n    checkpoint.interval: 10 min..1 h\n', 'checkpoint.interval: does not say how many values'],
    ['  sweep:\n    checkpoint.interval: [10 min, 10 W]\n', 'checkpoint.interval'],
  ])('refuses %j', async (lines, path) => {
    write(folder, 'refused.yaml', small() + lines);
    const { code, stderr } = await longrun(['validate', 'refused.yaml'], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toContain(path);
  });
});
