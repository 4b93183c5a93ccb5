import { join } from 'node:path';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { DAY, simulatedLog } from '../scenario/failureLog/simulatedLog.ts';
import { fresh, longrun, read, temporaryFolder, write } from '../support/cli.ts';
import { SMALL } from '../support/scenarioText.ts';

const folder = temporaryFolder();
const LOG = 'log.csv';
write(
  folder,
  LOG,
  simulatedLog('cli', 300, 90, [
    { name: 'GPU memory', law: { kind: 'weibull', scale: 60 * DAY, shape: 0.6 } },
    {
      name: 'nic',
      law: { kind: 'exponential', mean: 200 * DAY },
      repair: { kind: 'lognormal', median: 3240, sigma: 1.5 },
    },
  ]),
);
const OPTIONS = ['--time-unit', 'day', '--from', '0', '--to', '90', '--nodes', '300'];

function command(...args: readonly string[]) {
  return longrun(['fit', ...args], { cwd: folder });
}

function file(text: string): string {
  const name = `${fresh('log')}.csv`;
  write(folder, name, text);
  return name;
}

describe.concurrent('fit', () => {
  it('reports rates, laws, skew, drift and the YAML', async () => {
    const { code, stdout, stderr } = await command(LOG, ...OPTIONS);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^log\.csv: \d+ rows, columns node = node, time = time, end = end, class = class$/m,
    );
    expect(stdout).toMatch(/^ {2}nic +\d+ +\d\.\d+ +\d\.\d+ to \d\.\d+ +\d+ d$/m);
    expect(stdout).toContain('best AIC: weibull');
    expect(stdout).toContain('time to repair');
    expect(stdout).toMatch(/drift: Laplace/);
    expect(stdout).toMatch(/dispersion [\d.]+, p = /);
    expect(stdout).toMatch(/^failures:\n {2}set:/m);
    expect(stdout).not.toMatch(/NaN|undefined|Infinity|\[object/);
  });

  it('prints YAML that validate accepts inside a scenario', async () => {
    const yaml = join(fresh('yaml'), 'failures.yaml');
    const { stdout, stderr } = await command(LOG, ...OPTIONS, '--yaml', yaml);
    expect(stderr).toContain('YAML written to');
    const printed = stdout.slice(stdout.indexOf('# effect, detection'));
    expect(printed).toBe(read(folder, yaml));
    expect(parse(printed).failures.set.classes['gpu-memory'].distribution.weibull.shape).toBeGreaterThan(0.5);
    const scenario = `${fresh('scenario')}.yaml`;
    write(folder, scenario, SMALL.replace(/^failures:\n(?: .*\n)+/m, '') + printed);
    const validated = await longrun(['validate', scenario], { cwd: folder });
    expect(validated.stderr).toBe('');
    expect(validated.stdout).toBe(`${scenario}: ok\n`);
  });

  it('reads other columns, delimiters, dates and units', async () => {
    const log = file(
      'host;when;kind;repaired\nn1;2024-01-02;gpu;2024-01-03\nn2;2024-01-04T12:00:00+01:00;gpu;2024-01-05\nn1;2024-02-01;gpu;2024-02-02\n',
    );
    const columns = ['--columns', 'node=host,time=when,class=kind,end=repaired'];
    const window = ['--from', '2024-01-01', '--to', '2024-03-01'];
    const { code, stdout } = await command(log, ...columns, ...window, '--nodes', '10', '--json');
    expect(code).toBe(0);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({
      schema: 'longrun-fit/1',
      columns: { node: 'host', time: 'when', class: 'kind', end: 'repaired' },
      timeKind: 'date',
      rows: 3,
      window: { nodes: 10, nodesSeen: 2, fromSeconds: 1_704_067_200, toSeconds: 1_709_251_200 },
    });
    // 10 nodes for 60 days less repairs of 1 day, 13 h and 1 day.
    expect(report.exposureSeconds).toBe((600 - 2) * DAY - 13 * 3600);
    expect(report.classes[0].failures).toBe(3);
    const numbers = await command(
      file('node,time\na,1\na,5\n'),
      '--time-unit',
      'h',
      '--from',
      '0',
      '--to',
      '10',
      '--json',
    );
    expect(JSON.parse(numbers.stdout).exposureSeconds).toBe(36_000);
  });

  it('--json is one object, without the curves, with quantiles and the YAML', async () => {
    const { stdout, stderr } = await command(LOG, ...OPTIONS, '--json', '--confidence', '90%');
    expect(stderr).toBe('');
    const report = JSON.parse(stdout);
    expect(report.confidence).toBe(0.9);
    expect(report.all.failures).toBe(report.classes[0].failures + report.classes[1].failures);
    expect(report.classes[0].perNode.fits[0]).toMatchObject({ kind: 'weibull' });
    expect(report.classes[0].perNode.curve).toBeUndefined();
    expect(report.quantiles[0]).toMatchObject({ class: 'all classes', sample: 'node', probability: 0.01 });
    expect(parse(report.yaml).failures.set.classes.nic.effect).toBe('stop');
  });

  it('--qq prints quantiles, --qq-csv and --csv write them for spreadsheets', async () => {
    const out = fresh();
    const { code, stdout, stderr } = await command(
      LOG,
      ...OPTIONS,
      '--qq',
      '--csv',
      out,
      '--qq-csv',
      join(out, 'qq.csv'),
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/class +sample +quantile +seen +exponential +weibull +lognormal +gamma/);
    expect(stderr).toContain('classes.csv, laws.csv and quantiles.csv written');
    const rows = (name: string) => {
      const { data, errors } = Papa.parse<Record<string, string>>(read(folder, out, name).trimEnd(), {
        header: true,
      });
      expect(errors).toEqual([]);
      return data;
    };
    expect(rows('classes.csv').map((row) => row['class'])).toEqual(['all classes', 'GPU memory', 'nic']);
    const laws = rows('laws.csv').filter((row) => row['class'] === 'GPU memory' && row['sample'] === 'node');
    expect(laws.map((row) => row['law']).sort()).toEqual(['exponential', 'gamma', 'lognormal', 'weibull']);
    expect(Number(laws[0]!['form_value'])).toBeCloseTo(0.6, 1);
    expect(Number(laws[0]!['location_h']) / 24).toBeGreaterThan(40);
    expect(rows('quantiles.csv')).toEqual(rows('qq.csv'));
    const medians = rows('qq.csv').filter(
      (row) => row['probability'] === '0.5' && row['sample'] === 'system',
    );
    expect(Math.abs(Number(medians[0]!['weibull_h']) / Number(medians[0]!['seen_h']) - 1)).toBeLessThan(0.3);
  });

  it('tells one class without a table of all, and a log without nodes as one system', async () => {
    const { code, stdout } = await command(
      file('time\n10\n35\n50\n90\n'),
      '--from',
      '0',
      '--to',
      '100',
      '--time-unit',
      'day',
    );
    expect(code).toBe(0);
    expect(stdout).not.toContain('all classes');
    expect(stdout).toContain('There is no column of nodes');
    expect(stdout).toMatch(/any +4 +0\.04000/);
    expect(stdout).toContain('rate: 0.04 / (job day)');
  });

  it('tells one failure with its exact interval and no law of two parameters', async () => {
    const log = file('node,time,class\na,40,gpu\n');
    const { code, stdout } = await command(
      log,
      '--from',
      '0',
      '--to',
      '100',
      '--nodes',
      '10',
      '--time-unit',
      'day',
    );
    expect(code).toBe(0);
    // Garwood for 1 event: 0.02532 to 5.572.
    expect(stdout).toMatch(/gpu +1 +1 +0\.02532 to 5\.572 /);
    expect(stdout).toContain('weibull: not fitted, there is 1 event, 3 are needed');
    expect(stdout).not.toMatch(/NaN|undefined/);
    const alone = await command(log);
    expect(alone.code).toBe(2);
    expect(alone.stderr).toContain('all failures of the log are at one time');
  });
});

