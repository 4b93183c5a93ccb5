import type { Coolant } from './rideThrough.ts';

/** Air carries no more than this from one rack (W): 50 kW, at the lower end 40 kW (Osinto essay 2024). */
export const AIR_LIMIT_WATTS = 50_000;

/** Rack units of a full-height rack: 42 of 44.45 mm; from memory (EIA-310 racks of 42 to 52). */
export const FULL_HEIGHT_UNITS = 42;

export interface RackQuestion {
  readonly nodes: number;
  /** Power that is planned for a node: its rated power, unless a measured peak is trusted (W). */
  readonly nodeWatts: number;
  readonly coolant: Coolant;
  /** Power and cooling that the building gives a rack (W). */
  readonly rackWatts: number;
  readonly airLimitWatts: number;
  /** Nodes that there is room for in a rack; null if power decides alone. */
  readonly nodesByHeight: number | null;
}

/** What would allow no more: the rack's power, the air, or its height. */
export type RackLimit = 'power' | 'air' | 'height';

export type RackAnswer =
  | {
      readonly kind: 'fits';
      readonly nodesPerRack: number;
      readonly racks: number;
      readonly limit: RackLimit;
      /** Power of a full rack (W). */
      readonly filledWatts: number;
    }
  | {
      readonly kind: 'does_not_fit';
      readonly limit: RackLimit;
      /** What one node needs, and what the rack gives: W, and nodes where `limit` is height. */
      readonly needed: number;
      readonly given: number;
    };

export function racksNeeded(question: RackQuestion): RackAnswer {
  const { nodes, nodeWatts, coolant, rackWatts, airLimitWatts, nodesByHeight } = question;
  if (!(nodeWatts > 0)) throw new RangeError(`a node's planned power must be above 0 W, not ${nodeWatts}`);
  const isAirTight = coolant === 'air' && airLimitWatts < rackWatts;
  const usableWatts = isAirTight ? airLimitWatts : rackWatts;
  const byPower = Math.floor(usableWatts / nodeWatts);
  const isHeightTight = nodesByHeight !== null && nodesByHeight < byPower;
  const nodesPerRack = isHeightTight ? nodesByHeight : byPower;
  const limit: RackLimit = isHeightTight ? 'height' : isAirTight ? 'air' : 'power';
  if (nodesPerRack < 1) {
    return limit === 'height'
      ? { kind: 'does_not_fit', limit, needed: 1, given: nodesPerRack }
      : { kind: 'does_not_fit', limit, needed: nodeWatts, given: usableWatts };
  }
  return {
    kind: 'fits',
    nodesPerRack,
    racks: Math.ceil(nodes / nodesPerRack),
    limit,
    filledWatts: nodesPerRack * nodeWatts,
  };
}
