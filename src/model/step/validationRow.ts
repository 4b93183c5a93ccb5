import { MACHINES, scaleOut } from './accelerators.ts';
import type { Recompute } from './flops.ts';
import type { Layout, ZeroStage } from './layout.ts';
import { type Machine, type Precision, peakFlops } from './machine.ts';
import type { ExpertFacts, StackProfile } from './profile.ts';
import { PROFILES, type ProfileId } from './profiles.ts';
import type { StepWork } from './step.ts';
import type { Transformer } from './transformer.ts';

/** One line of scenarios/validation/*.csv: text by column name. */
export type ValidationRow = Readonly<Record<string, string>>;

/** What a source measured of a step: its time, or a rate of FLOPs per GPU (FLOP/s) and which FLOPs it counts. */
export type Measured =
  | { readonly kind: 'seconds'; readonly seconds: number }
  | {
      readonly kind: 'rate';
      readonly flopsPerGpu: number;
      readonly counts: 'model, causal attention' | 'model, full attention' | 'hardware';
    };

/** What predictStep needs to predict a measured row. */
export interface ValidationCase {
  readonly id: string;
  readonly group: string;
  /** Model, GPUs and precision. */
  readonly what: string;
  readonly source: string;
  /** What the prediction needs and the source does not print: how the row is read instead is said where it is read. */
  readonly assumed: readonly string[];
  readonly model: Transformer;
  readonly work: StepWork;
  readonly machine: Machine;
  readonly profile: ProfileId;
  /** The profile, with what the recipe of the row says about its experts. */
  readonly stack: StackProfile;
  readonly measured: Measured;
  /** Measured memory of the fullest GPU (bytes), or null. */
  readonly measuredBytes: number | null;
}

// What the table has no column for, from the models' papers and configurations.
const DEEPSEEK_ATTENTION = {
  queryRank: 1536,
  kvRank: 512,
  nopeDimension: 128,
  ropeDimension: 64,
  valueDimension: 128,
};
const EXTRAS: Readonly<
  Record<string, Partial<Transformer> & { shared?: number; dense?: number; denseFfn?: number }>
> = {
  'DeepSeek-V3 671B': { mla: DEEPSEEK_ATTENTION, shared: 1, dense: 3, denseFfn: 18432 },
  'Kimi K2': { mla: DEEPSEEK_ATTENTION, shared: 1, dense: 1, denseFfn: 18432 },
  'Kimi K2 1T': { mla: DEEPSEEK_ATTENTION, shared: 1, dense: 1, denseFfn: 18432 },
  'gpt-oss-120b': { window: { tokens: 128, share: 0.5 }, bias: true },
};

function cell(row: ValidationRow, column: string): string {
  return row[column] ?? '';
}

function count(row: ValidationRow, column: string, missing: number): number {
  const value = Number.parseFloat(cell(row, column));
  return Number.isFinite(value) ? value : missing;
}

function transformerOf(row: ValidationRow): Transformer {
  const { shared = 0, dense = 0, denseFfn = 0, ...rest } = EXTRAS[cell(row, 'model')] ?? {};
  const gated = cell(row, 'mlp') === 'glu';
  const ffn = count(row, 'ffn', 0);
  const total = count(row, 'experts', 0);
  const predictions = 1 + count(row, 'mtp', 0);
  return {
    layers: count(row, 'layers', 0) + predictions - 1,
    ...(predictions > 1 ? { predictions } : {}),
    hidden: count(row, 'hidden', 0),
    heads: count(row, 'heads', 0),
    kvHeads: count(row, 'kv_heads', 0),
    headDimension: count(row, 'head_dim', 0),
    ffn,
    gated,
    experts:
      total > 0 ? { total, active: count(row, 'topk', 1), shared, ffn, denseLayers: dense, denseFfn } : null,
    mla: null,
    vocabulary: count(row, 'vocab', 0),
    sequencePositions: count(row, 'seq', 0),
    // The GPT-like models of the table tie their embeddings and learn positions; the gated ones do neither.
    tiedEmbeddings: !gated && !cell(row, 'model').startsWith('Nemotron'),
    positions: gated || cell(row, 'model').startsWith('Nemotron') ? 'rope' : 'learned',
    bias: !gated,
    norm: gated ? 'rms' : 'ln',
    ...rest,
  };
}

function precisionOf(text: string): Precision {
  if (text.startsWith('nvfp4')) return 'fp4';
  if (text.includes('fp8')) return 'fp8';
  return text === 'fp16' ? 'fp16' : 'bf16';
}

