import { describe, expect, it } from 'vitest';
import { MACHINES } from '../../../src/model/step/accelerators.ts';
import {
  allToAllSeconds,
  distinctToAllSeconds,
  fabricOf,
  groupOf,
} from '../../../src/model/step/collectives.ts';
import { modelFlopsPerToken } from '../../../src/model/step/flops.ts';
import type { ExpertFacts, StackProfile } from '../../../src/model/step/profile.ts';
import { PROFILES } from '../../../src/model/step/profiles.ts';
import type { StepPrediction } from '../../../src/model/step/step.ts';
import type { Transformer } from '../../../src/model/step/transformer.ts';
import { MIXTRAL, predict } from './cases.ts';

const LATENT: Transformer = {
  ...MIXTRAL,
  layers: 16,
  hidden: 7168,
  heads: 128,
  kvHeads: 128,
  experts: { total: 64, active: 8, shared: 1, ffn: 2048, denseLayers: 0, denseFfn: 0 },
  mla: { queryRank: 1536, kvRank: 512, nopeDimension: 128, ropeDimension: 64, valueDimension: 128 },
};
const LAYOUT = { gpus: 16, tensor: 1, pipeline: 1, expert: 16, globalBatch: 64, sequenceParallel: false };

function stack(facts: Partial<ExpertFacts>): StackProfile {
  const base: StackProfile = PROFILES['nemo-moe'];
  return { ...base, facts: { ...base.facts, experts: { ...base.facts.experts, ...facts } } };
}

function run(facts: Partial<ExpertFacts>, model = LATENT, layout: object = {}): StepPrediction {
  return predict(model, { ...LAYOUT, ...layout }, { sequence: 4096, profile: stack(facts) });
}

describe('layers with experts', () => {
  it('wait for the host at every layer, longer with more experts on a GPU, unless the step is one graph', () => {
    const { waitSeconds, launchSeconds } = PROFILES['nemo-moe'].fitted.experts;
    const layers = 16 * (64 / 16);
    expect(run({}).compute.launchSeconds).toBeCloseTo(layers * (waitSeconds + 4 * launchSeconds), 9);
    expect(run({}, LATENT, { expert: 8 }).compute.launchSeconds).toBeCloseTo(
      layers * (waitSeconds + 8 * launchSeconds),
      9,
    );
    expect(run({ captured: true }).compute.launchSeconds).toBe(0);
  });

  it('hide their all-to-all under computation only where the stack overlaps it, and pay contention', () => {
    const open = run({}).expert;
    expect(open.exposedSeconds).toBe(open.totalSeconds);
    const { expert } = run({ overlapped: true });
    expect(expert.totalSeconds).toBe(open.totalSeconds);
    expect(expert.exposedSeconds).toBeLessThan(open.exposedSeconds);
    expect(expert.exposedSeconds).toBeGreaterThanOrEqual(
      PROFILES['nemo-moe'].facts.contention * expert.totalSeconds * 0.999,
    );
  });

  it('send a token once to each node instead of once to each expert', () => {
    const fabric = fabricOf(MACHINES['h100-sxm'], 1, true);
    const two = groupOf(fabric, 16, 1);
    // Eight copies, half of them foreign, against one foreign node that all but one token in 256 needs.
    const bytes = 1e9;
    const inside = (copies: number) => ((copies * bytes) / 16) * (1 / (450e9 * 0.81));
    const copies = allToAllSeconds(fabric, two, 8 * bytes) - 0.15 * 7 * inside(8);
    expect(copies).toBeCloseTo(20e-6 + (4 * bytes) / 50e9, 6);
    const distinct = 16 * (1 - Math.exp(8 * Math.log(15 / 16)));
    const once = distinctToAllSeconds(fabric, two, bytes, 8) - 0.15 * 15 * inside(distinct);
    expect(once).toBeCloseTo(20e-6 + (0.5 * 2 * (1 - 1 / 256) * bytes) / 50e9, 6);
    expect(run({ dispatch: 'distinct' }).expert.totalSeconds).toBeLessThan(run({}).expert.totalSeconds / 2);
  });

  it('move less with narrow dispatch, and less memory with fused experts', () => {
    expect(run({ dispatchBytes: 1 }).expert.totalSeconds).toBeLessThan(run({}).expert.totalSeconds);
    expect(run({ fused: true }).compute.elementwiseSeconds).toBeLessThan(run({}).compute.elementwiseSeconds);
    expect(run({ fused: true }).compute.matmulSeconds).toBe(run({}).compute.matmulSeconds);
  });

  it('cost more memory traffic when the experts have biases', () => {
    const plain = run({}, { ...LATENT, bias: false }).compute.elementwiseSeconds;
    expect(run({}, { ...LATENT, bias: true }).compute.elementwiseSeconds).toBeGreaterThan(1.2 * plain);
  });

  it('repeat the up-projections of latent attention, and nothing else, under selective recomputation', () => {
    const none = run({});
    const some = run({}, LATENT, { recompute: 'selective' });
    const full = run({}, LATENT, { recompute: 'full' });
    const { matmulSeconds } = none.compute;
    expect(some.compute.matmulSeconds).toBeGreaterThan(matmulSeconds);
    expect(some.compute.matmulSeconds).toBeLessThan(full.compute.matmulSeconds);
    expect(some.compute.elementwiseSeconds).toBe(none.compute.elementwiseSeconds);
    const ungrouped = { ...LATENT, mla: null };
    expect(run({}, ungrouped, { recompute: 'selective' }).compute.elementwiseSeconds).toBeGreaterThan(
      run({}, ungrouped).compute.elementwiseSeconds,
    );
  });

  it('run the head once more for each further token that a position predicts', () => {
    const two = { ...LATENT, predictions: 2 };
    const head = 6 * LATENT.hidden * LATENT.vocabulary;
    expect(modelFlopsPerToken(two, 4096, 'causal') - modelFlopsPerToken(LATENT, 4096, 'causal')).toBeCloseTo(
      head,
      -3,
    );
    expect(run({}, two).compute.matmulSeconds).toBeGreaterThan(run({}).compute.matmulSeconds);
  });
});

describe('ZeRO 3 over a flat ring', () => {
  it('pays the latency of the whole ring for every matrix of a layer', () => {
    const base: StackProfile = PROFILES['deepspeed-zero3-2021'];
    const one: StackProfile = { ...base, facts: { ...base.facts, layerCollectives: 1 } };
    const layout = { gpus: 1024, tensor: 1, pipeline: 1, zeroStage: 3 as const, globalBatch: 1024 };
    const seconds = (profile: StackProfile): number =>
      predict({ ...MIXTRAL, experts: null }, layout, { profile, machine: MACHINES['a100-80'] }).data
        .totalSeconds;
    // Three gathers or scatters of each of 32 layers; three more collectives each, of 1,023 hops and one start.
    expect(seconds(base) - seconds(one)).toBeCloseTo(32 * 3 * 3 * (20e-6 + 1023 * 7e-6), 6);
  });
});
