import { describe, expect, it } from 'vitest';
import { parseColumnChoice } from '../../../src/scenario/failureLog/columns.ts';
import { type ReadOptions, readFailureLog } from '../../../src/scenario/failureLog/readLog.ts';
import { formatDate, parseTime } from '../../../src/scenario/failureLog/timeText.ts';
import { ScenarioError } from '../../../src/scenario/problems.ts';

function read(text: string, options: ReadOptions = {}) {
  return readFailureLog('log.csv', text, options);
}

/** The problems of a log that must not be accepted, as they are printed. */
function problems(text: string, options: ReadOptions = {}): string[] {
  try {
    read(text, options);
  } catch (error) {
    if (error instanceof ScenarioError) return error.message.split('\n');
    throw error;
  }
  throw new Error('the log was accepted');
}

describe('times', () => {
  it.each([
    ['1970-01-01', 0],
    ['1970-01-02T00:00Z', 86_400],
    ['2024-02-29 12:30:15', 1_709_209_815],
    ['2024-02-29T12:30:15.25Z', 1_709_209_815.25],
    ['2024-02-29T12:30:15+02:00', 1_709_202_615],
    ['2024-02-29T12:30:15-0530', 1_709_229_615],
    ['2000-12-31 23:59:60 UTC', 978_307_200],
    ['1969-12-31T23:59:59Z', -1],
  ])('%s is %d s after 1970', (text, seconds) => {
    expect(parseTime(text, 1)).toEqual({ kind: 'date', seconds });
  });

  it('are the dates that JavaScript has, for every day of four centuries', () => {
    for (let day = -80_000; day < 80_000; day += 1) {
      const text = new Date(day * 86_400_000).toISOString().slice(0, 10);
      if (parseTime(text, 1)?.seconds !== day * 86_400 || formatDate(day * 86_400) !== `${text}T00:00:00Z`) {
        throw new Error(`${text} is read or written wrongly`);
      }
    }
  });

  it.each([
    '2023-02-29',
    '2024-13-01',
    '2024-00-10',
    '2024-04-31',
    '2024-01-01T24:00',
    '2024-01-01T10:61',
    '1e',
    'yesterday',
    '',
    '01/02/2024',
    '2024-01-01T00:00+25:00',
  ])('"%s" is none', (text) => {
    expect(parseTime(text, 1)).toBeNull();
  });

  it('that are numbers count in their unit', () => {
    expect(parseTime('1.5', 3600)).toEqual({ kind: 'number', seconds: 5400 });
    expect(parseTime('-2e3', 1)).toEqual({ kind: 'number', seconds: -2000 });
  });
});

describe('columns', () => {
  it.each([
    ['node,time,end,class', 'n1,5,6,gpu'],
    ['Node, Start ,END,Class', 'n1,5,6,gpu'],
    ['HOSTNAME,Event Time,repaired,Failure_Type', 'n1,5,6,gpu'],
    ['kind;host;when;restored', 'gpu;n1;5;6'],
    ['end\tstart\ttype\tnode id', '6\t5\tgpu\tn1'],
    ['\uFEFFnode,time,end,class', 'n1,5,6,gpu'],
    ['time,node,end,class,notes', '5,n1,6,gpu,"a, b\nc"'],
    ['# exported\n\nnode,time,end,class', 'n1,5,6,gpu\n\n'],
    ['node,time,end,class\r', 'n1,5,6,gpu\r'],
  ])('of %j are found', (header, row) => {
    const log = read(`${header}\n${row}\n`);
    expect(log.nodeNames).toEqual(['n1']);
    expect(log.classNames).toEqual(['gpu']);
    expect([...log.seconds]).toEqual([5]);
    expect([...log.endSeconds]).toEqual([6]);
  });

  it('are those that --columns names, and an empty name is none', () => {
    const text = 'a,b,c,end\nx,5,gpu,9\n';
    const columns = parseColumnChoice('node=a, time=B ,class=c,end=');
    if (typeof columns === 'string') throw new Error(columns);
    const log = read(text, { columns });
    expect(log.columns).toEqual({ node: 'a', time: 'b', class: 'c', end: null });
    expect(log.endSeconds[0]).toBeNaN();
  });

  it('start is the time of a failure even beside a column of time', () => {
    expect(read('time,start\n1,2\n').columns.time).toBe('start');
  });

  it.each([
    ['node', '"node" must be like node=host'],
    ['nod=x', 'allowed: node, time, end, class'],
    ['node=a,node=b', 'node is given twice'],
  ])('--columns %s is refused', (text, says) => {
    expect(parseColumnChoice(text)).toContain(says);
  });

  it('that are not there are told with those that are', () => {
    expect(problems('host,when\n', { columns: { time: 'wenn' } })).toEqual([
      'log.csv:1:1: there is no column "wenn"; did you mean "when"? The header has "host", "when"',
    ]);
    expect(problems('a,b\n1,2\n')[0]).toContain('no column is a time of failure; the header has "a", "b"');
  });

  it('without nodes and classes make one system and one class', () => {
    const log = read('time\n5\n7\n');
    expect(log.columns).toEqual({ node: null, time: 'time', end: null, class: null });
    expect(log.classNames).toEqual(['any']);
    expect([...log.node]).toEqual([0, 0]);
  });
});

