/** Rates of one GPU for matrix products at one precision. */
export interface MatmulRates {
  /** FLOP/s of one multiprocessor on its best tile. */
  readonly unitFlops: number;
  readonly units: number;
  readonly bytesPerSecond: number;
  /** Bytes of one operand element. */
  readonly operandBytes: number;
}

// The last wave of tiles leaves units idle, but stream-K and clock boost give about half of it back
// (K0 and the tile efficiencies: fits to A100 and H100 cuBLAS sweeps).
const QUANTISED = 0.5;
const PIPELINE_FILL = 160;
const RESULT_BYTES = 2;

function tileSeconds(
  m: number,
  k: number,
  n: number,
  rates: MatmulRates,
  height: number,
  width: number,
  efficiency: number,
  batch: number,
): number {
  const waves = (batch * Math.ceil(m / height) * Math.ceil(n / width)) / rates.units;
  const worked = QUANTISED * Math.ceil(waves) + (1 - QUANTISED) * (waves > 1 ? waves : 1);
  return (worked * 2 * height * width * (k + PIPELINE_FILL)) / (rates.unitFlops * efficiency);
}

/** Seconds of `batch` products of an m x k by a k x n matrix: the best tile shape, or the memory when that is slower. */
export function matmulSeconds(rates: MatmulRates, m: number, k: number, n: number, batch = 1): number {
  const compute = Math.min(
    tileSeconds(m, k, n, rates, 256, 128, 1, batch),
    tileSeconds(m, k, n, rates, 128, 256, 1, batch),
    tileSeconds(m, k, n, rates, 128, 128, 0.93, batch),
    tileSeconds(m, k, n, rates, 128, 64, 0.8, batch),
    tileSeconds(m, k, n, rates, 64, 64, 0.62, batch),
  );
  const bytes = batch * ((m * k + k * n) * rates.operandBytes + m * n * RESULT_BYTES);
  return Math.max(compute, bytes / rates.bytesPerSecond);
}

/** Seconds of the two backward products of y = x w: the input's gradient (m x n x k) and the weight's (k x m x n). */
export interface LinearSeconds {
  forward: number;
  inputGradient: number;
  weightGradient: number;
}

/** Adds one linear layer (m tokens, k to n features, `batch` independent ones) to `sum`. */
export function addLinear(
  sum: LinearSeconds,
  rates: MatmulRates,
  m: number,
  k: number,
  n: number,
  batch = 1,
): void {
  sum.forward += matmulSeconds(rates, m, k, n, batch);
  sum.inputGradient += matmulSeconds(rates, m, n, k, batch);
  // Accumulation into the 32-bit main gradient: read and written, half hidden under the product itself.
  sum.weightGradient +=
    matmulSeconds(rates, k, m, n, batch) + (0.5 * 8 * batch * k * n) / rates.bytesPerSecond;
}
