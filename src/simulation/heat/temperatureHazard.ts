import type { RandomStream } from '../../engine/randomStream.ts';
import type { HeatFaultModel } from '../../model/heat/faultRate.ts';
import type { Fleet } from '../fleet.ts';
import { type SimulationInput, totalNodes, type UnitScope } from '../input.ts';
import { unitCount, unitMembers } from '../topology.ts';

/** Of a zone that is switched off: nothing is at risk there. */
const SWITCHED_OFF = 0;

/**
 * What the temperature of the GPUs makes of the rate of faults of one kind, zone by zone: of the nodes of the job, which draw
 * what the job makes them draw, and of the spares beside it. The hazard is the sum over all that are at risk, and whoever is
 * struck is drawn by his share of it.
 */
export class TemperatureHazard {
  readonly model: HeatFaultModel;
  /** Larger units and the job: the mean factor of all of them; it stands for their number. */
  unitWeight = 1;
  private readonly input: SimulationInput;
  private readonly scope: UnitScope | 'job' | null;
  /** By zone; only the first counts while all zones are alike. */
  private readonly ofJob: Float64Array;
  private readonly beside: Float64Array;
  private isUniform = true;

  /** `scope` of larger units; null for GPUs and nodes. */
  constructor(input: SimulationInput, model: HeatFaultModel, scope: UnitScope | 'job' | null) {
    const zones = Math.ceil(totalNodes(input) / input.topology.cooling_zone);
    this.input = input;
    this.model = model;
    this.scope = scope;
    this.ofJob = new Float64Array(zones).fill(1);
    this.beside = new Float64Array(zones).fill(1);
  }

  /** All zones are as warm as each other. */
  setAll(ofJob: number, beside: number): void {
    this.isUniform = true;
    this.ofJob[0] = ofJob;
    this.beside[0] = beside;
    this.unitWeight = ofJob;
  }

  /** Each zone has a temperature of its own; null for one that is switched off. */
  setZones(factorsOf: (zone: number) => { readonly ofJob: number; readonly beside: number } | null): void {
    this.isUniform = false;
    for (let zone = 0; zone < this.ofJob.length; zone++) {
      const factors = factorsOf(zone);
      this.ofJob[zone] = factors?.ofJob ?? SWITCHED_OFF;
      this.beside[zone] = factors?.beside ?? SWITCHED_OFF;
    }
    const { scope } = this;
    if (scope === null) return;
    const units = scope === 'job' ? 1 : unitCount(this.input, scope);
    let sum = 0;
    for (let unit = 0; unit < units; unit++) sum += this.factorOfUnit(unit);
    this.unitWeight = sum / units;
  }

  /** Nodes at risk, each counted by its factor, a lemon also by its multiple. */
  weight(fleet: Fleet): number {
    if (this.isUniform) {
      const { weightAtRisk } = fleet;
      const weightOfJob = fleet.active + (this.input.lemons.multiple - 1) * fleet.activeLemons;
      const ofJob = weightOfJob * this.ofJob[0]!;
      return weightAtRisk === weightOfJob ? ofJob : ofJob + (weightAtRisk - weightOfJob) * this.beside[0]!;
    }
    const zones = fleet.zones!;
    let sum = 0;
    for (let zone = 0; zone < this.ofJob.length; zone++) {
      sum += zones.weightOfJob(zone) * this.ofJob[zone]! + zones.weightBeside(zone) * this.beside[zone]!;
    }
    return sum;
  }

  /** Whether a node that was drawn by its weight is struck: rejection leaves each node its share of the hazard. */
  strikesNode(node: number, fleet: Fleet, luck: RandomStream): boolean {
    const zone = this.isUniform ? 0 : fleet.zones!.zoneOf(node);
    const factor = fleet.isActive(node) ? this.ofJob[zone]! : this.beside[zone]!;
    return strikes(factor, this.highestOfNodes(fleet), luck);
  }

  /** The same of a unit; one all of whose zones are switched off is never struck while another runs. */
  strikesUnit(unit: number, luck: RandomStream): boolean {
    if (this.isUniform) return true;
    const highest = Math.max(...this.ofJob);
    return highest === SWITCHED_OFF || strikes(this.factorOfUnit(unit), highest, luck);
  }

  /** Mean over the zones of a unit that are not switched off. */
  private factorOfUnit(unit: number): number {
    const { scope, input, ofJob } = this;
    const [from, to] =
      scope === null || scope === 'job' ? [0, totalNodes(input)] : unitMembers(input, scope, unit);
    const { cooling_zone: nodesPerZone } = input.topology;
    let sum = 0;
    let running = 0;
    for (let zone = Math.floor(from / nodesPerZone); zone * nodesPerZone < to; zone++) {
      if (ofJob[zone] === SWITCHED_OFF) continue;
      sum += ofJob[zone]!;
      running += 1;
    }
    return running === 0 ? SWITCHED_OFF : sum / running;
  }

  /** Largest factor among the nodes at risk. */
  private highestOfNodes(fleet: Fleet): number {
    if (this.isUniform) {
      const hasSpares = fleet.nodesAtRisk > fleet.active;
      return hasSpares ? Math.max(this.ofJob[0]!, this.beside[0]!) : this.ofJob[0]!;
    }
    const zones = fleet.zones!;
    let highest = SWITCHED_OFF;
    for (let zone = 0; zone < this.ofJob.length; zone++) {
      if (zones.weightOfJob(zone) > 0) highest = Math.max(highest, this.ofJob[zone]!);
      if (zones.weightBeside(zone) > 0) highest = Math.max(highest, this.beside[zone]!);
    }
    return highest;
  }
}

function strikes(factor: number, highest: number, luck: RandomStream): boolean {
  return factor >= highest || luck.chance(factor / highest);
}
