import type { Accelerator, ByWidth, Machine, ScaleOut, ScaleUp } from './machine.ts';

// What the catalogue (scenarios/catalog/accelerators.yaml) does not hold, and the machines of the validation tables.
// Peaks, memory and links: as in scenarios/catalog/accelerators.yaml. SM counts: data sheets (V100 80, A100 108, H100 132, B200 148).
// Achievable: stas00/ml-engineering, "maximum achievable matmul FLOPS"; A100 271/312, H100 794.5/989 and 1403/1979, H200
// fp8 .734, B200 .776 and .763, GB200 .729, MI300X .514. Where nobody measured, the nearest relative's share is taken
// (V100 and TPU as A100; fp4 as fp8).
// Flash attention: 0.60 / 0.50 of the peak on A100, 0.55 / 0.45 on H100.

const T = 1e12;
const GB = 1e9;

function widths(bits32: number, bits16: number, bits8 = 0, bits4 = 0): ByWidth {
  return { bits32, bits16, bits8, bits4 };
}

const HOPPER = {
  peakFlops: widths(494.5 * T, 989 * T, 1979 * T),
  achievable: widths(0.803, 0.803, 0.709),
  multiprocessors: 132,
  flashForward: 0.55,
  flashBackward: 0.45,
};
const AMPERE = {
  peakFlops: widths(156 * T, 312 * T),
  achievable: widths(0.869, 0.869),
  multiprocessors: 108,
  flashForward: 0.6,
  flashBackward: 0.5,
};
const BLACKWELL = { multiprocessors: 148, flashForward: 0.5, flashBackward: 0.4 };

/** Accelerators with the constants that the step model needs beside the catalogue's. */
export const ACCELERATORS = {
  'gtx-580': {
    name: 'GTX 580',
    // No tensor cores. Dense fp32 products on Fermi reached about 60 % of the peak (an assumption).
    peakFlops: widths(1.581 * T, 0),
    achievable: widths(0.6, 0),
    multiprocessors: 16,
    flashForward: 0.3,
    flashBackward: 0.3,
    memoryBytes: 3 * GB,
    memoryBytesPerSecond: 192.4 * GB,
  },
  v100: {
    name: 'V100 SXM2 32GB',
    peakFlops: widths(15.67 * T, 125 * T),
    achievable: widths(0.869, 0.869),
    multiprocessors: 80,
    flashForward: 0.5,
    flashBackward: 0.4,
    memoryBytes: 32 * GB,
    memoryBytesPerSecond: 898 * GB,
  },
  'a100-40': { name: 'A100 SXM4 40GB', ...AMPERE, memoryBytes: 42.9 * GB, memoryBytesPerSecond: 1555 * GB },
  'a100-80': { name: 'A100 SXM4 80GB', ...AMPERE, memoryBytes: 85.9 * GB, memoryBytesPerSecond: 2039 * GB },
  'h100-sxm': { name: 'H100 SXM5 80GB', ...HOPPER, memoryBytes: 85.9 * GB, memoryBytesPerSecond: 3350 * GB },
  // torchtitan's machines: 500 W cap, HBM2e.
  'h100-96': {
    name: 'H100 96GB HBM2e 500 W',
    ...HOPPER,
    memoryBytes: 102 * GB,
    memoryBytesPerSecond: 2400 * GB,
  },
  h800: { name: 'H800 SXM5 80GB', ...HOPPER, memoryBytes: 85.9 * GB, memoryBytesPerSecond: 3350 * GB },
  h200: {
    name: 'H200 SXM 141GB',
    ...HOPPER,
    achievable: widths(0.803, 0.803, 0.734),
    memoryBytes: 151 * GB,
    memoryBytesPerSecond: 4800 * GB,
  },
  b200: {
    name: 'B200 SXM 180GB',
    ...BLACKWELL,
    peakFlops: widths(1125 * T, 2250 * T, 4500 * T, 9000 * T),
    achievable: widths(0.776, 0.776, 0.763, 0.763),
    memoryBytes: 193 * GB,
    memoryBytesPerSecond: 8000 * GB,
  },
  gb200: {
    name: 'GB200 186GB',
    ...BLACKWELL,
    peakFlops: widths(1250 * T, 2500 * T, 5000 * T, 10000 * T),
    achievable: widths(0.729, 0.729, 0.729, 0.729),
    memoryBytes: 199 * GB,
    memoryBytesPerSecond: 8000 * GB,
  },
  // Blackwell Ultra: the 16- and 8-bit rates of Blackwell, 1.5 times its 4-bit rate (data sheet), 288 GB.
  b300: {
    name: 'B300 SXM 288GB',
    ...BLACKWELL,
    peakFlops: widths(1125 * T, 2250 * T, 4500 * T, 13500 * T),
    achievable: widths(0.776, 0.776, 0.763, 0.763),
    memoryBytes: 309 * GB,
    memoryBytesPerSecond: 8000 * GB,
  },
  gb300: {
    name: 'GB300 288GB',
    ...BLACKWELL,
    peakFlops: widths(1250 * T, 2500 * T, 5000 * T, 15000 * T),
    achievable: widths(0.776, 0.776, 0.763, 0.763),
    memoryBytes: 309 * GB,
    memoryBytesPerSecond: 8000 * GB,
  },
  mi300x: {
    name: 'MI300X 192GB',
    peakFlops: widths(653.7 * T, 1307 * T, 2610 * T),
    achievable: widths(0.514, 0.514, 0.48),
    multiprocessors: 304,
    flashForward: 0.35,
    flashBackward: 0.28,
    memoryBytes: 206 * GB,
    memoryBytesPerSecond: 5300 * GB,
  },
  // Two cores of two 128 x 128 matrix units; no 32-bit matrix rate is published.
  'tpu-v3': {
    name: 'TPU v3 chip',
    peakFlops: widths(0, 123 * T),
    achievable: widths(0, 0.869),
    multiprocessors: 4,
    flashForward: 0.5,
    flashBackward: 0.4,
    memoryBytes: 34.4 * GB,
    memoryBytesPerSecond: 900 * GB,
  },
  'tpu-v4': {
    name: 'TPU v4 chip',
    peakFlops: widths(0, 275 * T),
    achievable: widths(0, 0.869),
    multiprocessors: 8,
    flashForward: 0.5,
    flashBackward: 0.4,
    memoryBytes: 34.4 * GB,
    memoryBytesPerSecond: 1200 * GB,
  },
} as const satisfies Readonly<Record<string, Accelerator>>;

