import { MACHINES, type MachineId } from '../model/step/accelerators.ts';
import { type Layout, layoutProblems } from '../model/step/layout.ts';
import { type Machine, operandWidth, type Precision } from '../model/step/machine.ts';
import type { StackProfile } from '../model/step/profile.ts';
import { PROFILES } from '../model/step/profiles.ts';
import { predictStep, type StepPrediction, type StepWork } from '../model/step/step.ts';
import type { Transformer } from '../model/step/transformer.ts';
import type { Scenario } from './schema.ts';
import { stackOf } from './stackChoice.ts';

type Model = Scenario['workload']['model'];
type PrecisionName = Scenario['workload']['precision'];
type Peaks = Scenario['cluster']['node']['accelerator']['peak'];

/** Dense peak at a precision (FLOP/s); fp16 and bf16 have one. */
export function peakRate(peak: Peaks, precision: PrecisionName): number | undefined {
  return peak[precision === 'fp16' ? 'bf16' : precision];
}

/** What the step-time model needs to know of a phase; null where the scenario does not say it all. */
export interface StepModelInput {
  readonly model: Transformer;
  readonly work: StepWork;
  readonly machine: Machine;
  readonly profile: StackProfile;
}

/** Prediction of the step-time model for one phase; null where the model does not apply or the layout does not divide. */
export function predictPhase(scenario: Scenario, index: number): StepPrediction | null {
  const input = stepModelInput(scenario, index);
  if (input === null || layoutProblems(input.model, input.work.layout, input.work.sequence).length > 0)
    return null;
  return predictStep(input.model, input.work, input.machine, input.profile);
}

export function stepModelInput(scenario: Scenario, index: number): StepModelInput | null {
  const { cluster, workload } = scenario;
  const phase = workload.phases[index]!;
  const model = transformerOf(workload.model);
  const precision = precisionOf(workload.precision);
  const { accelerator } = cluster.node;
  const choice = stackOf(scenario);
  if (model === null || precision === null || accelerator.step_model === undefined || choice === null)
    return null;
  const layout: Layout = {
    gpus: cluster.nodes * cluster.node.gpus,
    tensor: phase.parallelism.tensor,
    sequenceParallel: phase.parallelism.sequence_parallel,
    pipeline: phase.parallelism.pipeline,
    virtualStages: phase.parallelism.virtual_stages,
    context: phase.parallelism.context,
    expert: phase.parallelism.expert,
    microBatch: phase.parallelism.micro_batch,
    globalBatch: Math.round(phase.global_batch / phase.sequence_length),
    zeroStage: phase.parallelism.zero,
    recompute: phase.parallelism.recompute,
  };
  const machine = machineOf(scenario, accelerator.step_model, precision);
  const work = { sequence: phase.sequence_length, precision, layout };
  return { model, work, machine, profile: PROFILES[choice.stack] };
}

/** The scenario's own numbers first; the step-time model adds what no data sheet says. */
export function machineOf({ cluster, workload }: Scenario, id: MachineId, precision: Precision): Machine {
  const { accelerator } = cluster.node;
  const known: Machine = MACHINES[id];
  const { bandwidth, pod, oversubscription } = cluster.network;
  const peak = peakRate(accelerator.peak, workload.precision);
  const achievable = accelerator.achievable_bf16;
  const width = operandWidth(precision);
  return {
    ...known,
    accelerator: {
      ...known.accelerator,
      peakFlops: {
        ...known.accelerator.peakFlops,
        ...(accelerator.peak.bf16 === undefined ? {} : { bits16: accelerator.peak.bf16 }),
        ...(peak === undefined ? {} : { [width]: peak }),
      },
      achievable: {
        ...known.accelerator.achievable,
        ...(achievable === undefined || accelerator.peak.bf16 === undefined
          ? {}
          : { bits16: Math.min(1, achievable / accelerator.peak.bf16) }),
      },
      memoryBytes: accelerator.memory,
      memoryBytesPerSecond: accelerator.memory_bandwidth ?? known.accelerator.memoryBytesPerSecond,
    },
    scaleUp: {
      ...known.scaleUp,
      bytesPerSecond: accelerator.scale_up ?? known.scaleUp.bytesPerSecond,
    },
    network: {
      ...known.network,
      bytesPerSecond: bandwidth ?? accelerator.scale_out ?? known.network.bytesPerSecond,
      podGpus: pod ?? known.network.podGpus,
      oversubscription,
    },
  };
}

function precisionOf(name: PrecisionName): Precision | null {
  return name === 'tf32' ? null : name;
}

export function transformerOf(model: Model): Transformer | null {
  const { layers, hidden, heads, kv_heads, head_dim, ffn, mlp, vocabulary, positions, norm } = model;
  if (
    layers === undefined ||
    hidden === undefined ||
    heads === undefined ||
    head_dim === undefined ||
    ffn === undefined ||
    vocabulary === undefined
  ) {
    return null;
  }
  const { experts, mla } = model;
  return {
    layers,
    hidden,
    heads,
    kvHeads: kv_heads ?? heads,
    headDimension: head_dim,
    ffn,
    gated: mlp === 'gated',
    experts:
      experts === undefined
        ? null
        : {
            total: experts.total,
            active: experts.active,
            shared: experts.shared ?? 0,
            ffn: experts.ffn ?? ffn,
            denseLayers: experts.dense_layers ?? 0,
            denseFfn: experts.dense_ffn ?? ffn,
          },
    mla:
      mla === undefined
        ? null
        : {
            queryRank: mla.query_rank,
            kvRank: mla.kv_rank,
            nopeDimension: mla.nope_dim,
            ropeDimension: mla.rope_dim,
            valueDimension: mla.value_dim,
          },
    vocabulary,
    sequencePositions: model.sequence_length ?? 0,
    tiedEmbeddings: model.tied_embeddings ?? false,
    positions: positions ?? 'rope',
    bias: model.bias ?? false,
    norm: norm ?? 'rms',
  };
}
