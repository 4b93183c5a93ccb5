import { type NodePowerModel, nodePowerWatts } from '../../model/nodePower.ts';
import { type PowerSwing, powerSwing } from '../../model/plant/powerSwing.ts';
import type { PhaseInput } from '../../simulation/input.ts';
import type { NodeStateName } from '../../simulation/record.ts';
import type { Scenario } from '../schema.ts';
import { gpuLevels, phaseGpuWatts, stepPartPowers } from './gpuPower.ts';
import type { Predictions } from './phases.ts';

/** How the power of a node follows from that of its GPUs. */
export function nodePowerModel({ cluster: { node } }: Scenario): NodePowerModel {
  return { fixedWatts: node.power.fixed, gain: node.power.gain, gpusPerNode: node.gpus };
}

/** Power of one node in each state (W); in training that of the most powerful phase. */
export function compileNodeWatts(
  scenario: Scenario,
  predictions: Predictions,
): Readonly<Record<NodeStateName, number>> {
  const { power: watts } = scenario;
  const { readyWatts: ready } = gpuLevels(scenario);
  const model = nodePowerModel(scenario);
  const plug = (gpuWatts: number) => nodePowerWatts(model, gpuWatts);
  return {
    training: plug(Math.max(...phaseGpuWatts(scenario, predictions))),
    checkpoint: plug(watts.checkpoint ?? ready),
    stalled: plug(watts.stalled ?? ready),
    restarting: plug(watts.restarting ?? ready),
    idle: plug(watts.waiting ?? ready),
    standby: plug(watts.standby ?? ready),
    off: watts.off,
    failed: watts.repair,
    repair: watts.repair,
    retired: 0,
    warm: plug(watts.standby ?? ready),
    // Others pay for what it does.
    shared: 0,
  };
}

/** IT power (W) if every node held, spares too, trained. */
export function heldTrainingWatts({ cluster, power }: Scenario, trainingWatts: number): number {
  const { hot, warm, cold } = cluster.spares;
  return (cluster.nodes + hot + warm + cold) * (1 + power.infrastructure) * trainingWatts;
}

/** Power beside the job's own nodes while all its spares are there: the spares, network, storage and management (W). */
export function otherWatts(
  { cluster, power }: Scenario,
  nodeWatts: Readonly<Record<NodeStateName, number>>,
): { readonly spares: number; readonly infrastructure: number } {
  const { hot, warm, cold } = cluster.spares;
  const held = cluster.nodes + hot + warm + cold;
  return {
    spares: hot * nodeWatts.standby + warm * nodeWatts.warm + cold * nodeWatts.off,
    infrastructure: held * power.infrastructure * nodeWatts.training,
  };
}

/** Swing of the IT power within a step, of each phase; null where the step-time model does not set the pace. */
export function stepSwings(
  scenario: Scenario,
  phases: readonly PhaseInput[],
  predictions: Predictions,
  nodeWatts: Readonly<Record<NodeStateName, number>>,
): readonly (PowerSwing | null)[] {
  const { spares, infrastructure } = otherWatts(scenario, nodeWatts);
  return phases.map((phase, index) => {
    const parts = stepPartPowers(scenario, phase, index, predictions);
    if (parts === null) return null;
    return powerSwing(scenario.cluster.nodes, nodePowerModel(scenario), parts, spares + infrastructure, 0);
  });
}

/** The one with the largest change from one part of a step to the next; null where none is known. */
export function largestSwing(swings: readonly (PowerSwing | null)[]): PowerSwing | null {
  return swings.reduce(
    (largest, one) =>
      one !== null && (largest === null || one.largestStepWatts > largest.largestStepWatts) ? one : largest,
    null,
  );
}
