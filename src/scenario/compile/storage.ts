import type { DistributionSpec } from '../../engine/distributions/distribution.ts';
import type { Scenario } from '../schema.ts';
import type { Predictions } from './phases.ts';

/** 16-bit weights, master copy and two moments of Adam (BLOOM: 176e9 parameters x 14 = 2.3 TB). */
const BYTES_PER_PARAMETER = 14;

/** One place of checkpoints as the scenario says it: the only one, or a tier. */
export type Place = Omit<Scenario['checkpoint'], 'interval' | 'tiers' | 'final'>;

/** What is saved, and by how many. */
export interface SavedBytes {
  readonly bytes: number;
  readonly gpus: number;
  readonly nodes: number;
  readonly replicas: number;
}

export function savedBytes({ cluster, workload }: Scenario, predictions: Predictions): SavedBytes {
  const gpus = cluster.nodes * cluster.node.gpus;
  const predicted = predictions.find((prediction) => prediction !== null);
  return {
    bytes: predicted?.checkpointBytes ?? BYTES_PER_PARAMETER * workload.model.parameters,
    gpus,
    nodes: cluster.nodes,
    replicas: Math.max(
      ...workload.phases.map(
        ({ parallelism: { tensor, pipeline, context } }) => gpus / (tensor * pipeline * context),
      ),
    ),
  };
}

/** Blocking part (s): every GPU copies its part of the one state out of its memory. */
export function stallSeconds(place: Place, { bytes, gpus }: SavedBytes): number {
  if (place.stall !== undefined) return place.stall;
  return place.snapshot_bandwidth === undefined ? 0 : bytes / gpus / place.snapshot_bandwidth;
}

export function writeSeconds(place: Place, { bytes, nodes }: SavedBytes): number {
  return place.write ?? bytes / bandwidth(place.write_bandwidth, place, nodes);
}

export function loadTime(place: Place, { bytes, nodes, replicas }: SavedBytes): DistributionSpec {
  if (place.load !== undefined) return place.load;
  const readers = place.readers === 'one' ? 1 : replicas;
  return { kind: 'fixed', value: (readers * bytes) / bandwidth(place.read_bandwidth, place, nodes) };
}

/** The smaller of the storage's and all nodes' together, as far as others leave it (B/s); infinite where none is given. */
function bandwidth(ofStorage: number | undefined, place: Place, nodes: number): number {
  const ofNodes =
    place.node_bandwidth === undefined ? Number.POSITIVE_INFINITY : nodes * place.node_bandwidth;
  return Math.min(ofStorage ?? Number.POSITIVE_INFINITY, ofNodes) * (place.contention ?? 1);
}
