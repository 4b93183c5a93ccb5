import { createDistribution } from '../../../src/engine/distributions/createDistribution.ts';
import type { FittedLaw } from '../../../src/engine/fitting/laws.ts';
import { type Lifetimes, lifetimes, type WeightedAge } from '../../../src/engine/fitting/lifetimes.ts';
import type { RandomStream } from '../../../src/engine/randomStream.ts';

/** Standard errors that an estimate from a sample may be away. */
export const SIGMAS = 4;

/** Whether a count is within 4 standard errors of what a binomial of this probability gives. */
export function binomialBounds(trials: number, probability: number): { low: number; high: number } {
  const reach = SIGMAS * Math.sqrt(trials * probability * (1 - probability));
  return { low: trials * probability - reach, high: trials * probability + reach };
}

/** Lives of a law, those beyond `end` censored there. */
export function draw(law: FittedLaw, lives: number, stream: RandomStream, end = Infinity): Lifetimes {
  const distribution = createDistribution(law);
  const events: number[] = [];
  const censored: WeightedAge[] = [];
  for (let life = 0; life < lives; life++) {
    const age = distribution.quantile(stream.uniform());
    if (age <= end) events.push(age);
    else censored.push({ age: end, weight: 1 });
  }
  return lifetimes({ events, censored });
}

/** A sample as R has it: a status of 1 is an event. */
export function fromStatus(
  time: readonly number[],
  status: readonly number[],
  entry: readonly number[] = [],
): Lifetimes {
  return lifetimes({
    events: time.filter((_, index) => status[index] === 1),
    censored: time.filter((_, index) => status[index] === 0).map((age) => ({ age, weight: 1 })),
    entries: entry.map((age) => ({ age, weight: 1 })),
  });
}

/** Times of a Poisson process of rate `most` on 0 to `length`, each kept with probability `share`. */
export function thinned(
  most: number,
  length: number,
  share: (time: number) => number,
  stream: RandomStream,
): Float64Array {
  const times: number[] = [];
  for (let time = stream.exponential() / most; time < length; time += stream.exponential() / most) {
    if (stream.uniform() < share(time)) times.push(time);
  }
  return Float64Array.from(times);
}

/** A Poisson count of this mean. */
export function poisson(mean: number, stream: RandomStream): number {
  let count = -1;
  for (let time = 0; time < mean; time += stream.exponential()) count += 1;
  return Math.max(0, count);
}
