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
import { type SimulationInput, totalNodes } from '../input.ts';
import { highestGpuWatts, phaseGpuWatts } from '../trainingPower.ts';
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
  /** By phase. */
  private readonly models: readonly ThermalModel[];
  private model: ThermalModel;
  private readonly gang: GangHeat;
  private readonly kelvinPerWatt: number;
  private readonly offsetKelvin: number;
  /** Power of the phase that takes the most (W). */
  private readonly highestWatts: number;
  /** Where node power is what is said (C): there the mean GPU is as warm as leakage refers to. */
  private readonly referenceInlet: number;

  constructor(input: SimulationInput, heat: HeatInput, streams: RandomStreams) {
    const { cooling_zone: nodesPerZone } = input.topology;
    const total = totalNodes(input);
    const { slots, spread, limits, leakage } = heat;
    this.heat = heat;
    this.zones = Math.ceil(total / nodesPerZone);
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
    this.offsetKelvin = slots.reduce((sum, slot) => sum + slot.gpus * slot.offsetKelvin, 0) / gpus;
    this.highestWatts = highestGpuWatts(input);
    this.referenceInlet = this.inletOfMean(leakage.referenceCelsius);
    const curve = createPowerCurve(input.power.curve);
    this.models = input.job.phases.map(({ powerShare }, phase) => {
      const fullWatts = phaseGpuWatts(input, phase);
      const referenceCelsius =
        powerShare === 1
          ? leakage.referenceCelsius
          : this.referenceInlet + this.offsetKelvin + this.kelvinPerWatt * fullWatts;
      return { limits, curve, fullWatts, leakage: { ...leakage, referenceCelsius } };
    });
    this.model = this.models[0]!;
    for (let node = 0; node < input.job.nodes; node++) this.gang.join(node);
  }

  /** The gang trains this phase from now on. */
  setPhase(phase: number): void {
    this.model = this.models[phase]!;
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

  /**
   * What the rate of faults is a multiple of in a zone, when the mean GPU at the mean inlet draws `watts` (its leakage
   * included): the mean over the slots of their median GPUs, each of which leaks as its own temperature makes it.
   */
  faultMean(faults: HeatFaultModel, inletCelsius: number, meanInletCelsius: number, watts: number): number {
    const { slots, limits, leakage } = this.heat;
    const referenceCelsius = meanInletCelsius + this.offsetKelvin + this.kelvinPerWatt * watts;
    const { perKelvin } = leakage;
    let sum = 0;
    let gpus = 0;
    for (const slot of slots) {
      const steady = steadyCelsius(inletCelsius, slot, watts, { perKelvin, referenceCelsius });
      sum += slot.gpus * heatFaultFactor(faults, Math.min(steady, limits.throttleCelsius));
      gpus += slot.gpus;
    }
    return sum / gpus;
  }

  /** The same where the rates hold: where the mean GPU, in the phase that takes the most power, is that warm. */
  givenFaultMean(faults: HeatFaultModel): number {
    const inlet = this.inletOfMean(this.heat.ratesAtCelsius);
    return this.faultMean(faults, inlet, inlet, this.highestWatts);
  }

  /** Inlet (C) at which the mean GPU has a temperature, in the phase that takes the most power. */
  private inletOfMean(celsius: number): number {
    return celsius - this.offsetKelvin - this.kelvinPerWatt * this.highestWatts;
  }
}

function zonesOfNodes(nodes: number, nodesPerZone: number): Int32Array {
  const zones = new Int32Array(nodes);
  for (let node = 0; node < nodes; node++) zones[node] = Math.floor(node / nodesPerZone);
  return zones;
}
