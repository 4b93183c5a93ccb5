import { trainingFlopsPerToken } from '../transformerFlops.ts';
import {
  attentionMatrixParameters,
  denseFfn,
  denseLayers,
  mlpMatrices,
  parameterCounts,
  queryKeyDimension,
  type Transformer,
  valueDimension,
} from './transformer.ts';

/** Whether the half of the score matrix above the diagonal counts. Published figures use both conventions. */
export type AttentionConvention = 'causal' | 'full';

/** What the backward pass computes again. */
export type Recompute = 'none' | 'selective' | 'full';

/** Forward FLOPs of one token over the whole model, 1 multiply-add = 2. Norms and activations do not count. */
export interface ForwardFlops {
  readonly projections: number;
  readonly attention: number;
  readonly mlp: number;
  readonly experts: number;
  readonly router: number;
  readonly head: number;
  readonly total: number;
}

/** Keys that a query meets on average. */
export function meanContext(model: Transformer, sequence: number, convention: AttentionConvention): number {
  const whole = convention === 'causal' ? sequence / 2 : sequence;
  if (model.window === undefined) return whole;
  const windowed = Math.min(whole, model.window.tokens);
  return whole + model.window.share * (windowed - whole);
}

/** Core attention (scores and weighted values) of one layer and token, forward. */
export function coreAttentionFlops(
  model: Transformer,
  sequence: number,
  convention: AttentionConvention,
): number {
  const width = queryKeyDimension(model) + valueDimension(model);
  return 2 * model.heads * width * meanContext(model, sequence, convention);
}

export function forwardFlopsPerToken(
  model: Transformer,
  sequence: number,
  convention: AttentionConvention,
): ForwardFlops {
  const { experts, hidden, layers } = model;
  const matrices = mlpMatrices(model);
  const dense = denseLayers(model);
  const projections = layers * 2 * attentionMatrixParameters(model);
  const attention = layers * coreAttentionFlops(model, sequence, convention);
  const mlp = dense * 2 * matrices * hidden * denseFfn(model);
  const used = experts === null ? 0 : (experts.active + experts.shared) * experts.ffn;
  const routed = (layers - dense) * 2 * matrices * hidden * used;
  const router = experts === null ? 0 : (layers - dense) * 2 * hidden * experts.total;
  const head = 2 * hidden * model.vocabulary * (model.predictions ?? 1);
  const total = projections + attention + mlp + routed + router + head;
  return { projections, attention, mlp, experts: routed, router, head, total };
}

/** Model FLOPs of one token, forward and backward (twice the forward). Recomputation is no model FLOP. */
export function modelFlopsPerToken(
  model: Transformer,
  sequence: number,
  convention: AttentionConvention,
): number {
  return 3 * forwardFlopsPerToken(model, sequence, convention).total;
}

/**
 * FLOPs of one token that a step executes: model FLOPs, plus a second forward of the layers under full recompute, or of
 * the core attention under selective recompute of an unfused attention (flash attention recomputes the scores in its
 * backward kernel instead: 2.5 times the forward, not 2), or of the latent up-projections under that of a flash one.
 */
export function hardwareFlopsPerToken(
  model: Transformer,
  sequence: number,
  recompute: Recompute,
  attention: 'flash' | 'unfused',
): number {
  const convention = attention === 'flash' ? 'causal' : 'full';
  const forward = forwardFlopsPerToken(model, sequence, convention);
  const again = attention === 'flash' ? 0.5 * forward.attention : 0;
  switch (recompute) {
    case 'none':
      return 3 * forward.total + again;
    case 'selective':
      return 3 * forward.total + (attention === 'flash' ? again + latentUpFlops(model) : forward.attention);
    case 'full':
      return 3 * forward.total + again + forward.total - forward.head;
    default:
      return recompute satisfies never;
  }
}

/** Forward FLOPs of one token in the up-projections of latent attention, all layers with experts. */
function latentUpFlops({ mla, heads, layers, experts }: Transformer): number {
  if (mla === null || experts === null) return 0;
  const queries = mla.queryRank * (mla.nopeDimension + mla.ropeDimension);
  const keysAndValues = mla.kvRank * (mla.nopeDimension + mla.valueDimension);
  return 2 * Math.max(0, layers - experts.denseLayers) * heads * (queries + keysAndValues);
}

/** PaLM's count (arXiv 2204.02311, appendix B): 6 N + 12 L a d s per token, N without the embedding look-up's share. */
export function palmFlopsPerToken(model: Transformer, sequence: number): number {
  return trainingFlopsPerToken({ ...model, activeParameters: parameterCounts(model).active }, sequence);
}

/** Narayanan et al. 2021 (arXiv 2104.04473), eq. 3: FLOPs of a batch of B sequences with full recompute. */
export function narayananFlops(model: Transformer, sequence: number, batch: number): number {
  const { hidden: h, layers: l } = model;
  return 96 * batch * sequence * l * h * h * (1 + sequence / (6 * h) + model.vocabulary / (16 * l * h));
}

/** Korthikanti et al. 2022 (arXiv 2205.05198), appendix A: model FLOPs of a batch, full attention. */
export function korthikantiModelFlops(model: Transformer, sequence: number, batch: number): number {
  const { hidden: h, layers: l } = model;
  return 72 * batch * sequence * l * h * h * (1 + sequence / (6 * h) + model.vocabulary / (12 * l * h));
}

/**
 * The same paper's hardware FLOPs with selective recompute, as printed and as its HFU column uses them (s/3h). A second
 * forward of the core attention alone would be 2s/9h, which is what hardwareFlopsPerToken counts.
 */
export function korthikantiHardwareFlops(model: Transformer, sequence: number, batch: number): number {
  const { hidden: h, layers: l } = model;
  return 72 * batch * sequence * l * h * h * (1 + sequence / (3 * h) + model.vocabulary / (12 * l * h));
}

/** NeMo's and NVIDIA DGX Cloud's count per token, full attention, grouped queries, gated or plain MLP. */
export function nemoFlopsPerToken(model: Transformer, sequence: number): number {
  const { hidden: h, layers: l } = model;
  const groups = model.kvHeads / model.heads;
  const mlp = (mlpMatrices(model) * model.ffn) / (2 * h);
  return 12 * l * h * h * (1 + groups + sequence / h + mlp + model.vocabulary / (2 * l * h));
}
