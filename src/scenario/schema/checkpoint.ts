import * as z from 'zod';
import { durationDistribution } from '../distributionSchema.ts';
import { count, fraction, ratio } from '../fields.ts';
import { quantity } from '../quantitySchema.ts';

const rule = z.enum(['young', 'daly', 'exact']);

/** A place where checkpoints are kept: what it costs to write and read, and when it is lost. */
const place = {
  stall: quantity('duration', 'not negative')
    .optional()
    .describe('How long a checkpoint blocks training. Required, or snapshot_bandwidth.'),
  snapshot_bandwidth: quantity('bandwidth')
    .optional()
    .describe('Per GPU, out of its memory: the stall is the checkpoint over all GPUs over this.'),
  write: quantity('duration', 'not negative')
    .optional()
    .describe(
      'Background write after the stall; usable only when it has ended. Default: by bandwidth, else 0 s.',
    ),
  write_bandwidth: quantity('bandwidth').optional().describe('Of the storage, for all nodes together.'),
  node_bandwidth: quantity('bandwidth')
    .optional()
    .describe('Of one node, reading and writing: nodes x this limits the bandwidth of the storage.'),
  contention: fraction
    .optional()
    .describe('Share of write_bandwidth, node_bandwidth and read_bandwidth that others leave. Default: 1.'),
  load: durationDistribution
    .optional()
    .describe('Reading a checkpoint back. Default: by bandwidth, else 0 s.'),
  read_bandwidth: quantity('bandwidth').optional().describe('Of the storage, for all nodes together.'),
  readers: z
    .enum(['one', 'every_replica'])
    .optional()
    .describe(
      'Whether the checkpoint is read once or by every data-parallel replica. Default: every_replica.',
    ),
  retained: z
    .union([z.literal('all'), count(1)])
    .optional()
    .describe(
      'Newest checkpoints that are kept: what silent corruption and loss spikes can be thrown back to. Default: 2.',
    ),
  lost_with: z
    .enum(['restart', 'node', 'pair', 'never'])
    .optional()
    .describe(
      "restart: lost with the job's processes; node: with any node of the job that a restart does not cure; pair: with a node and the peer that holds its copy, which stands in another rack, zone or other unit unless the unit holds more than half of the job. Default: never.",
    ),
};

const tier = z.strictObject({
  every: count(1)
    .optional()
    .describe(
      'Written at every n-th checkpoint of the first tier, less often where its writes take longer than that; a multiple of the tier before; not after a tier with interval.',
    ),
  interval: z
    .union([rule, quantity('duration')])
    .optional()
    .describe(
      'Instead of every: rounded to a whole multiple of the tier before. A rule takes the stall of the tier and the rate of faults that need it or a more durable one.',
    ),
  ...place,
});

const interval = z.union([
  z.enum(['young', 'daly', 'exact', 'none', 'continuous']),
  quantity('duration'),
  z.strictObject({
    steps: count(1).optional().describe('Training steps between checkpoints.'),
    adaptive: z
      .strictObject({
        rule: rule.prefault('exact'),
        assumed_mtbf: quantity('duration')
          .optional()
          .describe('Before anything has failed. Default: by the rates.'),
        weight: ratio.prefault(5).describe('How many interruptions that assumption counts for.'),
      })
      .optional()
      .describe('The optimum of the rule for the mean time between interruptions seen so far.'),
  }),
]);

export const checkpointSchema = z
  .strictObject({
    interval: interval.describe(
      'Training time between checkpoints: a time, the optimum of Young, of Daly, or exact, {steps}, {adaptive}; continuous: every instant is saved without a stall.',
    ),
    ...place,
    tiers: z
      .record(
        z
          .string()
          .regex(/^[a-z][a-z0-9_-]*$/, 'tier names begin with a letter; lower-case letters, digits, - and _'),
        tier,
      )
      .optional()
      .describe('Several places, fastest first, instead of the keys above.'),
    final: z.boolean().prefault(true).describe('Whether the run ends with a checkpoint.'),
  })
  .describe('Saving the state of the training.');
