import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { RandomStreams } from '../../../src/engine/randomStreams.ts';
import { failuresYaml } from '../../../src/scenario/failureLog/failuresYaml.ts';
import { fitFailureLog } from '../../../src/scenario/failureLog/fitLog.ts';
import { ObservationError, type ObservationOptions } from '../../../src/scenario/failureLog/window.ts';

const LOGS = 200;
const stream = new RandomStreams('any log').stream('rows');

/** A log of no law at all: few rows, ties, rounded times, repairs that overlap. */
function anyLog(): { readonly csv: string; readonly options: ObservationOptions } {
  const nodes = 1 + stream.integerBelow(stream.chance(0.3) ? 40 : 4);
  const unit = Math.exp(20 * stream.uniform() - 5);
  const isCoarse = stream.chance(0.5);
  const rows = ['node,time,class,end'];
  for (let left = 1 + stream.integerBelow(30); left > 0; left--) {
    const time = 100 * stream.uniform() * stream.uniform();
    const at = (isCoarse ? Math.round(time) : time) * unit;
    const end = stream.chance(0.4) ? '' : at + (stream.chance(0.1) ? 0 : 5 * unit * stream.exponential());
    rows.push(`n${stream.integerBelow(nodes)},${at},c${stream.integerBelow(3)},${end}`);
  }
  return {
    csv: rows.join('\n'),
    options: {
      ...(stream.chance(0.5) ? { fromSeconds: -unit } : {}),
      ...(stream.chance(0.5) ? { toSeconds: 120 * unit } : {}),
      ...(stream.chance(0.5) ? { nodes: nodes + stream.integerBelow(50) } : {}),
      ...(stream.chance(0.3) ? { age: stream.chance(0.5) ? ('unknown' as const) : 50 * unit } : {}),
      ...(stream.chance(0.3) ? { mergeSeconds: 3 * unit } : {}),
    },
  };
}

/** Every estimate in a report, with the way to it. */
function estimates(
  value: unknown,
  path: string,
): { path: string; value: number; low: number; high: number }[] {
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return [];
  if ('value' in value && 'low' in value && 'high' in value) {
    return [{ path, ...(value as { value: number; low: number; high: number }) }];
  }
  return Object.entries(value).flatMap(([key, inner]) => estimates(inner, `${path}.${key}`));
}

describe('any log', () => {
  it('is fitted with estimates inside their intervals, or refused with a reason', () => {
    let fitted = 0;
    let seen = 0;
    for (let log = 0; log < LOGS; log++) {
      const { csv, options } = anyLog();
      try {
        const report = fitFailureLog('log.csv', csv, options);
        fitted += 1;
        for (const { path, value, low, high } of estimates(report, `log ${log}`)) {
          seen += 1;
          expect(low, path).toBeLessThanOrEqual(value * (1 + 1e-9));
          expect(high, path).toBeGreaterThanOrEqual(value * (1 - 1e-9));
        }
        const rows = csv.split('\n').length - 1;
        const { rowsBefore, rowsAfter, openedByFailure } = report.window;
        const counted = report.classes.reduce((sum, { failures, merged }) => sum + failures + merged, 0);
        expect(rows - counted - rowsBefore - rowsAfter, `rows lost in log ${log}`).toBeGreaterThanOrEqual(0);
        // Only failures that open the window, at its very start, are in none of these.
        if (!openedByFailure) expect(counted + rowsBefore + rowsAfter).toBe(rows);
        expect(() => parse(failuresYaml(report))).not.toThrow();
      } catch (error) {
        if (!(error instanceof ObservationError)) throw error;
      }
    }
    expect(fitted).toBeGreaterThan(0.8 * LOGS);
    expect(seen).toBeGreaterThan(50 * LOGS);
  });
});
