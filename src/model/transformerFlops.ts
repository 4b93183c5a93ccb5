/** What the arithmetic of a decoder transformer needs to know of it. */
export interface TransformerShape {
  readonly layers: number;
  readonly heads: number;
  readonly headDimension: number;
  /** Parameters used for one token: all of a dense model, the routed part of a mixture of experts. */
  readonly activeParameters: number;
}

/**
 * Model FLOPs (forward and backward) to train on one token: 6 N + 12 L a d s (Chowdhery et al., PaLM, 2022,
 * appendix B). N active parameters, L layers, a heads of dimension d, s sequence length, full attention;
 * recomputation does not count. Mixture-of-experts models use the active N.
 */
export function trainingFlopsPerToken(shape: TransformerShape, sequenceLength: number): number {
  return 6 * shape.activeParameters + 12 * shape.layers * shape.heads * shape.headDimension * sequenceLength;
}
