/**
 * Power and speed of one kind of GPU, both as shares of what the work takes at full clock. Both functions rise, end at
 * (1, 1) and are each other's inverse between `lowestPower` and 1; below it nothing is known and they throw.
 */
export interface PowerCurve {
  /** A clock slows only the share of a step that computes; a measured throughput holds for the step as a whole. */
  readonly speedOf: 'clock' | 'throughput';
  readonly lowestPower: number;
  readonly lowestSpeed: number;
  speedAt(powerShare: number): number;
  powerAt(speed: number): number;
}
