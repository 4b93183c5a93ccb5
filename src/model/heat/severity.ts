import { normalQuantile } from '../../engine/special/normal.ts';
import type { NextLargest } from './maximumOfActive.ts';
import type { SlotClass } from './slotCooling.ts';

/**
 * How GPUs differ: thermal resistance R (paste, sink, airflow) and power at equal work `leak` (silicon), both lognormal
 * around 1 times their median and drawn once for each GPU. What heats and throttles is the product kappa = R x leak.
 *
 * Why kappa alone decides within a slot class. GPU i at nominal power P and inlet T_in has
 * T = T_in + offset + kappa_i P (1 + k (T - T_ref)); the offset is common to the class. At any P and T_in, T rises with
 * kappa_i. Held at the limit L, its nominal power is (L - T_in - offset) / (kappa_i (1 + k (L - T_ref))), which falls with
 * kappa_i (and is 0 for all of the class where T_in + offset is L or more), and its speed rises with that power. So of two GPUs of one class the one of larger kappa is the hotter and the
 * slower at every inlet and every power, and the slowest and hottest of a class is always the one of the largest kappa.
 *
 * Left out: that leaky silicon meets the board's power limit also when it is cold. That costs the same at any inlet and is
 * part of every measured step time.
 */
export interface HeatSpread {
  /** Standard deviation of log R. */
  readonly resistanceSigma: number;
  /** Standard deviation of log power at equal work. */
  readonly leakSigma: number;
}

/**
 * leakSigma: 1.5 % between the GPUs of a B200 node at the same work, measured (.01 to .03). resistanceSigma: a judgement.
 * With .03 the hottest of 8,192 rear GPUs (3.7 standard deviations) throttles from an inlet of about 27 C on at 651 W, the
 * top of what ASHRAE recommends: fleets screen their nodes, and Llama 3 saw only a loss at mid-day (arXiv:2407.21783). Range
 * 0 to .11: the hottest and coolest of eight H100 in air differ by 1.55 times in (T - T_in) / P (arXiv:2507.16781); front and
 * rear explain 1.23 of it, and what is left would be .11 between eight independent GPUs.
 */
export const DEFAULT_SPREAD: HeatSpread = { resistanceSigma: 0.03, leakSigma: 0.015 };

/** Standard deviation of log kappa. */
export function kappaSigma({ resistanceSigma, leakSigma }: HeatSpread): number {
  return Math.sqrt(resistanceSigma * resistanceSigma + leakSigma * leakSigma);
}

/** kappa (K/W) of one GPU of a class by two standard normal draws: for whoever samples each GPU. */
export function drawKappa(slot: SlotClass, spread: HeatSpread, normal: () => number): number {
  const resistance = Math.exp(spread.resistanceSigma * normal());
  return slot.kelvinPerWatt * resistance * Math.exp(spread.leakSigma * normal());
}

/**
 * The largest kappa of the class's GPUs in one node, by one uniform: F^-1(U^(1/m)) is exactly the law of the largest of m.
 * The complement 1 - U^(1/m) is what the normal quantile is asked for, since it keeps the digits of the upper tail.
 */
export function largestKappa(slot: SlotClass, spread: HeatSpread, uniform: number): number {
  const above = -Math.expm1(Math.log(uniform) / slot.gpus);
  return slot.kelvinPerWatt * Math.exp(-kappaSigma(spread) * normalQuantile(above));
}

/**
 * The nodes of a zone from the largest `largestKappa` of a class down, drawn only as far as anybody asks: exactly the law of
 * drawing every node and sorting. With V = U^(1/m) of each node, -log V is exponential with rate m, and the k-th smallest of
 * n such is the one before plus an exponential of rate m (n - k + 1) (Renyi 1953); which node it is, is equally likely for
 * all that are left (Fisher and Yates). Two uniforms a node told, from a stream of its own: then the fleet does not depend
 * on when it is asked for.
 */
export function descendingKappas(
  nodes: number,
  slot: SlotClass,
  spread: HeatSpread,
  uniform: () => number,
): NextLargest {
  const sigma = kappaSigma(spread);
  // The shuffled nodes, plus one; 0 stands for the node of that place itself, so that nothing need be filled in.
  const shuffled = new Int32Array(nodes);
  const nodeAt = (place: number) => (shuffled[place] === 0 ? place : shuffled[place]! - 1);
  let told = 0;
  let exponent = 0;
  return () => {
    const remaining = nodes - told;
    exponent -= Math.log(uniform()) / (slot.gpus * remaining);
    const place = told + Math.floor(uniform() * remaining);
    const member = nodeAt(place);
    shuffled[place] = nodeAt(told) + 1;
    told += 1;
    const above = -Math.expm1(-exponent);
    return { member, value: slot.kelvinPerWatt * Math.exp(-sigma * normalQuantile(above)) };
  };
}
