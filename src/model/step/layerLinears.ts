import { expertTensor, type Layout } from './layout.ts';
import { addLinear, type LinearSeconds, type MatmulRates } from './matmul.ts';
import { denseFfn, mlpMatrices, type Transformer } from './transformer.ts';

/** Matrix products of one layer, and the tokens and widths that its other kernels see on this GPU. */
export interface LayerLinears {
  readonly seconds: LinearSeconds;
  /** Forward of what selective recomputation repeats: the up-projections of latent attention. */
  readonly latentUp: number;
  /** Mean width of the MLP that one token meets on this GPU. */
  readonly inner: number;
  /** The part of it that belongs to routed experts. */
  readonly routedInner: number;
  /** Copies of tokens that this GPU sends to experts. */
  readonly routedTokens: number;
}

export function layerLinears(
  model: Transformer,
  layout: Layout,
  tokens: number,
  rates: MatmulRates,
  withExperts: boolean,
): LayerLinears {
  const { tensor: t, expert: e } = layout;
  const { hidden } = model;
  const experts = withExperts ? model.experts : null;
  const seconds: LinearSeconds = { forward: 0, inputGradient: 0, weightGradient: 0 };
  const latentUp = addAttentionLinears(seconds, model, rates, tokens, t);
  if (experts === null) {
    const inner = denseFfn(model) / t;
    addMlp(seconds, model, rates, tokens, inner, 1);
    return { seconds, latentUp, inner, routedInner: 0, routedTokens: 0 };
  }
  if (experts.shared > 0) addMlp(seconds, model, rates, tokens, (experts.shared * experts.ffn) / t, 1);
  addLinear(seconds, rates, tokens / (layout.sequenceParallel ? t : 1), hidden, experts.total);
  // With the experts spread, the tensor ranks bring different tokens; else each holds a slice of every expert.
  const width = expertTensor(layout);
  const mine = e > 1 ? tokens / t : tokens;
  const perExpert = (mine * e * experts.active) / experts.total;
  addMlp(seconds, model, rates, perExpert, experts.ffn / width, experts.total / e);
  const routedTokens = mine * experts.active;
  const routedInner = (routedTokens * (experts.ffn / width)) / tokens;
  const inner = routedInner + (experts.shared * experts.ffn) / t;
  return { seconds, latentUp, inner, routedInner, routedTokens };
}

/** Adds the projections of the attention; returns the forward seconds of the latent up-projections. */
function addAttentionLinears(
  sum: LinearSeconds,
  model: Transformer,
  rates: MatmulRates,
  tokens: number,
  tensor: number,
): number {
  const { hidden, heads, kvHeads, headDimension, mla } = model;
  if (mla === null) {
    addLinear(sum, rates, tokens, hidden, ((heads + 2 * kvHeads) * headDimension) / tensor);
    addLinear(sum, rates, tokens, (heads * headDimension) / tensor, hidden);
    return 0;
  }
  // The two compressions are not split over the tensor ranks.
  addLinear(sum, rates, tokens, hidden, mla.queryRank + mla.kvRank + mla.ropeDimension);
  const before = sum.forward;
  addLinear(sum, rates, tokens, mla.queryRank, (heads * (mla.nopeDimension + mla.ropeDimension)) / tensor);
  addLinear(sum, rates, tokens, mla.kvRank, (heads * (mla.nopeDimension + mla.valueDimension)) / tensor);
  const latentUp = sum.forward - before;
  addLinear(sum, rates, tokens, (heads * mla.valueDimension) / tensor, hidden);
  return latentUp;
}

function addMlp(
  sum: LinearSeconds,
  model: Transformer,
  rates: MatmulRates,
  tokens: number,
  width: number,
  batch: number,
): void {
  addLinear(sum, rates, tokens, model.hidden, (mlpMatrices(model) - 1) * width, batch);
  addLinear(sum, rates, tokens, width, model.hidden, batch);
}
