import { callClosedForm } from './closedForms.ts';
import { evaluate, parseExpression } from './expression.ts';

/** What a source says: a number, or ends of a range, one of which may be open. */
export interface Measured {
  readonly low: number;
  readonly high: number;
  /** Standard error of the source itself; 0 where it tells none. */
  readonly standardError: number;
  readonly text: string;
}

/** `30.84`, `5..6`, `>= 0.9`, `<= 16.7`, or arithmetic of closed forms. */
export function measuredOf(given: string, standardError = 0): Measured {
  const bound = /^\s*(>=|<=)(.*)$/.exec(given);
  if (bound !== null) {
    const value = constant(bound[2]!);
    return bound[1] === '>='
      ? { low: value, high: Number.POSITIVE_INFINITY, standardError, text: given }
      : { low: Number.NEGATIVE_INFINITY, high: value, standardError, text: given };
  }
  const ends = given.split('..').map(constant);
  const [low, high = low] = ends;
  if (low === undefined || high === undefined || ends.length > 2 || !(low <= high))
    throw new RangeError(`"${given}" is no number, and no range from low to high`);
  return { low, high, standardError, text: given };
}

function constant(given: string): number {
  const value = evaluate(parseExpression(given), {
    valueOf: (name) => {
      throw new RangeError(`what was measured is a number; "${name}" stands for none`);
    },
    call: callClosedForm,
  });
  if (!Number.isFinite(value))
    throw new RangeError(
      `"${given.trim()}" is ${value}; what was measured is finite (open ends are ">= 3" and "<= 3")`,
    );
  return value;
}
