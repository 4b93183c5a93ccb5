import type { PhaseInput } from '../../simulation/input.ts';
import type { Scenario } from '../schema.ts';
import { phaseGpuWatts } from './gpuPower.ts';
import { compilePhase, type Predictions } from './phases.ts';

/** The phases as numbers, each with its power as a share of that of the most powerful one. */
export function compilePhases(scenario: Scenario, predictions: Predictions): readonly PhaseInput[] {
  const gpuWatts = phaseGpuWatts(scenario, predictions);
  const highest = Math.max(...gpuWatts);
  return gpuWatts.map((watts, index) => ({
    ...compilePhase(scenario, index, predictions[index] ?? null),
    powerShare: highest > 0 ? watts / highest : 1,
  }));
}
