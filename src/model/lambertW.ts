/**
 * Principal branch W0 of Lambert's function for x >= -1/e: w with w e^w = x. Halley's method from the
 * branch-point series or a logarithmic start (Corless et al., "On the Lambert W function", 1996); error about 1e-15.
 */
export function lambertW0(x: number): number {
  const branch = 1 + Math.E * x;
  if (branch < -1e-12) throw new RangeError(`Lambert W0 is real only for x >= -1/e, not ${x}`);
  if (branch <= 0) return -1;
  const p = Math.sqrt(2 * branch);
  let w = x < 1 ? -1 + p * (1 - p / 3 + (11 / 72) * p * p) : Math.log(x) - Math.log(1 + Math.log1p(x) * 0.5);
  if (p < 1e-5) return w;
  for (let iteration = 0; iteration < 50; iteration++) {
    const exp = Math.exp(w);
    const f = w * exp - x;
    const step = f / (exp * (w + 1) - ((w + 2) * f) / (2 * w + 2));
    w -= step;
    if (Math.abs(step) <= 1e-15 * (1 + Math.abs(w))) break;
  }
  return w;
}
