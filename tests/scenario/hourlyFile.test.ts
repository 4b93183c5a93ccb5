import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../src/scenario/compile.ts';
import { parseSource } from '../../src/scenario/document.ts';
import { hourlyFromCsv } from '../../src/scenario/hourly/hourlyCsv.ts';
import { formatProblem, ScenarioError } from '../../src/scenario/problems.ts';
import { parseOverride, resolveScenario } from '../../src/scenario/resolve.ts';
import { treeText } from '../../src/scenario/treeText.ts';
import { meanOfSeries } from '../../src/simulation/site/siteSeries.ts';
import { catalog } from '../support/catalog.ts';
import { compile, problemsOf, SMALL } from '../support/scenarioText.ts';

const KWH = 3.6e6;
const FIRST = { column: undefined, first: 'run-start' } as const;

function messagesOf(call: () => unknown): string[] {
  try {
    call();
  } catch (error) {
    if (error instanceof ScenarioError) return error.problems.map(formatProblem);
    throw error;
  }
  throw new Error('nothing was refused');
}

/** Lines of so many hours from a date on. */
function year(hours = 8760): string {
  const days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  const lines = ['Datetime (UTC),zone,price,celsius'];
  let hour = 0;
  days.forEach((count, month) => {
    for (let day = 1; day <= count; day++) {
      for (let of = 0; of < 24 && hour < hours; of++, hour++) {
        const two = (value: number) => String(value).padStart(2, '0');
        lines.push(`2023-${two(month + 1)}-${two(day)} ${two(of)}:00,DE,${hour / 100},${hour % 30}`);
      }
    }
  });
  return `${lines.join('\n')}\n`;
}

describe('a CSV of hours', () => {
  it.each<[string, string, string | undefined, readonly number[]]>([
    ['of one column', 'price\n1\n2.5\n-3e1\n', undefined, [1, 2.5, -30]],
    ['with times first', 'time,price\n2024-01-01T00:00,1\n2024-01-01T01:00,2\n', undefined, [1, 2]],
    ['with an hour that counts', 'hour,price\n22,1\n23,2\n0,3\n1,4\n', undefined, [1, 2, 3, 4]],
    ['with hours from 1 to 24', 'Hour;price\n23;1\n24;2\n1;3\n', undefined, [1, 2, 3]],
    ['with seconds since 1970', 'unix,price\n1700000000,1\n1700003600,2\n', undefined, [1, 2]],
    ['with text before the numbers', 'zone,price,more\nDE,1,8\nDE,2,9\n', undefined, [1, 2]],
    ['of which one is named', 'zone,price,more\nDE,1,8\nDE,2,9\n', 'more', [8, 9]],
    ['of a spreadsheet', '\uFEFFprice \r\n# a note\r\n1\r\n\r\n"2"\r\n', undefined, [1, 2]],
    [
      'with a change to summer time in zones',
      'time,price\n2024-03-31T01:00+01:00,1\n2024-03-31T03:00+02:00,2\n',
      undefined,
      [1, 2],
    ],
  ])('%s is read', (_, text, column, values) => {
    expect(hourlyFromCsv(text, 'hours.csv', { ...FIRST, column }).values).toEqual(values);
  });

  it('knows the line of each value', () => {
    expect(hourlyFromCsv('price\n1\n\n# note\n2\n', 'hours.csv', FIRST).lines).toEqual([2, 5]);
  });

  it.each<[string, string, string | undefined, 'run-start' | 'new-year', RegExp]>([
    ['nothing', '', undefined, 'run-start', /^hours\.csv:1:1: is empty; the first line must name/],
    ['a header alone', 'price\n', undefined, 'run-start', /^hours\.csv:1:1: has a header and no values/],
    [
      'no number',
      'a,b\nx,y\n',
      undefined,
      'run-start',
      /no column begins with a number.*"a", "b"\. Name one/,
    ],
    ['another column', 'time,price\n0,1\n', 'pries', 'run-start', /no column "pries"; did you mean "price"/],
    ['an empty cell', 'a,p\nx,1\nx,\n', undefined, 'run-start', /^hours\.csv:3:1: p: is empty; every hour/],
    ['a word', 'p\n1\nn/a\n', undefined, 'run-start', /^hours\.csv:3:1: p: "n\/a" is no number/],
    ['a decimal comma', 'p;q\n1,5;2\n', 'p', 'run-start', /^hours\.csv:2:1: p: "1,5" is no number.*a point/],
    [
      'a short line',
      'a,p\nx,1\nx\n',
      undefined,
      'run-start',
      /^hours\.csv:3:1: has 1 fields, the header has 2/,
    ],
    [
      'the hour that summer time leaves out',
      'time,p\n2024-03-31T01:00,1\n2024-03-31T03:00,1\n',
      undefined,
      'run-start',
      /^hours\.csv:3:1: time: "2024-03-31T03:00" is not one hour after "2024-03-31T01:00".*standard time/,
    ],
    [
      'the hour that summer time repeats',
      'time,p\n2024-10-27T02:00,1\n2024-10-27T02:00,1\n',
      undefined,
      'run-start',
      /^hours\.csv:3:1: time: "2024-10-27T02:00" is not one hour after/,
    ],
    [
      'times that fall',
      'hour,p\n5,1\n4,1\n',
      undefined,
      'run-start',
      /^hours\.csv:3:1: hour: "4" is not one/,
    ],
    ['a time that is none', 'time,p\n2024-01-01 00:00,1\nx,1\n', 'p', 'run-start', /"x" is no time like/],
    [
      'a year from July on',
      'time,p\n2024-07-01T00:00,1\n',
      undefined,
      'new-year',
      /"2024-07-01T00:00" is the first hour, but first: new-year says.*write first: run-start/,
    ],
    ['open quotes', 'p\n1\n"2\n', undefined, 'run-start', /is no CSV/],
  ])('with %s is refused with its line', (_, text, column, first, says) => {
    const [message] = messagesOf(() => hourlyFromCsv(text, 'hours.csv', { column, first }));
    expect(message).toMatch(says);
  });

  it('with many problems lists the first and counts the rest', () => {
    const messages = messagesOf(() => hourlyFromCsv(`p\n1\n${'x\n'.repeat(100)}`, 'hours.csv', FIRST));
    expect(messages).toHaveLength(21);
    expect(messages[20]).toMatch(/and 80 problems more/);
  });

  it('may begin at the new year of another zone', () => {
    const text = 'time,p\n2022-12-31T23:00,1\n2023-01-01T00:00,2\n';
    expect(hourlyFromCsv(text, 'hours.csv', { column: undefined, first: 'new-year' }).values).toEqual([1, 2]);
  });
});

