import { YEAR } from '../price/units.ts';

/** Carbon of making a server, without and with its accelerators. */
export interface EmbodiedCarbon {
  /** The server without accelerators (kg). */
  readonly serverKg: number;
  readonly gpuKg: number;
  readonly gpusPerNode: number;
  readonly lifeYears: number;
  /** Share of its life in which a server works for somebody; 1 charges wall time alone, less also its idle years. */
  readonly utilisation: number;
}

/**
 * kgCO2e of making a GPU. H100: HGX H100 baseboard of eight, 1312 kg, NVIDIA product carbon footprint (ISO 14067)
 * [confirmed]. A100: arXiv:2509.00093 [confirmed]; with its share of the host, Chien [secondary]. BLOOM's 150 kg:
 * arXiv:2211.02001 [confirmed].
 */
export const EMBODIED_GPU_KG = {
  h100: 1312 / 8,
  a100: 127.6,
  a100WithHost: 318,
  bloom: 150,
} as const;

/** Server of eight GPUs by BLOOM (arXiv:2211.02001): 2500 kg and 150 a GPU, 3700 in all [confirmed]; range 3 to 5 t. */
export const BLOOM_SERVER: EmbodiedCarbon = {
  serverKg: 2500,
  gpuKg: EMBODIED_GPU_KG.bloom,
  gpusPerNode: 8,
  lifeYears: 6,
  utilisation: 0.85,
};

/** kgCO2e of making one node. */
export function embodiedNodeKg({
  serverKg,
  gpuKg,
  gpusPerNode,
}: Pick<EmbodiedCarbon, 'serverKg' | 'gpuKg' | 'gpusPerNode'>): number {
  return serverKg + gpuKg * gpusPerNode;
}

/** Straight-line share of it for each second that a node is held (kg/s). */
export function embodiedKgPerNodeSecond(carbon: EmbodiedCarbon): number {
  return embodiedNodeKg(carbon) / (carbon.lifeYears * YEAR * carbon.utilisation);
}
