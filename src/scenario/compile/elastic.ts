import { layoutProblems } from '../../model/step/layout.ts';
import { predictStep, type StepPrediction } from '../../model/step/step.ts';
import type { SimulationInput } from '../../simulation/input.ts';
import type { Scenario } from '../schema.ts';
import { type StepModelInput, stepModelInput } from '../stepModel.ts';

/** What an elastic job adds and gives up: whole replicas, or a node where it holds several. */
export interface WidthUnit {
  readonly nodes: number;
  /** Data-parallel replicas in it. */
  readonly replicas: number;
  /** Units of the whole job. */
  readonly full: number;
}

/** Null where replicas and nodes do not fit each other. */
export function widthUnit(scenario: Scenario, index: number): WidthUnit | null {
  const { node, nodes } = scenario.cluster;
  const { tensor, pipeline, context } = scenario.workload.phases[index]!.parallelism;
  const replicaGpus = tensor * pipeline * context;
  if (replicaGpus % node.gpus === 0) {
    const perReplica = replicaGpus / node.gpus;
    return nodes % perReplica === 0 ? { nodes: perReplica, replicas: 1, full: nodes / perReplica } : null;
  }
  if (node.gpus % replicaGpus === 0) return { nodes: 1, replicas: node.gpus / replicaGpus, full: nodes };
  return null;
}

/** Fewest units that the job trains with; null for a job that is all or nothing. */
export function minimumUnits(scenario: Scenario, index: number): number | null {
  const { elastic } = scenario.cluster;
  const unit = elastic === undefined ? null : widthUnit(scenario, index);
  if (elastic === undefined || unit === null) return null;
  const { minimum_replicas: replicas, minimum = 1 } = elastic;
  const units = replicas === undefined ? minimum * unit.full : replicas / unit.replicas;
  // A share like 0.9 of 10 must not become 10 by rounding.
  return Math.max(1, Math.ceil(units - 1e-9));
}

export function compileElastic(scenario: Scenario): SimulationInput['job']['elastic'] {
  const { elastic } = scenario.cluster;
  const unit = widthUnit(scenario, 0);
  const minimum = minimumUnits(scenario, 0);
  if (elastic === undefined || unit === null || minimum === null) return null;
  return { nodesPerReplica: unit.nodes, minimumReplicas: minimum, reconfigure: elastic.reconfigure };
}

/**
 * Wall seconds per nominal second at each width of an elastic job: the same global batch on fewer GPUs, micro-batches of a
 * replica rounded up. By the step-time model where it knows the phase, else in proportion to the replicas that are left.
 */
export function paceByWidth(
  scenario: Scenario,
  index: number,
  prediction: Pick<StepPrediction, 'stepSeconds'> | null,
): readonly number[] | null {
  const unit = widthUnit(scenario, index);
  const minimum = minimumUnits(scenario, index);
  if (unit === null || minimum === null) return null;
  const input = prediction === null ? null : stepModelInput(scenario, index);
  const gpusOfUnit = unit.nodes * scenario.cluster.node.gpus;
  return Array.from({ length: unit.full - minimum + 1 }, (_, position) => {
    const width = minimum + position;
    if (width === unit.full) return 1;
    const narrow = input === null ? null : predictAt(input, width * gpusOfUnit);
    if (prediction === null || narrow === null) return unit.full / width;
    // Where a slow network makes the narrow job the faster one, no time is gained: slowness is never negative.
    return Math.max(1, narrow.stepSeconds / prediction.stepSeconds);
  });
}

/** The step on fewer GPUs; null where the layout does not divide them. A batch that does not divide is rounded up. */
export function predictAt(input: StepModelInput, gpus: number): StepPrediction | null {
  const { model, work, machine, profile } = input;
  const layout = { ...work.layout, gpus };
  if (layoutProblems(model, layout, work.sequence).some(({ knob }) => knob !== 'globalBatch')) return null;
  return predictStep(model, { ...work, layout }, machine, profile);
}
