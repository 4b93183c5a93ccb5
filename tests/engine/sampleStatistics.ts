/** Standard errors within which a sample statistic must lie; by chance 6 in 100,000 do not, and seeds are fixed. */
export const SIGMAS = 4;

export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index]!;
  return sum / values.length;
}

export function centralMoment(values: ArrayLike<number>, order: number): number {
  const mean = meanOf(values);
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += (values[index]! - mean) ** order;
  return sum / values.length;
}

/** Pearson's correlation times sqrt(n): standard normal for independent values. */
export function correlationScore(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const [meanFirst, meanSecond] = [meanOf(first), meanOf(second)];
  let product = 0;
  for (let index = 0; index < first.length; index++) {
    product += (first[index]! - meanFirst) * (second[index]! - meanSecond);
  }
  const correlation = product / first.length / Math.sqrt(centralMoment(first, 2) * centralMoment(second, 2));
  return correlation * Math.sqrt(first.length);
}

/** Chi-square of uniform values in equal bins, as standard deviations from its mean (normal for many bins). */
export function uniformityScore(values: ArrayLike<number>, bins: number): number {
  const counts = new Float64Array(bins);
  for (let index = 0; index < values.length; index++) counts[Math.floor(values[index]! * bins)]! += 1;
  const expected = values.length / bins;
  let chiSquare = 0;
  for (const count of counts) chiSquare += ((count - expected) * (count - expected)) / expected;
  return (chiSquare - (bins - 1)) / Math.sqrt(2 * (bins - 1));
}
