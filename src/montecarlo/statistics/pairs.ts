/** Two metrics of the same replications: row i of both has the same luck. */
export interface Pairs {
  readonly baseline: Float64Array;
  readonly other: Float64Array;
  /** Replications left out, because one of the two has no value there (a failed run, or nothing to measure). */
  readonly dropped: number;
}

/**
 * Pairs of two columns by replication. What is missing in one (NaN) drops out of both, and so does what one has more than
 * the other.
 */
export function pairUp(baseline: ArrayLike<number>, other: ArrayLike<number>): Pairs {
  const rows = Math.min(baseline.length, other.length);
  const left = new Float64Array(rows);
  const right = new Float64Array(rows);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const [a, b] = [baseline[row]!, other[row]!];
    if (Number.isNaN(a) || Number.isNaN(b)) continue;
    left[count] = a;
    right[count++] = b;
  }
  return {
    baseline: left.subarray(0, count),
    other: right.subarray(0, count),
    dropped: Math.max(baseline.length, other.length) - count,
  };
}

/** Other minus baseline, pair by pair. */
export function differences({ baseline, other }: Pairs): Float64Array {
  return other.map((value, row) => value - baseline[row]!);
}
