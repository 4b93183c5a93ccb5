import type { SimulationInput } from '../src/simulation/input.ts';
import { type Effort, measureInterleaved } from './measure.ts';
import { number, type Section } from './report.ts';
import { countsOf, llama3, llama3Input, replicating } from './scenario.ts';

const NODES = [128, 512, 2048, 8192, 32_768, 100_000];
const REFERENCE_NODES = 2048;
const REFERENCE_SPARES = 24;
const TRILLION_TOKENS = 15.6;
/** Interruptions that Meta published for 54 days of 2,048 nodes. */
const PUBLISHED_FAULTS = 419;
/** Of the published rate per node: with all of it, 32,768 nodes would fail faster than they restart. */
const RATE_SHARE = 0.1;
const WEIBULL_SHAPE = 0.8;

/** The same interruptions on more and more nodes: what a node costs that does not fail. */
export async function benchNodesEqualFaults(effort: Effort): Promise<Section> {
  return benchNodes(effort, {
    title: 'Nodes, at equal interruptions',
    notes: [
      'The rate per node falls as nodes grow, so that every size has the failures of 2,048 nodes; the same 24 + 24 spares, restarts that do not grow.',
      'What still grows is the set-up of the pools, once a replication: about 10 ns a node.',
      'Tokens grow with the nodes, so that every size trains the same nominal days.',
    ],
    inputOf: (nodes) =>
      sized(nodes, {
        'failures.rate': `${PUBLISHED_FAULTS} / (54 day ${nodes} node)`,
        'recovery.restart.growth.exponent': '0',
      }),
  });
}

/** The same rate per node: a bigger machine is interrupted more often, and that is all it costs. */
export async function benchNodesEqualRate(effort: Effort): Promise<Section> {
  return benchNodes(effort, {
    title: 'Nodes, at an equal rate per node',
    notes: [
      `A tenth of the published rate per node: at the published one 32,768 nodes would fail faster than they restart. 1.2 % hot and as many cold spares: what grows is the search for the spare that has waited longest, a scan of its pool.`,
    ],
    inputOf: (nodes) => {
      const spares = String(Math.ceil((REFERENCE_SPARES * nodes) / REFERENCE_NODES));
      return sized(nodes, {
        'failures.rate': `${PUBLISHED_FAULTS * RATE_SHARE} / (54 day ${REFERENCE_NODES} node)`,
        'cluster.spares.hot': spares,
        'cluster.spares.cold': spares,
      });
    },
  });
}

/** Failures with a memory: every class Weibull, of the same mean, against the memoryless ones. */
export async function benchWeibull(effort: Effort): Promise<Section> {
  const classes = Object.keys(llama3().scenario.failures.set.classes);
  const law = `{ weibull: { shape: ${WEIBULL_SHAPE} } }`;
  const ageing = Object.fromEntries(
    classes.map((name) => [`failures.set.classes.${name}.distribution`, law]),
  );
  const cases = [
    { name: 'exponential', input: llama3Input() },
    { name: `Weibull, shape ${WEIBULL_SHAPE}`, input: llama3Input(ageing) },
  ];
  return {
    title: 'Ageing, 2,048 nodes',
    notes: [
      `All ${classes.length} fault classes, of the same mean time to a fault; a shape below 1 fails more often while the fleet is young.`,
    ],
    ...(await costs('time to fault', cases, effort)),
  };
}

interface NodesBenchmark {
  readonly title: string;
  readonly notes: readonly string[];
  readonly inputOf: (nodes: number) => SimulationInput;
}

async function benchNodes(effort: Effort, { title, notes, inputOf }: NodesBenchmark): Promise<Section> {
  const cases = NODES.map((nodes) => ({ name: number(nodes), input: inputOf(nodes) }));
  return { title, notes, ...(await costs('nodes', cases, effort)) };
}

/** The scenario on another number of nodes, with as much work per node. */
function sized(nodes: number, overrides: Readonly<Record<string, string>>): SimulationInput {
  return llama3Input({
    'cluster.nodes': String(nodes),
    'workload.phases.0.tokens': `${(TRILLION_TOKENS * nodes) / REFERENCE_NODES} Ttoken`,
    ...overrides,
  });
}

async function costs(
  what: string,
  cases: readonly { readonly name: string; readonly input: SimulationInput }[],
  effort: Effort,
): Promise<Pick<Section, 'columns' | 'rows'>> {
  const timings = await measureInterleaved(
    cases.map(({ name, input }) => replicating(name, input)),
    effort,
  );
  return {
    columns: [
      what,
      'wall days',
      'interruptions per replication',
      'ms per replication',
      'µs per interruption',
    ],
    rows: timings.map(({ name, nanoseconds, operations }, index) => {
      const { interruptions, wallDays } = countsOf(cases[index]!.input, operations);
      return [
        name,
        number(wallDays),
        number(interruptions),
        number(nanoseconds / 1e6),
        number(nanoseconds / 1000 / interruptions),
      ];
    }),
  };
}
