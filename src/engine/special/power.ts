/**
 * base^exponent for base >= 0. V8 changed `Math.pow` by one unit in the last place between majors; exp and
 * log are identical on Node 20, 22 and 24, so results stay the same bytes. Relative error about |exponent x log base| x 1e-16.
 */
export function power(base: number, exponent: number): number {
  if (base === 0) return exponent === 0 ? 1 : exponent > 0 ? 0 : Number.POSITIVE_INFINITY;
  return exponent === 1 ? base : Math.exp(exponent * Math.log(base));
}
