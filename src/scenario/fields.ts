import * as z from 'zod';

/** Plain values that many fields of a scenario are. */
export const count = (minimum: number) =>
  z
    .int({ error: (issue) => (issue.code === 'invalid_type' ? wholeNumber(issue.input) : undefined) })
    .min(minimum);
export const probability = z
  .number({ error: plain('a number from 0 to 1') })
  .min(0)
  .max(1);
/** Above 0, at most 1. */
export const fraction = z
  .number({ error: plain('a number above 0, at most 1') })
  .positive()
  .max(1);
export const ratio = z.number({ error: plain('a plain number') }).positive();
export const label = z.string({ error: plain('text') });
/** Names that become column names. */
export const columnName = (what: string) =>
  z.string().regex(/^[a-z0-9][a-z0-9_-]*$/, `${what} names are lower-case letters, digits, - and _`);

/** Message of a field of the wrong type; other checks keep their own wording. */
export function plain(what: string): z.core.$ZodErrorMap {
  return (issue) => {
    if (issue.code !== 'invalid_type') return undefined;
    if (issue.input === undefined) return `is missing; it must be ${what}`;
    return typeof issue.input === 'number' && !Number.isFinite(issue.input)
      ? `is ${issue.input}; it must be ${what}`
      : `must be ${what}`;
  };
}

function wholeNumber(input: unknown): string {
  if (input === undefined) return 'is missing; it must be a whole number';
  return typeof input === 'number' ? `is ${input}, but a whole number is needed` : 'must be a whole number';
}
