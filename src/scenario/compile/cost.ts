import {
  type ClusterPurchase,
  type OwnershipTerms,
  ownershipUsdPerSecond,
} from '../../model/money/capital.ts';
import { costLines } from '../../model/money/costLines.ts';
import { paidUsdPerGpuHour, type Rent } from '../../model/money/rent.ts';
import { HOUR, YEAR } from '../../model/price/units.ts';
import type { SimulationInput } from '../../simulation/input.ts';
import { NodeState } from '../../simulation/record.ts';
import { meanFacilityWatts } from '../../simulation/site/yearlyMeans.ts';
import type { Scenario } from '../schema.ts';

type Holding = Pick<
  SimulationInput['money'],
  'holdingUsdPerNodeSecond' | 'holdingUsdPerSecond' | 'reservation'
>;

const NOTHING = costLines({});

/** What the power that a building is made for follows from. */
type PlannedInput = Pick<SimulationInput, 'power' | 'site' | 'start'>;

/** What the nodes and what stands around them cost by the second. */
export function compileHolding(scenario: Scenario, input: PlannedInput): Holding {
  const { rented, owned } = scenario.cost;
  if (rented !== undefined) {
    const rent = rentOf(rented);
    return {
      holdingUsdPerNodeSecond: costLines({
        rent: (scenario.cluster.node.gpus * paidUsdPerGpuHour(rent)) / HOUR,
      }),
      holdingUsdPerSecond: NOTHING,
      reservation:
        rent.kind === 'reserved' ? { nodes: heldNodes(scenario), seconds: rent.termSeconds } : null,
    };
  }
  if (owned === undefined) {
    return { holdingUsdPerNodeSecond: NOTHING, holdingUsdPerSecond: NOTHING, reservation: null };
  }
  const purchase = purchaseOf(scenario, owned, input);
  const terms = termsOf(owned);
  const node: ClusterPurchase = { ...purchase, nodes: 1, storageUsd: 0, buildingWatts: 0 };
  return {
    holdingUsdPerNodeSecond: ownershipUsdPerSecond(node, { ...terms, staffUsdPerYear: 0 }),
    holdingUsdPerSecond: ownershipUsdPerSecond({ ...purchase, nodes: 0 }, terms),
    reservation: null,
  };
}

/** Nodes of the job and its own spares; those of the shared pool are others'. */
export function heldNodes({ cluster: { nodes, spares } }: Scenario): number {
  return nodes + spares.hot + spares.warm + spares.cold;
}

/** What is bought for a run. */
export function purchaseOf(
  scenario: Scenario,
  owned: NonNullable<Scenario['cost']['owned']>,
  input: PlannedInput,
): ClusterPurchase {
  const { node } = scenario.cluster;
  const nodePriceUsd = owned.node_price ?? node.price ?? 0;
  return {
    nodes: heldNodes(scenario),
    nodePriceUsd,
    acceleratorsPerNodeUsd: acceleratorsPerNodeUsd(owned.accelerator_price, node, nodePriceUsd),
    networkShare: owned.network_share,
    storageUsd: owned.storage ?? 0,
    buildingWatts:
      owned.building === undefined ? 0 : (owned.building.power ?? plannedFacilityWatts(scenario, input)),
    buildingUsdPerWatt: owned.building?.price ?? 0,
  };
}

/** A catalogue price that leaves nothing for the server is a share of a system's price: then nothing is shown apart. */
function acceleratorsPerNodeUsd(
  given: number | undefined,
  { gpus, accelerator }: Scenario['cluster']['node'],
  nodePriceUsd: number,
): number {
  if (given !== undefined) return gpus * given;
  const usd = gpus * (accelerator.price ?? 0);
  return usd < nodePriceUsd ? usd : 0;
}

/** All nodes that are held train, and their network with them (W). */
function plannedFacilityWatts(scenario: Scenario, input: PlannedInput): number {
  const { nodeWatts, infrastructureWattsPerNode } = input.power;
  const itWatts = heldNodes(scenario) * (nodeWatts[NodeState.training]! + infrastructureWattsPerNode);
  return meanFacilityWatts(input, itWatts);
}

function termsOf(owned: NonNullable<Scenario['cost']['owned']>): OwnershipTerms {
  const { write_off: writeOff, lifetime, building, maintenance, staff } = owned;
  return {
    writeOff:
      writeOff === 'straight_line'
        ? { kind: 'straight-line' }
        : { kind: 'annuity', interestPerYear: writeOff.annuity.interest },
    hardwareLifeYears: lifetime / YEAR,
    // Without a building its life is that of the hardware; nothing of it is written off.
    buildingLifeYears: (building?.lifetime ?? lifetime) / YEAR,
    maintenancePerYear: maintenance,
    staffUsdPerYear: (staff ?? 0) * YEAR,
  };
}

/** The terms on which nodes are rented. */
export function rentOf({ price, reserved, spot }: NonNullable<Scenario['cost']['rented']>): Rent {
  const usdPerGpuHour = price * HOUR;
  if (reserved !== undefined) {
    const { discount, term } = reserved;
    return { kind: 'reserved', usdPerGpuHour, discount, termSeconds: term };
  }
  if (spot !== undefined) {
    const { discount, preemptions } = spot;
    return { kind: 'spot', usdPerGpuHour, discount, preemptionsPerNodeHour: preemptions * HOUR };
  }
  return { kind: 'on-demand', usdPerGpuHour };
}
