import type { RandomStream } from '../../../src/engine/randomStream.ts';
import { type Optimum, searchAxes } from '../../../src/montecarlo/search/axisSearch.ts';
import type { Search } from '../../../src/montecarlo/search/search.ts';
import { type SearchAxis, searchAxis } from '../../../src/montecarlo/search/searchAxis.ts';
import { parseAxis } from '../../../src/montecarlo/sweep/axis.ts';
import type { PointSettings } from '../../../src/montecarlo/sweep/points.ts';
import { drawn, normal } from '../studies.ts';

export const axisOf = (text: string, isWhole = false): SearchAxis =>
  searchAxis(
    parseAxis(text, () => undefined),
    isWhole,
  );

/** Carries out a search on a simulation by point; tells which points it asked for. */
export function carryOut(
  search: Search<Optimum>,
  simulate: (point: PointSettings) => Float64Array,
): { readonly optimum: Optimum; readonly points: readonly PointSettings[] } {
  const known = new Map<string, { readonly point: PointSettings; readonly values: Float64Array }>();
  const key = (point: PointSettings) => point.map(({ text }) => text).join('/');
  let step = search.next();
  while (!step.done) {
    for (const point of step.value)
      if (!known.has(key(point))) known.set(key(point), { point, values: simulate(point) });
    step = search.next((point) => known.get(key(point))!.values);
  }
  return { optimum: step.value, points: [...known.values()].map(({ point }) => point) };
}

/** A curve under luck: a common part, a part that tilts each replication's curve, and one of each point. */
export interface Luck {
  readonly replications: number;
  /** Standard deviation of what points do not share. */
  readonly noise: number;
  /** Of a point's own luck, of mean 0 and variance 1. */
  readonly draw?: (stream: RandomStream) => number;
}

export function luckyCurve(
  curve: (...values: readonly number[]) => number,
  { replications, noise, draw = normal }: Luck,
  stream: RandomStream,
): (point: PointSettings) => Float64Array {
  const common = drawn(replications, () => 5 * normal(stream));
  const tilt = drawn(replications, () => normal(stream));
  return (point) => {
    const values = point.map(({ number }) => number!);
    const mean = curve(...values);
    // Luck grows with the value, as rework does with the interval.
    const spread = noise * (1 + 0.3 * Math.tanh(values[0]!));
    return common.map(
      (level, row) => level + mean + 0.3 * noise * tilt[row]! * values[0]! + spread * draw(stream),
    );
  };
}

export function searchOne(
  axis: string,
  curve: (value: number) => number,
  luck: Luck,
  stream: RandomStream,
  confidence = 0.95,
) {
  const { optimum, points } = carryOut(
    searchAxes([axisOf(axis)], confidence),
    luckyCurve((value) => curve(value!), luck, stream),
  );
  return { ...optimum.axes[0]!, points: points.length };
}

/** Whether an interval found holds a value, but for what rounding its ends took. */
export function holdsValue(
  {
    low,
    high,
  }: {
    readonly low: { readonly number: number | null } | null;
    readonly high: { readonly number: number | null } | null;
  },
  truth: number,
): boolean {
  const slack = 1e-3 * (high!.number! - low!.number!) + 1e-9;
  return low!.number! - slack <= truth && truth <= high!.number! + slack;
}
