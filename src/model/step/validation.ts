import type { StepPrediction } from './prediction.ts';
import type { ProfileId } from './profiles.ts';
import { predictStep } from './step.ts';
import {
  type Measured,
  missingFromRow,
  type ValidationCase,
  type ValidationRow,
  validationCase,
} from './validationRow.ts';

/** A measured row beside its prediction. Errors are (predicted - measured) / measured. */
export interface Comparison {
  readonly id: string;
  readonly set: string;
  readonly profile: ProfileId;
  /** Whether the profile's constants were fitted on this row. */
  readonly fitted: boolean;
  readonly measuredSeconds: number;
  readonly predictedSeconds: number;
  readonly timeError: number;
  /** Model FLOPs over time and GPUs (TFLOP/s), causal half of the attention, of the measured and the predicted time. */
  readonly measuredTflops: number;
  readonly predictedTflops: number;
  readonly memoryError: number | null;
  readonly fits: boolean;
}

/** Rows judged together, and the mean absolute error that they must stay below. */
export interface ValidationSet {
  readonly name: string;
  readonly about: string;
  readonly tolerance: number;
  readonly memoryTolerance?: number;
}

/** Every set, with its tolerance of the mean absolute relative error. A set not in this list has no tolerance. */
export const VALIDATION_SETS: readonly ValidationSet[] = [
  {
    name: 'narayanan-ptd',
    about: 'Megatron-LM 2021 on A100, 175B and 530B; nothing fitted',
    tolerance: 0.03,
  },
  { name: 'narayanan-zero3', about: 'DeepSpeed ZeRO-3 2021 on A100', tolerance: 0.03 },
  { name: 'korthikanti', about: 'Megatron-LM 2022 on A100, full and selective recompute', tolerance: 0.02 },
  { name: 'megascale', about: 'Megatron-LM and MegaScale on up to 12,288 A100', tolerance: 0.025 },
  { name: 'dgxc-bf16', about: 'NeMo on H100, dense, bf16', tolerance: 0.02 },
  { name: 'dgxc-fp8', about: 'NeMo on H100, dense, fp8', tolerance: 0.035 },
  { name: 'dgxc-moe', about: 'NeMo on H100, Grok-1', tolerance: 0.05 },
  { name: 'maxtext', about: 'MaxText FSDP on H100', tolerance: 0.01 },
  { name: 'mbridge-h100', about: 'Megatron-Bridge on H100, dense, fp8; nothing fitted', tolerance: 0.045 },
  { name: 'mbridge-h100-moe', about: 'Megatron-Bridge on H100, experts', tolerance: 0.045 },
  { name: 'moe-zoo', about: 'Megatron-Core on 256 H100, Qwen3-235B, bf16', tolerance: 0.095 },
  { name: 'mbridge-blackwell', about: 'Megatron-Bridge on B200, GB200, GB300, dense', tolerance: 0.09 },
  { name: 'mbridge-blackwell-moe', about: 'Megatron-Bridge on Blackwell, experts', tolerance: 0.125 },
  { name: 'nemo-launcher', about: 'NeMo launcher on H100, fp8; nothing fitted', tolerance: 0.07 },
  { name: 'torchtitan', about: 'torchtitan FSDP2 on 500 W H100', tolerance: 0.075 },
  { name: 'mosaicml-a100', about: 'Composer FSDP on A100', tolerance: 0.035 },
  { name: 'mosaicml-h100', about: 'Composer FSDP on H100', tolerance: 0.04 },
  { name: 'bloom', about: 'Megatron-DeepSpeed on Jean Zay', tolerance: 0.07, memoryTolerance: 0.1 },
  { name: 'vtrain-multi', about: 'Megatron-DeepSpeed on 64 to 512 A100; nothing fitted', tolerance: 0.09 },
  { name: 'vtrain-single', about: 'Megatron-DeepSpeed on up to 8 A100, small models', tolerance: 0.083 },
  { name: 'headline-a100', about: 'MT-NLG and OPT-175B on A100; nothing fitted', tolerance: 0.45 },
  { name: 'fsdp', about: 'PyTorch FSDP 2023 on 512 A100; nothing fitted', tolerance: 0.14 },
  { name: 'deepseek-v3', about: 'DeepSeek-V3 on 2048 H800; nothing fitted', tolerance: 0.05 },
];

/** Name of the set that a case belongs to. */
export function setOf(one: ValidationCase): string {
  const dense = one.model.experts === null;
  if (one.group === 'fsdp') return 'fsdp';
  if (one.group === 'headline' && one.profile !== 'deepseek') return 'headline-a100';
  switch (one.profile) {
    case 'megatron-2021':
      return 'narayanan-ptd';
    case 'deepspeed-zero3-2021':
      return 'narayanan-zero3';
    case 'megatron-2022':
      return 'korthikanti';
    case 'megatron-2023':
    case 'megascale':
      return 'megascale';
    case 'composer-a100':
      return 'mosaicml-a100';
    case 'composer-h100':
      return 'mosaicml-h100';
    case 'megatron-deepspeed-bloom':
    case 'megatron-deepspeed-bloom-bf16':
      return 'bloom';
    case 'megatron-deepspeed':
      return one.group.replace('_', '-');
    case 'nemo-blackwell':
      return 'mbridge-blackwell';
    case 'nemo-blackwell-moe':
      return 'mbridge-blackwell-moe';
    case 'deepseek':
      return 'deepseek-v3';
    case 'nemo':
    case 'nemo-moe':
      if (one.group === 'nemo_launcher') return 'nemo-launcher';
      if (one.group === 'moe_zoo') return 'moe-zoo';
      if (one.group === 'mbridge') return dense ? 'mbridge-h100' : 'mbridge-h100-moe';
      if (one.group === 'dgxc_h100') return dense ? `dgxc-${one.work.precision}` : 'dgxc-moe';
      return one.group;
    default:
      return one.profile;
  }
}

