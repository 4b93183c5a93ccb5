/** Number format of the matrix products. Attention scores, norms and the head stay at 16 bits under fp8 and fp4. */
export type Precision = 'fp32' | 'fp16' | 'bf16' | 'fp8' | 'fp4';

/** One value for each width of the operands of a matrix product; 0 = the hardware cannot. */
export interface ByWidth {
  readonly bits32: number;
  readonly bits16: number;
  readonly bits8: number;
  readonly bits4: number;
}

/** One accelerator. */
export interface Accelerator {
  readonly name: string;
  /** Dense peak (FLOP/s). */
  readonly peakFlops: ByWidth;
  /** Best measured matrix product as a share of the peak. */
  readonly achievable: ByWidth;
  /** Units that work on one output tile each: SMs, compute units, matrix units. */
  readonly multiprocessors: number;
  /** Share of the 16-bit peak that flash attention reaches with a perfect kernel of its time, forward and backward. */
  readonly flashForward: number;
  readonly flashBackward: number;
  readonly memoryBytes: number;
  readonly memoryBytesPerSecond: number;
}

/** Links inside the domain (node or rack) whose GPUs see each other directly. */
export interface ScaleUp {
  readonly gpus: number;
  /** One direction, nominal. */
  readonly bytesPerSecond: number;
  /** Asymptotic bus bandwidth of a ring as a share of the nominal one. */
  readonly efficiency: number;
  readonly latencySeconds: number;
  /** Added for each further rank of a ring. */
  readonly hopSeconds: number;
}

/** The network between the domains. */
export interface ScaleOut {
  /** Nominal, of one GPU's share of the ports. */
  readonly bytesPerSecond: number;
  readonly latencySeconds: number;
  readonly hopSeconds: number;
  /** GPUs below one leaf or pod, between which nothing is oversubscribed. */
  readonly podGpus: number;
  /** Bandwidth entering the pod's switches over bandwidth leaving it; 1 is non-blocking. */
  readonly oversubscription: number;
}

export interface Machine {
  readonly name: string;
  readonly accelerator: Accelerator;
  readonly scaleUp: ScaleUp;
  readonly network: ScaleOut;
}

export function operandWidth(precision: Precision): keyof ByWidth {
  switch (precision) {
    case 'fp32':
      return 'bits32';
    case 'fp16':
    case 'bf16':
      return 'bits16';
    case 'fp8':
      return 'bits8';
    case 'fp4':
      return 'bits4';
    default:
      return precision satisfies never;
  }
}

/** Dense peak (FLOP/s) at a precision; 0 when the accelerator cannot. */
export function peakFlops(accelerator: Accelerator, precision: Precision): number {
  return accelerator.peakFlops[operandWidth(precision)];
}
