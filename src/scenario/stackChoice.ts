import { MACHINES, type MachineId } from '../model/step/accelerators.ts';
import { PROFILES, type ProfileId } from '../model/step/profiles.ts';
import type { Scenario } from './schema.ts';

type Family = 'ampere' | 'hopper' | 'blackwell';
type Sharding = 'megatron' | 'fsdp';

/** On which machines, kinds of model and layouts the constants of a stack were fitted. */
export interface StackFit {
  readonly machines: readonly MachineId[];
  readonly kind: 'dense' | 'experts';
  readonly shardings: readonly Sharding[];
  /** Bits of the operands of the matrix products. */
  readonly bits: readonly number[];
  readonly mostGpus: number;
}

/** The stack of the step-time model for a scenario. */
export interface StackChoice {
  readonly stack: ProfileId;
  /** Whether the scenario names it. */
  readonly given: boolean;
  /** What of the scenario decided. */
  readonly because: string;
  readonly fit: StackFit;
  /** What of the scenario the fit never saw; empty when it saw all of it. */
  readonly extrapolated: readonly string[];
}

/** Generation of fitted machines that a machine is nearest to: itself, else by year and number formats. */
const FAMILIES: Readonly<Record<MachineId, Family>> = {
  'gtx-580': 'ampere',
  v100: 'ampere',
  'a100-40': 'ampere',
  'a100-80': 'ampere',
  'tpu-v3': 'ampere',
  'tpu-v4': 'ampere',
  'h100-sxm': 'hopper',
  'h100-96': 'hopper',
  h800: 'hopper',
  h200: 'hopper',
  mi300x: 'hopper',
  b200: 'blackwell',
  b300: 'blackwell',
  gb200: 'blackwell',
  gb300: 'blackwell',
};

/** Of the generations: how they are called, and the stack for each kind of model and layout. */
const STACKS: Readonly<
  Record<Family, { readonly name: string } & Readonly<Record<Sharding | 'experts', ProfileId>>>
> = {
  ampere: { name: 'A100', megatron: 'megatron-2022', fsdp: 'composer-a100', experts: 'nemo-moe' },
  hopper: { name: 'H100', megatron: 'nemo', fsdp: 'maxtext', experts: 'nemo-moe' },
  blackwell: {
    name: 'Blackwell',
    megatron: 'nemo-blackwell',
    fsdp: 'nemo-blackwell',
    experts: 'nemo-blackwell-moe',
  },
};

const MEGATRON_A100: StackFit = {
  machines: ['a100-80'],
  kind: 'dense',
  shardings: ['megatron'],
  bits: [16],
  mostGpus: 512,
};
const MEGASCALE: StackFit = { ...MEGATRON_A100, mostGpus: 1024 };
const BLOOM: StackFit = { ...MEGATRON_A100, mostGpus: 384 };
const NEMO: StackFit = {
  machines: ['h100-sxm'],
  kind: 'dense',
  shardings: ['megatron'],
  bits: [16, 8],
  mostGpus: 2304,
};

/** Of the rows each stack was fitted on, as `longrun check-model` marks them; a stack that took over another's constants has its fit. */
export const STACK_FITS: Readonly<Record<ProfileId, StackFit>> = {
  'megatron-2021': MEGATRON_A100,
  'megatron-2022': MEGATRON_A100,
  'megatron-2023': MEGASCALE,
  megascale: MEGASCALE,
  'megatron-deepspeed': { ...MEGATRON_A100, mostGpus: 8 },
  'megatron-deepspeed-bloom': BLOOM,
  'megatron-deepspeed-bloom-bf16': BLOOM,
  'deepspeed-zero3-2021': { ...MEGATRON_A100, shardings: ['fsdp'], mostGpus: 1536 },
  'composer-a100': { ...MEGATRON_A100, machines: ['a100-40'], shardings: ['fsdp'], mostGpus: 128 },
  'composer-h100': { ...NEMO, shardings: ['fsdp', 'megatron'], mostGpus: 512 },
  nemo: NEMO,
  'nemo-moe': { ...NEMO, kind: 'experts', mostGpus: 2048 },
  'nemo-blackwell': {
    machines: ['b200', 'gb200', 'gb300'],
    kind: 'dense',
    shardings: ['megatron', 'fsdp'],
    bits: [8, 4],
    mostGpus: 256,
  },
  'nemo-blackwell-moe': {
    machines: ['b200', 'b300', 'gb200', 'gb300'],
    kind: 'experts',
    shardings: ['megatron'],
    bits: [16, 8],
    mostGpus: 256,
  },
  maxtext: { ...NEMO, shardings: ['fsdp'], mostGpus: 1024 },
  torchtitan: { ...NEMO, machines: ['h100-96'], shardings: ['fsdp', 'megatron'], mostGpus: 512 },
  deepseek: NEMO,
};

