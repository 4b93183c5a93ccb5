import { lambertW0 } from '../model/lambertW.ts';

/** A rate multiplier 1 + (initial - 1) exp(-t / decay) in operating time t: an immature cluster that settles. */
export interface HazardDrift {
  readonly initial: number;
  readonly decaySeconds: number;
}

/** Integral of the multiplier up to operating time `t`: the time that counts for the hazard (s). */
export function driftedSeconds({ initial, decaySeconds }: HazardDrift, t: number): number {
  return t - (initial - 1) * decaySeconds * Math.expm1(-t / decaySeconds);
}

/** Operating time at which `driftedSeconds` reaches `drifted` (s); closed form by Lambert's W. */
export function operatingSeconds(drift: HazardDrift, drifted: number): number {
  const excess = drift.initial - 1;
  if (excess === 0) return drifted;
  // y + excess (1 - exp(-y)) = c  =>  z exp(z) = excess exp(excess - c) with z = excess exp(-y).
  const c = drifted / drift.decaySeconds;
  const z =
    excess - c > 500
      ? lambertOfExponential(Math.log(excess) + excess - c)
      : lambertW0(excess * Math.exp(excess - c));
  return (c - excess + z) * drift.decaySeconds;
}

/** W0(e^x) for an x whose exponential may overflow: w + ln w = x by Newton's method, which converges in a few steps. */
function lambertOfExponential(x: number): number {
  let w = x - Math.log(x);
  for (let step = 0; step < 5; step++) w -= (w * (w + Math.log(w) - x)) / (w + 1);
  return w;
}
