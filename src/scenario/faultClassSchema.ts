import * as z from 'zod';
import { durationDistribution } from './distributionSchema.ts';
import { fraction, label, probability, ratio } from './fields.ts';
import { FAULT_SCOPES, quantity, rateWithScope } from './quantitySchema.ts';

const slow = z
  .strictObject({
    compute: fraction.prefault(1).describe('Speed of computing, of the nominal one.'),
    network: fraction.prefault(1).describe('Speed of communication, of the nominal one.'),
    duration: durationDistribution.optional().describe('It passes by itself. Default: it does not.'),
    response: z
      .enum(['replace', 'tolerate'])
      .prefault('replace')
      .describe('replace: once detected the job saves, stops and takes other nodes; tolerate: never.'),
  })
  .describe(
    'Required with effect slow: how slow, for how long. The whole job goes at the pace of the slowest.',
  );

export const faultClassSchema = z
  .strictObject({
    count: z.number().min(0).optional().describe('Published count; its share is count / sum of counts.'),
    share: z.number().min(0).max(1).optional().describe("Share of the set's total rate."),
    rate: rateWithScope()
      .optional()
      .describe(
        'Own rate of a healthy unit: per gpu, node, rack, switch, cooling_zone, power_zone, site or job, as its unit says.',
      ),
    mtbf: quantity('duration')
      .optional()
      .describe('Own mean time between failures of one unit of the scope.'),
    scope: z
      .enum(FAULT_SCOPES)
      .optional()
      .describe(
        'What fails. A gpu takes its node; a rack, switch, zone or site all its nodes; a job none. Default: what the unit of rate says, else node.',
      ),
    effect: z
      .enum(['stop', 'hang', 'slow', 'silent'])
      .describe(
        'stop: the job crashes; hang: it stalls until the watchdog; slow: see `slow`; silent: the state is corrupt from the onset and thrown back before it once detected.',
      ),
    slow: slow.optional(),
    detection: durationDistribution.describe('From onset to detection.'),
    transient: probability.describe('Probability that restarting the same node cures it.'),
    distribution: z
      .union([
        z.literal('exponential'),
        z.strictObject({ weibull: z.strictObject({ shape: z.number().positive() }) }),
        z.strictObject({ lognormal: z.strictObject({ sigma: z.number().positive() }) }),
        z.strictObject({ gamma: z.strictObject({ shape: z.number().positive() }) }),
      ])
      .optional()
      .describe('Law of the operating time of one unit to its fault, with the mean that the rate gives.'),
    drift: z
      .strictObject({
        initial: ratio.describe('Rate at the start over the later rate.'),
        decay: quantity('duration').describe('Operating time in which the excess falls to 1 / e.'),
      })
      .optional()
      .describe('A young cluster fails more often: rate x (1 + (initial - 1) exp(-t / decay)).'),
    on_arrival: probability
      .optional()
      .describe(
        'Probability that a node has this fault when it arrives; it shows when the node first trains.',
      ),
    survives: z
      .array(label)
      .optional()
      .describe("Checkpoint tiers that survive it. Default: as each tier's lost_with says."),
    repair: durationDistribution.optional().describe('Time of its (manual) repair. Default: repair.time.'),
    temperature: z
      .enum(['none', 'linear', 'arrhenius'])
      .optional()
      .describe(
        'How the rate follows the temperature of the GPUs (with heat: as simulated; else failures.gpu_temperature): linear 2 % per K above 60 degC, arrhenius twice from 60 to 70 degC. Published evidence conflicts. Default: none.',
      ),
  })
  .describe('One way to fail. Give one of count, share, rate, mtbf.');

export type FaultClass = z.output<typeof faultClassSchema>;
