import { allReduceSeconds, type Fabric, gatherSeconds, groupOf } from './collectives.ts';
import type { Layout } from './layout.ts';

/** Seconds of tensor-parallel traffic of one layer and micro-batch, hidden or not. */
export interface TensorTraffic {
  readonly forward: number;
  readonly backward: number;
}

const NONE: TensorTraffic = { forward: 0, backward: 0 };

/**
 * One all-reduce (or reduce-scatter and all-gather) of `bytes` after attention and one after the MLP; experts that are
 * spread over the ranks (`spread`) need none.
 */
export function tensorTraffic(fabric: Fabric, layout: Layout, bytes: number, spread: boolean): TensorTraffic {
  const { tensor: t } = layout;
  if (t <= 1) return NONE;
  const group = groupOf(fabric, t, 1);
  const full = layout.recompute === 'full';
  const blocks = spread ? 1 : 2;
  if (!layout.sequenceParallel) {
    const forward = blocks * allReduceSeconds(fabric, group, bytes);
    // The recomputed layer needs no second reduction of its output.
    return { forward, backward: forward * (full ? 1.75 : 1) };
  }
  const gather = gatherSeconds(fabric, group, bytes);
  const forward = blocks * 2 * gather;
  // Weight gradients gather their inputs again, most of it hidden.
  const backward = forward + 0.3 * blocks * gather;
  return { forward, backward: full ? backward + forward : backward };
}