export type AcceleratorId = keyof typeof ACCELERATORS;

// A100: ring all-reduce of 1 MB..1 GB on 2..8 GPUs (vTrain's tables): alpha 46..79 us, bus 193..227 of 300 GB/s.
const NVLINK3: ScaleUp = {
  gpus: 8,
  bytesPerSecond: 300 * GB,
  efficiency: 0.76,
  latencySeconds: 40e-6,
  hopSeconds: 2.7e-6,
};
// H200, 8 GPUs (stas00): ring 366, all-gather 361, reduce-scatter 363 of 450 GB/s, alpha 35 us.
const NVLINK4: ScaleUp = {
  gpus: 8,
  bytesPerSecond: 450 * GB,
  efficiency: 0.81,
  latencySeconds: 16e-6,
  hopSeconds: 1.3e-6,
};
// H800: 200 GB/s a direction, 160 usable (DeepSeek-V3, section 3.2).
const NVLINK4_H800: ScaleUp = { ...NVLINK4, bytesPerSecond: 200 * GB, efficiency: 0.8 };
// B200, 8 GPUs (stas00): ring 682 of 900 GB/s.
const NVLINK5: ScaleUp = { ...NVLINK4, bytesPerSecond: 900 * GB, efficiency: 0.76 };
const NVLINK2: ScaleUp = { ...NVLINK3, bytesPerSecond: 150 * GB };
const INFINITY: ScaleUp = { ...NVLINK4, bytesPerSecond: 448 * GB, efficiency: 0.7 };
// A slice of a torus: every chip sees its neighbours; 4096 chips of one pod count as one domain.
const ICI: ScaleUp = {
  gpus: 4096,
  bytesPerSecond: 150 * GB,
  efficiency: 0.8,
  latencySeconds: 10e-6,
  hopSeconds: 1e-6,
};
const PCIE2: ScaleUp = {
  gpus: 2,
  bytesPerSecond: 8 * GB,
  efficiency: 0.7,
  latencySeconds: 20e-6,
  hopSeconds: 5e-6,
};

/** A network of `gigabits` per second and GPU. Latency per hop of a ring: NCCL's tuning table, 14 us with protocol Simple. */
export function scaleOut(
  gigabits: number,
  podGpus = Number.POSITIVE_INFINITY,
  oversubscription = 1,
): ScaleOut {
  return {
    bytesPerSecond: (gigabits / 8) * 1e9,
    latencySeconds: 20e-6,
    hopSeconds: 7e-6,
    podGpus,
    oversubscription,
  };
}

function machine(id: AcceleratorId, scaleUp: ScaleUp, network: ScaleOut, name?: string): Machine {
  return { name: name ?? ACCELERATORS[id].name, accelerator: ACCELERATORS[id], scaleUp, network };
}

/** Machines by the accelerator's name, with the network that such a node usually has. */
export const MACHINES = {
  'gtx-580': machine('gtx-580', PCIE2, scaleOut(1)),
  v100: machine('v100', NVLINK2, scaleOut(50)),
  'a100-40': machine('a100-40', NVLINK3, scaleOut(200)),
  'a100-80': machine('a100-80', NVLINK3, scaleOut(200)),
  'h100-sxm': machine('h100-sxm', NVLINK4, scaleOut(400)),
  'h100-96': machine('h100-96', NVLINK4, scaleOut(400)),
  h800: machine('h800', NVLINK4_H800, scaleOut(400)),
  h200: machine('h200', NVLINK4, scaleOut(400)),
  b200: machine('b200', NVLINK5, scaleOut(400)),
  b300: machine('b300', NVLINK5, scaleOut(800)),
  gb200: machine('gb200', { ...NVLINK5, gpus: 72 }, scaleOut(400)),
  gb300: machine('gb300', { ...NVLINK5, gpus: 72 }, scaleOut(800)),
  mi300x: machine('mi300x', INFINITY, scaleOut(400)),
  'tpu-v3': machine('tpu-v3', { ...ICI, gpus: 1024, bytesPerSecond: 70 * GB }, scaleOut(50)),
  'tpu-v4': machine('tpu-v4', ICI, scaleOut(50)),
} as const satisfies Readonly<Record<string, Machine>>;

export type MachineId = keyof typeof MACHINES;
