import * as z from 'zod';
import { SELECTIONS } from '../../simulation/policies/input.ts';
import { durationDistribution, growingDuration } from '../distributionSchema.ts';
import { columnName, count, plain, probability } from '../fields.ts';
import { quantity } from '../quantitySchema.ts';

/** What is done about failures: recovery, diagnosis, repair, policies, planned stops. */

export const recoverySchema = z
  .strictObject({
    startup: growingDuration.prefault('10 min').describe('First start of the job.'),
    diagnosis: growingDuration.prefault('2 min').describe('From detection to the names of the bad nodes.'),
    teardown: durationDistribution
      .prefault('0 s')
      .describe('What is left of the job is ended, before spares are taken.'),
    swap: durationDistribution.prefault('30 s').describe('A hot spare takes a place in the job.'),
    join: durationDistribution.prefault('2 min').describe('A warm spare joins; judgement.'),
    boot: durationDistribution.prefault('10 min').describe('A cold spare boots and joins.'),
    preemption: durationDistribution
      .prefault('20 min')
      .describe('A node of the shared pool is freed; one at a time.'),
    selection: durationDistribution
      .prefault('0 s')
      .describe('A gang is selected anew, with policies.gather reselect.'),
    restart: growingDuration.prefault('5 min').describe('Scheduler, processes, communicator.'),
  })
  .describe('From the start, or from a stop, to training.');

export const diagnosisSchema = z
  .strictObject({
    missed: probability.prefault(0).describe('Probability that no node is blamed.'),
    wrong: probability
      .prefault(0)
      .describe('Probability that a healthy node of the job is blamed, given that one is.'),
    on_missed: z
      .enum(['stays', 'rotates'])
      .prefault('stays')
      .describe('A failed node that was not blamed stays in its place, or goes to the end of the spares.'),
    recurrence: z
      .union([z.literal('never'), durationDistribution])
      .prefault('0 s')
      .describe('Training time after which an uncured fault shows again.'),
  })
  .describe('Whether the right nodes are found; how long it takes is recovery.diagnosis.');

export const repairSchema = z
  .strictObject({
    automatic: z
      .strictObject({
        time: durationDistribution,
        resolves: probability.describe('Probability that no manual repair has to follow.'),
        success: probability.prefault(1).describe('Probability that what it resolved is really mended.'),
      })
      .optional()
      .describe('First stage. Default: every node goes to the manual one.'),
    time: durationDistribution
      .prefault({ lognormal: { median: '54 min', mean: '355 min' } } as never)
      .describe(
        'From diagnosis to the node back in the pool; with an automatic stage the manual one after it.',
      ),
    success: probability.prefault(1).describe('Probability that it is really mended.'),
    crew: z
      .union([z.literal('unlimited'), count(1)])
      .prefault('unlimited')
      .describe('Technicians, each on one manual repair at a time.'),
    retire: probability.prefault(0).describe('Probability that a node cannot be repaired and is retired.'),
    unfixed: z
      .enum(['unchanged', 'lemon'])
      .prefault('unchanged')
      .describe('What a repair that does not succeed leaves: the node as it was before, or a lemon.'),
  })
  .describe('What happens to a failed node.');

const threshold = z
  .strictObject({
    faults: count(1).describe('At least so many faults of its own.'),
    window: quantity('duration').describe('In the time before.'),
  })
  .describe('By faults in a rolling window.');

const score = z
  .strictObject({
    initial: z.number({ error: plain('a plain number') }).prefault(100),
    penalty: z
      .number({ error: plain('a plain number') })
      .prefault(30)
      .describe('Lost when blamed.'),
    credit: z
      .number({ error: plain('a plain number') })
      .prefault(10)
      .describe('Gained in each whole period of training without a stop.'),
    period: quantity('duration', 'not negative').prefault('1 day'),
    limit: z
      .number({ error: plain('a plain number') })
      .prefault(0)
      .describe('Given up at so few points.'),
  })
  .describe('By points. The defaults are those of AIReSim.');

export const policiesSchema = z
  .strictObject({
    gather: z
      .enum(['replace', 'reselect'])
      .prefault('replace')
      .describe(
        'replace: a spare takes the place of each lost node, hot before warm before cold before shared; reselect: without a hot spare the whole gang is selected anew from all healthy nodes.',
      ),
    wait_for: z
      .enum(['nodes', 'nodes_and_hot'])
      .prefault('nodes')
      .describe(
        'What a selection that found too few nodes waits for: those of the job, or its hot spares too (as AIReSim does).',
      ),
    selection: z.enum(SELECTIONS).prefault('order').describe('Which healthy nodes the job takes.'),
    removal: z
      .union([
        z.literal('never'),
        z.strictObject({
          threshold: threshold.optional(),
          score: score.optional(),
          any: z
            .array(z.strictObject({ threshold: threshold.optional(), score: score.optional() }))
            .min(1)
            .optional()
            .describe('Any of several rules.'),
        }),
      ])
      .prefault('never')
      .describe('Which repaired nodes are given up: never, {threshold}, {score} or {any}.'),
    escalation: z
      .union([z.literal('chance'), z.strictObject({ repeat: threshold })])
      .prefault('chance')
      .describe('Which nodes skip the automatic repair: none, or {repeat} offenders.'),
  })
  .describe('Choices that are made while the run goes on.');

const timeOfDay = z
  .string({ error: plain('a time of day like "02:00"') })
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day from "00:00" to "23:59"')
  .describe("In the site's time, like the hours of tariffs.");

export const maintenanceSchema = z
  .record(
    columnName('maintenance'),
    z.strictObject({
      every: durationDistribution.optional().describe('From one planned stop to the next.'),
      at: z
        .array(quantity('duration', 'not negative'))
        .min(1)
        .optional()
        .describe('Times since the start of the run.'),
      daily: timeOfDay.optional(),
      window: z
        .strictObject({ from: timeOfDay, to: timeOfDay })
        .optional()
        .describe('Hours of the day in which it may begin; what falls due outside waits for them.'),
      duration: durationDistribution.describe('How long the job is paused.'),
    }),
  )
  .describe('Planned stops; the job saves its state first. Give one of every, at, daily.');
