/**
 * Lives with right-censoring and delayed entry. A life that was seen to end adds its age to `events`; one that was
 * still going on adds its age to `censored`; one that came under observation at an age above 0 adds that to `entries`.
 */
export interface Lifetimes {
  /** Ages at which a life was seen to end, ascending, all above 0. */
  readonly events: Float64Array;
  readonly censored: WeightedAges;
  readonly entries: WeightedAges;
}

/** Distinct ages, ascending, and how many lives have each. */
export interface WeightedAges {
  readonly ages: Float64Array;
  readonly weights: Float64Array;
}

export interface LifetimesInput {
  readonly events: Iterable<number> & ArrayLike<number>;
  readonly censored?: readonly WeightedAge[];
  readonly entries?: readonly WeightedAge[];
}

export interface WeightedAge {
  readonly age: number;
  readonly weight: number;
}

export function lifetimes({ events, censored = [], entries = [] }: LifetimesInput): Lifetimes {
  const sorted = Float64Array.from(events).sort();
  for (const age of sorted) {
    if (!(age > 0 && Number.isFinite(age)))
      throw new RangeError(`a life must end at an age above 0, not ${age}`);
  }
  return { events: sorted, censored: combine(censored), entries: combine(entries) };
}

/** Sum of all ages lived under observation. */
export function totalTime({ events, censored, entries }: Lifetimes): number {
  let total = 0;
  for (const age of events) total += age;
  return total + weightedSum(censored) - weightedSum(entries);
}

export function weightOf({ weights }: WeightedAges): number {
  return weights.reduce((sum, weight) => sum + weight, 0);
}

function weightedSum({ ages, weights }: WeightedAges): number {
  let sum = 0;
  for (let index = 0; index < ages.length; index++) sum += ages[index]! * weights[index]!;
  return sum;
}

/** Equal ages once; an age of 0 says nothing, neither as an end nor as an entry. */
function combine(given: readonly WeightedAge[]): WeightedAges {
  const sorted = given.filter(({ age, weight }) => age > 0 && weight > 0).sort((a, b) => a.age - b.age);
  const ages: number[] = [];
  const weights: number[] = [];
  for (const { age, weight } of sorted) {
    if (ages.at(-1) === age) weights[weights.length - 1]! += weight;
    else {
      ages.push(age);
      weights.push(weight);
    }
  }
  return { ages: Float64Array.from(ages), weights: Float64Array.from(weights) };
}