describe.concurrent('a log that cannot be used', () => {
  it('ends with code 2 and all its problems, with file and line', async () => {
    const log = file('node,time,class\nn1,1,gpu\nn2,soon,gpu\n,3,gpu\nn4,4\n');
    const { code, stdout, stderr } = await command(log);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    const lines = stderr.trimEnd().split('\n');
    expect(lines[0]).toBe(
      `${log}:3:1: time: "soon" is no time; allowed: a date like 2024-05-31T12:30:00Z, or a number`,
    );
    expect(lines[1]).toBe(`${log}:4:1: node: is empty; name the node that failed`);
    expect(lines[2]).toBe(`${log}:5:1: has 2 fields, the header has 3`);
    expect(lines[3]).toContain('3 problems');
  });

  it('is used without its bad rows with --skip-bad, which tells them', async () => {
    const log = file('node,time,class\nn1,1,gpu\nn2,soon,gpu\nn3,9,gpu\nn4,12,gpu\n');
    const { code, stdout, stderr } = await command(log, '--skip-bad');
    expect(code).toBe(0);
    expect(stderr).toContain(`${log}:3:1: time: "soon" is no time`);
    expect(stderr).toContain('left out');
    expect(stdout).toContain('3 rows');
  });

  it.each([
    ['an empty file', '', [], 'is empty; the first line must name the columns'],
    ['a header only', 'node,time\n', [], 'no failures'],
    ['no known time', 'a,b\n1,2\n', [], '--columns time=HEADER'],
    ['too few nodes', 'node,time\na,1\nb,2\n', ['--nodes', '1'], 'the log names 2 nodes'],
    [
      'a window of another kind',
      'node,time\na,1\nb,2\n',
      ['--from', '2024-01-01'],
      '--from "2024-01-01" is a date',
    ],
    ['a window that is no time', 'node,time\na,1\nb,2\n', ['--to', 'noon'], '--to "noon" is no time'],
    ['a unit that is none', 'node,time\na,1\nb,2\n', ['--time-unit', 'parsec'], '--time-unit'],
    [
      'columns that are none',
      'node,time\na,1\nb,2\n',
      ['--columns', 'hosts=x'],
      'allowed: node, time, end, class',
    ],
    ['an age that is none', 'node,time\na,1\nb,2\n', ['--age', 'old'], 'it must be a time with its unit'],
  ] as const)('for %s is refused with code 2', async (_, text, options, says) => {
    const { code, stdout, stderr } = await command(file(text), ...options);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(says);
    expect(stderr).not.toMatch(/\n {4}at /);
  });

  it('for a file that is not there is refused with code 2', async () => {
    const { code, stderr } = await command('absent.csv');
    expect(code).toBe(2);
    expect(stderr).toContain('absent.csv');
  });
});

describe('fit --help', () => {
  it('tells its options', async () => {
    const { code, stdout } = await command('--help');
    expect(code).toBe(0);
    for (const option of [
      '--columns',
      '--time-unit',
      '--from',
      '--to',
      '--nodes',
      '--age',
      '--merge',
      '--confidence',
      '--qq',
      '--qq-csv',
      '--csv',
      '--yaml',
      '--skip-bad',
      '--json',
    ]) {
      expect(stdout).toContain(option);
    }
  });
});

describe('a long log', () => {
  it('of 100,000 failures is fitted', async () => {
    const rows = ['node,time,class'];
    for (let index = 0; index < 100_000; index++) {
      // Golden-ratio steps: spread evenly, and no two alike.
      rows.push(`n${(index * 7919) % 5003},${index + ((index * 0.618034) % 1)},c${index % 3}`);
    }
    const { code, stdout } = await command(file(rows.join('\n')), '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).all.failures).toBe(99_999);
  });
});
