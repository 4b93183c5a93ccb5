import * as z from 'zod';
import { count, label } from '../fields.ts';

/** What values a path takes: the text of `--sweep`, or a list of values. */
const values = z.union([label, z.array(z.union([label, z.number(), z.boolean()])).min(1, 'has no values')]);
const byPath = z.record(z.string(), values);

/** How often to run a scenario, with which luck, and at which points. */
export const studySchema = z
  .strictObject({
    replications: count(1).prefault(1000).describe('Random realisations.'),
    seed: z
      .union([label, z.number()])
      .transform((seed) => String(seed))
      .prefault('longrun')
      .describe('Any text; a number is read as its text.'),
    sweep: byPath
      .optional()
      .describe(
        'Values by path, as --sweep takes them: `checkpoint.interval: 10 min..4 h log 6`, `failures.set: [rsc-1, rsc-2]`. Paths with commas between move together. --sweep takes its place.',
      ),
    zip: z
      .boolean()
      .optional()
      .describe('The k-th values of all paths make point k, instead of all combinations.'),
    sample: z
      .enum(['latin', 'sobol'])
      .optional()
      .describe('Draw points from the ranges of sweep, or of uncertainty.'),
    points: count(1).optional().describe('How many points sample draws.'),
  })
  .describe('How often to run it, with which luck and at which points.');

/** What is not known of a scenario. */
export const uncertaintySchema = byPath
  .optional()
  .describe(
    'What is not known, by path: `failures.rate: 0.5x..2x lognormal` (ends hold the middle 90 %), `normal`, `low..high` (all values alike), `low..high log`, `low..mode..high`, or a list of values as likely as each other. Each replication draws them anew. Paths with commas between take one draw.',
  );
