import { allReduceSeconds, fabricOf, groupOf } from './collectives.ts';
import { type Machine, type Precision, peakFlops } from './machine.ts';

/** A model that is no transformer: the FLOPs of one sample, forward and backward, and its parameters. */
export interface SampleModel {
  readonly flopsPerSample: number;
  readonly parameters: number;
}

/** What the GPUs tell each other in one step. */
export type SampleExchange =
  /** Every GPU has the whole model: gradients of `gradientBytes` each are summed. */
  | { readonly kind: 'data'; readonly gradientBytes: number }
  /** The model is cut over the GPUs: each sends `bytesPerSample` of activations and their gradients. */
  | { readonly kind: 'model'; readonly bytesPerSample: number };

export interface SampleWork {
  /** Samples of one step, on all GPUs together. */
  readonly batch: number;
  readonly gpus: number;
  readonly precision: Precision;
  readonly exchange: SampleExchange;
  /** Share of the peak that the library of the time reaches on such a model, measured on one GPU. */
  readonly achieved: number;
}

export interface SamplePrediction {
  readonly computeSeconds: number;
  /** Not hidden: these libraries computed and sent in turn. */
  readonly exchangeSeconds: number;
  readonly stepSeconds: number;
  readonly mfu: number;
}

/**
 * Share of the 32-bit peak on AlexNet, batch 128, forward and backward (soumith/convnet-benchmarks, 2014): cuda-convnet2
 * on a Tesla K40m takes 306.9 ms, 128 x 4.2 GFLOP of 4.29 TFLOP/s. cuda-convnet, with which AlexNet was trained, takes
 * 705 ms where cuda-convnet2 takes 424 (Titan Black, five layers, forward), but was written for the GPUs of 2011 and not
 * for those: its share is taken as the middle of the two.
 */
const CUDA_CONVNET_2 = 0.41;
const CUDA_CONVNET_ON_KEPLER = CUDA_CONVNET_2 * (424 / 705);
export const ACHIEVED_ON_CONVOLUTIONS = {
  'cuda-convnet': {
    low: CUDA_CONVNET_ON_KEPLER,
    share: (CUDA_CONVNET_ON_KEPLER + CUDA_CONVNET_2) / 2,
    high: CUDA_CONVNET_2,
  },
} as const;

// Of PCI Express or the network, for large messages.
const NETWORK_SHARE = 0.8;

/** Time of one step of a model given by its FLOPs per sample. */
export function predictSampleStep(model: SampleModel, work: SampleWork, machine: Machine): SamplePrediction {
  const { batch, gpus, precision } = work;
  const available = gpus * peakFlops(machine.accelerator, precision);
  const flops = batch * model.flopsPerSample;
  const computeSeconds = flops / (available * work.achieved);
  const exchangeSeconds = exchangeTime(model, work, machine);
  const stepSeconds = computeSeconds + exchangeSeconds;
  return { computeSeconds, exchangeSeconds, stepSeconds, mfu: flops / (available * stepSeconds) };
}

function exchangeTime(model: SampleModel, { batch, gpus, exchange }: SampleWork, machine: Machine): number {
  if (gpus <= 1) return 0;
  const fabric = fabricOf(machine, NETWORK_SHARE, true);
  switch (exchange.kind) {
    case 'data':
      return allReduceSeconds(fabric, groupOf(fabric, gpus, 1), exchange.gradientBytes * model.parameters);
    case 'model': {
      const inside = gpus <= fabric.domain;
      const rate = inside ? fabric.upBytesPerSecond : fabric.outBytesPerSecond;
      const latency = inside ? fabric.upLatencySeconds : fabric.outLatencySeconds;
      return latency + (batch * exchange.bytesPerSample) / rate;
    }
    default:
      return exchange satisfies never;
  }
}