describe('a scenario that names one', () => {
  const resolveWith = (csv: string, ...sets: readonly string[]) =>
    resolveScenario('dir/some.yaml', SMALL, catalog, sets.map(parseOverride), {
      readBeside: (path) => {
        if (path === 'hours.csv') return csv;
        throw new Error('there is no such file');
      },
    });
  const PRICE = 'site.price={hourly: {file: hours.csv, unit: USD/MWh, first: new-year}}';
  const CARBON = 'site.carbon={hourly: {file: hours.csv, column: price, unit: gCO2/kWh}}';
  const CLIMATE = 'site.climate={hourly: {file: hours.csv, column: celsius, unit: degC}}';

  it('holds its numbers and their unit from then on', () => {
    const resolved = resolveWith('price\n20\n-40\n', PRICE);
    expect(resolved.tree).toMatchObject({
      site: {
        price: { hourly: { values: [20, -40], unit: 'USD/MWh', first: 'new-year', at_end: 'repeats' } },
      },
    });
    const { usdPerJoule } = compileScenario(resolved.scenario).money;
    expect(meanOfSeries(usdPerJoule) * KWH).toBeCloseTo(-0.01, 12);
    expect(resolved.origin(['site', 'price', 'hourly', 'values', 1])).toEqual({
      from: 'file',
      file: 'hours.csv',
      line: 3,
    });
  });

  it('may for price, carbon and climate, and then needs the file no more', () => {
    const resolved = resolveWith(year(), PRICE, CARBON, CLIMATE, 'site.pue={cooling: air_economiser}');
    const input = compileScenario(resolved.scenario);
    expect(meanOfSeries(input.money.usdPerJoule) * KWH).toBeCloseTo(8759 / 2 / 1e5, 9);
    expect(meanOfSeries(input.carbonKgPerJoule) * KWH).toBeCloseTo(8759 / 2 / 1e5, 9);
    expect(meanOfSeries(input.site.outdoorCelsius!)).toBeCloseTo(14.5, 1);
    const text = treeText(resolved.tree);
    // A year of numbers fills lines.
    expect(text.split('\n').length).toBeLessThan((3 * 8760) / 8);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(150);
    const again = resolveScenario('again.yaml', text, catalog);
    expect(again.tree).toEqual(resolved.tree);
    expect(again.scenario).toEqual(resolved.scenario);
  });

  it('is refused with the lines of the file and its own problems at once', () => {
    expect(messagesOf(() => resolveWith('price\n1\nx\n', PRICE, 'checkpoint.stall=5'))).toEqual([
      expect.stringMatching(/^--set checkpoint\.stall: /),
      expect.stringMatching(/^hours\.csv:3:1: price: "x" is no number/),
    ]);
    expect(messagesOf(() => resolveWith('price\n5\n-3\n', CARBON))).toEqual([
      expect.stringMatching(
        /^hours\.csv:3:1: site\.carbon\.hourly\.values\.1: is -[\d.]+, which is too small; allowed is at least 0/,
      ),
    ]);
  });

  it.each<[string, string, string, RegExp]>([
    [
      'no unit',
      'site.price={hourly: {file: hours.csv}}',
      'site.price.hourly.unit',
      /write the unit of the values in hours\.csv, like USD\/MWh/,
    ],
    [
      'a unit of something else',
      'site.price={hourly: {file: hours.csv, unit: gCO2/kWh}}',
      'site.price.hourly.unit',
      /another dimension/,
    ],
    [
      'a file that is not there',
      'site.price={hourly: {file: other.csv, unit: USD/MWh}}',
      'site.price.hourly.file',
      /cannot be read: there is no such file/,
    ],
    [
      'values and a file',
      'site.price={hourly: {file: hours.csv, unit: USD/MWh, values: [1]}}',
      'site.price.hourly',
      /exactly one of values, file/,
    ],
    [
      'neither',
      'site.carbon={hourly: {first: new-year}}',
      'site.carbon.hourly',
      /exactly one of values, file/,
    ],
    [
      'a column of no file',
      'site.climate={hourly: {values: [1 degC], column: a}}',
      'site.climate.hourly.column',
      /belongs to a file/,
    ],
    [
      'units twice',
      'site.price={hourly: {values: [1 USD/kWh], unit: USD/kWh}}',
      'site.price.hourly.unit',
      /these values have their own unit, like "1 USD\/kWh"/,
    ],
    [
      'numbers without a unit',
      'site.carbon={hourly: {values: [100, 200]}}',
      'site.carbon.hourly.values.0',
      /bare number 100; give each value its unit, or all of them one.*unit: gCO2\/kWh/,
    ],
  ])('with %s is refused', (_, set, path, says) => {
    const messages = messagesOf(() => resolveWith('price\n5\n', set));
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain(`: ${path}: `);
    expect(messages[0]).toMatch(says);
  });

  it('cannot where nothing can be read', () => {
    const [problem] = problemsOf(SMALL, 'site.price={hourly: {file: hours.csv, unit: USD/MWh}}');
    expect(problem!.message).toBe('cannot be read here; write values');
  });
});

describe('plain numbers of one unit', () => {
  it('are the same as quantities', () => {
    const values = (set: string) => {
      const series = compile(SMALL, set).money.usdPerJoule;
      if (typeof series === 'number' || series.kind !== 'hourly') throw new Error('no hours');
      return series.hourly.values.map((value) => value * series.factor * KWH);
    };
    const plain = values('site.price={hourly: {values: [100, -20], unit: USD/MWh}}');
    const written = values('site.price={hourly: {values: [0.1 USD/kWh, -0.02 USD/kWh]}}');
    for (const [hour, value] of plain.entries()) expect(value).toBeCloseTo(written[hour]!, 12);
  });
});

describe('the text of a scenario', () => {
  it('is its tree again, with long lists of numbers in lines', () => {
    const numbers = Array.from({ length: 100 }, (_, index) => index / 7 - 3);
    const tree = {
      a: { values: numbers, short: [1, 2, 3] },
      list: [{ values: numbers }],
      numbers: 'numbers0',
    };
    const text = treeText(tree);
    expect(parseSource('any.yaml', text).tree).toEqual(tree);
    expect(text.split('\n').length).toBeLessThan(70);
  });
});
