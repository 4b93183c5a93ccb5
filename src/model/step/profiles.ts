import type { ByWidth } from './machine.ts';
import type { ExpertConstants, FittedConstants, StackFacts, StackProfile } from './profile.ts';

// Constants were searched (random, then coordinate) within the bounds of profile.ts to the least mean absolute relative
// error of the step time over the rows named in `fittedOn`; "half" is the rows whose id has an even FNV-1a hash.
// Errors on those rows and on the others: validation.ts.

function matmul(bits16: number, bits8 = bits16): ByWidth {
  return { bits32: bits16, bits16, bits8, bits4: bits8 };
}

/** Megatron-LM as of 2021: three dimensions of parallelism, unfused attention, nothing overlapped. */
const MEGATRON: StackFacts = {
  attention: 'unfused',
  layerKernels: 22,
  dropout: true,
  castBytes: 2,
  gradientBytes: 4,
  reduceBytes: 4,
  selectiveShare: 1,
  weightBytes: 2,
  optimizerBytes: 12,
  weightGradientOverlap: false,
  dataOverlap: 0,
  contention: 0.08,
  experts: { captured: false, dispatch: 'copies', dispatchBytes: 2, overlapped: false, fused: false },
  pipelineExposed: 1,
  pipelineScatter: true,
  hierarchical: true,
  layerCollectives: 1,
  keepGathered: false,
  fusedLoss: false,
  jitterPerDoubling: 0,
  jitterPerDoubling8: 0,
  overheadBytes: 3e9,
  fragmentation: 1.05,
};

/** Megatron-Core and NeMo: flash attention, 16-bit gradients, data and pipeline traffic overlapped; jitter as on DGX H100. */
const MODERN: StackFacts = {
  ...MEGATRON,
  attention: 'flash',
  layerKernels: 16,
  dropout: false,
  gradientBytes: 2,
  reduceBytes: 2,
  weightGradientOverlap: true,
  dataOverlap: 0.85,
  pipelineExposed: 0.3,
  jitterPerDoubling: 0.003,
  jitterPerDoubling8: 0.006,
};

/** Fully sharded data parallelism: 32-bit shards, 16-bit traffic. */
const FSDP: StackFacts = {
  ...MODERN,
  weightGradientOverlap: false,
  dataOverlap: 0.9,
  weightBytes: 4,
  gradientBytes: 4,
  optimizerBytes: 8,
  fusedLoss: true,
};

/** Megatron-DeepSpeed: Megatron's kernels, 16-bit gradients, DeepSpeed's larger workspaces. */
const DEEPSPEED: StackFacts = { ...MEGATRON, gradientBytes: 2, reduceBytes: 2, overheadBytes: 5e9 };

// Fitted on the fitted rows of nemo-moe and nemo-blackwell-moe together, both generations weighing the same.
const EXPERTS: ExpertConstants = { waitSeconds: 3.1e-3, launchSeconds: 45e-6 };

const KORTHIKANTI: FittedConstants = {
  matmul: matmul(0.957),
  memory: 0.524,
  attention: 0.466,
  network: 0.4,
  launchSeconds: 5e-6,
  tensorOverlap: 0,
  microBatchSeconds: 0.76e-3,
  stepSeconds: 0.021,
  experts: EXPERTS,
};

const BLOOM: FittedConstants = {
  matmul: matmul(0.928),
  memory: 0.4,
  attention: 0.774,
  network: 0.155,
  launchSeconds: 5e-6,
  tensorOverlap: 0,
  microBatchSeconds: 4.5e-3,
  stepSeconds: 0,
  experts: EXPERTS,
};

// Two-fold cross-validation on dgxc_h100: 2.2 and 2.7 % on the unseen halves; 3.3 % on Nemotron, 4.6 % on Llama 3 70B
// when these models are left out.
const NEMO: FittedConstants = {
  matmul: matmul(0.854, 0.893),
  memory: 0.468,
  attention: 1.2,
  network: 0.95,
  launchSeconds: 5e-6,
  tensorOverlap: 0.41,
  microBatchSeconds: 0.9e-3,
  stepSeconds: 0.05,
  experts: EXPERTS,
};

