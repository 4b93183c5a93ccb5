import * as z from 'zod';
import { durationDistribution } from '../distributionSchema.ts';
import { columnName, count, fraction, plain, ratio } from '../fields.ts';
import { POWER_CURVES, type PowerCurveId } from '../powerCurves.ts';
import { quantity } from '../quantitySchema.ts';

/** Power of GPUs and nodes, and what the grid allows. */

const speedOf = z
  .enum(['clock', 'throughput'])
  .describe('A clock slows the computing share of a step, a measured throughput the whole step.');

const ownCurve = z
  .strictObject({
    law: z
      .strictObject({
        speed_of: speedOf,
        static: z.number().min(0).max(0.99).describe('Share of full power at no clock.'),
        exponent: ratio,
      })
      .optional()
      .describe('P / P_full = static + (1 - static) speed^exponent.'),
    table: z
      .strictObject({
        speed_of: speedOf,
        power: z.array(fraction).min(2).describe('Rising shares of full power, the last 1.'),
        speed: z.array(fraction).min(2).describe('Speed at each, rising, the last 1.'),
      })
      .optional()
      .describe('Measured speeds at shares of full power.'),
  })
  .describe('Give law or table.');

const demandResponse = z
  .record(
    columnName('programme'),
    z.strictObject({
      hours: z
        .strictObject({
          from: count(0).max(23).describe('First hour of the day.'),
          to: count(1).max(24).describe('Hour after the last; from 22 to 6 is over midnight.'),
          days: z.enum(['every', 'weekdays', 'weekends']).prefault('every'),
          months: z.array(count(1).max(12)).min(1).optional().describe('1 to 12. Default: all.'),
        })
        .optional()
        .describe('Called at these hours.'),
      price_above: quantity('energyPrice', 'any').optional().describe('Called whenever energy costs more.'),
      random: z
        .strictObject({ rate: quantity('frequency', 'not negative'), duration: durationDistribution })
        .optional()
        .describe('Called at random.'),
      pause: z.literal(true).optional().describe('The job saves its state and stands still.'),
      cap: quantity('power').optional().describe('Facility power that is left to the site.'),
    }),
  )
  .describe('Agreements with the grid. Each takes one of hours, price_above, random and one of pause, cap.');

export const powerSchema = z
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
    standby: quantity('power')
      .optional()
      .describe('Per GPU of a hot or warm spare. Default: idle + context.'),
    off: quantity('power', 'not negative').prefault('0 W').describe('Per node that is a cold spare.'),
    repair: quantity('power', 'not negative').prefault('0 W').describe('Per node failed or in repair.'),
    infrastructure: z
      .number({ error: plain('a plain number, 0 or more') })
      .min(0)
      .prefault(0.08)
      .describe('Network, storage and management over the training power of all nodes; always on.'),
    curve: z
      .union([z.enum(Object.keys(POWER_CURVES) as [PowerCurveId, ...PowerCurveId[]]), ownCurve])
      .prefault('standard')
      .describe('How power and speed of a GPU belong together, for caps and throttling.'),
    cap: quantity('power')
      .optional()
      .describe(
        'Facility power that the site keeps to: clocks go down until training fits, to 32 % at the lowest.',
      ),
    demand_response: demandResponse.prefault({}),
  })
  .describe('Power of GPUs and nodes in each state, and limits of the site.');

export type Power = z.output<typeof powerSchema>;
