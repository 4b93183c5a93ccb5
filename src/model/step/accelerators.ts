import type { Accelerator, ByWidth, Machine, ScaleOut, ScaleUp } from './machine.ts';

// What the catalogue (scenarios/catalog/accelerators.yaml) does not hold, and the machines of the validation tables.
// Peaks (of the tensor cores at 32 bits where there are any), memory, bandwidth, links and the best measured 16-bit
// product repeat the catalogue, whose rows name their sources; a test holds the two together. The rest carries a mark:
// [data sheet]; [stas00] = stas00/ml-engineering@744d01e, "maximum achievable matmul FLOPS"; [vTrain] = its tables of
// collectives; [assumed] = not measured by anyone we know, taken from the nearest relative. ARCHITECTURE.md lists the last.

const T = 1e12;
const GB = 1e9;
const GiB = 2 ** 30;

function widths(bits32: number, bits16: number, bits8 = 0, bits4 = 0): ByWidth {
  return { bits32, bits16, bits8, bits4 };
}

const HOPPER = {
  peakFlops: widths(494.5 * T, 989 * T, 1979 * T),
  // 16 bits as in the catalogue; 8 bits 1403 TFLOP/s [stas00]; 32 bits as 16 [assumed].
  achievable: widths(794.5 / 989, 794.5 / 989, 1403 / 1979),
  multiprocessors: 132, // [data sheet]
  // Of a perfect kernel of its time; with the stack's factor 1.2 of NeMo 0.66 and 0.54 [assumed].
  flashForward: 0.55,
  flashBackward: 0.45,
};
const AMPERE = {
  peakFlops: widths(156 * T, 312 * T),
  achievable: widths(271.2 / 312, 271.2 / 312), // 32 bits as 16 [assumed]
  multiprocessors: 108, // [data sheet]
  // [assumed], as on H100.
  flashForward: 0.6,
  flashBackward: 0.5,
};
// SMs: [data sheet]; attention: [assumed]. fp4 reaches the share of fp8 and 32 bits that of 16 [assumed].
const BLACKWELL = { multiprocessors: 148, flashForward: 0.5, flashBackward: 0.4 };

/** Accelerators with the constants that the step model needs beside the catalogue's. */
export const ACCELERATORS = {
  'gtx-580': {
    name: 'GTX 580',
    // No tensor cores. Dense fp32 products on Fermi reached about 60 % of the peak, and attention half of that [assumed].
    // 16 SMs [data sheet]. The row is the 1.5 GB card, as in the catalogue; AlexNet was trained on two of 3 GB.
    peakFlops: widths(1.581 * T, 0),
    achievable: widths(0.6, 0),
    multiprocessors: 16,
    flashForward: 0.3,
    flashBackward: 0.3,
    memoryBytes: 1.536 * GB,
    memoryBytesPerSecond: 192.4 * GB,
  },
  v100: {
    name: 'V100 SXM2 32GB',
    peakFlops: widths(15.67 * T, 125 * T),
    // Products as on A100, attention [assumed]; 80 SMs [data sheet].
    achievable: widths(271.2 / 312, 271.2 / 312),
    multiprocessors: 80,
    flashForward: 0.5,
    flashBackward: 0.4,
    memoryBytes: 32 * GiB,
    memoryBytesPerSecond: 898 * GB,
  },
  'a100-40': { name: 'A100 SXM4 40GB', ...AMPERE, memoryBytes: 40 * GiB, memoryBytesPerSecond: 1555 * GB },
  'a100-80': { name: 'A100 SXM4 80GB', ...AMPERE, memoryBytes: 80 * GiB, memoryBytesPerSecond: 2039 * GB },
  'h100-sxm': { name: 'H100 SXM5 80GB', ...HOPPER, memoryBytes: 80 * GiB, memoryBytesPerSecond: 3350 * GB },
  // torchtitan's machines: 500 W cap, HBM2e (torchtitan benchmarks/*.md); not in the catalogue.
  'h100-96': {
    name: 'H100 96GB HBM2e 500 W',
    ...HOPPER,
    memoryBytes: 95 * GiB,
    memoryBytesPerSecond: 2400 * GB,
  },
  h800: { name: 'H800 SXM5 80GB', ...HOPPER, memoryBytes: 80 * GiB, memoryBytesPerSecond: 3350 * GB },
  h200: {
    name: 'H200 SXM 141GB',
    ...HOPPER,
    achievable: widths(794.5 / 989, 794.5 / 989, 0.734), // 8 bits [stas00]
    memoryBytes: 141 * GiB,
    memoryBytesPerSecond: 4800 * GB,
  },
  b200: {
    name: 'B200 SXM 180GB',
    ...BLACKWELL,
    peakFlops: widths(1125 * T, 2250 * T, 4500 * T, 9000 * T),
    achievable: widths(1745 / 2250, 1745 / 2250, 0.763, 0.763), // 8 bits [stas00]
    memoryBytes: 180 * GiB,
    memoryBytesPerSecond: 8000 * GB,
  },
  gb200: {
    name: 'GB200 186GB',
    ...BLACKWELL,
    peakFlops: widths(1250 * T, 2500 * T, 5000 * T, 10000 * T),
    achievable: widths(1822 / 2500, 1822 / 2500, 0.729, 0.729), // 8 bits as 16 [assumed]
    memoryBytes: 186 * GiB,
    memoryBytesPerSecond: 8000 * GB,
  },
  // Blackwell Ultra: the 16- and 8-bit rates of Blackwell, 1.5 times its 4-bit rate (data sheet), 288 GB.
  b300: {
    name: 'B300 SXM 288GB',
    ...BLACKWELL,
    peakFlops: widths(1125 * T, 2250 * T, 4500 * T, 13500 * T),
    achievable: widths(1769 / 2250, 1769 / 2250, 0.763, 0.763), // 8 bits as B200 [assumed]
    memoryBytes: 288 * GiB,
    memoryBytesPerSecond: 8000 * GB,
  },
  gb300: {
    name: 'GB300 288GB',
    ...BLACKWELL,
    peakFlops: widths(1250 * T, 2500 * T, 5000 * T, 15000 * T),
    achievable: widths(0.776, 0.776, 0.763, 0.763), // as B200 [assumed]; not in the catalogue
    memoryBytes: 288 * GiB,
    memoryBytesPerSecond: 8000 * GB,
  },
  mi300x: {
    name: 'MI300X 192GB',
    peakFlops: widths(653.7 * T, 1307 * T, 2610 * T),
    // 304 compute units [data sheet]; 8 bits, 32 bits and attention [assumed].
    achievable: widths(668.4 / 1307, 668.4 / 1307, 0.48),
    multiprocessors: 304,
    flashForward: 0.35,
    flashBackward: 0.28,
    memoryBytes: 192 * GiB,
    memoryBytesPerSecond: 5300 * GB,
  },
  // Two cores of two 128 x 128 matrix units [data sheet]; no 32-bit matrix rate is published. Products as on A100,
  // attention [assumed]; the same for v4 (two cores of four units).
  'tpu-v3': {
    name: 'TPU v3 chip',
    peakFlops: widths(0, 123 * T),
    achievable: widths(0, 0.869),
    multiprocessors: 4,
    flashForward: 0.5,
    flashBackward: 0.4,
    memoryBytes: 32 * GiB,
    memoryBytesPerSecond: 900 * GB,
  },
  'tpu-v4': {
    name: 'TPU v4 chip',
    peakFlops: widths(0, 275 * T),
    achievable: widths(0, 0.869),
    multiprocessors: 8,
    flashForward: 0.5,
    flashBackward: 0.4,
    memoryBytes: 32 * GiB,
    memoryBytesPerSecond: 1200 * GB,
  },
} as const satisfies Readonly<Record<string, Accelerator>>;

