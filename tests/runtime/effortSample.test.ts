import { describe, expect, it } from 'vitest';
import { columnsOf, createChunkRunner } from '../../src/montecarlo/runChunk.ts';
import type { RunTable } from '../../src/montecarlo/runTable.ts';
import { summarizePoint } from '../../src/montecarlo/summary.ts';
import { tableCsv } from '../../src/report/csv.ts';
import { runsTable } from '../../src/report/runsTable.ts';
import { expectedSeconds, sampleEffort } from '../../src/runtime/effortSample.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import { resolve, SMALL } from '../support/scenarioText.ts';

const POINTS = ['10 min', '1 h', '2 h', '3 h', '4 h'].map((text) => ({
  settings: [{ path: 'checkpoint.interval', text, number: null }],
  resolved: resolve(SMALL, `checkpoint.interval=${text}`),
  uncertain: null,
}));
const PARAMETERS = [{ path: 'checkpoint.interval', unit: null }];
const DESIGN = { points: POINTS, parameters: PARAMETERS, uncertain: [], stored: POINTS[0]!.resolved.tree };

describe('a sample of what a study takes', () => {
  it('has one replication at least, and visits many points where there is time', () => {
    const hasty = sampleEffort(DESIGN, 0);
    expect(hasty.took).toHaveLength(1);
    expect(hasty.points).toBe(1);
    expect(hasty.bytesPerRow).toBeGreaterThan(100);
    const all = sampleEffort(DESIGN);
    expect(all.points).toBeLessThanOrEqual(5);
    expect(all.took.length).toBeGreaterThanOrEqual(all.points);
    for (const seconds of [...all.took, all.secondsPerPoint]) expect(seconds).toBeGreaterThanOrEqual(0);
  });

  it('knows the size of runs.csv', () => {
    const { resolved, settings } = POINTS[0]!;
    const input = compileScenario(resolved.scenario);
    const { values } = createChunkRunner(input, resolved.scenario.study.seed)({ from: 0, count: 200 });
    const table: RunTable = { columns: columnsOf(input), rows: 200, values, errors: new Map() };
    const point = { settings, drawn: null, table, summary: summarizePoint(table, 0.95) };
    const study = { parameters: PARAMETERS, uncertain: [], columns: table.columns, points: [point] };
    const bytes = [...tableCsv(runsTable(study))].join('').length;
    const { bytesPerRow } = sampleEffort({ ...DESIGN, points: POINTS.slice(0, 1) });
    expect((200 * bytesPerRow) / bytes).toBeGreaterThan(0.6);
    expect((200 * bytesPerRow) / bytes).toBeLessThan(1.2);
  });
});

describe('the time that a study takes', () => {
  const sample = { took: [9, 5, 3, 1, 1, 1], points: 1, secondsPerPoint: 2, bytesPerRow: 0 };

  it('is that of the sample for as many replications, then that of its last third for each more', () => {
    const of = (replications: number, workers = 1, points = 1) =>
      expectedSeconds(sample, { points, replications, workers });
    expect(of(1)).toBe(2 + 9);
    expect(of(6)).toBe(2 + 20);
    expect(of(100)).toBe(2 + 20 + 94);
    expect(of(100, 4)).toBe(2 + 20 + 19);
    expect(of(100, 4, 10)).toBe(20 + 20 + 19);
  });
});
