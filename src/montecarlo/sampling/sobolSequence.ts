import type { RandomStreams } from '../../engine/randomStreams.ts';
import { JOE_KUO } from './joeKuo.ts';
import { owenScramble } from './owenScramble.ts';

/** Most dimensions there are direction numbers for. */
export const SOBOL_DIMENSIONS = JOE_KUO.length + 1;

const BITS = 32;
const SCALE = 2 ** 32;

/**
 * Points `from` to `from + count - 1` of Sobol's sequence in the unit cube, one coordinate for each name, in the order of
 * Gray codes (Antonov and Saleev 1979), each coordinate scrambled by its own stream (Owen 1995). Every 2^k points that begin at
 * a multiple of 2^k put one into each of 2^k equal slices of every coordinate; choose powers of two. More points later leave
 * those before them as they are, and so do more names at the end. Coordinates lie strictly between 0 and 1.
 * @throws RangeError for more than 128 names or beyond 2^31 points
 */
export function sobolPoints(
  count: number,
  names: readonly string[],
  streams: RandomStreams,
  from = 0,
): number[][] {
  const seeds = names.map((name) => streams.stream(`sobol/${name}`).nextInt32());
  return sobolIntegers(count, names.length, from).map((point) =>
    point.map((value, dimension) => (owenScramble(value, seeds[dimension]!) + 0.5) / SCALE),
  );
}

/** The same points before scrambling, as whole numbers of 2^-32. */
export function sobolIntegers(count: number, dimensions: number, from = 0): number[][] {
  if (dimensions > SOBOL_DIMENSIONS) {
    throw new RangeError(`a Sobol sequence has at most ${SOBOL_DIMENSIONS} dimensions, not ${dimensions}`);
  }
  if (from + count > 2 ** 31) throw new RangeError('a Sobol sequence has at most 2^31 points');
  const directions = Array.from({ length: dimensions }, (_, dimension) => directionNumbers(dimension));
  return Array.from({ length: count }, (_, index) => {
    const position = from + index;
    const gray = position ^ (position >>> 1);
    return directions.map((direction) => {
      let value = 0;
      for (let bit = 0; gray >>> bit !== 0; bit++) if ((gray >>> bit) & 1) value ^= direction[bit]!;
      return value >>> 0;
    });
  });
}

/** v_1 to v_32 of one dimension as 32-bit fractions; recurrence of Bratley and Fox, ACM TOMS 14 (1988) 88-100. */
function directionNumbers(dimension: number): Int32Array {
  const directions = new Int32Array(BITS);
  const row = JOE_KUO[dimension - 1];
  if (row === undefined) {
    for (let bit = 0; bit < BITS; bit++) directions[bit] = 1 << (BITS - 1 - bit);
    return directions;
  }
  const [degree = 0, coefficients = 0, ...initial] = row;
  for (let bit = 0; bit < BITS; bit++) {
    if (bit < degree) {
      directions[bit] = initial[bit]! << (BITS - 1 - bit);
      continue;
    }
    const before = directions[bit - degree]!;
    let value = before ^ (before >>> degree);
    for (let term = 1; term < degree; term++) {
      if ((coefficients >>> (degree - 1 - term)) & 1) value ^= directions[bit - term]!;
    }
    directions[bit] = value;
  }
  return directions;
}
