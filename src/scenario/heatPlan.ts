import { createPowerCurve } from '../model/heat/createPowerCurve.ts';
import { inletAtSpeed, operatingPoint, type ThermalModel } from '../model/heat/operatingPoint.ts';
import { largestKappa } from '../model/heat/severity.ts';
import { inletFor } from '../model/heat/steadyState.ts';
import { balanceCelsius } from '../model/plant/room.ts';
import type { HeatInput } from '../simulation/heat/input.ts';
import type { SimulationInput } from '../simulation/input.ts';
import { highestGpuWatts } from '../simulation/trainingPower.ts';

/** Losses of speed for which the inlet is told: Llama 3 lost 1 to 2 % at mid-day (arXiv:2407.21783, section 3.3.4). */
export const TOLD_LOSSES = [0.01, 0.02] as const;

/** GPUs of one place: the median one, and the hottest of the gang (its median over the luck). */
export interface SlotPlan {
  readonly name: string;
  readonly gpus: number;
  readonly medianCelsius: number;
  readonly hottestCelsius: number;
  /** Inlet from which it throttles (C). */
  readonly medianThrottlesFrom: number;
  readonly hottestThrottlesFrom: number;
}

/** What temperatures mean before any luck, in the phase that takes the most power. */
export interface HeatPlan {
  readonly setPointCelsius: number;
  readonly throttleCelsius: number;
  /** In the phase that takes the most power, of so many. */
  readonly gpuWatts: number;
  readonly phases: number;
  readonly slots: readonly SlotPlan[];
  /** Speed of the hottest GPU at the set-point, which is the gang's. */
  readonly speedAtSetPoint: number;
  /** Inlet at which the gang loses each of `TOLD_LOSSES` (C). */
  readonly inletAtLoss: readonly { readonly loss: number; readonly inletCelsius: number }[];
  readonly designOutdoorCelsius: number | null;
  readonly stopCelsius: number;
  readonly rideThroughSeconds: number;
  readonly zones: number;
  /** Where a zone settles with so many units fewer; null where it is switched off before. */
  readonly unitsLost: readonly { readonly lost: number; readonly inletCelsius: number | null }[];
}

/** Null where heat is not modelled. */
export function planHeat(input: SimulationInput): HeatPlan | null {
  const { heat } = input;
  if (heat === null) return null;
  const fullWatts = highestGpuWatts(input);
  const model: ThermalModel = {
    limits: heat.limits,
    leakage: heat.leakage,
    curve: createPowerCurve(input.power.curve),
    fullWatts,
  };
  const { setPointCelsius, stopCelsius, rideThroughSeconds } = heat.room;
  const paths = heat.slots.map((slot) => ({
    slot,
    median: { offsetKelvin: slot.offsetKelvin, kelvinPerWatt: slot.kelvinPerWatt },
    hottest: {
      offsetKelvin: slot.offsetKelvin,
      kelvinPerWatt: largestKappa({ ...slot, gpus: slot.gpus * input.job.nodes }, heat.spread, 0.5),
    },
  }));
  const throttlesFrom = (path: (typeof paths)[number]['median']) =>
    inletFor(heat.limits.throttleCelsius, path, fullWatts, heat.leakage);
  return {
    setPointCelsius,
    throttleCelsius: heat.limits.throttleCelsius,
    gpuWatts: fullWatts,
    phases: input.job.phases.length,
    slots: paths.map(({ slot, median, hottest }) => ({
      name: slot.name,
      gpus: slot.gpus,
      medianCelsius: operatingPoint(model, setPointCelsius, median).celsius,
      hottestCelsius: operatingPoint(model, setPointCelsius, hottest).celsius,
      medianThrottlesFrom: throttlesFrom(median),
      hottestThrottlesFrom: throttlesFrom(hottest),
    })),
    speedAtSetPoint: Math.min(
      ...paths.map(({ hottest }) => operatingPoint(model, setPointCelsius, hottest).speed),
    ),
    inletAtLoss: TOLD_LOSSES.map((loss) => ({
      loss,
      inletCelsius: Math.min(...paths.map(({ hottest }) => inletAtSpeed(model, hottest, 1 - loss))),
    })),
    designOutdoorCelsius: Number.isFinite(heat.designOutdoorCelsius) ? heat.designOutdoorCelsius : null,
    stopCelsius,
    rideThroughSeconds,
    zones: Math.ceil(input.job.nodes / input.topology.cooling_zone),
    unitsLost: unitsLost(heat),
  };
}

function unitsLost({ plant, room }: HeatInput): HeatPlan['unitsLost'] {
  if (plant === null) return [];
  return Array.from({ length: plant.unitsPerZone }, (_, index) => {
    const unitsUp = plant.unitsPerZone - index - 1;
    const balance = balanceCelsius(room, { supplyCelsius: room.setPointCelsius, unitsUp, load: 1 });
    const inletCelsius = Math.max(room.setPointCelsius, balance);
    return { lost: index + 1, inletCelsius: inletCelsius < room.stopCelsius ? inletCelsius : null };
  });
}
