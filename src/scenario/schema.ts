import * as z from 'zod';
import { PROFILES, type ProfileId } from '../model/step/profiles.ts';
import { failureSetSchema, modelSchema, nodeSchema, siteSchema } from './catalogSchema.ts';
import { durationDistribution, growingDuration } from './distributionSchema.ts';
import { columnName, count, label, plain, probability, ratio } from './fields.ts';
import { quantity } from './quantitySchema.ts';

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
  cluster: z
    .strictObject({
      node: nodeSchema.describe('A node of the catalogue, or one of your own.'),
      nodes: count(1).describe('Nodes the job needs to train.'),
      network: z
        .strictObject({
          bandwidth: quantity('bandwidth').optional().describe('Per GPU; default: that of the accelerator.'),
          pod: count(1).optional().describe('GPUs between which nothing is oversubscribed.'),
          oversubscription: z
            .number({ error: plain('a plain number, 1 or more') })
            .min(1)
            .prefault(1)
            .describe('Bandwidth entering a pod over bandwidth leaving it.'),
        })
        .prefault({})
        .describe('Between the nodes.'),
      slowest_speed: z
        .number({ error: plain('a number above 0, at most 1') })
        .positive()
        .max(1)
        .prefault(1)
        .describe('Speed of the slowest node of the gang against nominal: all wait for it.'),
      spares: z
        .strictObject({
          hot: count(0).prefault(0).describe('Powered and initialised, ready to join.'),
          cold: count(0).prefault(0).describe('Off; they must boot.'),
        })
        .prefault({})
        .describe('Nodes held beside those of the job.'),
    })
    .describe('The machine.'),
  workload: z
    .strictObject({
      model: modelSchema.describe('A model of the catalogue, or one of your own.'),
      precision: z
        .enum(['bf16', 'fp16', 'fp8', 'tf32', 'fp32'])
        .prefault('bf16')
        .describe('Of the matrix products; whose peak counts for MFU.'),
      stack: z
        .enum(Object.keys(PROFILES) as [ProfileId, ...ProfileId[]])
        .prefault('nemo')
        .describe('Training software, as the step-time model knows it.'),
      phases: z.array(phase).min(1).describe('In order; one is the common case.'),
    })
    .describe('What is trained.'),
  failures: z
    .strictObject({
      set: failureSetSchema.describe('A failure set of the catalogue, or one of your own.'),
      rate: quantity('nodeRate', 'not negative').optional().describe("Instead of the set's total rate."),
      exposure: z
        .enum(['powered', 'training'])
        .prefault('powered')
        .describe(
          'powered: nodes fail whenever they are on, also in restarts and standby; training: only in training.',
        ),
    })
    .prefault({ set: 'none' } as never)
    .describe('What fails, how often, and how.'),
  checkpoint: z
    .strictObject({
      interval: z
        .union([z.enum(['young', 'daly', 'exact', 'none']), quantity('duration')])
        .describe('Training time between checkpoints: a time, or the optimum of Young, of Daly, or exact.'),
      stall: quantity('duration', 'not negative').describe('How long a checkpoint blocks training.'),
      write: quantity('duration', 'not negative')
        .prefault('0 s')
        .describe('Background write after the stall; usable only when it has ended.'),
      load: durationDistribution.prefault('0 s').describe('Reading a checkpoint back.'),
      final: z.boolean().prefault(true).describe('Whether the run ends with a checkpoint.'),
    })
    .describe('Saving the state of the training.'),
  recovery: z
    .strictObject({
      startup: growingDuration.prefault('10 min').describe('First start of the job.'),
      diagnosis: growingDuration.prefault('2 min').describe('From detection to the names of the bad nodes.'),
      swap: durationDistribution.prefault('30 s').describe('A hot spare takes a place in the job.'),
      boot: durationDistribution.prefault('10 min').describe('A cold spare boots and joins.'),
      restart: growingDuration.prefault('5 min').describe('Scheduler, processes, communicator.'),
    })
    .prefault({})
    .describe('From the start, or from a stop, to training.'),
  repair: z
    .strictObject({
      time: durationDistribution
        .prefault({ lognormal: { median: '54 min', mean: '355 min' } } as never)
        .describe('From diagnosis to the node back in the pool.'),
      retire: probability.prefault(0).describe('Probability that a node cannot be repaired and is retired.'),
    })
    .prefault({})
    .describe('What happens to a failed node; as many at once as there are.'),
  maintenance: z
    .record(
      columnName('maintenance'),
      z.strictObject({
        every: durationDistribution.describe('From one planned stop to the next.'),
        duration: durationDistribution.describe('How long the job is paused.'),
      }),
    )
    .prefault({})
    .describe('Planned stops; the job saves its state first.'),
  power: z
    .strictObject({
      training: ratio.prefault(0.93).describe('Power of a computing GPU over its limit.'),
      communication: ratio
        .prefault(0.5)
        .describe(
          'Power of a GPU in exposed communication over its limit, where the step-time model knows its share.',
        ),
      checkpoint: quantity('power')
        .optional()
        .describe('Per GPU in a checkpoint stall. Default: idle + context.'),
      stalled: quantity('power').optional().describe('Per GPU of a job that hangs. Default: idle + context.'),
      restarting: quantity('power')
        .optional()
        .describe('Per GPU while the job restarts. Default: idle + context.'),
      waiting: quantity('power').optional().describe('Per GPU while the job waits. Default: idle + context.'),
      standby: quantity('power').optional().describe('Per GPU of a hot spare. Default: idle + context.'),
      off: quantity('power', 'not negative').prefault('0 W').describe('Per node that is a cold spare.'),
      repair: quantity('power', 'not negative').prefault('0 W').describe('Per node failed or in repair.'),
      infrastructure: z
        .number({ error: plain('a plain number, 0 or more') })
        .min(0)
        .prefault(0.08)
        .describe('Network, storage and management over the training power of all nodes; always on.'),
    })
    .prefault({})
    .describe('Power of GPUs and nodes in each state.'),
  site: siteSchema.describe('A site of the catalogue, or one of your own.'),
  cost: z
    .strictObject({
      owned: z
        .strictObject({
          node_price: quantity('money').optional().describe("Default: the node's price in the catalogue."),
          network_share: z.number().min(0).prefault(0.3).describe('Network over the price of the servers.'),
          lifetime: quantity('duration').prefault('5 yr').describe('Straight-line depreciation.'),
        })
        .optional()
        .describe('Bought: depreciation of servers and network.'),
      rented: z
        .strictObject({ price: quantity('rent', 'not negative').describe('Per GPU held, spares too.') })
        .optional()
        .describe('Paid by the GPU-hour.'),
    })
    .prefault({ owned: {} } as never)
    .describe('Owned or rented; spares, idle and repair time cost too.'),
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
  study: z
    .strictObject({
      replications: count(1).prefault(1000).describe('Random realisations.'),
      seed: z
        .union([label, z.number()])
        .transform((seed) => String(seed))
        .prefault('longrun')
        .describe('Any text; a number is read as its text.'),
    })
    .prefault({})
    .describe('How often to run it, and with which luck.'),
});

/** A validated scenario: quantities in base units (s, W, J, B, FLOP, USD, tokens, kg). */
export type Scenario = z.output<typeof scenarioSchema>;
