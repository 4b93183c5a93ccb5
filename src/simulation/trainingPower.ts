import { gpuWattsOf, nodePowerWatts } from '../model/nodePower.ts';
import type { SimulationInput } from './input.ts';
import { NodeState } from './record.ts';

type Power = Pick<SimulationInput, 'job' | 'power'>;

/** Mean power of a GPU over a training step at full clock (W), of the phase that takes the most. */
export function highestGpuWatts({ power }: Pick<Power, 'power'>): number {
  return gpuWattsOf(power.node, power.nodeWatts[NodeState.training]!);
}

/** The same of a phase. */
export function phaseGpuWatts(input: Power, phase: number): number {
  return input.job.phases[phase]!.powerShare * highestGpuWatts(input);
}

/** Power of a node of the job in training at full clock (W), of a phase. */
export function phaseNodeWatts(input: Power, phase: number): number {
  const { node, nodeWatts } = input.power;
  return input.job.phases[phase]!.powerShare === 1
    ? nodeWatts[NodeState.training]!
    : nodePowerWatts(node, phaseGpuWatts(input, phase));
}
