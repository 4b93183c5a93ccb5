import type { Activity } from '../../model/step/prediction.ts';
import type { PhaseInput } from '../../simulation/input.ts';
import type { Scenario } from '../schema.ts';
import type { Predictions } from './phases.ts';

/**
 * GPU idle power over its limit where none was measured: between 70/700 W (H100) and 41/300 W (V100), judgement.
 */
const IDLE_SHARE_OF_LIMIT = 0.12;

/** Power of one GPU (W): its limit, idle, and idle with a process that holds it. */
export interface GpuLevels {
  readonly limitWatts: number;
  readonly idleWatts: number;
  readonly readyWatts: number;
}

export function gpuLevels({ cluster }: Scenario): GpuLevels {
  const { power } = cluster.node.accelerator;
  const limitWatts = power?.max ?? 0;
  const idleWatts = power?.idle ?? IDLE_SHARE_OF_LIMIT * limitWatts;
  return { limitWatts, idleWatts, readyWatts: idleWatts + (power?.context ?? 0) };
}

/** What a GPU does in a step, as far as its power can tell. */
export const STEP_PARTS = ['computing', 'communicating', 'idling'] as const;
export type StepPart = (typeof STEP_PARTS)[number];

function partShares({ tensor, memoryBound, optimizer, communication, bubble, fixed }: Activity) {
  return {
    computing: tensor + memoryBound + optimizer,
    communicating: communication,
    idling: bubble + fixed,
  } as const satisfies Readonly<Record<StepPart, number>>;
}

/** The shares of a phase's step; null where mfu or step_time sets the pace and the step-time model does not. */
function sharesOf(scenario: Scenario, index: number, predictions: Predictions) {
  const { mfu, step_time } = scenario.workload.phases[index]!;
  const prediction = predictions[index] ?? null;
  return mfu === undefined && step_time === undefined && prediction !== null
    ? partShares(prediction.activity)
    : null;
}

/**
 * Mean power of a GPU over a training step of each phase (W). Where the step-time model sets the pace it also gives the
 * shares of the step: computing, exposed communication (POLCA: about half the limit), and idling in bubbles or for the host.
 */
export function phaseGpuWatts(scenario: Scenario, predictions: Predictions): readonly number[] {
  const { training, communication } = scenario.power;
  const { limitWatts, readyWatts } = gpuLevels(scenario);
  return scenario.workload.phases.map((_, index) => {
    const shares = sharesOf(scenario, index, predictions);
    return shares === null
      ? training * limitWatts
      : (shares.computing * training + shares.communicating * communication) * limitWatts +
          shares.idling * readyWatts;
  });
}

export interface StepPartPower {
  readonly part: StepPart;
  readonly share: number;
  readonly seconds: number;
  readonly gpuWatts: number;
}

/** The parts of a phase's step that take time, and what a GPU draws in each; null where the step-time model does not know. */
export function stepPartPowers(
  scenario: Scenario,
  phase: PhaseInput,
  index: number,
  predictions: Predictions,
): readonly StepPartPower[] | null {
  const shares = sharesOf(scenario, index, predictions);
  if (shares === null) return null;
  const { training, communication } = scenario.power;
  const { limitWatts, readyWatts } = gpuLevels(scenario);
  const watts = {
    computing: training * limitWatts,
    communicating: communication * limitWatts,
    idling: readyWatts,
  };
  const stepSeconds = phase.nominalSeconds / phase.steps;
  return STEP_PARTS.filter((part) => shares[part] > 0).map((part) => ({
    part,
    share: shares[part],
    seconds: shares[part] * stepSeconds,
    gpuWatts: watts[part],
  }));
}
