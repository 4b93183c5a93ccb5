import type { SimulationInput } from '../simulation/input.ts';
import { NodeState } from '../simulation/record.ts';
import { phaseNodeWatts } from '../simulation/trainingPower.ts';

/** Time of each phase without faults (s): a slowest healthy node stretches what is computed. */
export function phaseSeconds({ job }: SimulationInput): readonly number[] {
  return job.phases.map(
    ({ nominalSeconds, computeShare }) => nominalSeconds * (1 + computeShare * (1 / job.slowestSpeed - 1)),
  );
}

/** Power of a node of the job in training (W), in the mean of the phases by their time. */
export function meanTrainingNodeWatts(input: SimulationInput): number {
  const times = phaseSeconds(input);
  if (times.length === 1) return phaseNodeWatts(input, 0);
  const joules = times.reduce((sum, seconds, phase) => sum + seconds * phaseNodeWatts(input, phase), 0);
  return joules / times.reduce((sum, seconds) => sum + seconds, 0);
}

/** IT power (W) of a job that trains with all spares in place, in the mean of its phases. */
export function trainingItWatts(input: SimulationInput): number {
  const { nodeWatts, infrastructureWattsPerNode } = input.power;
  const { nodes } = input.job;
  const { hot, warm, cold } = input.spares;
  return (
    nodes * meanTrainingNodeWatts(input) +
    hot * nodeWatts[NodeState.standby]! +
    warm * nodeWatts[NodeState.warm]! +
    cold * nodeWatts[NodeState.off]! +
    (nodes + hot + warm + cold) * infrastructureWattsPerNode
  );
}
