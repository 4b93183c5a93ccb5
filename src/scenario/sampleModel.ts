import type { MachineId } from '../model/step/accelerators.ts';
import type { Activity } from '../model/step/prediction.ts';
import {
  ACHIEVED_ON_CONVOLUTIONS,
  predictSampleStep,
  type SamplePrediction,
} from '../model/step/sampleStep.ts';
import type { Scenario } from './schema.ts';
import { machineOf, transformerOf } from './stepModel.ts';

type Library = keyof typeof ACHIEVED_ON_CONVOLUTIONS;

/** The library for convolutions of a GPU's time, where it is known which share of the peak it reached. */
const LIBRARIES: Readonly<Partial<Record<MachineId, Library>>> = { 'gtx-580': 'cuda-convnet' };

const PRECISION = 'fp32';
const GRADIENT_BYTES = 4;
/** Weights and momentum at 32 bits (Krizhevsky et al. 2012, section 5). */
const CHECKPOINT_BYTES = 8;

/** The step of a model given by its FLOPs per sample. */
export interface SamplePhase extends SamplePrediction {
  readonly library: Library;
  /** Share of the peak on one GPU: the middle that was taken, between the ends that were measured. */
  readonly achieved: { readonly low: number; readonly share: number; readonly high: number };
  readonly activity: Activity;
  readonly checkpointBytes: number;
}

/** Prediction for one phase of a model that is no transformer; null where the scenario does not allow one. */
export function predictSamplePhase(scenario: Scenario, index: number): SamplePhase | null {
  const { cluster, workload } = scenario;
  const { flops_per_sample: flopsPerSample, parameters } = workload.model;
  const machine = sampleMachine(scenario, index);
  if (flopsPerSample === undefined || transformerOf(workload.model) !== null || 'wants' in machine)
    return null;
  const achieved = ACHIEVED_ON_CONVOLUTIONS[machine.library];
  const step = predictSampleStep(
    { flopsPerSample, parameters },
    {
      // Samples stand for tokens.
      batch: workload.phases[index]!.global_batch,
      gpus: cluster.nodes * cluster.node.gpus,
      precision: PRECISION,
      exchange: { kind: 'data', gradientBytes: GRADIENT_BYTES },
      achieved: achieved.share,
    },
    machineOf(scenario, machine.id, PRECISION),
  );
  const activity = {
    tensor: step.computeSeconds / step.stepSeconds,
    memoryBound: 0,
    communication: step.exchangeSeconds / step.stepSeconds,
    bubble: 0,
    optimizer: 0,
    fixed: 0,
  };
  return {
    ...step,
    library: machine.library,
    achieved,
    activity,
    checkpointBytes: CHECKPOINT_BYTES * parameters,
  };
}

/** Machine and library of a model given by its FLOPs per sample, or what is wanting to know its speed. */
export function sampleMachine(
  { cluster, workload }: Scenario,
  index: number,
): { readonly id: MachineId; readonly library: Library } | { readonly wants: string } {
  const { step_model: id } = cluster.node.accelerator;
  const { tensor, pipeline, context } = workload.phases[index]!.parallelism;
  const library = id === undefined ? undefined : LIBRARIES[id];
  const speed = 'the speed of a model given by flops_per_sample is known only';
  if (id === undefined || library === undefined)
    return { wants: `${speed} for step_model ${Object.keys(LIBRARIES).join(', ')}` };
  if (workload.precision !== PRECISION)
    return { wants: `${speed} at precision ${PRECISION}, not ${workload.precision}` };
  if (tensor * pipeline * context !== 1) return { wants: `${speed} for data parallelism alone` };
  return { id, library };
}