describe('bad rows', () => {
  const text = [
    'node,time,class,end',
    'n1,2024-01-01,gpu,2024-01-02',
    'n1,2024-01-32,gpu,',
    ',2024-01-03,gpu,',
    'n2,2024-01-05,gpu,2024-01-04',
    'n2,2024-01-05,gpu',
    'n3,17,gpu,soon',
    '"n3",2024-01-06,"a',
    'b",2024-01-05',
    'n4,2024-01-07,,',
  ].join('\n');

  it('are all told, with file and line', () => {
    const told = problems(text);
    expect(told).toHaveLength(7);
    expect(told[0]).toBe(
      'log.csv:3:1: time: "2024-01-32" is no time; allowed: a date like 2024-05-31T12:30:00Z, or a number',
    );
    expect(told[1]).toBe('log.csv:4:1: node: is empty; name the node that failed');
    expect(told[2]).toContain('log.csv:5:1: end: "2024-01-04" is before the time of the failure');
    expect(told[3]).toBe('log.csv:6:1: has 3 fields, the header has 4');
    expect(told[4]).toBe('log.csv:7:1: time: "17" is a number, but the times before it are dates');
    expect(told[5]).toContain('log.csv:7:1: end: "soon" is no time');
    // A field over two lines: the row begins at line 8, and what follows keeps its number.
    expect(told[6]).toContain('log.csv:8:1: end: "2024-01-05" is before');
  });

  it('are left out and told with skipBad; rows without a class are counted', () => {
    const log = read(text, { skipBad: true });
    expect(log.seconds).toHaveLength(2);
    expect(log.bad).toHaveLength(7);
    expect(log.withoutClass).toBe(1);
    expect(log.classNames).toEqual(['gpu', 'unknown']);
  });

  it('are told up to a thousand, and then counted', () => {
    const told = problems(`node,time\n${'n,never\n'.repeat(1500)}`);
    expect(told).toHaveLength(1001);
    expect(told.at(-1)).toBe('log.csv: and 500 problems more like these');
  });

  it('of an unfinished quote are told', () => {
    expect(problems('node,time\nn1,5\n"n2,6\nn3,7\n')[0]).toMatch(/^log\.csv:3:1: is no CSV: .*[qQ]uote/);
  });
});

describe('a log that holds nothing', () => {
  it('is refused', () => {
    expect(problems('')).toEqual(['log.csv: is empty; the first line must name the columns']);
    expect(problems('\n\n# nothing\n')).toEqual(['log.csv: is empty; the first line must name the columns']);
    expect(problems('node,time\n')).toEqual([
      'log.csv: has a header and no failures; there is nothing to fit',
    ]);
  });

  it('or whose classes are free text is refused, also with skipBad', () => {
    const rows = Array.from({ length: 300 }, (_, index) => `n1,${index},message ${index}`);
    for (const skipBad of [false, true]) {
      expect(problems(`node,time,cause\n${rows.join('\n')}`, { skipBad })[0]).toMatch(
        /:1:1: cause: column "cause" has 300 different values/,
      );
    }
  });
});