function recomputeOf(text: string): Recompute {
  if (text.startsWith('full')) return 'full';
  return text.startsWith('selective') ? 'selective' : 'none';
}

/** Machine of a row: the accelerator's usual node, with the network that the source states. */
function machineOf(row: ValidationRow): Machine {
  const group = cell(row, 'group');
  // vTrain: four 200 Gbit/s ports for eight GPUs. Jean Zay: four OmniPath 100.
  if (group.startsWith('vtrain')) return { ...MACHINES['a100-80'], network: scaleOut(100) };
  if (group === 'bloom_prequel') return { ...MACHINES['a100-80'], network: scaleOut(50) };
  const gpu = cell(row, 'gpu');
  if (gpu.startsWith('A100-40')) return MACHINES['a100-40'];
  if (gpu.startsWith('A100')) return MACHINES['a100-80'];
  if (gpu.startsWith('H100-96')) return MACHINES['h100-96'];
  if (gpu.startsWith('H800')) return MACHINES.h800;
  if (gpu === 'B200') return MACHINES.b200;
  if (gpu === 'B300') return MACHINES.b300;
  if (gpu === 'GB200') return MACHINES.gb200;
  if (gpu === 'GB300') return MACHINES.gb300;
  return MACHINES['h100-sxm'];
}

/** Stack of a row, by its source; never by the row's number. */
function profileOf(row: ValidationRow): ProfileId {
  const sharded = cell(row, 'zero') === '3';
  switch (cell(row, 'group')) {
    case 'narayanan_t1':
    case 'narayanan_t2':
      return sharded ? 'deepspeed-zero3-2021' : 'megatron-2021';
    case 'korthikanti_t5':
      return 'megatron-2022';
    case 'megascale_t2':
      return cell(row, 'attn_impl').includes('window') ? 'megascale' : 'megatron-2023';
    case 'bloom_prequel':
      return cell(row, 'precision') === 'bf16' ? 'megatron-deepspeed-bloom-bf16' : 'megatron-deepspeed-bloom';
    case 'vtrain_multi':
    case 'vtrain_single':
      return 'megatron-deepspeed';
    case 'mosaicml':
      return cell(row, 'gpu').startsWith('A100') ? 'composer-a100' : 'composer-h100';
    case 'torchtitan':
      return 'torchtitan';
    case 'dgxc_h100':
      if (sharded) return 'maxtext';
      return count(row, 'experts', 0) > 0 ? 'nemo-moe' : 'nemo';
    case 'moe_zoo':
      return 'nemo-moe';
    case 'headline':
      if (cell(row, 'gpu') === 'H800') return 'deepseek';
      return sharded ? 'composer-a100' : 'megatron-2021';
    case 'fsdp':
      return 'composer-a100';
    case 'mbridge': {
      const experts = count(row, 'experts', 0) > 0;
      if (cell(row, 'gpu').startsWith('H100')) return experts ? 'nemo-moe' : 'nemo';
      return experts ? 'nemo-blackwell-moe' : 'nemo-blackwell';
    }
    default:
      return 'nemo';
  }
}

/** Columns that the recipes of mixtures of experts fill; what a row leaves empty stays as in its profile. */
function stackOf(row: ValidationRow, id: ProfileId): StackProfile {
  const profile: StackProfile = PROFILES[id];
  const graphs = cell(row, 'moe_graphs');
  if (graphs === '') return profile;
  const experts: ExpertFacts = {
    ...profile.facts.experts,
    captured: graphs === 'step',
    dispatch: cell(row, 'moe_dispatch') as ExpertFacts['dispatch'],
    overlapped: cell(row, 'moe_overlap') === '1',
    fused: cell(row, 'moe_fused_mlp') === '1',
  };
  return { ...profile, facts: { ...profile.facts, experts } };
}

/**
 * Chunks per pipeline rank where the source prints none: two layers a chunk when the layers of a rank are even in
 * number, else one (the habit of NVIDIA's recipes). "2+" (interleaved, number not printed) is 2.
 */
function virtualStagesOf(row: ValidationRow, layers: number, pipeline: number): number {
  const printed = Number.parseInt(cell(row, 'vpp'), 10);
  if (Number.isFinite(printed)) return printed;
  if (pipeline < 2 || layers % pipeline !== 0) return 1;
  const each = layers / pipeline;
  return each % 2 === 0 ? each / 2 : each;
}

function virtualStagesPrinted(row: ValidationRow): boolean {
  return count(row, 'pp', 0) < 2 || /^\d+$/.test(cell(row, 'vpp'));
}

