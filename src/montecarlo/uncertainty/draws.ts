import { RandomStreams } from '../../engine/randomStreams.ts';
import { sobolPoints } from '../sampling/sobolSequence.ts';
import { type DesignRun, sobolDesign } from '../sensitivity/sobolDesign.ts';
import type { AxisGroup } from '../sweep/axis.ts';
import { groupAt, groupName, type PointSettings } from '../sweep/points.ts';

/**
 * What the rows of a point draw. `each`: every row its own parameters and its own luck, both independent: rows are as any Monte
 * Carlo sample. `sobol`: the runs of a Sobol study, row by row of its design.
 */
export type DrawPlan = 'each' | 'sobol';

/** The uncertain parameters of a point, as plain data. */
export interface Uncertainty {
  readonly groups: readonly AxisGroup[];
  readonly plan: DrawPlan;
  readonly seed: string;
}

/** What one row of a point simulates. */
export interface Draw {
  readonly settings: PointSettings;
  /** The replication whose luck it sees. */
  readonly luck: number;
}

/** Draws by row. Groups have streams of their own, named by their paths: another group leaves the draws of a group as they are. */
export function createDraws({ groups, plan, seed }: Uncertainty): (row: number) => Draw {
  const streams = new RandomStreams(seed);
  const names = groups.map(groupName);
  const settingsAt = (coordinates: readonly number[]) =>
    groups.flatMap((group, index) => groupAt(group, coordinates[index]!));
  switch (plan) {
    case 'each':
      return (row) => {
        streams.startReplication(row);
        const coordinates = names.map((name) => streams.stream(`uncertainty/${name}`).uniform());
        return { settings: settingsAt(coordinates), luck: row };
      };
    case 'sobol': {
      const width = runsOfDesignRow(groups.length);
      const coordinatesOf = [...names, ...names.map((name) => `${name} again`)];
      let designRow = -1;
      let runs: readonly DesignRun[] = [];
      return (row) => {
        const wanted = Math.floor(row / width);
        if (wanted !== designRow) {
          designRow = wanted;
          streams.startReplication(0);
          runs = runsInOrder(sobolPoints(1, coordinatesOf, streams, designRow), groups.length);
        }
        const { coordinates, luck } = runs[row % width]!;
        return { settings: settingsAt(coordinates), luck: 2 * designRow + luck };
      };
    }
    default:
      return plan satisfies never;
  }
}

/** Rows of a point that a row of the Sobol design takes. */
export function runsOfDesignRow(parameters: number): number {
  return parameters + 3;
}

/** Place of a run among the rows of its design row: those of the first luck, then those of the second. */
export const A_PLACE = 0;
export const bPlace = (parameters: number) => parameters + 1;
export const mixedPlace = (parameters: number, factor: number) =>
  factor < parameters ? 1 + factor : parameters + 2;

function runsInOrder(points: readonly (readonly number[])[], parameters: number): readonly DesignRun[] {
  const [{ a, b, mixed }] = sobolDesign(points, parameters) as [ReturnType<typeof sobolDesign>[number]];
  return [a, ...mixed.slice(0, parameters), b, mixed[parameters]!];
}

/** Whether a row is one of a plain sample, for means and quantiles: the mixed runs of a Sobol design repeat what others have. */
export function independentRows({ groups, plan }: Uncertainty): (row: number) => boolean {
  if (plan === 'each') return () => true;
  const width = runsOfDesignRow(groups.length);
  return (row) => row % width === A_PLACE || row % width === bPlace(groups.length);
}
