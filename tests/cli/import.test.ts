import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fresh, longrun, read, temporaryFolder, write } from '../support/cli.ts';

const folder = temporaryFolder();
const CONFIG = 'small.yaml';
write(
  folder,
  CONFIG,
  'job_size: 8\nwarm_standbys: 1\nworking_pool_size: 10\nspare_pool_size: 2\njob_length: 7200\nrandom_failure_rate: 1.0e-4\n',
);

function command(...args: readonly string[]) {
  return longrun(['import', ...args], { cwd: folder });
}

describe.concurrent('import airesim', () => {
  it('writes the scenario to stdout and what has no counterpart to stderr', async () => {
    const { code, stdout, stderr } = await command('airesim', CONFIG);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^# Written by longrun import airesim/);
    expect(stdout).toMatch(/^name: airesim-small$/m);
    expect(stdout).toMatch(/^ {2}nodes: 8 # job_size$/m);
    expect(stderr).toContain('to know about this scenario:\n  - ');
    expect(stderr).toContain('escalation policy');
  });

  it('writes a scenario that validates and runs', async () => {
    const out = join(fresh('out'), 'scenario.yaml');
    const { code, stdout, stderr } = await command('airesim', CONFIG, '-o', out, '--name', 'peer');
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toContain(`scenario peer written to ${out}`);
    const validated = await longrun(['validate', out], { cwd: folder });
    expect(validated.stdout).toBe(`${out}: ok\n`);
    const studies = fresh('studies');
    const run = await longrun(['run', out, '-n', '20', '-o', studies, '--quiet'], { cwd: folder });
    expect(run.code).toBe(0);
    expect(read(folder, studies, 'peer', 'runs.csv').trim().split('\n')).toHaveLength(21);
  });

  it('reads JSON, takes the policies and prints JSON', async () => {
    const config = `${fresh('config')}.json`;
    write(folder, config, '{"job_size": 64, "adaptive_replications": true}');
    const { code, stdout, stderr } = await command(
      'airesim',
      config,
      '--json',
      '--quiet',
      ...['--host-policy', 'highest-score-first', '--removal', 'composite', '--max-failures', '2'],
      ...['--window-minutes', '1440', '--failure-penalty', '60'],
    );
    expect([code, stderr]).toEqual([0, '']);
    const { schema, from, notes, yaml } = JSON.parse(stdout);
    expect([schema, from]).toEqual(['longrun-import/1', 'airesim']);
    expect(notes.join('\n')).toContain('--precision');
    expect(yaml).toContain('threshold: { faults: 2, window: 1440 min }');
    expect(yaml).toMatch(/score: \{ initial: 100, penalty: 60, .* # ranks servers, but retires none/);
    expect(yaml).toContain('selection: best_score');
  });

  it('is quiet on stderr when asked', async () => {
    const { code, stderr } = await command('airesim', CONFIG, '--quiet');
    expect([code, stderr]).toEqual([0, '']);
  });

  it('tells a mistake in the configuration with its line and the nearest name', async () => {
    const config = `${fresh('config')}.yaml`;
    write(folder, config, 'job_size: 4096\nwarm_standby: 16\nrecovery_time: 20 min\n');
    const out = fresh('never');
    const { code, stdout, stderr } = await command('airesim', config, '-o', out);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(
      `${config}:2:1: warm_standby: is not a known key; did you mean "warm_standbys"?`,
    );
    expect(stderr).toContain(`${config}:3:1: recovery_time: must be a number, 0 or more`);
    expect(stderr).toContain('2 problems; nothing was run or written');
    expect(() => read(folder, out)).toThrow();
  });

  it.each<[readonly string[], string]>([
    [['airesim', 'missing.yaml'], 'cannot read missing.yaml'],
    [['airsim', CONFIG], "unknown command 'airsim'\n(Did you mean airesim?)"],
    [['airesim', CONFIG, '--removl', 'never'], "unknown option '--removl'\n(Did you mean --removal?)"],
    [['airesim'], "missing required argument 'config'"],
    [
      ['airesim', CONFIG, '--host-policy', 'fewest'],
      'Allowed choices are default, random, fewest-failures-first',
    ],
    [['airesim', CONFIG, '--max-failures', '0'], 'it must be a whole number from 1 to 100000000'],
    [['airesim', CONFIG, '--max-failures', '3'], '--max-failures needs --removal threshold or composite'],
    [
      ['airesim', CONFIG, '--removal', 'composite', '--retirement-threshold', '5'],
      '--retirement-threshold needs --removal scored',
    ],
    [
      ['airesim', CONFIG, '--removal', 'threshold', '--initial-score', '5'],
      '--initial-score needs --removal scored or composite',
    ],
    [['airesim', CONFIG, '--removal', 'scored', '--initial-score', 'much'], 'it must be a number'],
    [['airesim', CONFIG, '--removal', 'scored', '--time-period', '-1'], 'a number of minutes, 0 or more'],
    [['airesim', CONFIG, '--removal', 'threshold', '--window-minutes', '0'], 'a number of minutes above 0'],
    [['airesim', CONFIG, '--host-policy', 'highest-score-first'], 'needs scores'],
    [['airesim', CONFIG, '--name', 'My Study'], 'lower-case letters, digits, dots and dashes'],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await command(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });

  it('knows scores that retire nobody', async () => {
    const { code, stdout } = await command(
      'airesim',
      CONFIG,
      ...['--removal', 'scored', '--retirement-threshold', '-inf', '--host-policy', 'highest-score-first'],
    );
    expect(code).toBe(0);
    expect(stdout).toContain('ranks servers, but retires none');
  });

  it('explains its options', async () => {
    const { code, stdout } = await command('airesim', '--help');
    expect(code).toBe(0);
    for (const option of ['--out', '--host-policy', '--removal', '--retirement-threshold', '--json']) {
      expect(stdout).toContain(option);
    }
  });
});
