import * as z from 'zod';
import { PROFILES, type ProfileId } from '../model/step/profiles.ts';
import { modelSchema } from './catalogSchema.ts';
import { count, label, plain, probability } from './fields.ts';
import { quantity } from './quantitySchema.ts';
import { checkpointSchema } from './schema/checkpoint.ts';
import { clusterSchema } from './schema/cluster.ts';
import { costSchema } from './schema/cost.ts';
import { embodiedSchema } from './schema/embodied.ts';
import { failuresSchema } from './schema/failures.ts';
import { heatSchema } from './schema/heat.ts';
import {
  diagnosisSchema,
  maintenanceSchema,
  policiesSchema,
  recoverySchema,
  repairSchema,
} from './schema/operations.ts';
import { powerSchema } from './schema/power.ts';
import { siteSchema, startSchema } from './schema/site.ts';
import { studySchema, uncertaintySchema } from './schema/study.ts';

/**
 * The scenario format, once: types, validation, defaults, the JSON Schema for editors and the reference page all come
 * from these declarations. Defaults are written as text (`prefault`), as a user would write them.
 */

const parallelism = z
  .strictObject({
    tensor: count(1).prefault(1),
    pipeline: count(1).prefault(1),
    virtual_stages: count(1).prefault(1).describe('Interleaved chunks of layers on each pipeline rank.'),
    context: count(1).prefault(1),
    expert: count(1).prefault(1).describe('Ranks that share out the experts of a mixture.'),
    micro_batch: count(1).prefault(1).describe('Sequences in one micro-batch.'),
    sequence_parallel: z.boolean().prefault(true),
    zero: z
      .union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)])
      .prefault(1)
      .describe(
        '0: all state on every rank; 1: optimiser, 2: gradients too, 3: weights too are sharded (FSDP).',
      ),
    recompute: z.enum(['none', 'selective', 'full']).prefault('none').describe('Activations computed again.'),
  })
  .describe('Tensor x pipeline x context must divide the GPUs; the rest is data parallel.');

const phase = z
  .strictObject({
    tokens: quantity('tokens'),
    sequence_length: quantity('tokens'),
    global_batch: quantity('tokens').describe('Tokens of one optimiser step.'),
    parallelism: parallelism.prefault({}),
    mfu: probability.optional().describe('Model FLOPs utilisation without any loss.'),
    step_time: quantity('duration').optional().describe('Nominal time of one step.'),
  })
  .describe(
    'A stretch of training with one batch size and layout. Without mfu or step_time the step-time model decides.',
  );

export const scenarioSchema = z.strictObject({
  name: z
    .string({ error: plain('text') })
    .regex(
      /^[a-z0-9][a-z0-9.-]*$/,
      'must be lower-case letters, digits, dots and dashes: it names the results folder',
    )
    .describe('Names the results folder.'),
  title: label.optional().describe('One line for people.'),
  notes: z
    .union([label, z.array(label)])
    .optional()
    .describe('What the scenario assumes and teaches.'),
  sources: z.array(label).optional().describe('Where its own numbers come from.'),
  cluster: clusterSchema,
  workload: z
    .strictObject({
      model: modelSchema.describe('A model of the catalogue, or one of your own.'),
      precision: z
        .enum(['bf16', 'fp16', 'fp8', 'tf32', 'fp32'])
        .prefault('bf16')
        .describe('Of the matrix products; whose peak counts for MFU.'),
      stack: z
        .enum(['auto', ...(Object.keys(PROFILES) as ProfileId[])])
        .prefault('auto')
        .describe(
          'Training software, as the step-time model knows it; auto: what was fitted on the nearest machine for such a model and layout (longrun explain tells which, and why).',
        ),
      phases: z.array(phase).min(1).describe('In order; one is the common case.'),
    })
    .describe('What is trained.'),
  failures: failuresSchema.prefault({ set: 'none' } as never),
  checkpoint: checkpointSchema,
  recovery: recoverySchema.prefault({}),
  diagnosis: diagnosisSchema.prefault({}),
  repair: repairSchema.prefault({}),
  policies: policiesSchema.prefault({}),
  maintenance: maintenanceSchema.prefault({}),
  power: powerSchema.prefault({}),
  heat: heatSchema.optional(),
  site: siteSchema.describe('A site of the catalogue, or one of your own.'),
  start: startSchema.prefault('2025-01-01'),
  cost: costSchema,
  embodied: embodiedSchema,
  limits: z
    .strictObject({
      deadline: quantity('duration').optional().describe('The run fails if it takes longer.'),
      budget: quantity('money').optional().describe('The run ends when this much is spent.'),
      horizon: quantity('duration').prefault('10 yr').describe('The simulation looks no further.'),
      events: count(1)
        .prefault(50_000_000)
        .describe('Events of one replication before it is given up as an error.'),
    })
    .prefault({})
    .describe('What ends a run that does not complete.'),
  uncertainty: uncertaintySchema,
  study: studySchema.prefault({}),
});

/** A validated scenario: quantities in base units (s, W, J, B, FLOP, USD, tokens, kg). */
export type Scenario = z.output<typeof scenarioSchema>;
