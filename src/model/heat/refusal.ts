/** Throws if a share of full power or speed is below the lowest that a power curve knows. */
export function refuseBelow(what: 'power' | 'speed', share: number, lowest: number): void {
  if (share >= lowest) return;
  throw new RangeError(
    `nothing is known of this GPU at ${share} of its full ${what}: the power curve begins at ${lowest}; stay above it, or take a curve that goes lower`,
  );
}
