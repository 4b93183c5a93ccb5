import { writtenValue } from '../sweep/axisRange.ts';
import { bracketOf } from './bracket.ts';
import type { AxisOptimum, Line, Search } from './search.ts';
import { type NumberAxis, numberAt } from './searchAxis.ts';

/** Numbers that are simulated first, and gaps that are halved at a time. */
const FIRST = 9;

/** A gap this share of what may hold the best is small enough. */
const FINE = 1 / 8;

/**
 * The best of a range of whole numbers, for a curve with one valley: nine of them, then those between the numbers that may be
 * best, until none is left out or the gaps are small against the interval, which luck then keeps wide.
 */
export function* searchWhole(axis: NumberAxis, line: Line, confidence: number): Search<AxisOptimum> {
  const { low, high } = axis.range;
  const value = (number: number) => writtenValue(axis.range, number);
  const numbers = new Set(
    Array.from({ length: FIRST }, (_, step) => Math.round(numberAt(axis.range, step / (FIRST - 1)))),
  );
  for (;;) {
    const known = [...numbers].sort((a, b) => a - b);
    const lookup = yield known.map((number) => line(value(number)));
    const bracket = bracketOf(
      known.map((number) => lookup(line(value(number)))),
      confidence,
    );
    const first = bracket.maybeBest[0] ?? 0;
    const last = bracket.maybeBest.at(-1) ?? known.length - 1;
    const from = Math.max(0, first - 1);
    const to = Math.min(known.length - 1, last + 1);
    const width = known[to]! - known[from]!;
    const gaps = known
      .slice(from, to)
      .map((start, index) => ({ start, length: known[from + index + 1]! - start }))
      .filter(({ length }) => length > Math.max(1, FINE * width));
    for (const { start, length } of gaps) numbers.add(start + Math.floor(length / 2));
    if (gaps.length > 0) continue;
    return {
      path: axis.path,
      unit: axis.unit,
      method: 'neighbours',
      chosen: value(known[bracket.best]!),
      // The neighbours themselves are told from the best.
      low: value(first === 0 ? low : known[first - 1]! + 1),
      high: value(last === known.length - 1 ? high : known[last + 1]! - 1),
      reachesLow: first === 0,
      reachesHigh: last === known.length - 1,
      maybeBest: bracket.maybeBest.map((index) => value(known[index]!)),
      fit: null,
    };
  }
}
