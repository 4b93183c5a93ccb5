const ITERATIONS = 200;

/**
 * A root of `f` between `low` and `high`, where its signs differ: the Illinois variant of regula falsi (Dowell and
 * Jarratt 1971), which keeps the bracket. Null if the signs do not differ.
 */
export function findRoot(
  f: (x: number) => number,
  low: number,
  high: number,
  tolerance = 1e-10,
): number | null {
  let left = low;
  let right = high;
  let atLeft = f(left);
  let atRight = f(right);
  if (atLeft === 0) return left;
  if (atRight === 0) return right;
  if (!(atLeft * atRight < 0)) return null;
  let side = 0;
  for (let iteration = 0; iteration < ITERATIONS && right - left > tolerance; iteration++) {
    const falsePosition = (left * atRight - right * atLeft) / (atRight - atLeft);
    const x =
      Number.isFinite(falsePosition) && falsePosition > left && falsePosition < right && iteration % 8 !== 7
        ? falsePosition
        : 0.5 * (left + right);
    const value = f(x);
    if (value === 0) return x;
    if (value * atRight < 0) {
      left = x;
      atLeft = value;
      if (side === -1) atRight /= 2;
      side = -1;
    } else {
      right = x;
      atRight = value;
      if (side === 1) atLeft /= 2;
      side = 1;
    }
    if (Math.abs(value) < 1e-14) return x;
  }
  return 0.5 * (left + right);
}
