import { RandomStreams } from '../../engine/randomStreams.ts';
import { ScenarioError } from '../../scenario/problems.ts';
import type { Tree } from '../../scenario/tree.ts';
import { latinHypercube } from '../sampling/latinHypercube.ts';
import { sobolPoints } from '../sampling/sobolSequence.ts';
import type { Parameter } from '../studyPoint.ts';
import { type Axis, parseAxis } from './axis.ts';
import { axisPoints, crossedPoints, type PointSettings, sampledPoints, zippedPoints } from './points.ts';

/** Ways to draw points from the space that the axes span. */
export const SAMPLES = ['latin', 'sobol'] as const;

/** What a user asks to vary, and how. */
export interface SweepRequest {
  /** Each `path=values`. */
  readonly axes: readonly string[];
  /** `grid`: all combinations; `zip`: the k-th values together; else so many points drawn. */
  readonly plan: 'grid' | 'zip' | { readonly sample: (typeof SAMPLES)[number]; readonly points: number };
  readonly seed: string;
  readonly maximumPoints: number;
}

export interface SweepPlan {
  readonly parameters: readonly Parameter[];
  /** By point; without axes one point that sets nothing. */
  readonly points: readonly PointSettings[];
}

/** Keys that are no property of the run: to vary them would be another study. */
const NOT_VARIED = ['study', 'name', 'title', 'notes', 'sources'];

/**
 * The points of a sweep. `valueAt` gives the value of a path in the scenario without it.
 * @throws ScenarioError
 */
export function planSweep(request: SweepRequest, valueAt: (path: string) => Tree | undefined): SweepPlan {
  const axes = request.axes.map((text) => parseAxis(text, valueAt));
  refuseNotVaried(axes, '--sweep');
  const parameters = axes.map(({ path, unit }): Parameter => ({ path, unit }));
  return { parameters, points: pointsOf(request, axes) };
}

/** @throws ScenarioError for an axis over what is no property of the run */
export function refuseNotVaried(axes: readonly Axis[], option: string): void {
  for (const { path } of axes) {
    if (!NOT_VARIED.includes(path.split('.')[0]!)) continue;
    const message = `cannot be varied within a study; allowed is what the run depends on, like checkpoint.interval`;
    throw new ScenarioError([{ file: `${option} ${path}`, path: '', message }]);
  }
}

function pointsOf(
  { plan, seed, maximumPoints }: SweepRequest,
  axes: readonly Axis[],
): readonly PointSettings[] {
  if (axes.length === 0) return [[]];
  if (plan === 'grid') return crossedPoints(axes.map(axisPoints), maximumPoints);
  if (plan === 'zip') return crossedPoints([zippedPoints(axes)], maximumPoints);
  const names = axes.map(({ path }) => path);
  const streams = new RandomStreams(seed);
  const draw = plan.sample === 'latin' ? latinHypercube : sobolPoints;
  return sampledPoints(axes, draw(plan.points, names, streams));
}
