import type { Distribution } from '../distributions/distribution.ts';
import type { Lifetimes, WeightedAges } from './lifetimes.ts';

/** Survival as seen, a step function: `survival[i]` from `ages[i]` on, 1 before the first. */
export interface SurvivalCurve {
  readonly ages: Float64Array;
  readonly survival: Float64Array;
  /** The curve is conditional on living to this age: the youngest entry, 0 where any life was seen from its start. */
  readonly from: number;
}

/** Steps at which the distance is looked for: an even choice of more moves it by less than one in this many. */
const STEPS_AT_MOST = 10_000;

/** The product-limit estimate of Kaplan and Meier (1958), with delayed entry. */
export function kaplanMeier({ events, censored, entries }: Lifetimes): SurvivalCurve {
  const lives = events.length + total(censored);
  const enteredLate = total(entries);
  // Weights are whole numbers, so the counts at risk stay exact.
  let atRisk = lives - enteredLate;
  let nextEntry = 0;
  let nextCensored = 0;
  const ages: number[] = [];
  const survival: number[] = [];
  let alive = 1;
  for (let index = 0; index < events.length; ) {
    const age = events[index]!;
    while (nextEntry < entries.ages.length && entries.ages[nextEntry]! < age)
      atRisk += entries.weights[nextEntry++]!;
    while (nextCensored < censored.ages.length && censored.ages[nextCensored]! < age)
      atRisk -= censored.weights[nextCensored++]!;
    let ended = 0;
    while (events[index] === age) {
      ended += 1;
      index += 1;
    }
    alive *= 1 - ended / atRisk;
    atRisk -= ended;
    ages.push(age);
    survival.push(alive);
  }
  return {
    ages: Float64Array.from(ages),
    survival: Float64Array.from(survival),
    from: enteredLate >= lives ? (entries.ages[0] ?? 0) : 0,
  };
}

/** Kolmogorov and Smirnov's distance: the largest gap between a law and the survival as seen, to the last age seen to end. */
export function kolmogorovSmirnov(curve: SurvivalCurve, law: Distribution): number {
  const { ages, survival, from } = curve;
  const lived = law.cumulativeHazard(from);
  const stride = Math.max(1, ages.length / STEPS_AT_MOST);
  let largest = 0;
  for (let position = 0; position < ages.length; position += stride) {
    const index = Math.floor(position);
    const expected = Math.exp(lived - law.cumulativeHazard(ages[index]!));
    const before = index === 0 ? 1 : survival[index - 1]!;
    largest = Math.max(largest, Math.abs(before - expected), Math.abs(survival[index]! - expected));
  }
  return largest;
}

/** Age by which a share `probability` of lives has ended, or null where the curve does not reach so far. */
export function observedQuantile({ ages, survival }: SurvivalCurve, probability: number): number | null {
  let low = 0;
  let high = ages.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    // Products of 1 - 1/n come out a rounding too high or low.
    if (1 - survival[middle]! >= probability - 1e-12) high = middle;
    else low = middle + 1;
  }
  return ages[low] ?? null;
}

function total({ weights }: WeightedAges): number {
  return weights.reduce((sum, weight) => sum + weight, 0);
}
