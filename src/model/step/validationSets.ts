import type { ValidationCase } from './validationRow.ts';

/** Mean absolute error below which the steps of a source count as reproduced: what a planner can use, and more than clusters of a kind differ by. */
export const STEP_TIME_AIM = 0.1;

/** Measured rows judged together: those of one source and one kind of training software. */
export interface ValidationSet {
  readonly name: string;
  readonly about: string;
  /** Why its mean error is beyond the aim; null where it should be within. */
  readonly notReproduced: string | null;
  /** Likewise of memory, where the source measured it. */
  readonly memoryNotReproduced: string | null;
}

/** Every set that rows belong to. */
export const VALIDATION_SETS: readonly ValidationSet[] = [
  set('narayanan-ptd', 'Megatron-LM 2021 on A100, 175B and 530B'),
  set('narayanan-zero3', 'DeepSpeed ZeRO-3 2021 on A100'),
  set('korthikanti', 'Megatron-LM 2022 on A100, full and selective recompute'),
  set('megascale', 'Megatron-LM and MegaScale on up to 12,288 A100'),
  set('dgxc-bf16', 'NeMo on H100, dense, bf16'),
  set('dgxc-fp8', 'NeMo on H100, dense, fp8'),
  set('dgxc-moe', 'NeMo on H100, Grok-1'),
  set('maxtext', 'MaxText FSDP on H100'),
  set('mbridge-h100', 'Megatron-Bridge on H100, dense, fp8'),
  set('mbridge-h100-moe', 'Megatron-Bridge on H100, experts'),
  set('moe-zoo', 'Megatron-Core on 256 H100, Qwen3-235B, bf16', {
    notReproduced:
      'the unseen rows are two, and one is 19 % too slow: the exchange of tokens that nothing hides is charged 5.3 s where hiding it saved 2.1 s',
  }),
  set('mbridge-blackwell', 'Megatron-Bridge on B200, GB200, GB300, dense'),
  set('mbridge-blackwell-moe', 'Megatron-Bridge on Blackwell, experts', {
    notReproduced:
      'mbridge-003 decides it: without that row the mean is 9.4 %. It takes 4.04 s where mbridge-020, of equal settings in every published column, takes 2.47 s. Besides, gpt-oss-120b is predicted 20 % too fast in the mean, and nothing is published of its kernels',
  }),
  set('nemo-launcher', 'NeMo launcher on H100, fp8'),
  set('torchtitan', 'torchtitan FSDP2 on 500 W H100', {
    memoryNotReproduced:
      "the source prints what PyTorch's allocator reserved, which where all is recomputed stands near its cap and not at what is in use",
  }),
  set('mosaicml-a100', 'Composer FSDP on A100'),
  set('mosaicml-h100', 'Composer FSDP on H100'),
  set('bloom', 'Megatron-DeepSpeed on Jean Zay'),
  set('vtrain-multi', 'Megatron-DeepSpeed on 64 to 512 A100'),
  set('vtrain-single', 'Megatron-DeepSpeed on up to 8 A100, small models'),
  set('mt-nlg', 'Megatron with DeepSpeed on 2,240 A100, 530B, as megatron-2021', {
    notReproduced:
      'predicted 20 % too fast: a rate quoted by another paper, of software of which there is no other row at this size',
  }),
  set('opt-175b', 'FSDP with tensor parallelism on 992 A100, as composer-a100', {
    notReproduced:
      'predicted 62 % too slow: "up to 147 TFLOP/s" says neither which FLOPs nor how often, and 1,024 samples do not divide by the printed 124 ranks of 8',
  }),
  set('fsdp', 'PyTorch FSDP 2023 on 512 A100, as composer-a100', {
    notReproduced:
      'predicted 12 % too fast: the paper prints rates without saying which FLOPs they count, read here as those of the hardware, and no step time',
  }),
  set('deepseek-v3', 'DeepSeek-V3 on 2048 H800'),
];

function set(
  name: string,
  about: string,
  known: Partial<Pick<ValidationSet, 'notReproduced' | 'memoryNotReproduced'>> = {},
): ValidationSet {
  return { name, about, notReproduced: null, memoryNotReproduced: null, ...known };
}

/** Name of the set that a case belongs to. */
export function setOf(one: ValidationCase): string {
  const dense = one.model.experts === null;
  if (one.group === 'fsdp') return 'fsdp';
  if (one.group === 'headline' && one.profile === 'megatron-2021') return 'mt-nlg';
  if (one.group === 'headline' && one.profile === 'composer-a100') return 'opt-175b';
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
