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
  /** Share of the memory bandwidth that element-wise kernels reach. 0.35 to 1. */
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
  readonly experts: ExpertConstants;
}

/** Host time of the layers with experts, which nothing hides unless the whole step is one CUDA graph. */
export interface ExpertConstants {
  /** Once per layer and micro-batch: the host waits for the router before it can launch the experts. */
  readonly waitSeconds: number;
  /** For each expert on the GPU, both directions: products and casts launched one expert at a time. */
  readonly launchSeconds: number;
}

/** How the layers with experts run; read in the recipe of the run. */
export interface ExpertFacts {
  /** The whole step is one CUDA graph: the host launches nothing and waits for nothing. */
  readonly captured: boolean;
  /** Every copy of a token travels, or one for each rank and domain (DeepEP, HybridEP). */
  readonly dispatch: 'copies' | 'distinct';
  /** Bytes of an element on its way to the experts; it comes back with 2. */
  readonly dispatchBytes: number;
  /** All-to-all beside the computation of another micro-batch (DualPipe, Megatron-Core's combined 1F1B). */
  readonly overlapped: boolean;
  /** Activation, weighting and casts inside the grouped products. */
  readonly fused: boolean;
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
  /** Share of the neighbouring backward or forward pass under which data-parallel traffic hides; 0 = none.
   * Also of the computation under which the experts' all-to-all hides, where the stack overlaps it. */
  readonly dataOverlap: number;
  /** Share of hidden communication that still costs: it takes SMs and memory bandwidth from the kernels above it. */
  readonly contention: number;
  readonly experts: ExpertFacts;
  /** Share of pipeline transfers that is exposed: 1 blocking, about 0.3 overlapped. */
  readonly pipelineExposed: number;
  /** Pipeline transfers split over the tensor ranks (scatter-gather or sequence parallel). */
  readonly pipelineScatter: boolean;
  /** Collectives that use NVLink before the network; a flat ring otherwise. */
  readonly hierarchical: boolean;
  /** Collectives in which ZeRO-3 moves the weights or gradients of one layer: 1, or one for each matrix. */
  readonly layerCollectives: number;
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
