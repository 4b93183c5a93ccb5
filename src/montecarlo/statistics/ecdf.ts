/** Steps of an empirical distribution function: at `values[i]` it rises to `shares[i]`. */
export interface EmpiricalDistribution {
  /** Distinct, rising. */
  readonly values: Float64Array;
  /** Share of values at or below, the last one 1. */
  readonly shares: Float64Array;
}

/** The empirical distribution function; NaN is left out. */
export function empiricalDistribution(values: ArrayLike<number>): EmpiricalDistribution {
  const sorted = Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const steps: number[] = [];
  const shares: number[] = [];
  sorted.forEach((value, index) => {
    if (sorted[index + 1] === value) return;
    steps.push(value);
    shares.push((index + 1) / sorted.length);
  });
  return { values: Float64Array.from(steps), shares: Float64Array.from(shares) };
}

/** At most `maximum` of its steps (2 or more), for a chart: the first, the last, and others evenly by share. */
export function thinned(distribution: EmpiricalDistribution, maximum: number): EmpiricalDistribution {
  const { values, shares } = distribution;
  if (values.length <= maximum) return distribution;
  const kept = new Set([0, values.length - 1]);
  let place = 0;
  for (let step = 1; step < maximum - 1; step++) {
    while (shares[place]! < step / (maximum - 1)) place += 1;
    kept.add(place);
  }
  const places = [...kept].sort((a, b) => a - b);
  return {
    values: Float64Array.from(places, (index) => values[index]!),
    shares: Float64Array.from(places, (index) => shares[index]!),
  };
}

/**
 * Half the height of the band about an empirical distribution of `n` values that holds the whole true one with at least
 * `confidence`, whatever the law (Dvoretzky, Kiefer and Wolfowitz 1956, with the constant of Massart 1990).
 */
export function bandHalfHeight(n: number, confidence: number): number {
  return Math.sqrt(Math.log(2 / (1 - confidence)) / (2 * n));
}
