import * as z from 'zod';
import { count, plain, probability } from '../fields.ts';

/**
 * The parameters of AIReSim (arXiv:2603.07041, commit 7b139c7) with its names, units (minutes, failures per minute) and
 * defaults. The last two are of a later version.
 */

const notNegative = () => z.number({ error: plain('a number, 0 or more') }).min(0);
const positive = () => z.number({ error: plain('a number above 0') }).positive();
const flag = () => z.boolean({ error: plain('true or false') });

const MINUTES_PER_DAY = 1440;

export const airesimSchema = z.strictObject({
  random_failure_rate: notNegative().default(0.01 / MINUTES_PER_DAY),
  systematic_failure_rate_multiplier: notNegative().default(5),
  systematic_failure_fraction: probability.default(0.15),
  recovery_time: notNegative().default(20),
  host_selection_time: notNegative().default(3),
  job_size: count(1).default(4096),
  job_length: positive().default(256 * MINUTES_PER_DAY),
  warm_standbys: count(0).default(16),
  working_pool_size: count(1).default(4160),
  spare_pool_size: count(0).default(200),
  preemption_wait_time: notNegative().default(20),
  auto_repair_time: notNegative().default(120),
  manual_repair_time: notNegative().default(2880),
  prob_auto_to_manual: probability.default(0.8),
  auto_repair_fail_prob: probability.default(0.4),
  manual_repair_fail_prob: probability.default(0.2),
  failure_distribution: z.enum(['exponential', 'weibull', 'lognormal']).default('exponential'),
  weibull_shape: positive().default(1),
  lognormal_sigma: positive().default(1),
  diagnosis_probability: probability.default(1),
  diagnosis_uncertainty: probability.default(0),
  bad_server_regeneration: flag().default(false),
  bad_server_regen_interval: positive().default(43_200),
  seed: z.int({ error: plain('a whole number') }).default(42),
  num_replications: count(1).default(30),
  adaptive_replications: flag().default(false),
  confidence_level: z
    .number({ error: plain('a number between 0 and 1') })
    .gt(0)
    .lt(1)
    .default(0.95),
  relative_accuracy: positive().default(0.05),
  max_replications: count(1).default(1000),
  enable_topology: flag().default(false),
  rack_size: count(1).default(8),
});

export type AiresimParameters = z.output<typeof airesimSchema>;
export type AiresimParameter = keyof AiresimParameters;
