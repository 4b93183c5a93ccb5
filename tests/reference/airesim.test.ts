import { describe, expect, it } from 'vitest';
import { loadAiresimReference } from '../../src/runtime/validationFiles.ts';
import { importAiresim } from '../../src/scenario/airesim/importAiresim.ts';
import { referenceYaml } from '../../src/scenario/airesim/referenceSetting.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import type { RunRecord } from '../../src/simulation/record.ts';
import { resolve } from '../support/scenarioText.ts';
import { HOUR, meanAndError, replicate } from '../support/simulationInput.ts';

/** AIReSim's own output: each row a setting, imported here and simulated. */
const rows = loadAiresimReference();

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

describe("AIReSim's own results", () => {
  it('are of 18 settings', () => expect(rows).toHaveLength(18));

  it.each(rows.map((row) => [row['case']!, row] as const))('%s', (name, row) => {
    const input = compileScenario(resolve(referenceYaml(row)).scenario);
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

/** Runs of a configuration without bad servers; times in minutes. */
function simulated(config: string, replications: number): RunRecord[] {
  const { yaml } = importAiresim('config.yaml', `systematic_failure_fraction: 0\n${config}`);
  return replicate(compileScenario(resolve(yaml).scenario), replications, config);
}

describe('closed forms of its model', () => {
  it('one server: failures, restarts and the part of the repair that outlasts the recovery', () => {
    const [length, rate, recovery, selection, automatic, manual, toManual] = [
      15_360,
      1 / 1440,
      180,
      30,
      120,
      400,
      0.8,
    ];
    const runs = simulated(
      'job_size: 1\nwarm_standbys: 0\nworking_pool_size: 1\nspare_pool_size: 0\n' +
        `job_length: ${length}\nrandom_failure_rate: ${rate}\nrecovery_time: ${recovery}\nhost_selection_time: ${selection}\n` +
        `auto_repair_time: ${automatic}\nmanual_repair_time: ${manual}\nprob_auto_to_manual: ${toManual}\n`,
      4000,
    );
    const failures = length * rate;
    // E[min(D, r)] is the integral of the survival function of the repair time D up to r.
    const until = (mean: number) => mean * -Math.expm1(-recovery / mean);
    const both = (automatic * until(automatic) - manual * until(manual)) / (automatic - manual);
    const within = (1 - toManual) * until(automatic) + toManual * both;
    const beyond = automatic + toManual * manual - within;
    const expected = length + selection * (1 + failures) + failures * (recovery + beyond);
    const { mean, error } = meanAndError(runs.map((run) => (run.wallSeconds / HOUR) * 60));
    expect(error).toBeLessThan(0.005 * expected);
    expect(Math.abs(mean - expected)).toBeLessThan(TOLERANCE * error);
  });

  it('failures that nobody is blamed for: a recovery and a selection each, no repair', () => {
    const runs = simulated(
      'job_size: 4\nwarm_standbys: 0\nworking_pool_size: 6\njob_length: 10000\nrandom_failure_rate: 0.0005\n' +
        'recovery_time: 7\nhost_selection_time: 11\ndiagnosis_probability: 0\n',
      50,
    );
    expect(runs.some(({ faults }) => faults > 10)).toBe(true);
    for (const { wallSeconds, faults, repairsBegun } of runs) {
      expect(wallSeconds / 60).toBeCloseTo(10_000 + 11 + faults * (7 + 11), 6);
      expect(repairsBegun).toBe(0);
    }
  });

  it('without repair: two standbys, then as many preempted spares, one by one, as job and standbys need', () => {
    const runs = simulated(
      'job_size: 1\nwarm_standbys: 2\nworking_pool_size: 3\nspare_pool_size: 4\nauto_repair_time: 1.0e+12\n' +
        'job_length: 3000\nrandom_failure_rate: 0.001\nrecovery_time: 7\nhost_selection_time: 11\npreemption_wait_time: 13\n',
      100,
    );
    const told = runs.filter(({ faults }) => faults < 6);
    expect(told.filter(({ faults }) => faults >= 3).length).toBeGreaterThan(20);
    for (const { wallSeconds, faults, nodesPreempted } of told) {
      const preempted = faults < 3 ? 0 : 3;
      expect(nodesPreempted).toBe(preempted);
      const again = preempted === 0 ? 0 : 3 * 13 + 11;
      expect(wallSeconds / 60).toBeCloseTo(3000 + 11 + faults * 7 + again, 6);
    }
  });
});
