/**
 * Long-run probabilities that 0, 1, … of so many machines are out: each fails at a rate while it is up, `crew` technicians mend
 * one at a time each, all times exponential: the birth-death chain of machine interference (Palm 1947; Feller, vol. 1, XVII.7).
 * Rates in one unit per second; Infinity technicians make the counts binomial.
 */
export function probabilitiesOut(
  machines: number,
  faultRate: number,
  repairRate: number,
  crew: number,
): Float64Array {
  // By logarithms: the weights of thousands of machines do not fit a number.
  const logWeights = new Float64Array(machines + 1);
  for (let out = 1; out <= machines; out++) {
    const balance = ((machines - out + 1) * faultRate) / (Math.min(out, crew) * repairRate);
    logWeights[out] = logWeights[out - 1]! + Math.log(balance);
  }
  const largest = logWeights.reduce((most, weight) => Math.max(most, weight));
  const weights = logWeights.map((weight) => Math.exp(weight - largest));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
