import type { RandomStreams } from '../../engine/randomStreams.ts';

/**
 * A Latin hypercube in the unit cube, one coordinate for each name (McKay, Beckman and Conover, Technometrics 21, 1979):
 * of `count` points exactly one lies in each of `count` equal slices of every coordinate, anywhere in it, and the
 * slices are paired by independent permutations. Each name has its own stream, so more names leave the others as they are;
 * another count is another sample. Coordinates lie strictly between 0 and 1.
 */
export function latinHypercube(count: number, names: readonly string[], streams: RandomStreams): number[][] {
  const coordinates = names.map((name) => {
    const stream = streams.stream(`latin hypercube/${name}`);
    const slices = Uint32Array.from({ length: count }, (_, slice) => slice);
    // Fisher and Yates.
    for (let index = count - 1; index > 0; index--) {
      const other = stream.integerBelow(index + 1);
      [slices[index], slices[other]] = [slices[other]!, slices[index]!];
    }
    return Float64Array.from(slices, (slice) => (slice + stream.uniform()) / count);
  });
  return Array.from({ length: count }, (_, point) => coordinates.map((coordinate) => coordinate[point]!));
}
