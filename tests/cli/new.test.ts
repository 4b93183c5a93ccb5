import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repository, shippedText } from '../support/catalog.ts';
import { type CliResult, fresh, longrun, read, temporaryFolder, write } from '../support/cli.ts';
import { SMALL } from '../support/scenarioText.ts';

const folder = temporaryFolder();

function command(...args: readonly string[]): Promise<CliResult> {
  return longrun(args, { cwd: folder });
}

describe.concurrent('longrun new', () => {
  it('writes a scenario that runs as it stands, from a small one', async () => {
    const { code, stdout, stderr } = await command('new', 'my-run');
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toBe('longrun: scenario my-run written to my-run.yaml, from uncertain-70b-run\n');
    const lines = read(folder, 'my-run.yaml').split('\n');
    expect(lines[0]).toBe('# Made from the scenario uncertain-70b-run by longrun new.');
    const [, schema] = /^# yaml-language-server: \$schema=(.*)$/.exec(lines[1]!)!;
    expect(read(folder, schema!)).toBe(read(repository, 'scenarios', 'scenario.schema.json'));
    const original = shippedText('uncertain-70b-run').split('\n');
    expect(lines.slice(2)).toEqual(
      original.slice(1).map((line) => (line === 'name: uncertain-70b-run' ? 'name: my-run' : line)),
    );
    const run = await command('run', 'my-run.yaml', '-n', '2', '--quiet');
    expect(run.code).toBe(0);
    expect(existsSync(join(folder, 'results', 'my-run', 'runs.csv'))).toBe(true);
  });

  it('says nothing of a scenario that comes with longrun where it has just made that one', () => {
    const copy = join(folder, 'copy');
    for (const part of ['dist/longrun.mjs', 'dist/catalog.json', 'scenarios', 'package.json'])
      cpSync(join(repository, part), join(copy, part), { recursive: true });
    const make = (...args: readonly string[]) =>
      spawnSync(process.execPath, ['dist/longrun.mjs', 'new', ...args, '--from', 'h100-128-node'], {
        cwd: copy,
        encoding: 'utf8',
      });
    const made = make('scenarios/zz');
    expect([made.status, made.stderr]).toEqual([
      0,
      'longrun: scenario zz written to scenarios/zz.yaml, from h100-128-node\n',
    ]);
    expect(make('zz').stderr).toContain('a scenario called zz comes with longrun; run this one as ./zz.yaml');
  });

  it('takes another scenario, a path and a title, and makes the folder', async () => {
    const out = join(fresh('plans'), 'next-llama');
    const from = ['--from', 'llama3-405b-16k-h100', '--title', 'The next Llama: 2 times'];
    const { code, stdout } = await command('new', out, ...from, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      schema: 'longrun-new/1',
      name: 'next-llama',
      file: `${out}.yaml`,
      from: 'llama3-405b-16k-h100',
    });
    const text = read(folder, `${out}.yaml`);
    expect(text).toContain('\nname: next-llama\ntitle: "The next Llama: 2 times"\n');
    expect(text).toContain('# 419 interruptions in 54 days, by category (Table 5)');
  });

  it("takes a scenario of one's own", async () => {
    write(folder, 'own.yaml', SMALL);
    expect((await command('new', 'second.yaml', '--from', 'own.yaml', '--quiet')).stderr).toBe('');
    expect((await command('validate', 'second.yaml')).stdout).toBe('second.yaml: ok\n');
  });

  it('never writes over a file without --force', async () => {
    const name = fresh('kept');
    write(folder, `${name}.yaml`, 'mine\n');
    const { code, stderr } = await command('new', name);
    expect(code).toBe(2);
    expect(stderr).toBe(
      `longrun: ${name}.yaml is there already; choose another name, or --force to write over it\n`,
    );
    expect(read(folder, `${name}.yaml`)).toBe('mine\n');
    expect((await command('new', name, '--force')).code).toBe(0);
    expect(read(folder, `${name}.yaml`)).toContain(`name: ${name}\n`);
  });

  it('says what is wrong and writes nothing', async () => {
    write(folder, 'broken.yaml', SMALL.replace('stall:', 'stal:'));
    const price = 'price: { hourly: { file: prices.csv, unit: USD/MWh } }';
    write(folder, 'prices.csv', 'hour,price\n0,20\n');
    write(folder, 'hourly.yaml', SMALL.replace(/^site: .*$/m, `site: { from: us-average, ${price} }`));
    mkdirSync(join(folder, 'taken.yaml'));
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [['My Run'], /cannot be called "My Run": a name is lower-case letters, digits, dots and dashes/],
      [['.yaml'], /cannot be called ""/],
      [['bad', '--from', 'h100-128-nodes'], /did you mean "h100-128-node", which comes with longrun\?/],
      [['bad', '--from', 'broken.yaml'], /broken\.yaml:\d+:\d+: checkpoint\.stal: is not a known key/],
      [[join('elsewhere', 'bad'), '--from', 'hourly.yaml'], /elsewhere\/prices\.csv/],
      [['bad', '--title', 'a\nb'], /--title must be one line of text/],
      [['bad', '--from', 'nope'], /nope: cannot be read: .*"longrun list scenarios" shows those/],
      [['taken'], /taken\.yaml is a folder; choose another name\n$/],
      [['taken', '--force'], /taken\.yaml is a folder/],
      [
        ['broken.yaml/new'],
        /broken\.yaml\/new\.yaml cannot be written: a part of the path is a file, not a folder/,
      ],
      [
        ['/dev/null/x'],
        /^longrun: \/dev\/null\/x\.yaml cannot be written: a part of the path is a file, not a/,
      ],
      [
        ['a'.repeat(300)],
        /^longrun: a{300}\.yaml cannot be written: the name is too long; choose another place\n$/,
      ],
      [['a'.repeat(250)], /^longrun: a{250}\.yaml cannot be written: the name is too long/],
      [
        ['bad', '--from', ''],
        /^longrun: --from is empty; give a scenario file, or a name that "longrun list sc/,
      ],
      [['bad', '--from', 'gpt3'], /did you mean "gpt3-175b", which comes with longrun\?/],
      [['bad', '--from', 'broken.yaml/old'], /broken\.yaml\/old: cannot be read: there is no such file/],
      [[], /missing required argument 'name'/],
    ];
    for (const [args, message] of cases) {
      const { code, stdout, stderr } = await command('new', ...args);
      expect([code, stdout], args.join(' ')).toEqual([2, '']);
      expect(stderr).toMatch(message);
    }
    expect(existsSync(join(folder, 'bad.yaml'))).toBe(false);
    expect(existsSync(join(folder, 'elsewhere', 'bad.yaml'))).toBe(false);
  });
});
