import { type Problem, ScenarioError } from '../problems.ts';
import { classKey } from './failuresYaml.ts';
import { readFailureLog } from './readLog.ts';
import { parseTime } from './timeText.ts';

/** One failure of a log to replay, as a scenario writes it. */
export interface TraceEvent {
  readonly time: string;
  readonly node?: number;
  readonly class: string;
}

export interface Trace {
  readonly events: readonly TraceEvent[];
  /** Line of the file that each event stands in. */
  readonly lines: readonly number[];
}

/**
 * A CSV of failures as the events of `failures.trace`. Times are seconds, quantities, or dates counted from `start` or the
 * first of them. Nodes that are not all whole numbers are numbered as they appear.
 * @throws ScenarioError with all problems, each with its line
 */
export function traceFromCsv(text: string, path: string, start?: string): Trace {
  const log = readFailureLog(path, text, { replay: true });
  const origin = originOf(path, log.timeKind, log.seconds, start);
  const numbered = log.nodeNames.every((name) => /^\d+$/.test(name));
  const problems: Problem[] = [];
  const lines = [...log.line];
  const events = lines.map((line, row): TraceEvent => {
    const seconds = log.seconds[row]! - origin;
    if (seconds < 0) {
      const message =
        log.timeKind === 'date'
          ? `is before the start of the run, ${start}`
          : 'is before the start of the run';
      problems.push({ file: path, path: log.columns.time ?? 'time', message, line, column: 1 });
    }
    const node = log.node[row]!;
    const place = numbered ? Number(log.nodeNames[node]) : node;
    return {
      time: `${seconds} s`,
      ...(node < 0 ? {} : { node: place }),
      class: classKey(log.classNames[log.class[row]!]!),
    };
  });
  if (problems.length > 0) throw new ScenarioError(problems);
  return { events, lines };
}

/** What the log calls the start of the run (s). */
function originOf(
  path: string,
  kind: 'date' | 'number',
  seconds: Float64Array,
  start: string | undefined,
): number {
  if (start === undefined)
    return kind === 'number' ? 0 : seconds.reduce((least, one) => Math.min(least, one));
  const parsed = parseTime(start, 1);
  if (kind === 'number' || parsed?.kind !== 'date') {
    const message =
      kind === 'number'
        ? 'is for files with dates; the times in the file are numbers from the start of the run'
        : `"${start}" is no date; write it like 2024-05-31T12:30:00Z`;
    throw new ScenarioError([{ file: path, path: 'failures.trace.start', message }]);
  }
  return parsed.seconds;
}
