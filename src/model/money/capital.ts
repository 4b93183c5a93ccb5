import { YEAR } from '../price/units.ts';
import { type CostLines, costLines, totalOf } from './costLines.ts';
import { type WriteOff, writeOffUsdPerSecond } from './writeOff.ts';

/** What is bought to own a cluster. */
export interface ClusterPurchase {
  readonly nodes: number;
  /** Server with its accelerators (USD). */
  readonly nodePriceUsd: number;
  /** The part of it that is accelerators, shown as a line of its own; 0 shows the server whole. */
  readonly acceleratorsPerNodeUsd: number;
  /** Network as a share of the servers' price. */
  readonly networkShare: number;
  readonly storageUsd: number;
  /** Power that the building is made for (W), PUE included, and what a watt of it costs; 0 for a building not counted. */
  readonly buildingWatts: number;
  readonly buildingUsdPerWatt: number;
}

/** How what is bought becomes a cost of each second. */
export interface OwnershipTerms {
  readonly writeOff: WriteOff;
  readonly hardwareLifeYears: number;
  readonly buildingLifeYears: number;
  /** Maintenance of servers, network and storage per year, over their price. */
  readonly maintenancePerYear: number;
  /** Pay of those who keep it running (USD/yr). */
  readonly staffUsdPerYear: number;
}

/**
 * Defaults and ranges. Network: Osinto essay 2024 (0.3), Epoch 2405.21015 (0.19 of all) [confirmed]. Building: Cushman
 * 2025, mean 11.7 and from 9.3 to 15.0 million USD/MW [secondary]. Life: the essay, hyperscalers 5 to 6 years [confirmed];
 * of a building 15 to 30 years [from memory]. Maintenance 3 to 10 % a year [secondary]. Interest 6 to 15 % [from memory].
 */
export const OWNERSHIP_DEFAULTS = {
  networkShare: { value: 0.3, low: 0.19, high: 0.35 },
  buildingUsdPerWatt: { value: 11.7, low: 9.3, high: 15 },
  hardwareLifeYears: { value: 5, low: 4, high: 6 },
  buildingLifeYears: { value: 20, low: 15, high: 30 },
  maintenancePerYear: { value: 0.05, low: 0.03, high: 0.1 },
  interestPerYear: { value: 0.1, low: 0.06, high: 0.15 },
  /** One person who runs infrastructure, all in (USD/yr); public cost comparisons [secondary]. */
  usdPerPersonYear: { value: 275_000 },
} as const;

/** The price of what is bought, by line (USD). */
export function purchaseLines(purchase: ClusterPurchase): CostLines {
  const { nodes, nodePriceUsd, acceleratorsPerNodeUsd, networkShare } = purchase;
  return costLines({
    accelerators: nodes * acceleratorsPerNodeUsd,
    servers: nodes * (nodePriceUsd - acceleratorsPerNodeUsd),
    network: nodes * nodePriceUsd * networkShare,
    storage: purchase.storageUsd,
    building: purchase.buildingWatts * purchase.buildingUsdPerWatt,
  });
}

/** Servers, network and storage (USD): what is maintained and wears out with the hardware's life. */
export function hardwareUsd(purchase: ClusterPurchase): number {
  return totalOf({ ...purchaseLines(purchase), building: 0 });
}

/** What owning the purchase costs per second of wall time, by line (USD/s), whatever its nodes do. */
export function ownershipUsdPerSecond(purchase: ClusterPurchase, terms: OwnershipTerms): CostLines {
  const { writeOff, hardwareLifeYears, buildingLifeYears, maintenancePerYear, staffUsdPerYear } = terms;
  const price = purchaseLines(purchase);
  const hardware = (usd: number): number => writeOffUsdPerSecond(usd, hardwareLifeYears, writeOff);
  return costLines({
    accelerators: hardware(price.accelerators),
    servers: hardware(price.servers),
    network: hardware(price.network),
    storage: hardware(price.storage),
    building: writeOffUsdPerSecond(price.building, buildingLifeYears, writeOff),
    maintenance: (maintenancePerYear * hardwareUsd(purchase)) / YEAR,
    staff: staffUsdPerYear / YEAR,
  });
}