export type AcceleratorId = keyof typeof ACCELERATORS;

// [vTrain] A100: ring all-reduce of 1 MB..1 GB on 2..8 GPUs (vTrain's tables): alpha 46..79 us, bus 193..227 of 300 GB/s.
const NVLINK3: ScaleUp = {
  gpus: 8,
  bytesPerSecond: 300 * GB,
  efficiency: 0.76,
  latencySeconds: 40e-6,
  hopSeconds: 2.7e-6,
};
// [stas00] H200, 8 GPUs: ring 366, all-gather 361, reduce-scatter 363 of 450 GB/s, alpha 35 us.
const NVLINK4: ScaleUp = {
  gpus: 8,
  bytesPerSecond: 450 * GB,
  efficiency: 0.81,
  latencySeconds: 16e-6,
  hopSeconds: 1.3e-6,
};
// H800: 200 GB/s a direction, 160 usable (DeepSeek-V3, section 3.2).
const NVLINK4_H800: ScaleUp = { ...NVLINK4, bytesPerSecond: 200 * GB, efficiency: 0.8 };
// [stas00] B200, 8 GPUs: ring 682 of 900 GB/s.
const NVLINK5: ScaleUp = { ...NVLINK4, bytesPerSecond: 900 * GB, efficiency: 0.76 };
// Efficiency and latency as the next generation's [assumed].
const NVLINK2: ScaleUp = { ...NVLINK3, bytesPerSecond: 150 * GB };
// Efficiency [assumed].
const INFINITY: ScaleUp = { ...NVLINK4, bytesPerSecond: 448 * GB, efficiency: 0.7 };
// A slice of a torus: every chip sees its neighbours; 4096 chips of one pod count as one domain. Efficiency and latencies
// [assumed].
const ICI: ScaleUp = {
  gpus: 4096,
  bytesPerSecond: 150 * GB,
  efficiency: 0.8,
  latencySeconds: 10e-6,
  hopSeconds: 1e-6,
};
// PCI Express 2.0, 16 lanes: 8 GB/s by its standard; efficiency and latencies [assumed].
const PCIE2: ScaleUp = {
  gpus: 2,
  bytesPerSecond: 8 * GB,
  efficiency: 0.7,
  latencySeconds: 20e-6,
  hopSeconds: 5e-6,
};

/** A network of `gigabits` per second and GPU. Latency: half of NCCL's tuning table (14 us a hop with
 * protocol Simple) for a hop, 20 us once [assumed]. */
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

/** Machines by the accelerator's name, with the network of the catalogue, else one that such a node usually has [assumed]. */
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
  'tpu-v3': machine('tpu-v3', { ...ICI, gpus: 1024, bytesPerSecond: 328 * GB }, scaleOut(50)),
  'tpu-v4': machine('tpu-v4', ICI, scaleOut(50)),
} as const satisfies Readonly<Record<string, Machine>>;

export type MachineId = keyof typeof MACHINES;
