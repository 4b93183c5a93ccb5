import type { ByWidth } from './machine.ts';

/** What a training stack makes of its machine: a few fitted constants, and facts about how it is written. */
export interface StackProfile {
  readonly name: string;
  readonly fitted: FittedConstants;
  readonly facts: StackFacts;
  /** Where facts and constants come from. */
  readonly source: string;
  /** Validation groups that the constants were fitted on; empty = taken over from another profile. */
  readonly fittedOn: readonly string[];
}

/** Constants without a first-principles value. None is ever set for a single row. */
export interface FittedConstants {
  /** Matrix products in training over the best measured ones: clocks and power droop, imperfect kernels. 0.7 to 1. */
  readonly matmul: ByWidth;
  /** Share of the memory bandwidth that element-wise kernels reach. 0.4 to 1; 0.2 to 0.4 with experts, whose routing,
   * padding and permutation kernels are not counted one by one. */
  readonly memory: number;
  /** Attention kernel over the accelerator's flash attention constants (or over `achievable` when unfused). */
  readonly attention: number;
  /** Share of the network's bandwidth that large messages get. 0.3 to 0.95; less on a fabric shared with other traffic. */
  readonly network: number;
  /** Host time to launch one kernel. */
  readonly launchSeconds: number;
  /** Share of tensor-parallel traffic that hides under the matrix products. */
  readonly tensorOverlap: number;
  /** Host time for each micro-batch. */
  readonly microBatchSeconds: number;
  /** Host time for each step: logging, data hand-over, synchronisation. */
  readonly stepSeconds: number;
}

/** How the stack works; read in its paper or code, not fitted. */
export interface StackFacts {
  readonly attention: 'flash' | 'unfused';
  /** Kernels launched by one layer's forward; 1.9 times as many in backward. */
  readonly layerKernels: number;
  readonly dropout: boolean;
  /** Bytes moved per operand element to cast it to 8 or 4 bits and transpose it: 2 written by the kernel before. */
  readonly castBytes: number;
  /** Bytes of one gradient element as kept, and as sent. */
  readonly gradientBytes: number;
  readonly reduceBytes: number;
  /** Share of the activations that selective recomputation keeps beside the scores: 1 in Megatron-LM. */
  readonly selectiveShare: number;
  /** Weight bytes, master copy and moments of one parameter. */
  readonly weightBytes: number;
  readonly optimizerBytes: number;
  /** Weight gradients run while the input gradients of tensor parallelism travel. */
  readonly weightGradientOverlap: boolean;
  /** Share of the neighbouring backward or forward pass under which data-parallel traffic hides; 0 = none. */
  readonly dataOverlap: number;
  /** Share of hidden communication that still costs: it takes SMs and memory bandwidth from the kernels above it. */
  readonly contention: number;
  /** Share of the experts' all-to-all that hides under other work. */
  readonly expertOverlap: number;
  /** Share of pipeline transfers that is exposed: 1 blocking, about 0.3 overlapped. */
  readonly pipelineExposed: number;
  /** Pipeline transfers split over the tensor ranks (scatter-gather or sequence parallel). */
  readonly pipelineScatter: boolean;
  /** Collectives that use NVLink before the network; a flat ring otherwise. */
  readonly hierarchical: boolean;
  /** ZeRO-3 keeps the gathered weights from forward to backward. */
  readonly keepGathered: boolean;
  /** Cross entropy in place: 4 bytes of logits per element instead of 12. */
  readonly fusedLoss: boolean;
  /** Step time grows by this share per doubling beyond 8 GPUs (operating-system and clock jitter). */
  readonly jitterPerDoubling: number;
  readonly jitterPerDoubling8: number;
  /** CUDA context, communicators and workspaces. */
  readonly overheadBytes: number;
  /** Allocator: reserved over allocated. */
  readonly fragmentation: number;
}
