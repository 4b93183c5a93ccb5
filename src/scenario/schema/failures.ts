import * as z from 'zod';
import { failureSetSchema } from '../catalogSchema.ts';
import { durationDistribution } from '../distributionSchema.ts';
import { count, label, probability } from '../fields.ts';
import { quantity } from '../quantitySchema.ts';

// PaLM (arXiv:2204.02311, section 5.1): about 20 spikes in 780 billion tokens; 100 steps back, 200 to 500 batches skipped.
const spikes = z
  .strictObject({
    rate: quantity('tokenRate', 'not negative').describe('Per token trained; PaLM: about 0.03 / Gtoken.'),
    detection: durationDistribution.prefault('10 min').describe('From onset to detection; judgement.'),
    rollback_steps: count(0).prefault(100).describe('How far before the onset the run is thrown back.'),
    skipped_steps: count(0).prefault(300).describe('Batches left out after it.'),
  })
  .describe(
    'Loss spikes: the run goes back beyond the onset and skips data. The defaults are those of PaLM.',
  );

const divergence = z
  .strictObject({
    probability: probability
      .optional()
      .describe('Of a run without any rework, as an equal hazard per token.'),
    rate: quantity('tokenRate', 'not negative').optional().describe('Per token trained.'),
  })
  .describe('Fatal divergence: the run ends. Give probability or rate.');

const trace = z
  .strictObject({
    events: z
      .array(
        z.strictObject({
          time: quantity('duration', 'not negative').describe('Since the start of the run.'),
          node: count(0)
            .optional()
            .describe('Place of the node, from 0; none for classes of scope job or site.'),
          class: label.describe('A class of the failure set.'),
        }),
      )
      .optional(),
    file: label
      .optional()
      .describe(
        'CSV with a header: time (a number of seconds, a quantity, or a date), node (a whole number, or names in the order they appear), class. Relative to the scenario.',
      ),
    start: label
      .optional()
      .describe('Date at which the run starts, for a file with dates. Default: the first time in it.'),
  })
  .describe('A log of failures to replay instead of sampling. Give events or file.');

export const failuresSchema = z
  .strictObject({
    set: failureSetSchema.describe('A failure set of the catalogue, or one of your own.'),
    rate: quantity('nodeRate', 'not negative').optional().describe("Instead of the set's total rate."),
    exposure: z
      .enum(['powered', 'training'])
      .prefault('powered')
      .describe(
        'powered: nodes fail whenever they are on, also in restarts and standby; training: only in training.',
      ),
    renewal: z
      .enum(['repair', 'restart'])
      .prefault('repair')
      .describe(
        'What makes an ageing unit as good as new: its own repair (the GPU that failed, not the other seven, and no node whose rack was mended), or every start of the job.',
      ),
    gpu_temperature: quantity('temperature', 'any')
      .prefault('60 degC')
      .describe('For classes whose rate follows the temperature, where heat is not modelled.'),
    spikes: spikes.optional(),
    divergence: divergence.optional(),
    trace: trace.optional(),
  })
  .describe('What fails, how often, and how.');
