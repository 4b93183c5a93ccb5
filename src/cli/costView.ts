import { COST_LINES, type CostLine, totalOf } from '../model/money/costLines.ts';
import { paidUsdPerGpuHour, type Rent } from '../model/money/rent.ts';
import { HOUR } from '../model/price/units.ts';
import type { CostBuildUp } from '../scenario/costBuildUp.ts';
import { formatDuration, formatNumber, formatPercent, table } from './format.ts';

/** What an hour of training costs, line by line, and the terms behind it. */
export function costText(cost: CostBuildUp): string {
  const total = totalOf(cost.usdPerHour);
  const bought = (usd: number) => (usd > 0 ? `${formatNumber(usd / 1e6)} M` : '');
  const row = (label: string, purchase: number, hour: number, gpuHour: number): string[] => [
    label,
    ...(cost.purchaseUsd === null ? [] : [bought(purchase)]),
    formatNumber(hour),
    formatNumber(gpuHour),
    total === 0 ? '' : formatPercent(hour / total),
  ];
  const lines: readonly CostLine[] = COST_LINES.filter(
    (line) => cost.usdPerHour[line] > 0 || (cost.purchaseUsd?.[line] ?? 0) > 0,
  );
  const { purchaseUsd } = cost;
  return [
    table([
      ['', ...(purchaseUsd === null ? [] : ['bought, USD']), 'USD/h', 'USD/(GPU h)', 'share'],
      ...lines.map((line) =>
        row(line, purchaseUsd?.[line] ?? 0, cost.usdPerHour[line], cost.usdPerGpuHour[line]),
      ),
      row('total', purchaseUsd === null ? 0 : totalOf(purchaseUsd), total, totalOf(cost.usdPerGpuHour)),
    ]),
    ...termsText(cost).map((line) => `  ${line}`),
  ].join('\n');
}

function termsText(cost: CostBuildUp): string[] {
  const { rent, energyBesideRent, reservationUsd, buildingWatts, embodied, carbonBasis } = cost;
  return [
    ...(rent === null ? [] : [rentText(rent, reservationUsd)]),
    ...(energyBesideRent
      ? [
          "the site's electricity is paid beside the rent, which usually holds it; then set site.price=0 USD/kWh",
        ]
      : []),
    ...(buildingWatts > 0 ? [`building: for ${formatNumber(buildingWatts / 1e6)} MW`] : []),
    embodied === null
      ? 'embodied carbon: not known; give embodied.gpu and embodied.server'
      : `embodied carbon: ${formatNumber(embodied.nodeKg)} kg a node, ${formatNumber(embodied.kgPerHour)} kg/h for all that are held`,
    `carbon of energy, basis: ${carbonBasis}`,
  ];
}

function rentText(rent: Rent, reservationUsd: number | null): string {
  const price = `${formatNumber(paidUsdPerGpuHour(rent))} USD/(GPU h)`;
  switch (rent.kind) {
    case 'on-demand':
      return `rent: on demand, ${price}`;
    case 'reserved':
      return (
        `rent: reserved for ${formatDuration(rent.termSeconds)}, ${price}; ` +
        `at least ${formatNumber((reservationUsd ?? 0) / 1e6)} M USD, paid to the end of the term`
      );
    case 'spot':
      return `rent: spot, ${price}; the lender takes a node back after ${formatDuration(HOUR / rent.preemptionsPerNodeHour)} in the mean`;
    default:
      return rent satisfies never;
  }
}
