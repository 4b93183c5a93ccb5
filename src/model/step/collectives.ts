import type { Machine } from './machine.ts';

/** Effective rates of the two tiers of links, ready for use. */
export interface Fabric {
  readonly domain: number;
  readonly upBytesPerSecond: number;
  readonly upLatencySeconds: number;
  readonly upHopSeconds: number;
  readonly outBytesPerSecond: number;
  readonly outLatencySeconds: number;
  readonly outHopSeconds: number;
  readonly podGpus: number;
  readonly oversubscription: number;
  readonly hierarchical: boolean;
}

/** Ranks of one communicator. */
export interface Group {
  readonly size: number;
  /** Ranks of it inside one scale-up domain. */
  readonly local: number;
  /** Ranks of it below one leaf or pod. */
  readonly inPod: number;
}

export function fabricOf(machine: Machine, networkEfficiency: number, hierarchical: boolean): Fabric {
  const { scaleUp, network } = machine;
  return {
    domain: scaleUp.gpus,
    upBytesPerSecond: scaleUp.bytesPerSecond * scaleUp.efficiency,
    upLatencySeconds: scaleUp.latencySeconds,
    upHopSeconds: scaleUp.hopSeconds,
    outBytesPerSecond: network.bytesPerSecond * networkEfficiency,
    outLatencySeconds: network.latencySeconds,
    outHopSeconds: network.hopSeconds,
    podGpus: network.podGpus,
    oversubscription: network.oversubscription,
    hierarchical,
  };
}

/** `size` ranks that sit `stride` GPUs apart, in rank order. */
export function groupOf(fabric: Fabric, size: number, stride: number): Group {
  const members = (gpus: number): number => Math.min(size, Math.max(1, Math.floor(gpus / stride)));
  return { size, local: members(fabric.domain), inPod: members(fabric.podGpus) };
}

/**
 * Bandwidth of one rank's ring between domains. Of a ring with r ranks in the pod one flow in r crosses the
 * oversubscribed layer, so nothing is lost while r is at least the oversubscription.
 */
export function crossingBytesPerSecond(fabric: Fabric, group: Group): number {
  if (group.inPod >= group.size) return fabric.outBytesPerSecond;
  return fabric.outBytesPerSecond * Math.min(1, group.inPod / fabric.oversubscription);
}

// The tiers work on different chunks at once: the slower one counts, and about 15 % of the other (fill and drain).
const UNHIDDEN_TIER = 0.15;

/** `passes` 2 is an all-reduce, 1 a reduce-scatter or all-gather of `bytes` in all (the whole tensor). */
function ringSeconds(fabric: Fabric, group: Group, bytes: number, passes: 1 | 2): number {
  const { size } = group;
  if (size <= 1 || bytes <= 0) return 0;
  const local = group.local;
  const domains = Math.ceil(size / local);
  if (domains === 1) {
    return (
      fabric.upLatencySeconds +
      passes * (size - 1) * fabric.upHopSeconds +
      (passes * (size - 1) * bytes) / (size * fabric.upBytesPerSecond)
    );
  }
  const crossing = crossingBytesPerSecond(fabric, group);
  if (!fabric.hierarchical) {
    // A flat ring over all ranks: every one of them adds its hop.
    const latency = fabric.outLatencySeconds + passes * (size - 1) * fabric.outHopSeconds;
    return latency + (passes * (size - 1) * bytes) / (size * crossing);
  }
  // Large groups switch to a tree (or its like), whose latency grows with the logarithm: two and a half ring hops a level.
  const hops = Math.min(domains - 1, 2.5 * Math.log(domains) * Math.LOG2E);
  const latency = fabric.outLatencySeconds + passes * hops * fabric.outHopSeconds;
  const inside =
    local <= 1
      ? 0
      : fabric.upLatencySeconds + (passes * (local - 1) * bytes) / (local * fabric.upBytesPerSecond);
  const between = (passes * (domains - 1) * bytes) / (domains * local * crossing);
  return latency + Math.max(inside, between) + UNHIDDEN_TIER * Math.min(inside, between);
}

export function allReduceSeconds(fabric: Fabric, group: Group, bytes: number): number {
  return ringSeconds(fabric, group, bytes, 2);
}

/** All-gather to, or reduce-scatter from, a tensor of `bytes` in all. */
export function gatherSeconds(fabric: Fabric, group: Group, bytes: number): number {
  return ringSeconds(fabric, group, bytes, 1);
}

/** Each rank sends `bytes` in all, evenly to every rank, itself included. */
export function allToAllSeconds(fabric: Fabric, group: Group, bytes: number): number {
  const { size, local } = group;
  if (size <= 1 || bytes <= 0) return 0;
  const inside = ((local - 1) * bytes) / (size * fabric.upBytesPerSecond);
  if (local >= size) return fabric.upLatencySeconds + inside;
  // Every pair talks, so what leaves the pod pays the whole oversubscription.
  const away = group.inPod >= size ? 0 : (size - group.inPod) / (size - local);
  const slow = 1 + away * (fabric.oversubscription - 1);
  const outside = (((size - local) * bytes) / (size * fabric.outBytesPerSecond)) * slow;
  return fabric.outLatencySeconds + Math.max(inside, outside) + UNHIDDEN_TIER * Math.min(inside, outside);
}

/** Of `places`, those that `draws` independent draws hit on average. */
function distinct(places: number, draws: number): number {
  let missed = 1;
  for (let i = 0; i < draws; i++) missed *= 1 - 1 / places;
  return places * (1 - missed);
}

/**
 * The same when each rank sends a token of `bytes` to `active` places and every rank and every domain gets it once
 * (DeepEP, HybridEP): one copy over the network for each foreign domain, one inside for each rank.
 */
export function distinctToAllSeconds(fabric: Fabric, group: Group, bytes: number, active: number): number {
  const { size, local } = group;
  if (size <= 1 || bytes <= 0) return 0;
  const copies = distinct(size, active);
  const inside = (((size - 1) / size) * copies * bytes) / fabric.upBytesPerSecond;
  if (local >= size) return fabric.upLatencySeconds + inside;
  const domains = size / local;
  const away = group.inPod >= size ? 0 : (size - group.inPod) / (size - local);
  const slow = 1 + away * (fabric.oversubscription - 1);
  const foreign = ((domains - 1) / domains) * distinct(domains, active);
  const outside = ((foreign * bytes) / fabric.outBytesPerSecond) * slow;
  return fabric.outLatencySeconds + Math.max(inside, outside) + UNHIDDEN_TIER * Math.min(inside, outside);
}

/** One message to the rank `stride` GPUs away, in a job of `gpus`. */
export function pointToPointSeconds(fabric: Fabric, bytes: number, stride: number, gpus: number): number {
  if (stride < fabric.domain && gpus <= fabric.domain) {
    return fabric.upLatencySeconds / 3 + bytes / fabric.upBytesPerSecond;
  }
  const slow = gpus <= fabric.podGpus || stride < fabric.podGpus ? 1 : fabric.oversubscription;
  return fabric.outLatencySeconds + (bytes * slow) / fabric.outBytesPerSecond;
}
