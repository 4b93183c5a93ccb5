import { FEW, rareOutcomes, unseenAtMost } from '../montecarlo/rareOutcomes.ts';
import { QUANTILES } from '../montecarlo/statistics.ts';
import { metricNamed, type PointSummary } from '../montecarlo/summary.ts';
import { TIME_BUCKETS } from '../simulation/record.ts';
import { formatNumber, formatPercent, table } from './format.ts';
import type { Terminal } from './terminal.ts';

const LOW = QUANTILES.indexOf(0.05);
const HIGH = QUANTILES.indexOf(0.95);

interface Line {
  readonly label: string;
  readonly metric: string;
  readonly factor: number;
  readonly unit: string;
}

const LINES: readonly Line[] = [
  { label: 'goodput', metric: 'goodput', factor: 100, unit: '%' },
  { label: 'MFU', metric: 'mfu', factor: 100, unit: '%' },
  { label: 'wall time', metric: 'wall_time_h', factor: 1 / 24, unit: 'd' },
  { label: 'interruptions', metric: 'interruptions', factor: 1, unit: '' },
  { label: '  unplanned', metric: 'interruptions_unplanned', factor: 1, unit: '' },
  { label: 'all losses per interruption', metric: 'lost_min_per_interruption', factor: 1, unit: 'min' },
  { label: 'facility energy', metric: 'facility_energy_mwh', factor: 1, unit: 'MWh' },
  { label: 'peak power', metric: 'peak_facility_mw', factor: 1, unit: 'MW' },
  { label: 'energy cost', metric: 'energy_cost_usd', factor: 1e-6, unit: 'M USD' },
  { label: 'total cost', metric: 'total_cost_usd', factor: 1e-6, unit: 'M USD' },
  { label: 'carbon', metric: 'carbon_t', factor: 1, unit: 't' },
];

/** The compact summary of one point: what, how sure, and where the time went. */
export function summaryText(summary: PointSummary, terminal: Terminal): string {
  const { bold, dim } = terminal.colors;
  const rows = LINES.map(({ label, metric, factor, unit }) => {
    const { mean, low, high, relativeHalfWidth, quantiles } = metricNamed(summary, metric);
    const half = ((high - low) / 2) * factor;
    return [
      label,
      formatNumber(mean * factor),
      Number.isFinite(half) ? `± ${formatNumber(half, 2)}` : '',
      Number.isFinite(relativeHalfWidth) ? formatPercent(relativeHalfWidth, 2) : '',
      formatNumber(quantiles[LOW]! * factor),
      formatNumber(quantiles[HIGH]! * factor),
      unit,
    ];
  });
  const heading = [
    '',
    'mean',
    `± ${formatPercent(summary.confidence, 2)} interval`,
    'of mean',
    '5 % of runs',
    '95 % of runs',
    '',
  ];
  const [head = '', ...body] = table([heading, ...rows]).split('\n');
  const wall = metricNamed(summary, 'wall_time_h').mean;
  const shares = TIME_BUCKETS.map((bucket) => {
    const hours = metricNamed(summary, `${bucket}_h`).mean;
    return { bucket, share: hours / wall, days: hours / 24 };
  });
  const largest = Math.max(
    ...shares.filter(({ bucket }) => bucket !== 'productive').map(({ share }) => share),
  );
  const time = table(
    shares.map(({ bucket, share, days }) => [
      bucket,
      formatPercent(share),
      `${formatNumber(days, 3)} d`,
      bucket === 'productive' || largest === 0
        ? ''
        : ` ${'#'.repeat(Math.round((20 * share) / largest))}`.padEnd(21),
    ]),
  );
  return [
    dim(head),
    ...body,
    '',
    bold('Where the time went (mean)'),
    time,
    '',
    bold('How the runs ended'),
    ...outcomeLines(summary),
  ].join('\n');
}

/** Each outcome that was seen, and how often any other may happen all the same. */
function outcomeLines(summary: PointSummary): string[] {
  const rare = new Map(rareOutcomes(summary).map((row) => [row.outcome, row.replicationsForFew]));
  const lines = summary.outcomes
    .filter(({ count }) => count > 0)
    .map(({ outcome, count, share, low, high }) => {
      const few = rare.has(outcome) ? `: fewer than ${FEW}, so known only roughly` : '';
      return `  ${outcome} ${formatNumber(count)} (${formatPercent(share)}, ${formatPercent(low)} to ${formatPercent(high)})${few}`;
    });
  const atMost = unseenAtMost(summary);
  return Number.isNaN(atMost)
    ? lines
    : [...lines, `  any other 0 (at most ${formatPercent(atMost, 2)} each)`];
}
