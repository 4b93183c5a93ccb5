import { createPowerCurve } from '../../model/heat/createPowerCurve.ts';
import type { PowerCurve } from '../../model/heat/powerCurve.ts';
import { speedUnderCap } from '../../model/plant/powerCap.ts';
import type { EnergyMeter } from '../energyMeter.ts';
import type { Fleet } from '../fleet.ts';
import type { SimulationInput } from '../input.ts';
import { phaseGpuWatts, phaseNodeWatts } from '../trainingPower.ts';

/** How far the clocks must go down for the site to keep to a facility power. */
export class PowerCap {
  private readonly input: SimulationInput;
  private readonly fleet: Fleet;
  private readonly meter: EnergyMeter;
  private readonly curve: PowerCurve;
  /** Of the phase that is trained (W): of a GPU, and of a node of the job, at full clock. */
  private fullGpuWatts = 0;
  private fullNodeWatts = 0;

  constructor(input: SimulationInput, fleet: Fleet, meter: EnergyMeter) {
    this.input = input;
    this.fleet = fleet;
    this.meter = meter;
    this.curve = createPowerCurve(input.power.curve);
    this.setPhase(0);
  }

  /** Clocks and power are asked for this phase from now on. */
  setPhase(phase: number): void {
    this.fullGpuWatts = phaseGpuWatts(this.input, phase);
    this.fullNodeWatts = phaseNodeWatts(this.input, phase);
  }

  /**
   * Speed of all GPUs of the job under `facilityWatts` (W), when heat makes each draw `leakage` times its power. Where even the
   * lowest speed of the power curve takes more, that speed: the site is then over its limit.
   */
  speed(facilityWatts: number, hourOfRun: number, leakage: number): number {
    if (facilityWatts === Number.POSITIVE_INFINITY) return 1;
    const { fleet, curve, input } = this;
    const answer = speedUnderCap(
      {
        nodes: fleet.active,
        node: input.power.node,
        fullGpuWatts: this.fullGpuWatts * leakage,
        curve,
        otherWatts: fleet.wattsBesideJob,
      },
      this.meter.itWattsUnder(facilityWatts, hourOfRun),
    );
    return answer.kind === 'does_not_fit' ? answer.lowestSpeed : answer.speed;
  }

  /** Whether what a cap leaves is the same at all hours. */
  get isSteady(): boolean {
    return this.meter.isSteady;
  }

  /** Whether the job at full clock, and all beside it, would take more than this in an hour. */
  isTight(facilityWatts: number, hourOfRun: number, leakage: number): boolean {
    const { fleet, input } = this;
    const { fixedWatts, gain, gpusPerNode } = input.power.node;
    const full = fixedWatts + gain * gpusPerNode * this.fullGpuWatts * leakage;
    return this.meter.facilityWattsIn(hourOfRun, fleet.wattsBesideJob + fleet.active * full) > facilityWatts;
  }

  /** Power of one node of the job that trains at `speed` (W). */
  nodeWatts(speed: number, leakage: number): number {
    const { fixedWatts, gain, gpusPerNode } = this.input.power.node;
    if (speed === 1 && leakage === 1) return this.fullNodeWatts;
    return fixedWatts + gain * gpusPerNode * this.fullGpuWatts * leakage * this.curve.powerAt(speed);
  }
}