/** Bits of the operands at each precision that the step-time model knows. */
const BITS = { fp32: 32, tf32: 32, bf16: 16, fp16: 16, fp8: 8 } as const;

/**
 * The stack that the scenario names; with `auto` the one fitted on the nearest machine, for the kind of model (experts go
 * before the machine: their routing decides most), for FSDP or not. Null when the step-time model does not know the machine.
 */
export function stackOf(scenario: Scenario): StackChoice | null {
  const { workload, cluster } = scenario;
  const machine = cluster.node.accelerator.step_model;
  if (machine === undefined) return null;
  const kind = workload.model.experts === undefined ? 'dense' : 'experts';
  const sharding = shardingOf(scenario);
  const { name, ...stacks } = STACKS[FAMILIES[machine]];
  // torchtitan's own machine is a slower H100 that no other stack was fitted on.
  const sharded = machine === 'h100-96' ? 'torchtitan' : stacks.fsdp;
  const best = kind === 'experts' ? stacks.experts : sharding === 'fsdp' ? sharded : stacks.megatron;
  const given = workload.stack !== 'auto';
  const stack = workload.stack === 'auto' ? best : workload.stack;
  const fit = STACK_FITS[stack];
  const gpus = cluster.nodes * cluster.node.gpus;
  const extrapolated = [
    fit.machines.includes(machine) ? '' : `the ${MACHINES[machine].name}`,
    fit.kind === kind ? '' : KIND_NAMES[kind],
    fit.shardings.includes(sharding) ? '' : SHARDING_NAMES[sharding],
    fit.bits.includes(BITS[workload.precision]) ? '' : workload.precision,
    gpus <= fit.mostGpus ? '' : `${gpus} GPUs (at most ${fit.mostGpus})`,
  ].filter((what) => what !== '');
  const because = given
    ? 'named by workload.stack'
    : `for ${KIND_NAMES[kind]} in ${SHARDING_NAMES[sharding]} on the nearest generation of machines, ${name}`;
  return { stack, given, because, fit, extrapolated };
}

const KIND_NAMES = { dense: 'dense models', experts: 'mixtures of experts' } as const;
const SHARDING_NAMES = { fsdp: 'FSDP-only layouts', megatron: 'Megatron-like layouts' } as const;

/** Whether every phase only shards its state over data-parallel ranks. */
function shardingOf({ workload }: Scenario): Sharding {
  return workload.phases.every(
    ({ parallelism }) =>
      parallelism.zero === 3 &&
      parallelism.tensor === 1 &&
      parallelism.pipeline === 1 &&
      parallelism.expert === 1,
  )
    ? 'fsdp'
    : 'megatron';
}

/** What a stack's constants rest on, in words. */
export function fitText({ stack, fit }: StackChoice): string {
  const rows: readonly string[] = PROFILES[stack].fittedOn;
  const what = rows.length === 0 ? "nothing of its own (another stack's constants)" : rows.join(', ');
  const machines = fit.machines.map((machine) => MACHINES[machine].name).join(', ');
  return `${what}; ${machines}, up to ${fit.mostGpus} GPUs`;
}
