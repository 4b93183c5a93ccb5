import { MaximumOfActive, type NextLargest } from './maximumOfActive.ts';
import {
  type OperatingPoint,
  operatingPoint,
  powerShareAtLimit,
  type ThermalModel,
} from './operatingPoint.ts';
import type { SlotClass } from './slotCooling.ts';
import { steadyCelsius } from './steadyState.ts';

/** What of a fleet does not change in a replication. */
export interface FleetHeat {
  readonly slots: readonly SlotClass[];
  /** Cooling zone of each node, from 0. */
  readonly zoneOfNode: ArrayLike<number>;
  readonly zones: number;
  /**
   * The nodes of a zone by their largest kappa of a slot class; a node is told by its place among the zone's nodes, which
   * are in the order of `zoneOfNode`. As `descendingKappas` with a stream for each zone and class.
   */
  rankingOf(zone: number, slot: number, nodesOfZone: number): NextLargest;
}

/**
 * Heat of a gang whose slowest GPU is everyone's clock. One `MaximumOfActive` for each cooling zone and slot class: a change
 * of inlet, however often, costs zones x classes and never a scan of nodes, a node that joins or leaves costs the classes.
 */
export class GangHeat {
  private readonly fleet: FleetHeat;
  private readonly placeInZone: Int32Array;
  /** By zone x classes + class. */
  private readonly hottest: readonly MaximumOfActive[];

  constructor(fleet: FleetHeat) {
    this.fleet = fleet;
    const { slots, zoneOfNode, zones } = fleet;
    const nodesOfZone = new Int32Array(zones);
    this.placeInZone = new Int32Array(zoneOfNode.length);
    for (let node = 0; node < zoneOfNode.length; node++)
      this.placeInZone[node] = nodesOfZone[zoneOfNode[node]!]!++;
    const hottest: MaximumOfActive[] = [];
    for (const [zone, nodes] of nodesOfZone.entries()) {
      for (let slot = 0; slot < slots.length; slot++)
        hottest.push(new MaximumOfActive(nodes, fleet.rankingOf(zone, slot, nodes)));
    }
    this.hottest = hottest;
  }

  join(node: number): void {
    const first = this.fleet.zoneOfNode[node]! * this.fleet.slots.length;
    const place = this.placeInZone[node]!;
    for (let slot = 0; slot < this.fleet.slots.length; slot++) this.hottest[first + slot]!.join(place);
  }

  leave(node: number): void {
    const first = this.fleet.zoneOfNode[node]! * this.fleet.slots.length;
    const place = this.placeInZone[node]!;
    for (let slot = 0; slot < this.fleet.slots.length; slot++) this.hottest[first + slot]!.leave(place);
  }

  /** Largest kappa (K/W) of the gang's GPUs of a class in a zone; null if the gang has none there. */
  largestKappa(zone: number, slot: number): number | null {
    const { maximum } = this.hottest[zone * this.fleet.slots.length + slot]!;
    return maximum > 0 ? maximum : null;
  }

  /** Largest kappa (K/W) of the gang's GPUs of a class in all zones; null if the gang has none. */
  largestKappaAnywhere(slot: number): number | null {
    let largest = Number.NEGATIVE_INFINITY;
    for (let at = slot; at < this.hottest.length; at += this.fleet.slots.length) {
      const { maximum } = this.hottest[at]!;
      if (maximum > largest) largest = maximum;
    }
    return largest > 0 ? largest : null;
  }

  /** Where the gang's slowest GPU in a zone settles; null if it has none there. */
  zonePoint(model: ThermalModel, zone: number, inletCelsius: number): OperatingPoint | null {
    let slowest: OperatingPoint | null = null;
    this.eachPath(zone, (offsetKelvin, kelvinPerWatt) => {
      const point = operatingPoint(model, inletCelsius, { offsetKelvin, kelvinPerWatt });
      const isSlower =
        slowest === null ||
        point.speed < slowest.speed ||
        (point.speed === slowest.speed && point.celsius > slowest.celsius);
      if (isSlower) slowest = point;
    });
    return slowest;
  }

  /** Nominal power share that the hottest GPU of the gang is allowed; above 1 nothing throttles. One division a class. */
  powerShare(model: ThermalModel, inletOfZone: ArrayLike<number>): number {
    let least = Number.POSITIVE_INFINITY;
    for (let zone = 0; zone < this.fleet.zones; zone++) {
      this.eachPath(zone, (offsetKelvin, kelvinPerWatt) => {
        const share = powerShareAtLimit(model, inletOfZone[zone]!, { offsetKelvin, kelvinPerWatt });
        if (share < least) least = share;
      });
    }
    return least;
  }

  /** Core temperature (C) of the gang's hottest GPU when each draws nominal `watts`; -Infinity for no gang. */
  hottestCelsius(model: ThermalModel, inletOfZone: ArrayLike<number>, watts: number): number {
    let hottest = Number.NEGATIVE_INFINITY;
    for (let zone = 0; zone < this.fleet.zones; zone++) {
      this.eachPath(zone, (offsetKelvin, kelvinPerWatt) => {
        const path = { offsetKelvin, kelvinPerWatt };
        const celsius = steadyCelsius(inletOfZone[zone]!, path, watts, model.leakage);
        if (celsius > hottest) hottest = celsius;
      });
    }
    return hottest;
  }

  private eachPath(zone: number, visit: (offsetKelvin: number, kelvinPerWatt: number) => void): void {
    const { slots } = this.fleet;
    for (let slot = 0; slot < slots.length; slot++) {
      const kappa = this.largestKappa(zone, slot);
      if (kappa !== null) visit(slots[slot]!.offsetKelvin, kappa);
    }
  }
}
