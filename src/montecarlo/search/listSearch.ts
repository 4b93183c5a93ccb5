import { bracketOf } from './bracket.ts';
import type { AxisOptimum, Line, Search } from './search.ts';
import type { ListAxis } from './searchAxis.ts';

/** The best of some values: all are simulated, and those not to be told from the best are told. */
export function* searchList(axis: ListAxis, line: Line, confidence: number): Search<AxisOptimum> {
  const { path, unit, values } = axis;
  const lookup = yield values.map(line);
  const { best, maybeBest } = bracketOf(
    values.map((value) => lookup(line(value))),
    confidence,
  );
  const set = maybeBest.map((index) => values[index]!);
  const isNumber = unit !== null && values.every(({ number }) => number !== null);
  const sorted = isNumber ? [...set].sort((a, b) => a.number! - b.number!) : [];
  const all = values.map(({ number }) => number ?? Number.NaN);
  const low = sorted[0] ?? null;
  const high = sorted.at(-1) ?? null;
  return {
    path,
    unit,
    method: 'set',
    chosen: values[best]!,
    low,
    high,
    reachesLow: low !== null && low.number === Math.min(...all),
    reachesHigh: high !== null && high.number === Math.max(...all),
    maybeBest: set,
    fit: null,
  };
}
