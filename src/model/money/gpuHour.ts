import { HOUR, JOULES_PER_KILOWATT_HOUR, MONTHS_PER_YEAR, YEAR } from '../price/units.ts';
import { type ClusterPurchase, type OwnershipTerms, ownershipUsdPerSecond } from './capital.ts';
import { addLines, type CostLines, costLines, scaleLines } from './costLines.ts';

/** A cluster in steady use, for the closed form of what a GPU-hour costs. */
export interface GpuHourInputs {
  readonly purchase: ClusterPurchase;
  readonly terms: OwnershipTerms;
  readonly gpusPerNode: number;
  /** Share of the hours of the year that are used and pay for all (0 to 1). */
  readonly utilisation: number;
  readonly nodeWatts: number;
  readonly pue: number;
  readonly usdPerKilowattHour: number;
  readonly demandUsdPerKilowattMonth: number;
}

/**
 * Total cost of ownership per GPU-hour used, by line (USD): ownership and demand charges of a year over the hours used,
 * energy by the hour. Goodput is not in it: a useful hour costs this over the goodput.
 */
export function gpuHourCost(inputs: GpuHourInputs): CostLines {
  const { purchase, gpusPerNode, utilisation, nodeWatts, pue } = inputs;
  const gpus = purchase.nodes * gpusPerNode;
  const facilityWatts = (nodeWatts * pue) / gpusPerNode;
  const demandUsdPerYear = inputs.demandUsdPerKilowattMonth * MONTHS_PER_YEAR * (facilityWatts / 1000);
  const owned = scaleLines(ownershipUsdPerSecond(purchase, inputs.terms), HOUR / gpus / utilisation);
  const used = costLines({
    energy: (facilityWatts * HOUR * inputs.usdPerKilowattHour) / JOULES_PER_KILOWATT_HOUR,
    demand: demandUsdPerYear / (YEAR / HOUR) / utilisation,
  });
  return addLines(owned, used);
}
