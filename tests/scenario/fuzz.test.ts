import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SimulationError } from '../../src/engine/errors.ts';
import { RandomStreams } from '../../src/engine/randomStreams.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import { scenarioJsonSchema } from '../../src/scenario/jsonSchema.ts';
import { ScenarioError } from '../../src/scenario/problems.ts';
import { type ResolvedScenario, resolveScenario } from '../../src/scenario/resolve.ts';
import { type SimulationInput, totalNodes } from '../../src/simulation/input.ts';
import type { RunRecord } from '../../src/simulation/record.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import { catalog } from '../support/catalog.ts';
import { expectDollarsConserved } from '../support/money.ts';
import { collectDrawn, schemaKeys } from './fuzzKeys.ts';
import { anyScenario, type DrawnScenario } from './fuzzScenarios.ts';
import { HOURS_FILE, HOURS_TEXT } from './fuzzSite.ts';

const LOG = 'log.csv';
const DRAWS = 2000;
const REPLICATIONS = 20;

/** Beginnings of keys that need not be drawn. */
const NOT_DRAWN: readonly string[] = [
  // What a catalogue row holds describes a machine or a model; the simulation reads only numbers derived from it.
  'cluster.node',
  'workload.model',
  // One row of a catalogue stands for all.
  'failures.set=',
  'failures.set.from=',
  'site=',
  'site.from=',
  'site.price.wholesale.market=',
  'site.carbon.zone=',
  'site.carbon.country=',
  'site.climate=',
  // These only choose numbers of the step-time model, which has tests of its own.
  'workload.stack=',
  'workload.precision=',
  // Which scenarios a study simulates, none of which knows of the others.
  'study.sweep',
  'study.zip',
  'study.sample',
  'study.points',
  'uncertainty',
  // Prose.
  'failures.set.name',
  'failures.set.source',
  'failures.set.note',
  'failures.set.confidence',
  'site.confidence',
];

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);

function near(actual: number, expected: number, scale: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * Math.max(scale, 1e-6));
}

function expectConserved(record: RunRecord, input: SimulationInput): void {
  const { wallSeconds: wall } = record;
  const nodes = totalNodes(input);
  expect(Number.isFinite(wall)).toBe(true);
  near(sum(record.bucketSeconds), wall, wall);
  near(sum(record.nodeSeconds), nodes * wall, nodes * wall);
  for (const seconds of [...record.bucketSeconds, ...record.nodeSeconds])
    expect(seconds).toBeGreaterThanOrEqual(-1e-9 * nodes * wall);
  const joules = sum(record.nodeJoules) + record.infrastructureJoules;
  near(record.itJoules, joules, joules);
  const { pue } = input.power;
  if (typeof pue === 'number') near(record.facilityJoules, joules * pue, joules);
  else expect(record.facilityJoules).toBeGreaterThanOrEqual(joules * (1 - 1e-9));
  expect(Number.isFinite(record.facilityJoules + record.energyCostUsd + record.carbonKg)).toBe(true);
  expect(Number.isFinite(record.outdoorMeanCelsius)).toBe(input.site.outdoorCelsius !== null);
  near(
    record.totalCostUsd,
    record.energyCostUsd + record.demandCostUsd + record.holdingCostUsd,
    record.totalCostUsd,
  );
  expectDollarsConserved(record, input);
}

/**
 * Units that age and that nothing renews fail ever more often: the limit of events ends such a replication and says so. No
 * other run may need it.
 */
function simulated(input: SimulationInput, streams: RandomStreams): RunRecord | null {
  try {
    return simulate(input, streams);
  } catch (error) {
    const ages = input.faults.classes.some(({ timeToFault }) => timeToFault.kind !== 'exponential');
    if (ages && error instanceof SimulationError && error.reason === 'event-limit') return null;
    throw error;
  }
}

/** The scenario, or null where it is refused as a user can understand it. */
function resolved({ tree, log }: DrawnScenario): ResolvedScenario | null {
  try {
    return resolveScenario('any.yaml', JSON.stringify(tree), catalog, [], {
      readBeside: (path) => (path === HOURS_FILE ? HOURS_TEXT : log),
    });
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    expect(error.problems.length).toBeGreaterThan(0);
    for (const { file, path, message } of error.problems) {
      // A log that cannot be read has lines and no paths.
      expect(path).toMatch(file === LOG ? /^/ : /^[a-z]/);
      expect(message.length).toBeGreaterThan(10);
      expect(message).not.toMatch(/undefined(?! for)|NaN|\[object/);
    }
    return null;
  }
}

test('no combination of valid fields hangs, crashes or loses a second', () => {
  const schema = scenarioJsonSchema(catalog);
  const keys = schemaKeys(schema);
  const drawn = new Set<string>();
  const outcomes = new Set<string>();
  let draws = 0;
  let runs = 0;
  let accepted = 0;
  fc.assert(
    fc.property(anyScenario, (scenario) => {
      draws += 1;
      const found = resolved(scenario);
      if (found === null) return;
      accepted += 1;
      collectDrawn(scenario.tree, schema, drawn);
      const input = compileScenario(found.scenario);
      const streams = new RandomStreams('fuzz');
      for (let replication = 0; replication < REPLICATIONS; replication++) {
        streams.startReplication(replication);
        const record = simulated(input, streams);
        if (record === null) break;
        outcomes.add(record.outcome);
        expectConserved(record, input);
        runs += 1;
      }
    }),
    { seed: 20_250_117, numRuns: DRAWS },
  );
  expect(runs).toBeGreaterThanOrEqual(20_000);
  expect(accepted / draws).toBeGreaterThan(0.6);
  expect([...outcomes].sort()).toEqual([
    'budget',
    'completed',
    'deadline',
    'depleted',
    'diverged',
    'horizon',
  ]);
  const missing = keys.filter(
    (key) => !drawn.has(key) && !NOT_DRAWN.some((beginning) => key.startsWith(beginning)),
  );
  expect(missing, 'keys of the schema that no accepted scenario held').toEqual([]);
});