/** Even FNV-1a hash of the id: the "half" of a group that a profile says it was fitted on. */
function inHalf(id: string): boolean {
  let hash = 2166136261;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 16777619) >>> 0;
  return hash % 2 === 0;
}

/** Whether the constants of the case's profile were fitted on it (`fittedOn` in profiles.ts, as a rule). */
export function isFitted(one: ValidationCase): boolean {
  const { layout, precision } = one.work;
  if (one.group === 'headline' || one.group === 'fsdp') return false;
  switch (one.profile) {
    case 'megatron-2022':
    case 'composer-h100':
    case 'torchtitan':
    case 'nemo-moe':
    case 'nemo-blackwell':
    case 'nemo-blackwell-moe':
      return inHalf(one.id);
    case 'megatron-2023':
    case 'megascale':
      return layout.globalBatch === 768;
    case 'megatron-deepspeed':
      return one.group === 'vtrain_single';
    case 'megatron-deepspeed-bloom':
      return precision === 'fp16';
    case 'deepspeed-zero3-2021':
      return one.model.layers === 96;
    case 'composer-a100':
      return one.machine.name.includes('40GB');
    case 'nemo':
      return one.group === 'dgxc_h100';
    case 'maxtext':
      return layout.gpus < 2048;
    default:
      return false;
  }
}

export function compareCase(one: ValidationCase): Comparison {
  const step = predictStep(one.model, one.work, one.machine, one.stack);
  const teraflops = step.modelFlops / (one.work.layout.gpus * 1e12);
  const measuredSeconds = secondsOf(one.measured, step, one.work.layout.gpus);
  return {
    id: one.id,
    set: setOf(one),
    profile: one.profile,
    fitted: isFitted(one),
    measuredSeconds,
    predictedSeconds: step.stepSeconds,
    timeError: step.stepSeconds / measuredSeconds - 1,
    measuredTflops: teraflops / measuredSeconds,
    predictedTflops: teraflops / step.stepSeconds,
    memoryError: one.measuredBytes === null ? null : step.memory.totalBytes / one.measuredBytes - 1,
    fits: step.memory.fits,
  };
}

/** A measured rate as the time of a step: the FLOPs that the source counts over it. */
function secondsOf(measured: Measured, step: StepPrediction, gpus: number): number {
  if (measured.kind === 'seconds') return measured.seconds;
  const flops = {
    'model, causal attention': step.modelFlops,
    'model, full attention': step.modelFlopsFullAttention,
    hardware: step.hardwareFlops,
  }[measured.counts];
  return flops / (gpus * measured.flopsPerGpu);
}

/** A measured row that cannot be predicted, and why. */
export interface Unpredicted {
  readonly id: string;
  readonly source: string;
  readonly reason: string;
}

/** The rows that `compareRows` leaves out. */
export function unpredictedRows(rows: Iterable<ValidationRow>): readonly Unpredicted[] {
  const out: Unpredicted[] = [];
  for (const row of rows) {
    const reason = missingFromRow(row);
    if (reason !== null) out.push({ id: row['id'] ?? '', source: row['group'] ?? '', reason });
  }
  return out;
}

/** Every row that can be predicted, in file order. */
export function compareRows(rows: Iterable<ValidationRow>): readonly Comparison[] {
  const out: Comparison[] = [];
  for (const row of rows) {
    const one = validationCase(row);
    if (one !== null) out.push(compareCase(one));
  }
  return out;
}

export interface ErrorSummary {
  readonly rows: number;
  readonly meanAbsolute: number;
  readonly mean: number;
  readonly median: number;
  readonly p90: number;
  readonly worst: number;
}

/** Of the absolute errors: mean, median, 90th percentile (nearest rank) and worst; and the mean signed error. */
export function summarise(errors: readonly number[]): ErrorSummary | null {
  if (errors.length === 0) return null;
  const sizes = errors.map(Math.abs).sort((a, b) => a - b);
  const at = (share: number): number => sizes[Math.max(0, Math.ceil(share * sizes.length) - 1)]!;
  return {
    rows: sizes.length,
    meanAbsolute: sizes.reduce((sum, e) => sum + e, 0) / sizes.length,
    mean: errors.reduce((sum, e) => sum + e, 0) / errors.length,
    median: at(0.5),
    p90: at(0.9),
    worst: at(1),
  };
}

export interface SetReport {
  readonly set: ValidationSet;
  readonly all: ErrorSummary | null;
  readonly fitted: ErrorSummary | null;
  readonly unseen: ErrorSummary | null;
  readonly memory: ErrorSummary | null;
  readonly passes: boolean;
}

/** One report per set of VALIDATION_SETS. A set without rows passes. */
export function reportSets(comparisons: readonly Comparison[]): readonly SetReport[] {
  return VALIDATION_SETS.map((set) => {
    const mine = comparisons.filter((c) => c.set === set.name);
    const times = (some: readonly Comparison[]): ErrorSummary | null =>
      summarise(some.map((c) => c.timeError));
    const all = times(mine);
    const memory = summarise(mine.flatMap((c) => (c.memoryError === null ? [] : [c.memoryError])));
    const slow = all !== null && all.meanAbsolute > set.tolerance;
    const large =
      memory !== null && set.memoryTolerance !== undefined && memory.meanAbsolute > set.memoryTolerance;
    return {
      set,
      all,
      fitted: times(mine.filter((c) => c.fitted)),
      unseen: times(mine.filter((c) => !c.fitted)),
      memory,
      passes: !slow && !large,
    };
  });
}
