import { RandomStreams } from '../src/engine/randomStreams.ts';
import { loadCatalog, readScenario } from '../src/runtime/packageFiles.ts';
import { compileScenario } from '../src/scenario/compile.ts';
import { type Override, type ResolvedScenario, resolveScenario } from '../src/scenario/resolve.ts';
import type { SimulationInput } from '../src/simulation/input.ts';
import { simulate } from '../src/simulation/simulate.ts';
import type { Contender } from './measure.ts';

export const SEED = 'bench';

/** The scenario that all benchmarks of a run use, with values overridden as by `--set`. */
export function llama3(overrides: Readonly<Record<string, string>> = {}): ResolvedScenario {
  return resolved('llama3-405b-16k-h100', overrides);
}

/** Any scenario that comes with longrun. */
export function scenarioInput(name: string, overrides: Readonly<Record<string, string>>): SimulationInput {
  return compileScenario(resolved(name, overrides).scenario);
}

function resolved(name: string, overrides: Readonly<Record<string, string>>): ResolvedScenario {
  const { file, text } = readScenario(name);
  const list: Override[] = Object.entries(overrides).map(([path, value]) => ({ path, value }));
  return resolveScenario(file, text, loadCatalog(), list);
}

export function llama3Input(overrides: Readonly<Record<string, string>> = {}): SimulationInput {
  return compileScenario(llama3(overrides).scenario);
}

/** One operation is one replication; every round simulates the same ones, from 0 on. */
export function replicating(name: string, input: SimulationInput): Contender {
  const streams = new RandomStreams(SEED);
  return {
    name,
    run: (operations) => {
      for (let replication = 0; replication < operations; replication++) {
        streams.startReplication(replication);
        simulate(input, streams);
      }
    },
  };
}

export interface Counts {
  readonly events: number;
  readonly interruptions: number;
  readonly wallDays: number;
}

/** Means over the replications that `replicating` simulates in a round. */
export function countsOf(input: SimulationInput, replications: number): Counts {
  const streams = new RandomStreams(SEED);
  let events = 0;
  let interruptions = 0;
  let wallDays = 0;
  for (let replication = 0; replication < replications; replication++) {
    streams.startReplication(replication);
    const record = simulate(input, streams);
    events += record.events / replications;
    interruptions += record.interruptions / replications;
    wallDays += record.wallSeconds / 86_400 / replications;
  }
  return { events, interruptions, wallDays };
}
