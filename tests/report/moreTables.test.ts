import { describe, expect, it } from 'vitest';
import { columnsOf, createChunkRunner } from '../../src/montecarlo/runChunk.ts';
import { columnValues, type RunTable } from '../../src/montecarlo/runTable.ts';
import { bandHalfHeight } from '../../src/montecarlo/statistics/ecdf.ts';
import type { PointOutcome, StudyTables } from '../../src/montecarlo/studyPoint.ts';
import { metricNamed, summarizePoint } from '../../src/montecarlo/summary.ts';
import { ecdfTable, histogramTable } from '../../src/report/distributionTables.ts';
import { summaryTable } from '../../src/report/summaryTable.ts';
import type { Cell, Table } from '../../src/report/table.ts';
import { wideTable } from '../../src/report/wideTable.ts';
import { compile, small } from '../support/scenarioText.ts';

function tableOf(text: string, rows: number): RunTable {
  const input = compile(text);
  const { values } = createChunkRunner(input, 'tables')({ from: 0, count: rows });
  return { columns: columnsOf(input), rows, values, errors: new Map() };
}

const interval = (text: string, seconds: number): PointOutcome => {
  const table = tableOf(text, 40);
  return {
    settings: [{ path: 'checkpoint.interval', text: `${seconds} s`, number: seconds }],
    drawn: null,
    table,
    summary: summarizePoint(table, 0.9),
  };
};
const points = [
  interval(small(), 1800),
  interval(small(['interval: 30 min', 'interval: 10 min'], ['set: rsc-1', 'set: llama3-2024']), 600),
];
const columns = [
  ...new Map(points.flatMap(({ table }) => table.columns).map((column) => [column.name, column])).values(),
];
const study: StudyTables = {
  parameters: [{ path: 'checkpoint.interval', unit: 's' }],
  uncertain: [],
  columns,
  points,
};

function records({ fields, rows }: Table): Record<string, Cell>[] {
  return [...rows()].map((cells) => {
    expect(cells).toHaveLength(fields.length);
    return Object.fromEntries(fields.map(({ name }, index) => [name, cells[index]!]));
  });
}

const valuesOf = ({ table }: PointOutcome, metric: string) =>
  columnValues(
    table,
    table.columns.findIndex(({ name }) => name === metric),
  );

describe('wide.csv', () => {
  const rows = records(wideTable(study));

  it('has a row a point with what it sets', () => {
    expect(rows.map((row) => [row['point'], row['param.checkpoint.interval'], row['replications']])).toEqual([
      [0, 1800, 40],
      [1, 600, 40],
    ]);
  });

  it('has every number of summary.csv that it names, and no other', () => {
    const long = records(summaryTable(study));
    const keys = ['point', 'param.checkpoint.interval', 'replications', 'confidence'];
    for (const [index, row] of rows.entries()) {
      const own = long.filter(({ point }) => point === index);
      for (const [name, cell] of Object.entries(row).filter(([key]) => !keys.includes(key))) {
        const dot = name.lastIndexOf('.');
        const there = own.find(({ metric }) => metric === name.slice(0, dot));
        expect(Object.is(cell, there?.[name.slice(dot + 1)] ?? null), name).toBe(true);
      }
    }
  });

  it('is empty where a point does not have the metric', () => {
    expect(rows.map((row) => row['faults.faulty-gpu.mean'] === null)).toEqual([true, false]);
  });

  it('gives each column its unit and meaning and a name of its own', () => {
    const { fields } = wideTable(study);
    expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length);
    expect(fields.find(({ name }) => name === 'wall_time_h.p95')).toMatchObject({
      unit: 'h',
      type: 'number',
      meaning: expect.stringContaining('95 % quantile: time from the start'),
    });
    expect(fields.find(({ name }) => name === 'outcome.completed.mean')?.meaning).toBe(
      'share of runs: completed',
    );
  });
});

describe('histogram.csv', () => {
  const rows = records(histogramTable(study, ['wall_time_h', 'interruptions', 'faults.faulty-gpu']));
  const of = (metric: string, point: number) =>
    rows.filter((row) => row['metric'] === metric && row['point'] === point);

  it('has the same bins at every point of a metric', () => {
    for (const metric of ['wall_time_h', 'interruptions', 'faults.faulty-gpu']) {
      const edges = [0, 1].map((point) => of(metric, point).map((row) => [row['bin_low'], row['bin_high']]));
      expect(edges[0]!.length).toBeGreaterThan(0);
      expect(edges[1]).toEqual(edges[0]);
    }
  });

  it('counts every value once, where it lies', () => {
    for (const metric of ['wall_time_h', 'interruptions']) {
      for (const [index, point] of points.entries()) {
        const values = [...valuesOf(point, metric)];
        const bins = of(metric, index);
        let below = 0;
        for (const [place, row] of bins.entries()) {
          const [low, high] = [row['bin_low'] as number, row['bin_high'] as number];
          const last = place === bins.length - 1;
          const inside = values.filter((value) => value >= low && (value < high || (last && value <= high)));
          expect(row['count']).toBe(inside.length);
          below += inside.length;
          expect(row['share']).toBe(inside.length / 40);
          expect(row['cumulative']).toBe(below / 40);
        }
        expect(below).toBe(40);
      }
    }
  });

  it('has whole bins about whole numbers, and none counted where a point has no such column', () => {
    for (const row of of('interruptions', 0)) expect(Math.abs((row['bin_low'] as number) % 1)).toBe(0.5);
    for (const row of of('faults.faulty-gpu', 0)) {
      expect(row['count']).toBe(0);
      expect(Number.isNaN(row['share'])).toBe(true);
    }
  });
});

describe('ecdf.csv', () => {
  const rows = records(ecdfTable(study, ['wall_time_h', 'interruptions']));

  it('rises to the share of values at or below each, up to 1, within its band', () => {
    for (const metric of ['wall_time_h', 'interruptions']) {
      for (const [index, point] of points.entries()) {
        const own = rows.filter((row) => row['metric'] === metric && row['point'] === index);
        const values = [...valuesOf(point, metric)];
        expect(own.map((row) => row['value'])).toEqual([...new Set(values)].sort((a, b) => a - b));
        for (const row of own) {
          const share = values.filter((value) => value <= (row['value'] as number)).length / 40;
          expect(row['share']).toBe(share);
          expect(row['share_low']).toBe(Math.max(0, share - bandHalfHeight(40, 0.9)));
          expect(row['share_high']).toBe(Math.min(1, share + bandHalfHeight(40, 0.9)));
        }
        expect(own.at(-1)?.['share']).toBe(1);
      }
    }
    expect(metricNamed(points[0]!.summary, 'wall_time_h').maximum).toBe(
      rows.filter((row) => row['metric'] === 'wall_time_h' && row['point'] === 0).at(-1)?.['value'],
    );
  });

  it('of many values has a thousand steps', () => {
    const table = tableOf(small(), 1500);
    const point = { ...points[0]!, table, summary: summarizePoint(table, 0.95) };
    const steps = records(ecdfTable({ ...study, points: [point] }, ['wall_time_h']));
    expect(steps.length).toBeLessThanOrEqual(1000);
    expect(steps.length).toBeGreaterThan(900);
    expect(steps.at(-1)?.['share']).toBe(1);
  });
});
