import type { StepPrediction } from '../../model/step/step.ts';
import { nominalStepSeconds, type PhaseWork, type StepTimeBasis } from '../../model/stepTime.ts';
import { trainingFlopsPerToken } from '../../model/transformerFlops.ts';
import type { PhaseInput } from '../../simulation/input.ts';
import { predictSamplePhase, type SamplePhase } from '../sampleModel.ts';
import type { Scenario } from '../schema.ts';
import { peakRate, predictPhase } from '../stepModel.ts';
import { paceByWidth } from './elastic.ts';

/** The step of a transformer, or of a model given by its FLOPs per sample. */
export type PhasePrediction = StepPrediction | SamplePhase;

/** The step-time model's word on each phase; null where it has none. */
export type Predictions = readonly (PhasePrediction | null)[];

export function predictPhases(scenario: Scenario): Predictions {
  return scenario.workload.phases.map(
    (_, index) => predictPhase(scenario, index) ?? predictSamplePhase(scenario, index),
  );
}

/** FLOPs, batch and machine of one phase, for the step-time model. */
export function phaseWork(scenario: Scenario, index: number): PhaseWork {
  const { cluster, workload } = scenario;
  const phase = workload.phases[index]!;
  const { layers, heads, head_dim: headDimension, active_parameters: activeParameters } = workload.model;
  return {
    // A model that is no transformer gives its own arithmetic; its samples stand for tokens.
    flopsPerToken:
      workload.model.flops_per_sample ??
      trainingFlopsPerToken(
        { layers: layers ?? 0, heads: heads ?? 0, headDimension: headDimension ?? 0, activeParameters },
        phase.sequence_length,
      ),
    batchTokens: phase.global_batch,
    gpus: cluster.nodes * cluster.node.gpus,
    peakFlopsPerGpu: peakRate(cluster.node.accelerator.peak, workload.precision) ?? 0,
  };
}

/** How the nominal step time of a phase is known. */
export function stepBasis(
  phase: Scenario['workload']['phases'][number],
  prediction: Pick<PhasePrediction, 'stepSeconds'> | null,
): StepTimeBasis {
  if (phase.step_time !== undefined) return { basis: 'step_time', seconds: phase.step_time };
  if (phase.mfu !== undefined) return { basis: 'mfu', mfu: phase.mfu };
  if (prediction === null) throw new RangeError('a phase without mfu or step_time cannot be predicted');
  return { basis: 'model', seconds: prediction.stepSeconds };
}

/** A phase but for its power, which only means something beside that of the others. */
export function compilePhase(
  scenario: Scenario,
  index: number,
  prediction: PhasePrediction | null,
): Omit<PhaseInput, 'powerShare'> {
  const phase = scenario.workload.phases[index]!;
  const work = phaseWork(scenario, index);
  const seconds = nominalStepSeconds(work, stepBasis(phase, prediction));
  const steps = Math.ceil(phase.tokens / phase.global_batch);
  const communicationShare = prediction?.activity.communication ?? 0;
  return {
    nominalSeconds: steps * seconds,
    steps,
    tokens: phase.tokens,
    flops: steps * work.flopsPerToken * work.batchTokens,
    // Launches and the host do not wait for a slow GPU's clock; bubbles do.
    computeShare: 1 - communicationShare - (prediction?.activity.fixed ?? 0),
    communicationShare,
    paceByWidth: paceByWidth(scenario, index, prediction),
  };
}
