import { describe, expect, it } from 'vitest';
import { ERROR_COLUMN, KEY_COLUMNS, metricColumns } from '../../src/montecarlo/columns.ts';
import { createChunkRunner } from '../../src/montecarlo/runChunk.ts';
import type { RunTable } from '../../src/montecarlo/runTable.ts';
import type { StudyTables } from '../../src/montecarlo/studyPoint.ts';
import { summarizePoint } from '../../src/montecarlo/summary.ts';
import { COMPARISON_FIELDS } from '../../src/report/comparisonTable.ts';
import { tableCsv } from '../../src/report/csv.ts';
import { PLAIN_CSV } from '../../src/report/csvDialect.ts';
import { dataPackage, type TableFile } from '../../src/report/dataPackage.ts';
import { runsTable } from '../../src/report/runsTable.ts';
import { SUMMARY_FIELDS, summaryTable } from '../../src/report/summaryTable.ts';
import { compile, SMALL } from '../support/scenarioText.ts';

/** Names that exist from the first day, in their order. */
const FIRST =
  'point, replication, outcome, wall_time_h, startup_h, productive_h, slowdown_h, checkpoint_h, rework_h, detection_h, recovery_h, waiting_h, paused_h, goodput, mfu, tokens, gpu_hours, interruptions, interruptions_unplanned, faults, repairs, nodes_replaced, it_energy_mwh, facility_energy_mwh, peak_facility_mw, energy_cost_usd, total_cost_usd, carbon_t'.split(
    ', ',
  );

/** What the last word of a name says of the unit. */
const SUFFIX: Readonly<Record<string, string>> = {
  h: 'h',
  min: 'min',
  mwh: 'MWh',
  mw: 'MW',
  usd: 'USD',
  t: 't',
  m3: 'm3',
  s: 's',
  c: 'degC',
};

interface Field {
  readonly name: string;
  readonly type: string;
  readonly unit?: string;
  readonly description: string;
}
interface Package {
  readonly profile: string;
  readonly name: string;
  readonly resources: readonly {
    readonly name: string;
    readonly path: string;
    readonly dialect: { readonly delimiter: string; readonly lineTerminator: string };
    readonly schema: { readonly fields: readonly Field[]; readonly missingValues: readonly string[] };
  }[];
}

const input = compile(SMALL);
const names = input.faults.classes.map(({ name }) => name);
const columns = metricColumns([...names, 'second-class']);
const small = metricColumns(names);
const { values, errors } = createChunkRunner(input, 'columns')({ from: 0, count: 8 });
const table: RunTable = { columns: small, rows: 8, values, errors: new Map() };

function headerOf(pieces: Iterable<string>): string[] {
  return [...pieces].join('').split('\r\n')[0]!.split(',');
}

describe('the table of columns', () => {
  it('gives every column a name of its own', () => {
    const all = [...KEY_COLUMNS, ...columns, ERROR_COLUMN].map(({ name }) => name);
    expect(new Set(all).size).toBe(all.length);
    for (const name of all) expect(name).toMatch(/^[a-z][a-z0-9_]*(\.[a-z0-9][a-z0-9_-]*)?$/);
  });

  it('says of every column what it means', () => {
    for (const { name, meaning } of [
      ...KEY_COLUMNS,
      ...columns,
      ERROR_COLUMN,
      ...SUMMARY_FIELDS,
      ...COMPARISON_FIELDS,
    ]) {
      expect(meaning.trim().length, name).toBeGreaterThan(4);
    }
  });

  it('gives a column for each fault class', () => {
    const kinds = ['faults', 'interruptions', 'lost_h', 'repair_node_h'];
    expect(columns.slice(-8).map(({ name }) => name)).toEqual(
      kinds.flatMap((kind) => [`${kind}.${names[0]}`, `${kind}.second-class`]),
    );
  });

  it('has a value, or none, for every column of a run', () => {
    expect(errors).toEqual([]);
    for (const value of values) expect(Number.isFinite(value) || Number.isNaN(value)).toBe(true);
  });
});

/** A study of one point. */
function studyOf(one: RunTable, confidence = 0.95): StudyTables {
  const point = { settings: [], drawn: null, table: one, summary: summarizePoint(one, confidence) };
  return { parameters: [], uncertain: [], columns: one.columns, points: [point] };
}

