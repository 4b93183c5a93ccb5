import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../src/runtime/packageFiles.ts';
import { predictPhases } from '../../src/scenario/compile/phases.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import { costBuildUp } from '../../src/scenario/costBuildUp.ts';
import { expectRun } from '../../src/scenario/expectation.ts';
import { planPower } from '../../src/scenario/powerPlan.ts';
import { resolveScenario } from '../../src/scenario/resolve.ts';
import { NodeState } from '../../src/simulation/record.ts';
import { phaseNodeWatts } from '../../src/simulation/trainingPower.ts';
import { replicate } from '../support/simulationInput.ts';

const catalog = loadCatalog();
const FIRST =
  '{ tokens: 20 Gtoken, sequence_length: 4096 token, global_batch: 16.777216 Mtoken, parallelism: { tensor: 1 } }';
const SECOND =
  '{ tokens: 20 Gtoken, sequence_length: 4096 token, global_batch: 2.097152 Mtoken, parallelism: { tensor: 8, pipeline: 8 } }';

function scenarioOf(phases: readonly string[], ...more: string[]) {
  const text = [
    'name: phases',
    'cluster: { node: dgx-h100, nodes: 64 }',
    `workload: { model: llama-2-7b, phases: [${phases.join(', ')}] }`,
    'failures: { set: { classes: { x: { scope: job, effect: stop, rate: 0 / (job day), detection: 0 s, transient: 1 } } } }',
    'checkpoint: { interval: none, load: 0 s, final: false }',
    'recovery: { startup: 0 s }',
    'site: us-average',
    ...more,
  ].join('\n');
  return resolveScenario('phases.yaml', text, catalog, []).scenario;
}

describe('a scenario of several phases', () => {
  const one = compileScenario(scenarioOf([FIRST]));
  const other = compileScenario(scenarioOf([SECOND]));
  const scenario = scenarioOf([FIRST, SECOND]);
  const both = compileScenario(scenario);

  it('trains each at the power it has alone', () => {
    expect(phaseNodeWatts(both, 0)).toBe(one.power.nodeWatts[NodeState.training]);
    expect(phaseNodeWatts(both, 1) / other.power.nodeWatts[NodeState.training]!).toBeCloseTo(1, 12);
    expect(both.job.phases[0]!.powerShare).toBe(1);
    expect(both.job.phases[1]!.powerShare).toBeLessThan(0.8);
    expect(both.power.nodeWatts).toEqual(one.power.nodeWatts);
  });

  it('takes the energy that its closed form says', () => {
    const [record] = replicate(both, 1, 'phases');
    expect(record!.itJoules / expectRun(both).itJoules).toBeCloseTo(1, 9);
  });

  it('plans its power phase by phase, its limits for the phase that takes the most', () => {
    const capped = scenarioOf([SECOND, FIRST], 'power: { cap: 0.55 MW }');
    const predictions = predictPhases(capped);
    const input = compileScenario(capped, predictions);
    const plan = planPower(capped, input, predictions);
    const training = plan.levels.filter(({ name }) => name === 'training');
    expect(training.map(({ phase }) => phase)).toEqual([0, 1]);
    expect(training[0]!.nodeWatts).toBe(phaseNodeWatts(input, 0));
    expect(training[1]!.nodeWatts).toBe(one.power.nodeWatts[NodeState.training]);
    expect(training[0]!.facilityWatts).toBeLessThan(0.55e6);
    expect(plan.caps[0]!.speed).toBeLessThan(1);
  });

  it('costs an hour of the mean of its phases', () => {
    const usdPerHour = (which: typeof scenario) =>
      costBuildUp(which, compileScenario(which)).usdPerHour.energy;
    expect(usdPerHour(scenario)).toBeLessThan(usdPerHour(scenarioOf([FIRST])));
    expect(usdPerHour(scenario)).toBeGreaterThan(usdPerHour(scenarioOf([SECOND])));
  });
});
