import { describe, expect, it } from 'vitest';
import { MACHINES, type MachineId } from '../../src/model/step/accelerators.ts';
import { operandWidth } from '../../src/model/step/machine.ts';
import { PROFILES, type ProfileId } from '../../src/model/step/profiles.ts';
import { validationCase } from '../../src/model/step/validationRow.ts';
import { isFitted } from '../../src/model/step/validationSets.ts';
import { loadValidationRows } from '../../src/runtime/validationFiles.ts';
import { STACK_FITS, stackOf } from '../../src/scenario/stackChoice.ts';
import { resolve } from '../support/scenarioText.ts';

const TEXT = `
name: some
cluster: { node: dgx-h100, nodes: 16 }
workload:
  model: llama-3-8b
  phases:
    - tokens: 1 Ttoken
      sequence_length: 8192 token
      global_batch: 1048576 token
      parallelism: { tensor: 8 }
      mfu: 0.4
checkpoint: { interval: 10 min, stall: 5 s }
site: us-average
cost: { rented: { price: 2 USD/(gpu hour) } }
`;
const FSDP = 'workload.phases.0.parallelism={zero: 3}';
const EXPERTS = 'workload.model=mixtral-8x7b';

function choice(...sets: string[]) {
  return stackOf(resolve(TEXT, ...sets).scenario) ?? expect.fail('the machine is not known');
}

describe('the stack of the step-time model', () => {
  it.each<[string, ProfileId, readonly string[]]>([
    ['H100', 'nemo', []],
    ['H100, fp8', 'nemo', ['workload.precision=fp8']],
    ['H100, experts', 'nemo-moe', [EXPERTS]],
    ['H100, FSDP', 'maxtext', [FSDP]],
    ['A100', 'megatron-2022', ['cluster.node=dgx-a100-80gb']],
    ['A100, FSDP', 'composer-a100', ['cluster.node=dgx-a100-80gb', FSDP]],
    ['A100, experts', 'nemo-moe', ['cluster.node=dgx-a100-80gb', EXPERTS]],
    ['B200', 'nemo-blackwell', ['cluster.node=dgx-b200']],
    ['B200, FSDP', 'nemo-blackwell', ['cluster.node=dgx-b200', FSDP]],
    ['B200, experts', 'nemo-blackwell-moe', ['cluster.node=dgx-b200', EXPERTS]],
    ['V100', 'megatron-2022', ['cluster.node=dgx-2-v100', 'workload.precision=fp16']],
    ['MI300X', 'nemo', ['cluster.node=mi300x-8']],
    ['TPU v4', 'megatron-2022', ['cluster.node=tpu-v4-host']],
    ['H100 of 500 W, FSDP', 'torchtitan', ['cluster.node.accelerator.step_model=h100-96', FSDP]],
  ])('is chosen by machine, kind of model and layout: %s -> %s', (_, stack, sets) => {
    expect(choice(...sets)).toMatchObject({ stack, given: false });
  });

  it('is one for all phases: FSDP only where every phase is', () => {
    const phase = '{tokens: 1 Ttoken, sequence_length: 8192 token, global_batch: 1048576 token, mfu: 0.4';
    const both = `workload.phases=[${phase}, parallelism: {zero: 3}}, ${phase}, parallelism: {tensor: 8}}]`;
    expect(choice(both).stack).toBe('nemo');
  });

  it('is the one that the scenario names', () => {
    expect(choice('workload.stack=megascale')).toMatchObject({ stack: 'megascale', given: true });
  });

  it('is none for an accelerator that the step-time model does not know', () => {
    expect(stackOf(resolve(TEXT, 'cluster.node.accelerator=trainium2').scenario)).toBeNull();
  });

  it.each<[readonly string[], readonly string[]]>([
    [[], []],
    [['cluster.node=dgx-2-v100', 'workload.precision=fp16'], ['the V100 SXM2 32GB']],
    [['cluster.node=mi300x-8'], ['the MI300X 192GB']],
    [['cluster.node=tpu-v4-host'], ['the TPU v4 chip']],
    [[EXPERTS, 'workload.stack=nemo'], ['mixtures of experts']],
    [[FSDP, 'workload.stack=nemo'], ['FSDP-only layouts']],
    [['cluster.node=dgx-b200'], ['bf16']],
    [['cluster.nodes=512'], ['4096 GPUs (at most 2304)']],
  ])('is told to be extrapolated where its fit saw nothing alike: %s', (sets, unseen) => {
    expect(choice(...sets).extrapolated).toEqual(unseen);
  });
});

/** What the rows that check-model marks as fitted hold, by stack. */
function fitsOfRows() {
  const fits = new Map<
    ProfileId,
    {
      machines: Set<MachineId>;
      kinds: Set<string>;
      shardings: Set<string>;
      bits: Set<number>;
      mostGpus: number;
    }
  >();
  for (const row of loadValidationRows()) {
    const one = validationCase(row);
    if (one === null || !isFitted(one)) continue;
    const fit = fits.get(one.profile) ?? {
      machines: new Set(),
      kinds: new Set(),
      shardings: new Set(),
      bits: new Set(),
      mostGpus: 0,
    };
    const { layout, precision } = one.work;
    for (const [id, { accelerator }] of Object.entries(MACHINES)) {
      if (accelerator === one.machine.accelerator) fit.machines.add(id as MachineId);
    }
    fit.kinds.add(one.model.experts === null ? 'dense' : 'experts');
    const { zeroStage, tensor, pipeline, expert } = layout;
    fit.shardings.add(zeroStage === 3 && tensor * pipeline * expert === 1 ? 'fsdp' : 'megatron');
    fit.bits.add(Number(operandWidth(precision).slice(4)));
    fit.mostGpus = Math.max(fit.mostGpus, layout.gpus);
    fits.set(one.profile, fit);
  }
  return fits;
}

describe('what a stack is said to be fitted on', () => {
  const fits = fitsOfRows();
  const stacks = Object.keys(PROFILES) as ProfileId[];

  it.each(stacks.filter((stack) => PROFILES[stack].fittedOn.length > 0))('is what %s was', (stack) => {
    const fit = fits.get(stack)!;
    const told = STACK_FITS[stack];
    expect(new Set(told.machines)).toEqual(fit.machines);
    expect(new Set([told.kind])).toEqual(fit.kinds);
    expect(new Set(told.shardings)).toEqual(fit.shardings);
    expect(new Set(told.bits)).toEqual(fit.bits);
    expect(told.mostGpus).toBe(fit.mostGpus);
  });

  it.each(stacks.filter((stack) => PROFILES[stack].fittedOn.length === 0))(
    'is, for %s, what the stack with the same constants was',
    (stack) => {
      expect(fits.has(stack)).toBe(false);
      const same = stacks.filter(
        (other) => PROFILES[other].fittedOn.length > 0 && PROFILES[other].fitted === PROFILES[stack].fitted,
      );
      expect(same).not.toEqual([]);
      expect(same.map((other) => STACK_FITS[other])).toContainEqual(STACK_FITS[stack]);
    },
  );
});