describe('runs.csv', () => {
  it('begins with the names fixed from the first day, in their order', () => {
    expect(headerOf(tableCsv(runsTable(studyOf(table)))).slice(0, FIRST.length)).toEqual(FIRST);
  });

  it('ends with the fault classes and the error', () => {
    const header = headerOf(tableCsv(runsTable(studyOf(table))));
    expect(header.slice(-5)).toEqual([
      ...['faults', 'interruptions', 'lost_h', 'repair_node_h'].map((kind) => `${kind}.${names[0]}`),
      'error',
    ]);
  });
});

describe('datapackage.json', () => {
  const tables = [runsTable(studyOf(table)), summaryTable(studyOf(table))];
  const files = tables.map((one): TableFile => ({ table: one, format: 'csv', paths: [`${one.name}.csv`] }));
  const described = dataPackage('small', files, PLAIN_CSV) as Package;
  const [runs, summary] = described.resources;

  it('describes runs.csv and summary.csv', () => {
    expect(described.profile).toBe('tabular-data-package');
    expect(described.name).toBe('small');
    expect(described.resources.map(({ path }) => path)).toEqual(['runs.csv', 'summary.csv']);
    for (const { dialect, schema } of described.resources) {
      expect(dialect).toMatchObject({ delimiter: ',', lineTerminator: '\r\n' });
      expect(schema.missingValues).toEqual(['']);
    }
  });

  it('lists exactly the columns of runs.csv, in order', () => {
    expect(runs?.schema.fields.map(({ name }) => name)).toEqual(
      headerOf(tableCsv(runsTable(studyOf(table)))),
    );
  });

  it('lists exactly the columns of summary.csv, in order', () => {
    const header = headerOf(tableCsv(summaryTable(studyOf(table))));
    expect(summary?.schema.fields.map(({ name }) => name)).toEqual(header);
  });

  it('describes every field and gives it a type of the Table Schema', () => {
    for (const { name, type, description } of described.resources.flatMap(({ schema }) => schema.fields)) {
      expect(description.trim().length, name).toBeGreaterThan(4);
      expect(['integer', 'number', 'string'], name).toContain(type);
    }
  });

  it('gives units that agree with the names', () => {
    for (const { name: whole, unit } of runs?.schema.fields ?? []) {
      // After the dot comes the name of a fault class.
      const name = whole.split('.')[0] ?? '';
      const words = name.split('_');
      const last = words.at(-1) ?? '';
      if (unit === undefined) {
        // Plain numbers and text have no unit, and their name promises none.
        expect(Object.keys(SUFFIX), name).not.toContain(words.length > 1 ? last : '');
      } else if (last === 'tokens') expect(unit).toBe('token');
      else if (name === 'gpu_hours') expect(unit).toBe('GPU h');
      else if (name.endsWith('_node_h')) expect(unit, name).toBe('node h');
      else if (name === 'lost_min_per_interruption') expect(unit).toBe('min');
      else expect(SUFFIX[last], name).toBe(unit);
    }
  });
});

describe('summary.csv', () => {
  const lines = [...tableCsv(summaryTable(studyOf(table, 0.9)))].join('').trimEnd().split('\r\n');

  it('has one row per metric and outcome, each as wide as the header', () => {
    expect(lines).toHaveLength(1 + small.length + 7);
    for (const line of lines) expect(line.split(',')).toHaveLength(SUMMARY_FIELDS.length);
  });

  it('gives the confidence that was asked for in every row', () => {
    const place = SUMMARY_FIELDS.findIndex(({ name }) => name === 'confidence');
    for (const line of lines.slice(1)) expect(line.split(',')[place]).toBe('0.9');
  });

  it('of no replications has no numbers but counts', () => {
    const none = { ...table, rows: 0 };
    expect([...tableCsv(summaryTable(studyOf(none)))].join('')).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('of one replication has a mean and no interval', () => {
    const one = [...tableCsv(summaryTable(studyOf({ ...table, rows: 1 })))]
      .join('')
      .split('\r\n')[1]!
      .split(',');
    expect(one[3]).toBe('1');
    expect(Number(one[4])).toBeGreaterThan(0);
    expect(one.slice(5, 9)).toEqual(['', '', '', '']);
  });
});
