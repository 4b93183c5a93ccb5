/**
 * Confidence of each of `count` intervals so that all hold together with at least `confidence`, by Bonferroni. It holds
 * for intervals of every kind and however dependent they are (paired points share their luck). Sidak's level, the
 * count-th root of `confidence`, gains next to nothing (each of 10 may miss by 0.512 instead of 0.5 %) and is proven for fewer
 * cases.
 */
export function simultaneousConfidence(confidence: number, count: number): number {
  return count <= 1 ? confidence : 1 - (1 - confidence) / count;
}
