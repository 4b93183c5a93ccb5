import { describe, expect, it } from 'vitest';
import { traceFromCsv } from '../../src/scenario/failureLog/trace.ts';
import { ScenarioError } from '../../src/scenario/problems.ts';
import { parseOverride, resolveScenario } from '../../src/scenario/resolve.ts';
import { catalog } from '../support/catalog.ts';
import { smallWithClasses } from '../support/scenarioText.ts';

function messagesOf(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof ScenarioError) return error.message.split('\n');
    throw error;
  }
  return expect.fail('it was accepted');
}

describe('a CSV of failures as events', () => {
  it('has times in seconds or with a unit, nodes by number, classes as the set writes them', () => {
    expect(traceFromCsv('Time,Node,Class\n60,3,NIC\n3.2 day,,Job Scheduler\n', 'log.csv')).toEqual({
      events: [
        { time: '60 s', node: 3, class: 'nic' },
        { time: '276480 s', class: 'job-scheduler' },
      ],
      lines: [2, 3],
    });
  });

  it('numbers nodes with names as they appear', () => {
    const { events } = traceFromCsv('time,host,class\n1,b7,x\n2,a1,x\n3,b7,x\n', 'log.csv');
    expect(events.map(({ node }) => node)).toEqual([0, 1, 0]);
  });

  it('counts dates from the first of them, or from the start of the run', () => {
    const text = 'node,start,class\n1,2024-05-02,x\n1,2024-05-01T12:00:00Z,x\n';
    expect(traceFromCsv(text, 'log.csv').events.map(({ time }) => time)).toEqual(['43200 s', '0 s']);
    expect(traceFromCsv(text, 'log.csv', '2024-05-01').events.map(({ time }) => time)).toEqual([
      '86400 s',
      '43200 s',
    ]);
  });

  it('may tell only times: failures of the job, of any class', () => {
    expect(traceFromCsv('time\n5\n', 'log.csv').events).toEqual([{ time: '5 s', class: 'any' }]);
  });

  it.each<[string, string, string | undefined, RegExp]>([
    [
      'a time that is none',
      'time,node,class\n1,2,x\nsoon,2,x\n',
      undefined,
      /^log\.csv:3:1: time: "soon" is no time/,
    ],
    ['too few fields', 'time,node,class\n1,2\n', undefined, /^log\.csv:2:1: has 2 fields, the header has 3/],
    [
      'a failure before the start',
      'time,node,class\n2024-05-01,2,x\n',
      '2024-06-01',
      /^log\.csv:2:1: time: is before the start of the run, 2024-06-01/,
    ],
    ['a negative time', 'time,node,class\n-1,2,x\n', undefined, /^log\.csv:2:1: time: is before the start/],
    ['a start that is no date', 'time\n2024-05-01\n', 'May', /failures.trace.start: "May" is no date/],
    ['a start without dates', 'time\n5\n', '2024-05-01', /failures.trace.start: is for files with dates/],
    ['nothing', '', undefined, /^log\.csv: is empty/],
  ])('with %s is refused with its line', (_, text, start, says) => {
    const messages = messagesOf(() => traceFromCsv(text, 'log.csv', start));
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(says);
  });

  it('tells a missing column without options of a command', () => {
    const [message] = messagesOf(() => traceFromCsv('a,b\n1,2\n', 'log.csv'));
    expect(message).toMatch(/no column is a time of failure; the header has "a", "b"\. Rename one/);
  });
});

describe('a scenario that names a log', () => {
  const text = smallWithClasses('nic: { effect: stop, detection: 0 s, transient: 0 }');
  const resolveWith = (csv: string | (() => string), ...sets: readonly string[]) =>
    resolveScenario(
      'dir/some.yaml',
      text,
      catalog,
      ['failures.trace.file=log.csv', ...sets].map(parseOverride),
      {
        readBeside: (path) => {
          expect(path).toBe('log.csv');
          return typeof csv === 'string' ? csv : csv();
        },
      },
    );

  it('holds its events from then on, each with its line', () => {
    const resolved = resolveWith('time,node,class\n60,3,nic\n\n30,0,nic\n');
    const events = [
      { time: '60 s', node: 3, class: 'nic' },
      { time: '30 s', node: 0, class: 'nic' },
    ];
    expect(resolved.tree).toMatchObject({ failures: { trace: { events } } });
    expect(resolved.scenario.failures.trace).toEqual({
      events: events.map((event, index) => ({ ...event, time: index === 0 ? 60 : 30 })),
    });
    expect(resolved.origin(['failures', 'trace', 'events', 1, 'time'])).toEqual({
      from: 'file',
      file: 'log.csv',
      line: 4,
    });
  });

  it('counts its dates from failures.trace.start', () => {
    const { scenario } = resolveWith(
      'time,node,class\n2024-05-01,3,nic\n',
      'failures.trace.start="2024-04-30"',
    );
    expect(scenario.failures.trace!.events![0]!.time).toBe(86_400);
  });

  it('is refused with the lines of the log and its own problems at once', () => {
    const csv = 'time,node,class\n1,0,nci\n2,99,nic\n';
    expect(messagesOf(() => resolveWith(csv, 'checkpoint.stall=5'))).toEqual([
      expect.stringMatching(/^--set checkpoint\.stall: /),
      expect.stringMatching(/^log\.csv:2:1: failures\.trace\.events\.0\.class: "nci" .*did you mean "nic"/),
      expect.stringMatching(/^log\.csv:3:1: failures\.trace\.events\.1\.node: is 99, but the 6 nodes/),
    ]);
    expect(messagesOf(() => resolveWith('time,node\nx,1\n', 'checkpoint.stall=5'))).toEqual([
      expect.stringMatching(/^--set checkpoint\.stall: /),
      expect.stringMatching(/^log\.csv:2:1: time: "x" is no time/),
    ]);
  });

  it('that cannot be read is refused', () => {
    const messages = messagesOf(() =>
      resolveWith(() => {
        throw new Error('there is no such file');
      }),
    );
    expect(messages).toEqual([
      '--set failures.trace.file: failures.trace.file: cannot be read: there is no such file',
    ]);
  });
});
