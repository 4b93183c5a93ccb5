import { expect } from 'vitest';
import { meanAndError } from './simulationInput.ts';

/**
 * The mean of independent values within 4 standard errors of what it should be. The test means something only if its error
 * is small: `precision` is the largest share of the expected value that one standard error may be.
 */
export function expectMean(values: readonly number[], expected: number, precision = 0.03): void {
  const { mean, error } = meanAndError(values);
  expect(error).toBeLessThan(precision * Math.abs(expected));
  expect(Math.abs(mean - expected), `mean ${mean} +- ${error}, expected ${expected}`).toBeLessThan(4 * error);
}

/** Mean and variance of counts against a Poisson law, both at 4 standard errors. */
export function expectPoisson(counts: readonly number[], expected: number): void {
  const n = counts.length;
  const { mean, error } = meanAndError(counts);
  expect(Math.abs(mean - expected), `mean ${mean}, expected ${expected}`).toBeLessThan(
    4 * Math.sqrt(expected / n),
  );
  // Var(sample variance) of a Poisson: (mu4 - sigma^4 (n-3)/(n-1)) / n with mu4 = mu (1 + 3 mu).
  const spread = Math.sqrt((expected * (1 + 3 * expected) - (expected * expected * (n - 3)) / (n - 1)) / n);
  expect(Math.abs(error * error * n - expected), `variance, expected ${expected}`).toBeLessThan(4 * spread);
}

/** A share of independent trials within 4 binomial standard errors of its probability. */
export function expectShare(hits: number, trials: number, probability: number): void {
  const error = Math.sqrt((probability * (1 - probability)) / trials);
  expect(Math.abs(hits / trials - probability), `${hits} of ${trials}, expected ${probability}`).toBeLessThan(
    4 * error,
  );
}

/** A sample correlation of independent pairs that is 0 but for chance. */
export function expectUncorrelated(a: readonly number[], b: readonly number[]): void {
  const x = meanAndError(a);
  const y = meanAndError(b);
  const n = a.length;
  const covariance = a.reduce((sum, value, row) => sum + (value - x.mean) * (b[row]! - y.mean), 0) / n;
  expect(Math.abs(covariance / (x.error * y.error * n))).toBeLessThan(4 / Math.sqrt(n));
}
