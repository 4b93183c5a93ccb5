/**
 * Nodes out for repair in the long run are Poisson with this mean when the repair crew is unlimited (M/G/infinity):
 * nodes x rate x mean repair time, whatever the shape of the repair time (Takacs 1962).
 */
export function meanNodesInRepair(
  nodes: number,
  ratePerNodeSecond: number,
  meanRepairSeconds: number,
): number {
  return nodes * ratePerNodeSecond * meanRepairSeconds;
}

/** Smallest k with P(Poisson(mean) <= k) >= probability: the spares that suffice at that confidence. */
export function poissonQuantile(mean: number, probability: number): number {
  if (mean === 0) return 0;
  let k = 0;
  // Summed by logarithms so that means of thousands do not underflow the first term.
  let logTerm = -mean;
  let cumulative = Math.exp(logTerm);
  while (cumulative < probability && k < 10 * mean + 1000) {
    k += 1;
    logTerm += Math.log(mean / k);
    cumulative += Math.exp(logTerm);
  }
  return k;
}
