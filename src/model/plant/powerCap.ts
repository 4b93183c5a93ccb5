import type { PowerCurve } from '../heat/powerCurve.ts';
import { type NodePowerModel, nodePowerWatts } from '../nodePower.ts';

/** No lower clock is set: an H100 takes no cap below 200 W, which is 625 of 1969 MHz (arXiv:2604.11391). */
export const LOWEST_CAPPED_SPEED = 625 / 1969;

/** A job whose GPUs all run at one speed. */
export interface CappedJob {
  readonly nodes: number;
  readonly node: NodePowerModel;
  /** Power of a GPU at full speed (W). */
  readonly fullGpuWatts: number;
  readonly curve: PowerCurve;
  /** Network, storage, management and nodes that do not train (W). */
  readonly otherWatts: number;
}

export type CapAnswer =
  | { readonly kind: 'fits'; readonly speed: 1; readonly gpuWatts: number }
  | { readonly kind: 'slowed'; readonly speed: number; readonly gpuWatts: number }
  /** Even at the lowest speed that is known or set the job takes more than the cap. */
  | { readonly kind: 'does_not_fit'; readonly lowestSpeed: number; readonly leastWatts: number };

/** IT power (W) of the job at a speed. */
export function itWattsAtSpeed(job: CappedJob, speed: number): number {
  const gpuWatts = job.curve.powerAt(speed) * job.fullGpuWatts;
  return job.otherWatts + job.nodes * nodePowerWatts(job.node, gpuWatts);
}

/** The speed at which the job keeps to `capWatts` of IT power; a cap of the facility is this one times the PUE. */
export function speedUnderCap(job: CappedJob, capWatts: number): CapAnswer {
  const { nodes, node, fullGpuWatts, curve, otherWatts } = job;
  const perNode = (capWatts - otherWatts) / nodes;
  const gpuWatts = (perNode - node.fixedWatts) / (node.gain * node.gpusPerNode);
  if (gpuWatts >= fullGpuWatts) return { kind: 'fits', speed: 1, gpuWatts: fullGpuWatts };
  const share = gpuWatts / fullGpuWatts;
  const lowestSpeed = Math.max(curve.lowestSpeed, LOWEST_CAPPED_SPEED);
  if (share >= curve.powerAt(lowestSpeed)) return { kind: 'slowed', speed: curve.speedAt(share), gpuWatts };
  return { kind: 'does_not_fit', lowestSpeed, leastWatts: itWattsAtSpeed(job, lowestSpeed) };
}
