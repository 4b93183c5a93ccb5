import { type NodePowerModel, nodePowerWatts } from '../../model/nodePower.ts';
import type { PhaseInput } from '../../simulation/input.ts';
import type { NodeStateName } from '../../simulation/record.ts';
import type { Scenario } from '../schema.ts';
import type { Predictions } from './phases.ts';

/**
 * GPU idle power over its limit where none was measured: between 70/700 W (H100) and 41/300 W (V100), judgement.
 */
const IDLE_SHARE_OF_LIMIT = 0.12;

/** Power of one node in each state (W). */
export function compileNodeWatts(
  scenario: Scenario,
  phases: readonly PhaseInput[],
  predictions: Predictions,
): Readonly<Record<NodeStateName, number>> {
  const { node } = scenario.cluster;
  const { power: watts } = scenario;
  const max = node.accelerator.power?.max ?? 0;
  const idle = node.accelerator.power?.idle ?? IDLE_SHARE_OF_LIMIT * max;
  const ready = idle + (node.accelerator.power?.context ?? 0);
  const model: NodePowerModel = {
    fixedWatts: node.power.fixed,
    gain: node.power.gain,
    gpusPerNode: node.gpus,
  };
  const plug = (gpuWatts: number) => nodePowerWatts(model, gpuWatts);
  return {
    training: plug(trainingGpuWatts(scenario, phases, predictions, max, ready)),
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

/**
 * Mean power of a GPU over a training step. Where the step-time model sets the pace it also gives the shares of the step:
 * computing, exposed communication (POLCA: about half the limit), and idling in bubbles or for the host. Phases weigh by
 * their time.
 */
function trainingGpuWatts(
  scenario: Scenario,
  phases: readonly PhaseInput[],
  predictions: Predictions,
  max: number,
  ready: number,
): number {
  const { training, communication } = scenario.power;
  let seconds = 0;
  let joules = 0;
  phases.forEach(({ nominalSeconds }, index) => {
    const { mfu, step_time } = scenario.workload.phases[index]!;
    const prediction = predictions[index] ?? null;
    let watts = training * max;
    if (mfu === undefined && step_time === undefined && prediction !== null) {
      const { activity } = prediction;
      const computing = activity.tensor + activity.memoryBound + activity.optimizer;
      const idling = activity.bubble + activity.fixed;
      watts = (computing * training + activity.communication * communication) * max + idling * ready;
    }
    seconds += nominalSeconds;
    joules += nominalSeconds * watts;
  });
  return joules / seconds;
}
