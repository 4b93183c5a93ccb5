import type { RandomStreams } from '../../engine/randomStreams.ts';
import { createPowerCurve } from '../../model/heat/createPowerCurve.ts';
import { type HeatFaultModel, heatFaultFactor } from '../../model/heat/faultRate.ts';
import { GangHeat } from '../../model/heat/gangHeat.ts';
import {
  floorSpeed,
  type OperatingPoint,
  operatingPoint,
  type ThermalModel,
  wattsAtSpeed,
} from '../../model/heat/operatingPoint.ts';
import { descendingKappas } from '../../model/heat/severity.ts';
import { steadyCelsius } from '../../model/heat/steadyState.ts';
import { gpuWattsOf } from '../../model/nodePower.ts';
import { type SimulationInput, totalNodes } from '../input.ts';
import { NodeState } from '../record.ts';
import type { HeatInput } from './input.ts';

/** Where the gang's slowest GPU settles. */
export interface GangPoint {
  /** Of the full clock, or of the throughput, as the power curve says. */
  readonly speed: number;
  /** Cooling zone of that GPU. */
  readonly zone: number;
  /** Core temperature of the hottest (C). */
  readonly celsius: number;
}

/** The GPUs of one replication: how they differ, who is in the gang, and what an inlet does to them. */
export class GpuHeat {
  /** Hottest core of the gang so far (C); -Infinity before it has trained. */
  hottestCelsius = Number.NEGATIVE_INFINITY;
  readonly zones: number;
  private readonly heat: HeatInput;
  private readonly model: ThermalModel;
  private readonly gang: GangHeat;
  private readonly kelvinPerWatt: number;
  /** Where the mean GPU is as warm as leakage refers to (C). */
  private readonly referenceInlet: number;

  constructor(input: SimulationInput, heat: HeatInput, streams: RandomStreams) {
    const { cooling_zone: nodesPerZone } = input.topology;
    const total = totalNodes(input);
    const { slots, spread, limits, leakage } = heat;
    this.heat = heat;
    this.zones = Math.ceil(total / nodesPerZone);
    this.model = {
      limits,
      leakage,
      curve: createPowerCurve(input.power.curve),
      fullWatts: trainingGpuWatts(input),
    };
    this.gang = new GangHeat({
      slots,
      zones: this.zones,
      zoneOfNode: zonesOfNodes(total, nodesPerZone),
      rankingOf: (zone, slot, nodes) => {
        const stream = streams.stream(`heat of zone ${zone} ${slots[slot]!.name}`);
        return descendingKappas(nodes, slots[slot]!, spread, () => stream.uniform());
      },
    });
    const gpus = slots.reduce((sum, slot) => sum + slot.gpus, 0);
    this.kelvinPerWatt = slots.reduce((sum, slot) => sum + slot.gpus * slot.kelvinPerWatt, 0) / gpus;
    const offset = slots.reduce((sum, slot) => sum + slot.gpus * slot.offsetKelvin, 0) / gpus;
    this.referenceInlet = leakage.referenceCelsius - offset - this.kelvinPerWatt * this.model.fullWatts;
    for (let node = 0; node < input.job.nodes; node++) this.gang.join(node);
  }

  join(node: number): void {
    this.gang.join(node);
  }

  leave(node: number): void {
    this.gang.leave(node);
  }

  /** The slowest of the gang where all zones have the same inlet, which is nearly always. */
  slowestAt(inletCelsius: number): GangPoint {
    const slowest = { speed: 1, celsius: Number.NEGATIVE_INFINITY, zone: 0 };
    for (let slot = 0; slot < this.heat.slots.length; slot++) {
      const kelvinPerWatt = this.gang.largestKappaAnywhere(slot);
      if (kelvinPerWatt === null) continue;
      const path = { offsetKelvin: this.heat.slots[slot]!.offsetKelvin, kelvinPerWatt };
      this.take(slowest, operatingPoint(this.model, inletCelsius, path), 0);
    }
    return slowest;
  }

  /** The slowest of the gang at these inlets; a GPU beyond its shutdown limit counts at the lowest speed: its zone stops first. */
  slowest(inletOfZone: ArrayLike<number>): GangPoint {
    const slowest = { speed: 1, celsius: Number.NEGATIVE_INFINITY, zone: 0 };
    for (let zone = 0; zone < this.zones; zone++) {
      const point = this.gang.zonePoint(this.model, zone, inletOfZone[zone]!);
      if (point !== null) this.take(slowest, point, zone);
    }
    return slowest;
  }

  /** The gang trains at these inlets, as slow as `point` or with its clocks held to `capSpeed`: how hot its hottest GPU gets. */
  trains(inletOfZone: ArrayLike<number>, point: GangPoint, capSpeed: number): void {
    const celsius =
      point.speed <= capSpeed
        ? point.celsius
        : this.gang.hottestCelsius(this.model, inletOfZone, wattsAtSpeed(this.model, capSpeed));
    if (celsius > this.hottestCelsius) this.hottestCelsius = celsius;
  }

  private take(
    slowest: { speed: number; celsius: number; zone: number },
    point: OperatingPoint,
    zone: number,
  ): void {
    const speed = this.speedOf(point);
    if (point.celsius > slowest.celsius) slowest.celsius = point.celsius;
    if (speed >= slowest.speed) return;
    slowest.speed = speed;
    slowest.zone = zone;
  }

  private speedOf({ state, speed }: OperatingPoint): number {
    return state === 'shutdown' ? floorSpeed(this.model) : speed;
  }

  /**
   * Power of the mean GPU at this inlet as a multiple of what is said: node power was measured at the temperature that leakage
   * refers to, and each degree more leaks more.
   */
  leakage(inletCelsius: number): number {
    const { perKelvin } = this.heat.leakage;
    const gain = this.kelvinPerWatt * this.model.fullWatts * perKelvin;
    return 1 + (perKelvin / (1 - gain)) * (inletCelsius - this.referenceInlet);
  }

  /** Rate of faults at this inlet over the rate that is given: the mean over the slots of their median GPUs in training. */
  faultFactor(faults: HeatFaultModel, inletCelsius: number): number {
    let sum = 0;
    let gpus = 0;
    for (const slot of this.heat.slots) {
      const steady = steadyCelsius(inletCelsius, slot, this.model.fullWatts, this.model.leakage);
      sum += slot.gpus * heatFaultFactor(faults, Math.min(steady, this.model.limits.throttleCelsius));
      gpus += slot.gpus;
    }
    return sum / gpus / heatFaultFactor(faults, this.heat.ratesAtCelsius);
  }
}

function zonesOfNodes(nodes: number, nodesPerZone: number): Int32Array {
  const zones = new Int32Array(nodes);
  for (let node = 0; node < nodes; node++) zones[node] = Math.floor(node / nodesPerZone);
  return zones;
}

/** Mean power of a GPU over a training step at full clock (W), as the node's power in training has it. */
export function trainingGpuWatts({ power }: SimulationInput): number {
  return gpuWattsOf(power.node, power.nodeWatts[NodeState.training]!);
}
