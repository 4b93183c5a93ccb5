/** A rising smooth curve through given points, and its inverse; both only between the first point and the last. */
export interface MonotoneCubic {
  at(x: number): number;
  inverse(y: number): number;
}

/** Halvings after which an interval is below the last place of a double. */
const HALVINGS = 60;

/**
 * Cubic pieces whose slopes at the points are weighted harmonic means of the neighbouring slopes (Fritsch and Butland,
 * "A method for constructing local monotone piecewise cubic interpolants", 1984): no overshoot, so the inverse is unique.
 */
export function monotoneCubic(xs: readonly number[], ys: readonly number[]): MonotoneCubic {
  const count = xs.length;
  const rises = (values: readonly number[]) =>
    values.every((value, at) => at === 0 || value > values[at - 1]!);
  if (count < 2 || ys.length !== count || !rises(xs) || !rises(ys)) {
    throw new RangeError(
      `a curve needs two points or more, and both its columns must rise: [${xs.join(', ')}] and [${ys.join(', ')}]`,
    );
  }
  const widths = xs.slice(1).map((x, at) => x - xs[at]!);
  const secants = widths.map((width, at) => (ys[at + 1]! - ys[at]!) / width);
  const slopes = xs.map((_, at) => {
    if (at === 0) return endSlope(widths[0]!, widths[1], secants[0]!, secants[1]);
    if (at === count - 1) {
      return endSlope(widths[at - 1]!, widths[at - 2], secants[at - 1]!, secants[at - 2]);
    }
    const before = widths[at]! * 2 + widths[at - 1]!;
    const after = widths[at]! + widths[at - 1]! * 2;
    return (before + after) / (before / secants[at - 1]! + after / secants[at]!);
  });

  const inPiece = (at: number, part: number) => {
    const rest = 1 - part;
    return (
      ys[at]! * rest * rest * (1 + 2 * part) +
      ys[at + 1]! * part * part * (3 - 2 * part) +
      widths[at]! * part * rest * (slopes[at]! * rest - slopes[at + 1]! * part)
    );
  };
  const pieceOf = (values: readonly number[], value: number) => {
    let at = 0;
    while (at < count - 2 && value >= values[at + 1]!) at += 1;
    return at;
  };
  return {
    at(x) {
      const piece = pieceOf(xs, x);
      return inPiece(piece, (x - xs[piece]!) / widths[piece]!);
    },
    inverse(y) {
      const piece = pieceOf(ys, y);
      let low = 0;
      let high = 1;
      for (let halving = 0; halving < HALVINGS; halving++) {
        const middle = 0.5 * (low + high);
        if (inPiece(piece, middle) < y) low = middle;
        else high = middle;
      }
      return xs[piece]! + high * widths[piece]!;
    },
  };
}

/** Three-point slope at an end, held between flat and three times the secant so that the piece stays monotone. */
function endSlope(
  width: number,
  next: number | undefined,
  secant: number,
  nextSecant: number | undefined,
): number {
  if (next === undefined || nextSecant === undefined) return secant;
  const slope = ((2 * width + next) * secant - width * nextSecant) / (width + next);
  return Math.min(Math.max(slope, 0), 3 * secant);
}
