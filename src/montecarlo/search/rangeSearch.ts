import type { Interval } from '../statistics/interval.ts';
import type { AxisValue } from '../sweep/axisValue.ts';
import { bracketOf } from './bracket.ts';
import { type FittedMinimum, fittedMinimum } from './fittedMinimum.ts';
import type { AxisOptimum, Line, ObjectiveLookup, Search } from './search.ts';
import { type NumberAxis, roundValue } from './searchAxis.ts';

/** Steps of a window. */
const STEPS = 8;

/** Steps of the whole range below which its curve is not looked at more closely. */
const MOST_STEPS = 8192;

/** How often a window is moved to have the minimum in its middle. */
const MOST_MOVES = 2;

/** Steps `from` to `to` of a range that is cut into `steps`, a power of 2: windows share their points. */
interface Window {
  readonly from: number;
  readonly to: number;
  readonly steps: number;
}

interface Sample {
  readonly value: AxisValue;
  readonly coordinate: number;
}

/**
 * The minimum of a curve over a range of numbers. Nine points over all of it, then windows about what may be best, each half as
 * wide and again with nine points, until a polynomial fits: the widest window that it fits gives the narrowest interval, so
 * nothing is gained by zooming in further. Where none fits (a kink, steps), windows narrow until the best is between
 * neighbours too near to matter or not to be told apart, and the interval goes from neighbour to neighbour.
 */
export function* searchRange(axis: NumberAxis, line: Line, confidence: number): Search<AxisOptimum> {
  const samples = new Map<number, Sample>();
  let window: Window = { from: 0, to: STEPS, steps: STEPS };
  let moves = 0;
  for (;;) {
    for (let step = window.from; step <= window.to; step++) {
      const place = step / window.steps;
      if (!samples.has(place)) samples.set(place, roundValue(axis.range, place, 0.02 / window.steps));
    }
    const known = [...samples.values()].sort((a, b) => a.coordinate - b.coordinate);
    const lookup = yield known.map(({ value }) => line(value));
    const bracket = bracketOf(
      known.map(({ value }) => lookup(line(value))),
      confidence,
    );
    const first = bracket.maybeBest[0] ?? 0;
    const last = bracket.maybeBest.at(-1) ?? known.length - 1;
    const hull = { low: known[first - 1]?.coordinate ?? 0, high: known[last + 1]?.coordinate ?? 1 };
    const minimum = minimumIn(window, known, line, lookup, confidence);
    if (minimum !== null) {
      const moved = moves < MOST_MOVES ? centred(window, minimum.coordinate) : window;
      if (moved.from === window.from)
        return yield* fitted(axis, line, window, minimum, hull, known, confidence);
      moves += 1;
      window = moved;
      continue;
    }
    const next = narrowed(window, hull);
    if (next !== null) {
      window = next;
      continue;
    }
    const end = (coordinate: number) => roundValue(axis.range, coordinate, 0.02 / window.steps).value;
    return {
      path: axis.path,
      unit: axis.unit,
      method: 'neighbours',
      chosen: known[bracket.best]!.value,
      low: end(hull.low),
      high: end(hull.high),
      reachesLow: first === 0,
      reachesHigh: last === known.length - 1,
      maybeBest: bracket.maybeBest.map((index) => known[index]!.value),
      fit: null,
    };
  }
}

function minimumIn(
  window: Window,
  known: readonly Sample[],
  line: Line,
  lookup: ObjectiveLookup,
  confidence: number,
): FittedMinimum | null {
  const inside = within(window, known);
  const curve = {
    coordinates: inside.map(({ coordinate }) => coordinate),
    columns: inside.map(({ value }) => lookup(line(value))),
  };
  return fittedMinimum(curve, spanOf(window), confidence);
}

function spanOf({ from, to, steps }: Window): Interval {
  return { low: from / steps, high: to / steps };
}

/** Samples of the window; rounded values may lie a little beyond its ends. */
function within(window: Window, known: readonly Sample[]): readonly Sample[] {
  const { low, high } = spanOf(window);
  const slack = 0.1 / window.steps;
  return known.filter(({ coordinate }) => coordinate > low - slack && coordinate < high + slack);
}

/** The window about `coordinate` if that is in an outer quarter of it; not beyond the range. */
function centred(window: Window, coordinate: number): Window {
  const { from, to, steps } = window;
  const width = to - from;
  if (Math.abs(coordinate * steps - (from + to) / 2) <= width / 4) return window;
  return windowAt(Math.round(coordinate * steps - width / 2), width, steps);
}

function windowAt(from: number, width: number, steps: number): Window {
  const start = Math.max(0, Math.min(steps - width, from));
  return { from: start, to: start + width, steps };
}

/** The window to look at next: half as wide about the hull if that fits in, else the same with twice the points; null for none. */
function narrowed(window: Window, hull: Interval): Window | null {
  const width = window.to - window.from;
  const steps = window.steps * 2;
  if (steps > MOST_STEPS) return null;
  const isWide = (hull.high - hull.low) * steps > STEPS;
  if (isWide && width > STEPS) return null;
  if (isWide) return { from: window.from * 2, to: window.to * 2, steps };
  const middle = ((hull.low + hull.high) / 2) * steps;
  return windowAt(Math.round(middle - STEPS / 2), STEPS, steps);
}

/** Ends the search with the minimum of a fit, simulated itself. */
function* fitted(
  axis: NumberAxis,
  line: Line,
  window: Window,
  minimum: FittedMinimum,
  hull: Interval,
  known: readonly Sample[],
  confidence: number,
): Search<AxisOptimum> {
  const span = spanOf(window);
  const low = minimum.low ?? Math.min(span.low, hull.low);
  const high = minimum.high ?? Math.max(span.high, hull.high);
  const chosen = roundValue(axis.range, minimum.coordinate, 0.1 * (high - low)).value;
  const end = (coordinate: number) => roundValue(axis.range, coordinate, 0.002 * (high - low)).value;
  const values = [...known.map(({ value }) => value), chosen];
  const lookup = yield values.map(line);
  const { maybeBest } = bracketOf(
    known.map(({ value }) => lookup(line(value))),
    confidence,
  );
  return {
    path: axis.path,
    unit: axis.unit,
    method: 'fit',
    chosen,
    low: end(low),
    high: end(high),
    reachesLow: low <= 0,
    reachesHigh: high >= 1,
    maybeBest: maybeBest.map((index) => known[index]!.value),
    fit: {
      degree: minimum.degree,
      from: roundValue(axis.range, span.low, 0.02 / window.steps).value,
      to: roundValue(axis.range, span.high, 0.02 / window.steps).value,
      points: within(window, known).length,
    },
  };
}
