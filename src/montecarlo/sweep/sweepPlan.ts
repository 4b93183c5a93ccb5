import { RandomStreams } from '../../engine/randomStreams.ts';
import { ScenarioError } from '../../scenario/problems.ts';
import { latinHypercube } from '../sampling/latinHypercube.ts';
import { sobolPoints } from '../sampling/sobolSequence.ts';
import type { Parameter } from '../studyPoint.ts';
import type { AxisGroup } from './axis.ts';
import { crossedPoints, groupName, type PointSettings, sampledPoints, zippedPoints } from './points.ts';

/** Ways to draw points from the space that the axes span. */
export const SAMPLES = ['latin', 'sobol'] as const;

/** What a user asks to vary, and how. */
export interface SweepRequest {
  readonly groups: readonly AxisGroup[];
  /** `grid`: all combinations; `zip`: the k-th values together; else so many points drawn. */
  readonly plan: SweepShape;
  readonly seed: string;
  readonly maximumPoints: number;
}

export type SweepShape =
  | 'grid'
  | 'zip'
  | { readonly sample: (typeof SAMPLES)[number]; readonly points: number };

export interface SweepPlan {
  readonly parameters: readonly Parameter[];
  /** By point; without axes one point that sets nothing. */
  readonly points: readonly PointSettings[];
}

/** Keys that are no property of the run: to vary them would be another study. */
const NOT_VARIED = ['study', 'name', 'title', 'notes', 'sources', 'uncertainty'];

/** The points of a sweep. @throws ScenarioError */
export function planSweep(request: SweepRequest): SweepPlan {
  const axes = request.groups.flat();
  refuseNotVaried(
    axes.map(({ path }) => path),
    '--sweep',
  );
  return { parameters: parametersOf(request.groups), points: pointsOf(request) };
}

/** @throws ScenarioError for a path that is no property of the run */
export function refuseNotVaried(paths: readonly string[], option: string): void {
  const path = paths.find((one) => NOT_VARIED.includes(one.split('.')[0]!));
  if (path === undefined) return;
  const message = `cannot be varied within a study; allowed is what the run depends on, like checkpoint.interval`;
  throw new ScenarioError([{ file: `${option} ${path}`, path: '', message }]);
}

/** The columns of what groups of axes set. */
export function parametersOf(groups: readonly AxisGroup[]): readonly Parameter[] {
  return groups.flat().map(({ path, unit }): Parameter => ({ path, unit }));
}

function pointsOf({ groups, plan, seed, maximumPoints }: SweepRequest): readonly PointSettings[] {
  if (groups.length === 0) return [[]];
  if (plan === 'grid') return crossedPoints(groups.map(zippedPoints), maximumPoints);
  if (plan === 'zip') return crossedPoints([zippedPoints(groups.flat())], maximumPoints);
  if (plan.points > maximumPoints) {
    const message = `draws ${plan.points} points; allowed are ${maximumPoints}; see --maximum-points`;
    throw new ScenarioError([{ file: '--points', path: '', message }]);
  }
  const streams = new RandomStreams(seed);
  const draw = plan.sample === 'latin' ? latinHypercube : sobolPoints;
  return sampledPoints(groups, draw(plan.points, groups.map(groupName), streams));
}
