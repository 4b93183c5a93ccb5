/** One run of a Sobol study: coordinates in the unit cube, and which of the two lucks of its row it sees. */
export interface DesignRun {
  readonly coordinates: readonly number[];
  /** Replication 2 row + luck: runs of one row with the same luck see the same replication. */
  readonly luck: 0 | 1;
}

/** The runs of one row, in the order of `SobolValues`. */
export interface DesignRow {
  readonly a: DesignRun;
  readonly b: DesignRun;
  /** `a` with one factor taken from `b`: one run for each parameter, and a last one for luck. */
  readonly mixed: readonly DesignRun[];
}

/**
 * Runs for Sobol indices of `parameters` parameters and of luck as one more factor (Saltelli et al., Computer Physics
 * Communications 181, 2010): each point of the 2 `parameters`-dimensional unit cube gives one row of parameters + 3 runs. Without
 * luck as a factor of its own its share would hide in all of them.
 */
export function sobolDesign(points: readonly (readonly number[])[], parameters: number): DesignRow[] {
  return points.map((point) => {
    const left = point.slice(0, parameters);
    const right = point.slice(parameters, 2 * parameters);
    const mixed = left.map(
      (_, factor): DesignRun => ({
        coordinates: left.map((value, index) => (index === factor ? right[index]! : value)),
        luck: 0,
      }),
    );
    return {
      a: { coordinates: left, luck: 0 },
      b: { coordinates: right, luck: 1 },
      mixed: [...mixed, { coordinates: left, luck: 1 }],
    };
  });
}
