/**
 * How a prediction stands to what was published. `reproduced` and `not reproduced` are as the source of the figure was told to
 * come out; the other two fail a check: a prediction beyond its tolerance, and one within it though a reason is told why it
 * cannot be, which then is no reason.
 */
export type Verdict = 'reproduced' | 'not reproduced' | 'beyond tolerance' | 'reproduced after all';

/** `reason` is why the figure cannot be reproduced; null where it should be. */
export function verdictOf(within: boolean, reason: string | null): Verdict {
  if (within) return reason === null ? 'reproduced' : 'reproduced after all';
  return reason === null ? 'beyond tolerance' : 'not reproduced';
}

export function isFailure(verdict: Verdict): boolean {
  return verdict === 'beyond tolerance' || verdict === 'reproduced after all';
}
