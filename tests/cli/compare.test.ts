import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { longrun, read, temporaryFolder, write } from '../support/cli.ts';
import { small } from '../support/scenarioText.ts';

const folder = temporaryFolder();
write(folder, 'small.yaml', small());
write(folder, 'other.yaml', small().replace(/^name: .*/m, 'name: other'));

const compare = (...args: readonly string[]) =>
  longrun(['compare', 'small.yaml', '--quiet', ...args], { cwd: folder });
const SWEEP = ['--sweep', 'checkpoint.interval=5 min,30 min,4 h'];
type Row = Record<string, string | number | null>;
const rowsOf = (name: string, file: string): readonly Row[] =>
  Papa.parse<Row>(read(folder, 'results', name, file), {
    header: true,
    dynamicTyping: true,
    skipEmptyLines: true,
  }).data;

describe('compare', () => {
  it('pairs the points of a sweep by replication, as a spreadsheet would from runs.csv', async () => {
    const { code, stdout } = await compare('-n', '40', '--name', 'pairs', '--baseline', '30 min', ...SWEEP);
    expect(code).toBe(0);
    expect(stdout).toContain('3 points against point 1');
    const runs = rowsOf('pairs', 'runs.csv');
    const comparisons = rowsOf('pairs', 'comparison.csv');
    expect(comparisons).toHaveLength(6 * 3);
    for (const metric of ['goodput', 'wall_time_h', 'total_cost_usd']) {
      const values = [0, 1, 2].map((point) =>
        runs.filter((run) => run['point'] === point).map((run) => run[metric] as number),
      );
      for (const point of [0, 2]) {
        const row = comparisons.find((one) => one['metric'] === metric && one['point'] === point)!;
        const gaps = values[point]!.map((value, replication) => value - values[1]![replication]!);
        const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
        const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / (gaps.length - 1);
        expect(row['n']).toBe(40);
        expect(row['difference']).toBeCloseTo(mean, 8);
        expect(row['difference_standard_error']).toBeCloseTo(Math.sqrt(variance / 40), 8);
        expect(row['difference_low'] as number).toBeLessThanOrEqual(mean);
        // Bonferroni's intervals for two points hold those of one.
        expect(row['all_low'] as number).toBeLessThanOrEqual(row['difference_low'] as number);
        expect(row['all_high'] as number).toBeGreaterThanOrEqual(row['difference_high'] as number);
        const worse = gaps.filter((gap) => (metric === 'goodput' ? gap < 0 : gap > 0)).length;
        const ties = gaps.filter((gap) => gap === 0).length;
        expect(row['worse']).toBeCloseTo((worse + ties / 2) / 40, 12);
      }
      const baseline = comparisons.find((one) => one['metric'] === metric && one['point'] === 1)!;
      expect(baseline['difference']).toBeNull();
      const best = comparisons.filter((one) => one['metric'] === metric && one['maybe_best'] === 1);
      expect(best.length).toBeGreaterThan(0);
    }
    const described = JSON.parse(read(folder, 'results', 'pairs', 'datapackage.json'));
    const fields = described.resources[2].schema.fields.map(({ name }: { name: string }) => name);
    expect(described.resources[2].path).toBe('comparison.csv');
    expect(fields).toEqual(Object.keys(comparisons[0]!));
    const manifest = JSON.parse(read(folder, 'results', 'pairs', 'manifest.json'));
    expect(manifest.sha256['comparison.csv']).toMatch(/^[0-9a-f]{64}$/);
  });

  it('gives the same bytes for any number of threads, and after a run of the same sweep', async () => {
    const args = ['-n', '12', ...SWEEP];
    await compare('--name', 'one', '--workers', '1', ...args);
    await longrun(['run', 'small.yaml', '--quiet', '--name', 'two', '-n', '5', ...SWEEP], { cwd: folder });
    await compare('--name', 'two', '--workers', '2', ...args);
    for (const file of ['runs.csv', 'summary.csv', 'comparison.csv'])
      expect(read(folder, 'results', 'two', file)).toBe(read(folder, 'results', 'one', file));
  });

  it('compares scenarios on the seed of the first: equal ones do not differ at all', async () => {
    const { code, stdout } = await longrun(
      ['compare', 'small.yaml', 'other.yaml', '--json', '--quiet', '-n', '10', '--compared', 'goodput'],
      { cwd: folder },
    );
    expect(code).toBe(0);
    const { points, comparisons } = JSON.parse(stdout);
    expect(points.map(({ parameters }: { parameters: object }) => parameters)).toEqual([
      { 'param.scenario': 'small' },
      { 'param.scenario': 'other' },
    ]);
    expect(comparisons[1].paired).toMatchObject({ n: 10, difference: { value: 0, low: 0, high: 0 } });
    expect(comparisons[1].paired.worse).toMatchObject({ value: 0.5, ties: 10 });
    expect(comparisons[1].standing.maybeBest).toBe(true);
  });

  it.each([
    [[], 'there is only one point'],
    [[...SWEEP, '--baseline', '7'], '--baseline 7 is not one of the points 0 to 2'],
    [[...SWEEP, '--baseline', '9 h'], 'no point has it as a value'],
    [[...SWEEP, '--compared', 'goodpu'], 'did you mean goodput?'],
  ])('refuses %j and runs nothing', async (args, message) => {
    const { code, stderr } = await compare('--name', 'refused', ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(() => read(folder, 'results', 'refused', 'runs.csv')).toThrow();
  });
});
