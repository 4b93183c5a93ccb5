import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { importAiresim } from '../../src/scenario/airesim/importAiresim.ts';
import {
  type AiresimPolicies,
  DEFAULT_SCORED,
  DEFAULT_THRESHOLD,
  type RemovalPolicy,
} from '../../src/scenario/airesim/policies.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import type { RunRecord } from '../../src/simulation/record.ts';
import { repository } from '../support/catalog.ts';
import { resolve } from '../support/scenarioText.ts';
import { HOUR, meanAndError, replicate } from '../support/simulationInput.ts';

/** AIReSim's own output: each row a setting, imported here and simulated. */
const TABLE = join(repository, 'tests', 'fixtures', 'airesim-reference.csv');
const rows = Papa.parse<Record<string, string>>(readFileSync(TABLE, 'utf8').trim(), {
  header: true,
  comments: '#',
}).data;

/** Few where one takes long, many where the spread is wide; with these the suite's own error is the smaller part. */
const REPLICATIONS: Readonly<Record<string, number>> = {
  d05_no_standby_hs30_48h: 60,
  d07_no_spares_stall_256h: 120,
  d08_spares_preempt60_256h: 200,
  s21_fewest_failures_first: 150,
  s25_one_server: 3000,
};
const USUAL_REPLICATIONS = 300;

/** In standard errors of both sides together. */
const TOLERANCE = 4;
/** Half a unit of the last digit of AIReSim's times in the table (h). */
const ROUNDING = 1e-4;

/** Columns of the table, and what they are called here. */
const COUNTS: Readonly<Record<string, (run: RunRecord) => number>> = {
  mean_failures: (run) => run.faults,
  mean_auto_repairs: (run) => run.repairsBegun,
  mean_manual_repairs: (run) => run.repairsManual,
  // AIReSim also counts the selection before the first start.
  mean_host_selections: (run) => run.selections + 1,
};

const HOSTS: Readonly<Record<string, AiresimPolicies['host']>> = {
  default: 'default',
  fff: 'fewest-failures-first',
};

/** `a=1;b=2` as pairs. */
function pairs(text: string): [string, string][] {
  return text
    .split(';')
    .filter((pair) => pair !== '')
    .map((pair) => pair.split('=') as [string, string]);
}

/** `threshold(max_failures=2;…)` as the policy. */
function removalOf(text: string): RemovalPolicy {
  const [, kind, given] = /^(\w+)(?:\((.*)\))?$/.exec(text)!;
  const { max_failures, window_minutes, ...scored } = Object.fromEntries(
    pairs(given ?? '').map(([key, value]) => [key, Number(value)]),
  );
  switch (kind) {
    case 'never':
      return { kind };
    case 'threshold':
      return {
        kind,
        maxFailures: max_failures ?? DEFAULT_THRESHOLD.maxFailures,
        windowMinutes: window_minutes ?? DEFAULT_THRESHOLD.windowMinutes,
      };
    case 'scored':
      return {
        kind,
        initialScore: scored['initial_score'] ?? DEFAULT_SCORED.initialScore,
        failurePenalty: scored['failure_penalty'] ?? DEFAULT_SCORED.failurePenalty,
        successIncrement: scored['success_increment'] ?? DEFAULT_SCORED.successIncrement,
        periodMinutes: scored['time_period'] ?? DEFAULT_SCORED.periodMinutes,
        retirementThreshold: scored['retirement_threshold'] ?? DEFAULT_SCORED.retirementThreshold,
      };
    default:
      throw new Error(`the table has an unknown removal policy "${text}"`);
  }
}

describe("AIReSim's own results", () => {
  it('are of 18 settings', () => expect(rows).toHaveLength(18));

  it.each(rows.map((row) => [row['case']!, row] as const))('%s', (name, row) => {
    const config = pairs(row['params_differing_from_default']!).map(([key, value]) => `${key}: ${value}\n`);
    const policies = { host: HOSTS[row['host_policy']!]!, removal: removalOf(row['removal_policy']!) };
    const { yaml } = importAiresim('config.yaml', config.join(''), policies);
    const input = compileScenario(resolve(yaml).scenario);
    const runs = replicate(input, REPLICATIONS[name] ?? USUAL_REPLICATIONS, name);
    const theirReplications = Number(row['reps']);
    expect(runs.every(({ outcome }) => outcome === 'completed')).toBe(true);

    const time = meanAndError(runs.map((run) => run.wallSeconds / HOUR));
    const theirTime = Number(row['mean_training_time_h']);
    const theirError = Number(row['sd_training_time_h']) / Math.sqrt(theirReplications);
    const timeLimit = TOLERANCE * Math.hypot(time.error, theirError) + ROUNDING;
    expect(Math.abs(time.mean - theirTime), `training time ${time.mean} h, theirs ${theirTime}`).toBeLessThan(
      timeLimit,
    );
    for (const [column, count] of Object.entries(COUNTS)) {
      const ours = meanAndError(runs.map(count));
      const theirs = Number(row[column]);
      // The table has no standard deviation of counts; that of ours stands for it.
      const error = ours.error * Math.sqrt(1 + runs.length / theirReplications);
      expect(Math.abs(ours.mean - theirs), `${column} ${ours.mean}, theirs ${theirs}`).toBeLessThan(
        TOLERANCE * error,
      );
    }
  });
});
