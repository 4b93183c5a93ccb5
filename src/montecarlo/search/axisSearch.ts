import { writtenValue } from '../sweep/axisRange.ts';
import type { AxisValue } from '../sweep/axisValue.ts';
import { crossedPoints, type PointSettings } from '../sweep/points.ts';
import { bracketOf } from './bracket.ts';
import { searchList } from './listSearch.ts';
import { searchRange } from './rangeSearch.ts';
import type { AxisOptimum, Line, Search } from './search.ts';
import { numberAt, roundValue, type SearchAxis } from './searchAxis.ts';
import { searchWhole } from './wholeSearch.ts';

/** Most points of the coarse grid over several axes. */
const MOST_FIRST = 64;

/** Rounds over several axes after which a search that still moves is ended. */
const MOST_ROUNDS = 6;

/** The best point, and by axis where the best value may be while the others keep theirs. */
export interface Optimum {
  readonly point: PointSettings;
  readonly axes: readonly AxisOptimum[];
  /** Whether no axis wanted to move any more. */
  readonly settled: boolean;
}

/**
 * Searches one axis, or several in turn: from the best point of a coarse grid over all, each axis is searched with the others
 * fixed, until a round moves none. An axis moves only when its value is outside the interval just found, so that luck
 * alone keeps nothing going. Such a search finds a valley that no single axis leads out of, not always the deepest one.
 */
export function* searchAxes(axes: readonly SearchAxis[], confidence: number): Search<Optimum> {
  if (axes.length === 1) {
    const [axis] = axes;
    const optimum = yield* searchAxis(axis!, (value) => [{ path: axis!.path, ...value }], confidence);
    return { point: [{ path: axis!.path, ...optimum.chosen }], axes: [optimum], settled: true };
  }
  const start = crossedPoints(coarseValues(axes), Number.POSITIVE_INFINITY);
  const lookup = yield start;
  let point = start[bracketOf(start.map(lookup), confidence).best]!;
  const found = new Map<string, AxisOptimum>();
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let moved = false;
    for (const axis of axes) {
      const here = point;
      const line: Line = (value) =>
        here.map((setting) => (setting.path === axis.path ? { path: axis.path, ...value } : setting));
      const optimum = yield* searchAxis(axis, line, confidence);
      const own = here.find(({ path }) => path === axis.path)!;
      const stays = own.text === optimum.chosen.text || (round > 0 && mayStay(own, optimum));
      found.set(axis.path, stays ? { ...optimum, chosen: own } : optimum);
      if (stays) continue;
      point = line(optimum.chosen);
      moved = true;
    }
    if (!moved) return { point, axes: axes.map(({ path }) => found.get(path)!), settled: true };
  }
  return { point, axes: axes.map(({ path }) => found.get(path)!), settled: false };
}

function searchAxis(axis: SearchAxis, line: Line, confidence: number): Search<AxisOptimum> {
  switch (axis.kind) {
    case 'list':
      return searchList(axis, line, confidence);
    case 'whole':
      return searchWhole(axis, line, confidence);
    case 'range':
      return searchRange(axis, line, confidence);
    default:
      return axis satisfies never;
  }
}

/** Whether a value is not to be told from the best one. */
function mayStay(own: AxisValue, { unit, low, high, maybeBest, method }: AxisOptimum): boolean {
  if (method === 'set' || unit === null || own.number === null || low === null || high === null) {
    return maybeBest.some(({ text }) => text === own.text);
  }
  return own.number >= low.number! && own.number <= high.number!;
}

/** All of a list and three values of a range, or the middle one alone where that makes too many points. */
function coarseValues(axes: readonly SearchAxis[]): PointSettings[][] {
  const values = (places: readonly number[]) =>
    axes.map((axis) => coarseOf(axis, places).map((value) => [{ path: axis.path, ...value }]));
  const grid = values([0.25, 0.5, 0.75]);
  return grid.reduce((count, list) => count * list.length, 1) <= MOST_FIRST ? grid : values([0.5]);
}

function coarseOf(axis: SearchAxis, places: readonly number[]): readonly AxisValue[] {
  if (axis.kind === 'list') return axis.values;
  if (axis.kind === 'range') return places.map((place) => roundValue(axis.range, place, 0.02 / 8).value);
  const numbers = new Set(places.map((place) => Math.round(numberAt(axis.range, place))));
  return [...numbers].map((number) => writtenValue(axis.range, number));
}
