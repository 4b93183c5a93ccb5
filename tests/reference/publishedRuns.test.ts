import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { repository } from '../support/catalog.ts';
import { longrun, read, temporaryFolder } from '../support/cli.ts';

/**
 * The scenarios of published runs against what was published of them. The means are those of the golden summaries, which
 * tests/golden holds to what the program gives, so that nothing is simulated here.
 */
interface Published {
  readonly scenario: string;
  readonly metric: string;
  /** In the unit of the column. */
  readonly low: number;
  readonly high: number;
  readonly source: string;
}

const PUBLISHED: readonly Published[] = [
  { scenario: 'bloom-176b', metric: 'wall_time_h', low: 24 * 112, high: 24 * 124, source: '118 days' },
  { scenario: 'bloom-176b', metric: 'gpu_hours', low: 1.03e6, high: 1.14e6, source: '1,082,990 GPU-hours' },
  { scenario: 'bloom-176b', metric: 'interruptions_unplanned', low: 17, high: 34, source: '1 to 2 a week' },
  { scenario: 'bloom-176b', metric: 'it_energy_mwh', low: 620, high: 760, source: '433 + 257 MWh' },
  {
    scenario: 'opt-175b',
    metric: 'wall_time_h',
    low: 24 * 53,
    high: 24 * 61,
    source: '56 days to two months',
  },
  { scenario: 'opt-175b', metric: 'goodput', low: 0.57, high: 0.65, source: 'uptime 59 to 61 %' },
  { scenario: 'opt-175b', metric: 'interruptions_unplanned', low: 85, high: 125, source: 'at least 105' },
  { scenario: 'megascale-175b', metric: 'goodput', low: 0.9, high: 0.95, source: 'more than 90 %' },
  { scenario: 'megascale-175b', metric: 'interruptions_unplanned', low: 95, high: 130, source: 'over 100' },
  { scenario: 'deepseek-v3', metric: 'gpu_hours', low: 2.75e6, high: 2.82e6, source: '2.664 + 0.119 M' },
  { scenario: 'deepseek-v3', metric: 'total_cost_usd', low: 5.5e6, high: 5.65e6, source: '5.576 M USD' },
  {
    scenario: 'palm-540b',
    metric: 'wall_time_h',
    low: 900,
    high: 1200,
    source: '1,200 h, of which 900 at 46.2 %',
  },
];

function summaryOf(scenario: string): readonly Record<string, string>[] {
  const text = read(repository, 'tests', 'golden', `${scenario}.summary.csv`).trimEnd();
  return Papa.parse<Record<string, string>>(text, { header: true }).data;
}

function mean(scenario: string, metric: string, point = 0): number {
  const row = summaryOf(scenario).find((one) => one['metric'] === metric && one['point'] === String(point));
  return Number(row?.['mean'] || Number.NaN);
}

describe('the scenario', () => {
  it.each(PUBLISHED)(
    '$scenario has the $metric that was published: $source',
    ({ scenario, metric, low, high }) => {
      expect(mean(scenario, metric)).toBeGreaterThan(low);
      expect(mean(scenario, metric)).toBeLessThan(high);
    },
  );

  it('single-job-100k is interrupted twice an hour', () => {
    const perHour = mean('single-job-100k', 'interruptions') / mean('single-job-100k', 'wall_time_h');
    expect(1 / perHour).toBeCloseTo(0.51, 1);
  });

  it('compute-doubling ends at power, which makes it late, and then at money', () => {
    const points = [0, 1, 2, 3, 4, 5];
    const of = (metric: string) => points.map((point) => mean('compute-doubling', metric, point));
    expect(of('outcome.completed')).toEqual([1, 1, 1, 1, 0, 0]);
    expect(of('outcome.deadline')).toEqual([0, 0, 0, 0, 1, 0]);
    expect(of('outcome.budget')).toEqual([0, 0, 0, 0, 0, 1]);
    expect(of('slowed_by_cap_h').map((hours) => hours > 0)).toEqual([false, false, false, false, true, true]);
  });
});

const folder = temporaryFolder();

it('run-that-fails fails in each way with a probability between 5 and 60 %', async () => {
  const { code, stdout } = await longrun([
    'run',
    'run-that-fails',
    '-n',
    '400',
    '-o',
    folder,
    '--json',
    '-q',
  ]);
  expect(code).toBe(0);
  const { outcomes } = JSON.parse(stdout) as { readonly outcomes: Readonly<Record<string, number>> };
  for (const outcome of ['budget', 'deadline', 'diverged']) {
    const share = outcomes[outcome]! / 400;
    const standardError = Math.sqrt((share * (1 - share)) / 400);
    expect(share - 4 * standardError, outcome).toBeGreaterThan(0.05);
    expect(share + 4 * standardError, outcome).toBeLessThan(0.6);
  }
});