/** Built-in stacks. */
export const PROFILES = {
  'megatron-2021': {
    name: 'megatron-2021',
    facts: MEGATRON,
    fitted: KORTHIKANTI,
    source: 'Narayanan et al. 2021 (arXiv 2104.04473); constants of megatron-2022, unchanged',
    fittedOn: [],
  },
  'megatron-2022': {
    name: 'megatron-2022',
    facts: { ...MEGATRON, weightGradientOverlap: true },
    fitted: KORTHIKANTI,
    source: 'Korthikanti et al. 2022 (arXiv 2205.05198)',
    fittedOn: ['korthikanti_t5, half (4 of 9)'],
  },
  'megatron-2023': {
    name: 'megatron-2023',
    facts: {
      ...MODERN,
      dropout: true,
      gradientBytes: 4,
      reduceBytes: 4,
      dataOverlap: 0,
      pipelineExposed: 1,
    },
    fitted: {
      ...KORTHIKANTI,
      matmul: matmul(0.843),
      memory: 0.9,
      attention: 0.668,
      network: 0.892,
      tensorOverlap: 0.337,
      microBatchSeconds: 0.8e-3,
      stepSeconds: 1.09,
    },
    source:
      'Megatron-LM as measured in MegaScale (arXiv 2402.15627), table 2; one second a step that no other term explains',
    fittedOn: ['megascale_t2, Megatron-LM, batch 768 (4 of 8)'],
  },
  megascale: {
    name: 'megascale',
    facts: { ...MODERN, dropout: true },
    fitted: {
      ...KORTHIKANTI,
      matmul: matmul(1),
      memory: 0.9,
      attention: 1.017,
      network: 0.943,
      tensorOverlap: 0.716,
      microBatchSeconds: 0.8e-3,
      stepSeconds: 0.889,
    },
    source:
      'MegaScale (arXiv 2402.15627), table 2; parallel block and sliding window are inside the constants',
    fittedOn: ['megascale_t2, MegaScale, batch 768 (4 of 8)'],
  },
  'megatron-deepspeed': {
    name: 'megatron-deepspeed',
    facts: DEEPSPEED,
    fitted: {
      matmul: matmul(1),
      memory: 0.511,
      attention: 0.897,
      network: 0.82,
      launchSeconds: 35.5e-6,
      tensorOverlap: 0,
      microBatchSeconds: 1.6e-3,
      stepSeconds: 0,
      experts: EXPERTS,
    },
    source: 'Megatron-DeepSpeed as measured by vTrain (MICRO 2024), one and many nodes of 8 A100',
    fittedOn: ['vtrain_single'],
  },
  'megatron-deepspeed-bloom': {
    name: 'megatron-deepspeed-bloom',
    facts: { ...DEEPSPEED, fragmentation: 1.15 },
    fitted: BLOOM,
    source:
      'BigScience on Jean Zay (tr11 chronicles), fp16; the low network share is OmniPath shared by two GPUs a port',
    fittedOn: ['bloom_prequel, fp16'],
  },
  'megatron-deepspeed-bloom-bf16': {
    name: 'megatron-deepspeed-bloom-bf16',
    facts: { ...DEEPSPEED, gradientBytes: 6, reduceBytes: 4, fragmentation: 1.15 },
    fitted: BLOOM,
    source: 'The same in bf16: 32-bit gradients accumulated beside 16-bit ones; constants unchanged',
    fittedOn: [],
  },
  'deepspeed-zero3-2021': {
    name: 'deepspeed-zero3-2021',
    // Contention is fitted here: weights travel during the whole step. One collective for each of a layer's four matrices.
    facts: { ...DEEPSPEED, hierarchical: false, dataOverlap: 1, contention: 0.36, layerCollectives: 4 },
    fitted: { ...KORTHIKANTI, matmul: matmul(0.76), memory: 0.9, attention: 0.65, network: 0.85 },
    source: 'DeepSpeed ZeRO-3 as measured in Narayanan et al. 2021, table 2; a flat ring over all GPUs',
    fittedOn: ['narayanan_t2, ZeRO-3, 175B (3 of 6)'],
  },
  'composer-a100': {
    name: 'composer-a100',
    facts: FSDP,
    fitted: {
      matmul: matmul(0.871),
      memory: 0.653,
      attention: 0.61,
      network: 0.95,
      launchSeconds: 5e-6,
      tensorOverlap: 0,
      microBatchSeconds: 0.03,
      stepSeconds: 0.026,
      experts: EXPERTS,
    },
    source: 'MosaicML Composer, FSDP, FlashAttention 1, 2023 (llm-foundry benchmarking README)',
    fittedOn: ['mosaicml, A100-40'],
  },
  'composer-h100': {
    name: 'composer-h100',
    facts: FSDP,
    fitted: {
      matmul: matmul(0.787, 0.68),
      memory: 0.634,
      attention: 0.376,
      network: 0.3,
      launchSeconds: 5e-6,
      tensorOverlap: 0,
      microBatchSeconds: 0.029,
      stepSeconds: 0.069,
      experts: EXPERTS,
    },
    source: 'The same on H100; FlashAttention 1 does not know Hopper, and the fabric is not printed',
    fittedOn: ['mosaicml, H100, half (17 of 36)'],
  },
  nemo: {
    name: 'nemo',
    facts: MODERN,
    fitted: NEMO,
    source: 'NVIDIA NeMo and Megatron-Core, 2024-25 (dgxc-benchmarking)',
    fittedOn: ['dgxc_h100, dense, bf16 and fp8'],
  },
  'nemo-moe': {
    name: 'nemo-moe',
    facts: MODERN,
    fitted: NEMO,
    source:
      'Mixture-of-experts models in the same stack on H100: the constants of nemo, and host time for the experts',
    fittedOn: ['mbridge, dgxc_h100 and moe_zoo, H100, experts, half (6 of 19)'],
  },
  'nemo-blackwell': {
    name: 'nemo-blackwell',
    facts: MODERN,
    fitted: { ...NEMO, matmul: matmul(1), memory: 0.515, attention: 0.6, tensorOverlap: 0 },
    source: 'Megatron-Bridge on B200, GB200 and GB300, dense models, mxfp8 and nvfp4',
    fittedOn: ['mbridge, Blackwell, dense, half (13 of 27)'],
  },
  'nemo-blackwell-moe': {
    name: 'nemo-blackwell-moe',
    facts: { ...MODERN, experts: { ...MODERN.experts, dispatch: 'distinct' } },
    fitted: { ...NEMO, matmul: matmul(1), memory: 0.375, attention: 1.4, tensorOverlap: 0 },
    source:
      'Megatron-Bridge on Blackwell, mixture-of-experts models; matmul of nemo-blackwell, host time of nemo-moe',
    fittedOn: ['mbridge, Blackwell, experts, half (27 of 55)'],
  },
  maxtext: {
    name: 'maxtext',
    facts: FSDP,
    fitted: {
      ...NEMO,
      matmul: matmul(0.898, 1),
      memory: 0.8,
      attention: 1.2,
      network: 0.82,
      tensorOverlap: 0,
      microBatchSeconds: 0,
      stepSeconds: 0.01,
    },
    source: 'MaxText (JAX), FSDP, 2025 (dgxc-benchmarking)',
    fittedOn: ['dgxc_h100, MaxText, up to 1024 GPUs (4 of 5)'],
  },
  torchtitan: {
    name: 'torchtitan',
    facts: { ...FSDP, selectiveShare: 0.55 },
    fitted: {
      ...NEMO,
      matmul: matmul(0.7, 0.82),
      memory: 0.4,
      attention: 0.415,
      network: 0.9,
      tensorOverlap: 0.133,
      microBatchSeconds: 0,
      stepSeconds: 0.05,
    },
    source: 'torchtitan, FSDP2, compiled, on H100 capped at 500 W (benchmarks/*.md)',
    fittedOn: ['torchtitan, half (7 of 15)'],
  },
  deepseek: {
    name: 'deepseek',
    facts: {
      ...MODERN,
      experts: { captured: false, dispatch: 'distinct', dispatchBytes: 1, overlapped: true, fused: false },
      gradientBytes: 4,
      optimizerBytes: 8,
      selectiveShare: 0.6,
    },
    fitted: NEMO,
    source:
      'DeepSeek-V3 (arXiv 2412.19437): DualPipe hides the all-to-all; 16-bit moments; constants of nemo, unchanged',
    fittedOn: [],
  },
} as const satisfies Readonly<Record<string, StackProfile>>;

export type ProfileId = keyof typeof PROFILES;
