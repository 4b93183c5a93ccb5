import type { StackProfile } from './profile.ts';

/** Seconds of the host for one layer and micro-batch. */
export interface HostSeconds {
  /** To launch the kernels; hidden while the GPU is busy with earlier ones. */
  readonly forward: number;
  readonly backward: number;
  /** Nothing hides these: the GPU idles while the host reads the routing and launches each expert's products. */
  readonly waitForward: number;
  readonly waitBackward: number;
}

const BACKWARD_KERNELS = 1.9;
const CAPTURED: HostSeconds = { forward: 0, backward: 0, waitForward: 0, waitBackward: 0 };

/** `localExperts` on this GPU, 0 in a layer without; `again`: the backward pass launches the forward's kernels once more. */
export function hostSeconds(profile: StackProfile, localExperts: number, again: boolean): HostSeconds {
  const { facts, fitted } = profile;
  if (localExperts > 0 && facts.experts.captured) return CAPTURED;
  const forward = facts.layerKernels * (localExperts > 0 ? 2 : 1) * fitted.launchSeconds;
  // Of an expert's products one third is forward.
  const launches = localExperts * fitted.experts.launchSeconds;
  return {
    forward,
    backward: forward * (BACKWARD_KERNELS + (again ? 1 : 0)),
    waitForward: (localExperts > 0 ? fitted.experts.waitSeconds : 0) + launches / 3,
    waitBackward: (2 * launches) / 3,
  };
}