/** The rate is that of the operands; sources that do not say what they count are read as PaLM counts: full attention. */
function measuredOf(row: ValidationRow): Measured | null {
  const seconds = count(row, 'measured_step_s', 0);
  if (seconds > 0) return { kind: 'seconds', seconds };
  const teraflops = count(row, 'measured_tflops_per_gpu', 0);
  const mfu = count(row, 'measured_mfu', 0);
  const flopsPerGpu =
    teraflops > 0
      ? teraflops * 1e12
      : mfu * peakFlops(machineOf(row).accelerator, precisionOf(cell(row, 'precision')));
  if (flopsPerGpu === 0) return null;
  const convention = conventionOf(row);
  const counts = convention.includes('hardware')
    ? 'hardware'
    : convention.includes('causal')
      ? 'model, causal attention'
      : 'model, full attention';
  return { kind: 'rate', flopsPerGpu, counts };
}

function conventionOf(row: ValidationRow): string {
  return `${cell(row, 'flops_conv')} ${cell(row, 'notes')}`;
}

function assumedOf(row: ValidationRow, measured: Measured): readonly string[] {
  const convention = conventionOf(row);
  const printsWhatCounts = /hardware|causal|full attention/.test(convention) && !/likely|\?/.test(convention);
  return [
    ...(virtualStagesPrinted(row) ? [] : ['virtual stages']),
    ...(measured.kind === 'seconds' || printsWhatCounts ? [] : ['which FLOPs its rate counts']),
  ];
}

/** Model, GPUs and precision of a row, for people. */
export function stepText(row: ValidationRow): string {
  const gpus = count(row, 'n_gpus', 0);
  return `${cell(row, 'model')} on ${gpus} ${cell(row, 'gpu')}, ${cell(row, 'precision')}`;
}

/** Why a row cannot be predicted: what its source does not print (another may); null when it can. */
export function missingFromRow(row: ValidationRow): string | null {
  const missing: string[] = Object.entries(NEEDED).flatMap(([column, what]) =>
    count(row, column, 0) === 0 ? [what] : [],
  );
  if (measuredOf(row) === null) missing.push('step time');
  return missing.length === 0 ? null : `not printed there: ${missing.join(', ')}`;
}

const NEEDED = {
  tp: 'tensor parallelism',
  pp: 'pipeline parallelism',
  micro_batch: 'micro-batch',
  global_batch: 'global batch',
} as const;

/** Arguments of predictStep for a row; null when the source does not print the layout, or what it measured. */
export function validationCase(row: ValidationRow): ValidationCase | null {
  const measured = measuredOf(row);
  const tensor = count(row, 'tp', 0);
  const pipeline = count(row, 'pp', 0);
  const microBatch = count(row, 'micro_batch', 0);
  const globalBatch = count(row, 'global_batch', 0);
  if (measured === null || tensor * pipeline * microBatch * globalBatch === 0) return null;
  const model = transformerOf(row);
  const shard = /FSDP group (\d+)/.exec(cell(row, 'notes'));
  // torchtitan prints the batch of a rank: a pipeline of p ranks cuts it in p (its default); its tensor parallelism
  // always splits the sequence too.
  const titan = cell(row, 'group') === 'torchtitan';
  const layout: Layout = {
    gpus: count(row, 'n_gpus', 0),
    tensor,
    sequenceParallel: cell(row, 'seq_par') === '1' || (titan && tensor > 1),
    pipeline,
    virtualStages: virtualStagesOf(row, model.layers, pipeline),
    context: count(row, 'cp', 1),
    expert: count(row, 'ep', 1),
    microBatch: titan ? microBatch / pipeline : microBatch,
    globalBatch,
    zeroStage: count(row, 'zero', 0) as ZeroStage,
    recompute: recomputeOf(cell(row, 'recompute')),
    ...(shard === null ? {} : { shardRanks: Number(shard[1]) }),
  };
  const profile = profileOf(row);
  const memory = count(row, 'mem_gb', 0);
  return {
    id: cell(row, 'id'),
    group: cell(row, 'group'),
    what: stepText(row),
    source: cell(row, 'source'),
    assumed: assumedOf(row, measured),
    model,
    work: { sequence: count(row, 'seq', 0), precision: precisionOf(cell(row, 'precision')), layout },
    machine: machineOf(row),
    profile,
    stack: stackOf(row, profile),
    measured,
    // torchtitan prints GiB.
    measuredBytes: memory > 0 ? memory * (titan ? 2 ** 30 : 1e9) : null,
  };
}
