import type { SimulationInput } from './input.ts';
import { NODE_STATES, NodeState, type NodeStateName, type RunRecord } from './record.ts';

/** Whether a node draws what its GPUs make it draw (`NodePowerModel`), or a power given for the whole node. */
const DRAWS_BY_GPUS: Readonly<Record<NodeStateName, boolean>> = {
  training: true,
  checkpoint: true,
  stalled: true,
  restarting: true,
  idle: true,
  standby: true,
  warm: true,
  off: false,
  failed: false,
  repair: false,
  retired: false,
  shared: false,
};

export const GPU_STATES: readonly NodeStateName[] = NODE_STATES.filter((state) => DRAWS_BY_GPUS[state]);

/** IT energy by part (J); the three add to the IT energy. */
export interface EnergyParts {
  readonly gpuJoules: number;
  /** CPUs, memory, fans, conversion; and all that nodes take whose power is given as a whole. */
  readonly nodeRestJoules: number;
  /** Network, storage and management. */
  readonly infrastructureJoules: number;
}

/**
 * P_node = fixed + gain x (sum of GPU power) holds at every instant and is linear, so it holds for the energies too: GPUs
 * took (joules - fixed x node-seconds) / gain in each state that it rules, whatever the power did meanwhile.
 */
export function energyParts(
  record: Pick<RunRecord, 'nodeJoules' | 'nodeSeconds' | 'infrastructureJoules'>,
  { power: { node } }: SimulationInput,
): EnergyParts {
  const { nodeJoules, nodeSeconds, infrastructureJoules } = record;
  const gpuJoules = GPU_STATES.reduce((sum, name) => {
    const state = NodeState[name];
    return sum + (nodeJoules[state]! - node.fixedWatts * nodeSeconds[state]!) / node.gain;
  }, 0);
  const allNodes = nodeJoules.reduce((sum, joules) => sum + joules, 0);
  return { gpuJoules, nodeRestJoules: allNodes - gpuJoules, infrastructureJoules };
}
