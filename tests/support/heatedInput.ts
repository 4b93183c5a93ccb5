import { NO_LEAKAGE } from '../../src/model/heat/leakage.ts';
import { AIR_SLOTS } from '../../src/model/heat/slotCooling.ts';
import { TEMPERATURE_LIMITS } from '../../src/model/heat/temperatureLimits.ts';
import type { HeatInput } from '../../src/simulation/heat/input.ts';
import type { SimulationInput } from '../../src/simulation/input.ts';
import { NODE_STATES, NodeState } from '../../src/simulation/record.ts';
import type { OutdoorInput } from '../../src/simulation/site/input.ts';
import { BARE, DAY, faultClass, phase } from './simulationInput.ts';

/** The measured node of eight H100 (arXiv:2412.08602), and what it draws at 700 and at 110 W a GPU. */
export const H100_NODE = { fixedWatts: 1060, gain: 1.316, gpusPerNode: 8 };
export const TRAINING_WATTS = 1060 + 1.316 * 8 * 700;
export const IDLE_WATTS = 1060 + 1.316 * 8 * 110;

const ON: readonly number[] = [
  NodeState.checkpoint,
  NodeState.stalled,
  NodeState.restarting,
  NodeState.idle,
  NodeState.standby,
  NodeState.warm,
];

/** GPUs of one place that are all alike, a room that never fails, weather that plays no part. */
export const HEAT: HeatInput = {
  slots: AIR_SLOTS,
  spread: { resistanceSigma: 0, leakSigma: 0 },
  limits: TEMPERATURE_LIMITS.h100,
  leakage: NO_LEAKAGE,
  designOutdoorCelsius: Number.POSITIVE_INFINITY,
  room: {
    setPointCelsius: 24,
    stopCelsius: 60,
    approachKelvin: 10,
    unitsNeeded: 4,
    rideThroughSeconds: 90,
  },
  plant: null,
  ratesAtCelsius: 60,
  coolingClass: 0,
};

/** Nodes whose GPUs train at 700 W, all computation, nothing else. */
export function heated(nodes: number, days: number, heat: Partial<HeatInput> | null): SimulationInput {
  return {
    ...BARE,
    job: { ...BARE.job, nodes, phases: [phase(days * DAY, { steps: 1000 })] },
    power: {
      ...BARE.power,
      node: H100_NODE,
      nodeWatts: NODE_STATES.map((_, state) =>
        state === NodeState.training ? TRAINING_WATTS : ON.includes(state) ? IDLE_WATTS : 0,
      ),
    },
    faults: {
      ...BARE.faults,
      classes:
        heat === null
          ? []
          : [faultClass(Number.POSITIVE_INFINITY, { name: 'cooling', scope: 'cooling_zone' })],
    },
    heat: heat === null ? null : { ...HEAT, ...heat },
  };
}

/** Outdoor temperatures that repeat each day (C). */
export function daily(celsius: readonly number[]): OutdoorInput {
  return { kind: 'daily', mean: 1, ratios: celsius };
}
