import * as z from 'zod';
import { nodeSchema } from '../catalogSchema.ts';
import { durationDistribution } from '../distributionSchema.ts';
import { count, fraction, plain, probability, ratio } from '../fields.ts';
import { quantity } from '../quantitySchema.ts';

const network = z
  .strictObject({
    bandwidth: quantity('bandwidth').optional().describe('Per GPU; default: that of the accelerator.'),
    pod: count(1).optional().describe('GPUs between which nothing is oversubscribed.'),
    oversubscription: z
      .number({ error: plain('a plain number, 1 or more') })
      .min(1)
      .prefault(1)
      .describe('Bandwidth entering a pod over bandwidth leaving it.'),
  })
  .describe('Between the nodes.');

// Four 8-GPU servers fill a 40 kW rack; a leaf switch of 64 ports serves 32 nodes per rail; zones are rows and halls.
const topology = z
  .strictObject({
    rack: count(1).prefault(4),
    switch: count(1).prefault(32).describe('Nodes behind one leaf switch.'),
    cooling_zone: count(1).prefault(512),
    power_zone: count(1).prefault(128),
  })
  .describe(
    'Nodes that stand together in each unit, the job first, then its spares. The defaults are judgement.',
  );

const spares = z
  .strictObject({
    hot: count(0).prefault(0).describe('Powered and initialised, ready to join.'),
    warm: count(0).prefault(0).describe('Powered, not initialised.'),
    cold: count(0).prefault(0).describe('Off; they must boot.'),
    shared: count(0)
      .prefault(0)
      .describe('Nodes of other jobs that may be preempted; they cost nothing before.'),
  })
  .describe('Nodes held beside those of the job.');

const lemons = z
  .strictObject({
    fraction: probability.optional().describe('Of all nodes, spares too.'),
    nodes: count(0).optional(),
    multiple: ratio
      .prefault(50)
      .describe('Rate of a lemon over that of a healthy node; published fleets: about 20 to 100.'),
  })
  .describe(
    'Nodes that fail more often. Rates of failures are then those of healthy nodes. Give fraction or nodes.',
  );

const elastic = z
  .strictObject({
    minimum_replicas: count(1).optional().describe('Fewest data-parallel replicas it trains with.'),
    minimum: fraction.optional().describe('The same as a share of the full data-parallel width.'),
    // MaxText elastic training: 50 s + 5.4 s + 12.7 s after detection, as quoted.
    reconfigure: durationDistribution
      .prefault('70 s')
      .describe('Shrinking or growing, instead of a restart.'),
  })
  .describe(
    'The job goes on with fewer data-parallel replicas while nodes are missing. Give minimum_replicas or minimum.',
  );

export const clusterSchema = z
  .strictObject({
    node: nodeSchema.describe('A node of the catalogue, or one of your own.'),
    nodes: count(1).max(10_000_000).describe('Nodes the job needs to train.'),
    network: network.prefault({}),
    topology: topology.prefault({}),
    slowest_speed: fraction
      .prefault(1)
      .describe('Computing speed of the slowest healthy node of the gang against nominal: all wait for it.'),
    spares: spares.prefault({}),
    lemons: lemons.optional(),
    elastic: elastic.optional(),
  })
  .describe('The machine.');
