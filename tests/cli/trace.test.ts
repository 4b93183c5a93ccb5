import { join } from 'node:path';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { fresh, longrun, read, temporaryFolder, write } from '../support/cli.ts';
import { smallWithClasses } from '../support/scenarioText.ts';

const folder = temporaryFolder();
// The log lies beside the scenario and not where the command is run.
const SCENARIO = write(
  folder,
  'replayed.yaml',
  smallWithClasses('nic: { effect: stop, detection: 0 s, transient: 1 }').replace(
    '  rate: 1 / (node day)\n',
    '  trace: { file: log.csv }\n',
  ),
);
const LOG = 'time,node,class\n2 h,0,nic\n1 h,1,nic\n';

describe('a scenario with failures.trace.file', () => {
  it('strikes in every replication when the log says, and leaves the log in the results', async () => {
    write(folder, 'log.csv', LOG);
    const results = join(folder, fresh());
    const { code, stderr } = await longrun(['run', SCENARIO, '-n', '3', '-o', results]);
    const out = join(results, 'small');
    expect(stderr).not.toContain('error');
    expect(code).toBe(0);
    const rows = Papa.parse<Record<string, string>>(read(out, 'runs.csv').trim(), { header: true }).data;
    expect(rows.map((row) => row['faults'])).toEqual(['2', '2', '2']);
    expect(read(out, 'scenario.yaml')).toMatch(/time: ["']?3600 s|time: ["']?1 h/);

    const told = await longrun(['trace', SCENARIO, '--json']);
    const { events } = JSON.parse(told.stdout) as {
      readonly events: readonly {
        readonly event: string;
        readonly seconds: number;
        readonly node?: number;
      }[];
    };
    const faults = events.filter(({ event }) => event === 'fault');
    expect(faults.map(({ seconds, node }) => [seconds, node])).toEqual([
      [3600, 1],
      [7200, 0],
    ]);
  });

  it('is refused with the line of a class that is not in the set', async () => {
    write(folder, 'log.csv', `${LOG}3 h,0,nci\n`);
    const { code, stderr } = await longrun(['run', SCENARIO, '-o', join(folder, fresh())]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/log\.csv:4:1: failures\.trace\.events\.2\.class: "nci" .*did you mean "nic"/);
  });

  it('is refused where the file is missing', async () => {
    const { code, stderr } = await longrun([
      'run',
      SCENARIO,
      '--set',
      'failures.trace.file=other.csv',
      '-o',
      join(folder, fresh()),
    ]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/failures\.trace\.file: cannot be read: .*other\.csv/);
    expect(stderr).not.toMatch(/\n {4}at /);
  });
});
