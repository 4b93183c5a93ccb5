import * as z from 'zod';
import { label, plain } from '../fields.ts';
import { type Bound, type QuantityKindName, quantity } from '../quantitySchema.ts';

/** Values of one hour after another: written out, or in a CSV beside the scenario. */
export function hourlySchema(kind: QuantityKindName, bound: Bound, what: string) {
  const number = z.number({ error: plain('a plain number') });
  const numbers = bound === 'any' ? number : number.min(0);
  return z
    .strictObject({
      values: z
        .union([z.array(quantity(kind, bound)).min(1), z.array(numbers).min(1)])
        .optional()
        .describe('One an hour: each with its unit, or plain numbers of the one unit beside them.'),
      file: label
        .optional()
        .describe(
          'A CSV with a header and one line an hour, beside the scenario; its values stand here once read.',
        ),
      column: label
        .optional()
        .describe('Header of the values in the file. Default: the first column of numbers that is no time.'),
      unit: quantity(kind).optional().describe('Of the values in the file, or of plain numbers.'),
      first: z
        .enum(['run-start', 'new-year'])
        .prefault('run-start')
        .describe('Hour of the first value: that of the start, or 1 January 00:00 of its year.'),
      at_end: z
        .enum(['repeats', 'ends'])
        .prefault('repeats')
        .describe('After the last value: the first again, or an error if the run is not over.'),
    })
    .describe(what);
}

export type Hourly = z.output<ReturnType<typeof hourlySchema>>;
