import { compileScenario } from '../../src/scenario/compile.ts';
import { type Problem, ScenarioError } from '../../src/scenario/problems.ts';
import {
  type Override,
  parseOverride,
  type ResolvedScenario,
  resolveScenario,
} from '../../src/scenario/resolve.ts';
import type { SimulationInput } from '../../src/simulation/input.ts';
import { catalog } from './catalog.ts';

/** A small complete scenario, one field a line, for tests to change line by line. */
export const SMALL = `name: small
cluster:
  node: dgx-h100
  nodes: 4
  spares: { hot: 1, cold: 1 }
workload:
  model: llama-3-8b
  phases:
    - tokens: 10 Gtoken
      sequence_length: 8192 token
      global_batch: 1 Mtoken
      parallelism: { tensor: 8 }
      mfu: 0.4
failures:
  set: rsc-1
  rate: 1 / (node day)
checkpoint:
  interval: 30 min
  stall: 30 s
  write: 1 min
  load: 1 min
site: us-average
cost:
  rented: { price: 2 USD/(gpu hour) }
study:
  replications: 10
  seed: small
`;

/** `SMALL` with lines replaced: each change is [what stands there, what shall stand there]. */
export function small(...changes: readonly (readonly [string, string])[]): string {
  return changes.reduce((text, [from, to]) => {
    if (text.split(from).length !== 2)
      throw new Error(`"${from}" stands not exactly once in the small scenario`);
    return text.replace(from, () => to);
  }, SMALL);
}

export function resolve(text: string, ...sets: readonly string[]): ResolvedScenario {
  return resolveScenario('some.yaml', text, catalog, overrides(sets));
}

export function compile(text: string, ...sets: readonly string[]): SimulationInput {
  return compileScenario(resolve(text, ...sets).scenario);
}

/** The small scenario with classes of its own in place of its failures, one a line: `name: { ... }`. */
export function smallWithClasses(...classes: readonly string[]): string {
  const lines = classes.map((line) => `      ${line}\n`).join('');
  return small(['  set: rsc-1\n', `  set:\n    classes:\n${lines}`]);
}

/** The problems of a scenario that must not be accepted. */
export function problemsOf(text: string, ...sets: readonly string[]): readonly Problem[] {
  try {
    resolve(text, ...sets);
  } catch (error) {
    if (error instanceof ScenarioError) return error.problems;
    throw error;
  }
  throw new Error('the scenario was accepted');
}

function overrides(sets: readonly string[]): Override[] {
  return sets.map(parseOverride);
}
