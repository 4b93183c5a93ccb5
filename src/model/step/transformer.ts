/** A decoder transformer, as far as its arithmetic and its memory go. Lengths are counts of elements. */
export interface Transformer {
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  /** Key and value heads: `heads` for multi-head, fewer for grouped-query, 1 for multi-query attention. */
  readonly kvHeads: number;
  /** heads x headDimension may differ from hidden. */
  readonly headDimension: number;
  readonly ffn: number;
  /** Three matrices (SwiGLU, GeGLU) instead of two (ReLU, GELU). */
  readonly gated: boolean;
  readonly experts: Experts | null;
  readonly mla: LatentAttention | null;
  readonly vocabulary: number;
  /** Rows of the position embedding; counts only with learned positions. */
  readonly sequencePositions: number;
  readonly tiedEmbeddings: boolean;
  readonly positions: 'learned' | 'rope' | 'alibi' | 'relative' | 'none';
  readonly bias: boolean;
  readonly norm: 'ln' | 'rms';
  /**
   * Tokens that one position predicts; absent means 1. Each further one is a prediction module (DeepSeek-V3, section
   * 2.2) whose layer counts in `layers` and which runs the head again.
   */
  readonly predictions?: number;
  /** Sliding-window attention in `share` of the layers; absent means that every layer sees the whole sequence. */
  readonly window?: AttentionWindow;
}

/** Mixture of experts in every layer but the first `denseLayers`. */
export interface Experts {
  readonly total: number;
  /** Routed experts that one token uses (top-k). */
  readonly active: number;
  readonly shared: number;
  readonly ffn: number;
  readonly denseLayers: number;
  readonly denseFfn: number;
}

/** Multi-head latent attention (DeepSeek-V2, arXiv 2405.04434, section 2.1). */
export interface LatentAttention {
  readonly queryRank: number;
  readonly kvRank: number;
  readonly nopeDimension: number;
  readonly ropeDimension: number;
  readonly valueDimension: number;
}

export interface AttentionWindow {
  readonly tokens: number;
  readonly share: number;
}

export interface ParameterCounts {
  readonly total: number;
  /** Parameters that one token uses: all of them without experts. */
  readonly active: number;
  /** Token embedding, output head and learned positions. */
  readonly embedding: number;
  /** One layer without experts; 0 when every layer has experts. */
  readonly denseLayer: number;
  /** One layer with experts; 0 without any. */
  readonly expertLayer: number;
  /** Routed experts of one layer: what expert parallelism shards. */
  readonly routedExperts: number;
}

/** Weight matrices of one MLP: gated has gate, up and down; plain has up and down. */
export function mlpMatrices(model: Transformer): number {
  return model.gated ? 3 : 2;
}

/** Layers with a dense MLP. */
export function denseLayers(model: Transformer): number {
  return model.experts === null ? model.layers : Math.min(model.layers, model.experts.denseLayers);
}

/** Width of the MLP in the layers without experts. */
export function denseFfn(model: Transformer): number {
  return model.experts === null ? model.ffn : model.experts.denseFfn;
}

/** Dimension over which queries meet keys, for one head. */
export function queryKeyDimension(model: Transformer): number {
  return model.mla === null ? model.headDimension : model.mla.nopeDimension + model.mla.ropeDimension;
}

/** Dimension of one head's values. */
export function valueDimension(model: Transformer): number {
  return model.mla === null ? model.headDimension : model.mla.valueDimension;
}

/** Attention matrices of one layer, without biases and norms. */
export function attentionMatrixParameters(model: Transformer): number {
  const { hidden, heads, kvHeads, headDimension, mla } = model;
  if (mla === null) {
    const relative = model.positions === 'relative' ? hidden * heads * headDimension : 0;
    return 2 * hidden * heads * headDimension + 2 * hidden * kvHeads * headDimension + relative;
  }
  return (
    hidden * mla.queryRank +
    mla.queryRank * heads * (mla.nopeDimension + mla.ropeDimension) +
    hidden * (mla.kvRank + mla.ropeDimension) +
    mla.kvRank * heads * (mla.nopeDimension + mla.valueDimension) +
    heads * mla.valueDimension * hidden
  );
}

/** One MLP of a given width, with its biases. */
function mlpParameters(model: Transformer, width: number): number {
  const matrices = mlpMatrices(model);
  const biases = model.bias ? (matrices - 1) * width + model.hidden : 0;
  return matrices * model.hidden * width + biases;
}

function attentionAndNormParameters(model: Transformer): number {
  const norms = (model.norm === 'rms' ? 2 : 4) * model.hidden;
  const biases = model.bias ? (model.heads + 2 * model.kvHeads) * model.headDimension + model.hidden : 0;
  const latentNorms = model.mla === null ? 0 : model.mla.queryRank + model.mla.kvRank;
  return attentionMatrixParameters(model) + norms + biases + latentNorms;
}

/** Parameters by part. The vocabulary is as trained, not padded. */
export function parameterCounts(model: Transformer): ParameterCounts {
  const { experts, hidden } = model;
  const attention = attentionAndNormParameters(model);
  const tokens = model.vocabulary * hidden * (model.tiedEmbeddings ? 1 : 2);
  const embedding = tokens + (model.positions === 'learned' ? model.sequencePositions * hidden : 0);
  const finalNorm = (model.norm === 'rms' ? 1 : 2) * hidden;
  const dense = denseLayers(model);
  const denseLayer = dense > 0 ? attention + mlpParameters(model, denseFfn(model)) : 0;
  let expertLayer = 0;
  let activeLayer = 0;
  let routedExperts = 0;
  if (experts !== null) {
    const one = mlpParameters(model, experts.ffn);
    const router = hidden * experts.total;
    routedExperts = experts.total * one;
    expertLayer = attention + router + routedExperts + experts.shared * one;
    activeLayer = attention + router + (experts.active + experts.shared) * one;
  }
  const sparse = model.layers - dense;
  const always = embedding + finalNorm + dense * denseLayer;
  return {
    total: always + sparse * expertLayer,
    active: always + sparse * activeLayer,
    embedding,
    denseLayer,
    expertLayer,
    routedExperts,
  };
}
