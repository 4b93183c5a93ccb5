import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import { beforeAll, describe, expect, it } from 'vitest';
import { columnsOf } from '../../src/montecarlo/runChunk.ts';
import { rowWidth } from '../../src/montecarlo/runTable.ts';
import { readJournal } from '../../src/runtime/journal.ts';
import { longrun, read, temporaryFolder, write } from '../support/cli.ts';
import { recordsOf } from '../support/csvText.ts';
import { parquetRows } from '../support/parquetFile.ts';
import { compile, small } from '../support/scenarioText.ts';

/** The full proof is LONGRUN_ROWS=1000000: a minute and a half, and 2.2 GB of disk. */
const ROWS = Number(process.env['LONGRUN_ROWS'] ?? 200_000);
/** What a study may take over one of few rows, whatever the number of rows. */
const CEILING_BYTES = 300e6;
const PATIENCE_MS = 600_000;

/** Few failures: the simulation takes no time to speak of. */
const SCENARIO = small(['  rate: 1 / (node day)', '  rate: 0.1 / (node day)']);
const columns = columnsOf(compile(SCENARIO));

/** Prints the most memory that the process has had, in kilobytes. */
const METER =
  'data:text/javascript,process.on("exit",()=>process.stderr.write("maxRSS="+process.resourceUsage().maxRSS+";"))';

const folder = temporaryFolder();
write(folder, 'small.yaml', SCENARIO);

async function peakBytes(rows: number, ...args: readonly string[]): Promise<number> {
  const { code, stderr } = await longrun(
    ['run', 'small.yaml', '-n', String(rows), '--name', String(rows), '--quiet', '--workers', '1', ...args],
    { cwd: folder, nodeArgs: ['--import', METER], patienceMs: PATIENCE_MS },
  );
  expect(code, stderr).toBe(0);
  const peaks = [...stderr.matchAll(/maxRSS=(\d+)/g)].map(([, kilobytes]) => Number(kilobytes) * 1024);
  return Math.max(...peaks);
}

/** A sum per column, and how many values there are. */
interface Totals {
  readonly sums: Float64Array;
  readonly counts: Uint32Array;
}
const totals = (): Totals => ({
  sums: new Float64Array(columns.length),
  counts: new Uint32Array(columns.length),
});
function add({ sums, counts }: Totals, column: number, value: number): void {
  sums[column]! += value;
  counts[column]! += 1;
}

/** What the journal holds, in order of replication. */
function journalTotals(path: string): Totals {
  const chunks: { from: number; values: Float64Array }[] = [];
  const found = totals();
  let next = 0;
  readJournal(path, rowWidth(columns), ({ from, values }) => {
    chunks.push({ from, values });
    for (;;) {
      const place = chunks.findIndex((one) => one.from === next);
      if (place < 0) return;
      const [{ values: ready } = { values: new Float64Array(0) }] = chunks.splice(place, 1);
      const width = rowWidth(columns);
      for (let start = 0; start < ready.length; start += width) {
        for (let column = 0; column < columns.length; column++) {
          const value = ready[start + 1 + column]!;
          if (!Number.isNaN(value)) add(found, column, value);
        }
      }
      next += ready.length / width;
    }
  });
  expect(next).toBe(ROWS);
  return found;
}

/** Every row of runs.csv once and in order. */
async function csvTotals(path: string): Promise<Totals> {
  const found = totals();
  let rows = -1;
  let header: string[] = [];
  let places: number[] = [];
  await new Promise<void>((resolve, reject) => {
    Papa.parse<string[]>(createReadStream(path), {
      skipEmptyLines: true,
      chunk: ({ data, errors }) => {
        if (errors.length > 0) reject(new Error(JSON.stringify(errors[0])));
        for (const cells of data) {
          if (rows < 0) {
            header = cells;
            places = columns.map(({ name }) => header.indexOf(name));
          } else {
            if (cells.length !== header.length || Number(cells[1]) !== rows)
              reject(new Error(`row ${rows}: ${cells.slice(0, 3).join()}`));
            places.forEach((place, column) => {
              if (cells[place] !== '') add(found, column, Number(cells[place]));
            });
          }
          rows += 1;
        }
      },
      complete: () => resolve(),
      error: reject,
    });
  });
  expect(rows).toBe(ROWS);
  return found;
}

describe(`a study of ${ROWS} rows`, () => {
  let base = 0;
  let written: Totals;
  beforeAll(async () => {
    base = await peakBytes(1000);
  });

  it('is simulated and written in bounded memory', { timeout: PATIENCE_MS }, async () => {
    const peak = await peakBytes(ROWS);
    expect(peak - base, `${peak} with ${ROWS} rows, ${base} with 1000`).toBeLessThan(CEILING_BYTES);
    written = journalTotals(join(folder, 'results', String(ROWS), 'journal.jsonl'));
  });

  it('is read back whole: every row once, the same sums to the bit', { timeout: PATIENCE_MS }, async () => {
    const found = await csvTotals(join(folder, 'results', String(ROWS), 'runs.csv'));
    expect(found.counts).toEqual(written.counts);
    expect(found.sums).toEqual(written.sums);
  });

  it('has the summary of those rows', () => {
    const summary = recordsOf(read(folder, 'results', String(ROWS), 'summary.csv'));
    for (const [index, { name }] of columns.entries()) {
      const row = summary.find(({ metric }) => metric === name)!;
      expect(Number(row['n']), name).toBe(written.counts[index]);
      const mean = written.sums[index]! / written.counts[index]!;
      if (written.counts[index]! > 0)
        expect(Math.abs(Number(row['mean']) - mean)).toBeLessThanOrEqual(1e-9 * Math.abs(mean));
    }
  });

  it('is read again from its journal in bounded memory: the same bytes, and a Parquet file of the same rows', {
    timeout: PATIENCE_MS,
  }, async () => {
    const study = join(folder, 'results', String(ROWS));
    const hashOfRuns = () => JSON.parse(read(study, 'manifest.json')).sha256['runs.csv'];
    const before = hashOfRuns();
    const peak = await peakBytes(ROWS, '--format', 'both');
    expect(peak - base, `${peak} with ${ROWS} rows, ${base} with 1000`).toBeLessThan(CEILING_BYTES);
    expect(hashOfRuns()).toBe(before);

    const names = ['wall_time_h', 'tokens', 'total_cost_usd', 'lost_min_per_interruption'];
    const rows = await parquetRows(join(study, 'runs.parquet'), ['replication', ...names]);
    expect(rows).toHaveLength(ROWS);
    const found = totals();
    let next = 0n;
    for (const row of rows) {
      expect(row['replication'] === next, `row ${next}`).toBe(true);
      next += 1n;
      columns.forEach(({ name }, column) => {
        if (names.includes(name) && row[name] !== null) add(found, column, row[name] as number);
      });
    }
    columns.forEach(({ name }, column) => {
      if (!names.includes(name)) return;
      expect(found.counts[column], name).toBe(written.counts[column]);
      expect(found.sums[column], name).toBe(written.sums[column]);
    });
  });
});
