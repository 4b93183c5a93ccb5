import fc from 'fast-check';
import type { Tree, TreeObject } from '../../src/scenario/tree.ts';
import { SELECTIONS } from '../../src/simulation/policies/input.ts';
import { anyCheckpoint, anyTierNames } from './fuzzCheckpoint.ts';
import { anyCost, anyEmbodied } from './fuzzCost.ts';
import { anyFailures } from './fuzzFailures.ts';
import { agreeingHeat, anyCap, anyCurve, anyDemandResponse, anyHeat } from './fuzzHeat.ts';
import { anySite, anyStart } from './fuzzSite.ts';
import {
  type AnyGroup,
  chance,
  DAY,
  duration,
  group,
  growing,
  HOUR,
  inUnit,
  spread,
  time,
  whole,
  without,
} from './fuzzValues.ts';

/** A scenario as a user writes it, and the log beside it. */
export interface DrawnScenario {
  readonly tree: TreeObject;
  readonly log: string;
}

const anySpares = group({ hot: whole(0, 3), warm: whole(0, 2), cold: whole(0, 2), shared: whole(0, 2) });

const anyTopology = group({
  rack: whole(1, 6),
  switch: whole(1, 8),
  cooling_zone: whole(1, 16),
  power_zone: whole(1, 16),
});

const anyLemons = fc.oneof(
  group({ multiple: spread(1, 100) }, { fraction: chance }),
  group({ multiple: spread(1, 100) }, { nodes: whole(0, 2) }),
);

const anyElastic = fc.oneof(
  group({ reconfigure: duration(600) }, { minimum_replicas: whole(1, 4) }),
  group({ reconfigure: duration(600) }, { minimum: fc.constantFrom(0.25, 0.5, 0.9, 1) }),
);

const anyNetwork = group({
  bandwidth: inUnit(10, 400, 'Gbit/s'),
  pod: whole(1, 64),
  oversubscription: spread(1, 8),
});

const anyRecovery = group({
  startup: growing(HOUR),
  diagnosis: growing(900),
  teardown: duration(300),
  swap: duration(60),
  join: duration(600),
  boot: duration(1200),
  preemption: duration(HOUR),
  selection: duration(300),
  restart: growing(1200),
});

const anyDiagnosis = group({
  missed: chance,
  wrong: chance,
  on_missed: fc.constantFrom('stays', 'rotates'),
  recurrence: fc.oneof(fc.constant('never'), duration(2 * HOUR)),
});

const anyRepair = group({
  automatic: group({ success: chance }, { time: duration(2 * HOUR), resolves: chance }),
  time: duration(2 * DAY),
  success: chance,
  crew: fc.oneof(fc.constant('unlimited'), whole(1, 3)),
  retire: chance,
  unfixed: fc.constantFrom('unchanged', 'lemon'),
});

const threshold = fc.record({ faults: whole(1, 4), window: time(HOUR, 20 * DAY) });
const score = group({
  initial: whole(-20, 200),
  penalty: whole(-5, 100),
  credit: whole(-5, 20),
  period: fc.oneof(fc.constant('0 s'), time(HOUR, 3 * DAY)),
  limit: whole(-50, 50),
});
const removalRule = fc.oneof(fc.record({ threshold }), fc.record({ score }));

const anyPolicies = group({
  gather: fc.constantFrom('replace', 'reselect'),
  wait_for: fc.constantFrom('nodes', 'nodes_and_hot'),
  selection: fc.constantFrom(...SELECTIONS),
  removal: fc.oneof(
    fc.constant('never'),
    removalRule,
    fc.record({ any: fc.array(removalRule, { minLength: 1, maxLength: 3 }) }),
  ),
  escalation: fc.oneof(fc.constant('chance'), fc.record({ repeat: threshold })),
});

const timeOfDay = fc.tuple(whole(0, 23), whole(0, 59)).map((parts) => {
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
});
const due: AnyGroup = fc.oneof(
  fc.record({ every: duration(3 * DAY, 2 * HOUR) }),
  fc.record({ at: fc.array(time(1, 10 * DAY), { minLength: 1, maxLength: 4 }) }),
  fc.record({ daily: timeOfDay }),
);
const anyMaintenance = fc.dictionary(
  fc.constantFrom('service', 'patches'),
  fc
    .tuple(
      due,
      group({ window: fc.record({ from: timeOfDay, to: timeOfDay }) }, { duration: duration(2 * HOUR) }),
    )
    .map((parts): Tree => Object.assign({}, ...parts)),
  { maxKeys: 2 },
);

const perGpu = inUnit(20, 900, 'W');
const anyPower = group({
  training: spread(0.3, 1.2),
  communication: spread(0.1, 1),
  checkpoint: perGpu,
  stalled: perGpu,
  restarting: perGpu,
  waiting: perGpu,
  standby: perGpu,
  off: fc.oneof(fc.constant('0 W'), inUnit(1, 500, 'W')),
  repair: fc.oneof(fc.constant('0 W'), inUnit(1, 3000, 'W')),
  infrastructure: fc.constantFrom(0, 0.05, 0.5),
  curve: anyCurve,
  cap: anyCap,
  demand_response: anyDemandResponse,
});

const anyLimits = group(
  { deadline: time(HOUR, 20 * DAY), budget: inUnit(100, 1e6, 'USD') },
  { horizon: time(6 * HOUR, 15 * DAY), events: fc.constant(200_000) },
);

const anyStudy = group({ replications: whole(1, 50), seed: fc.oneof(fc.constant('any'), whole(0, 99)) });

/** Whose phases a machine can train, what a node of it trains in a second, and what may say how fast. */
interface Workload {
  readonly node: Tree;
  readonly gpus: number;
  readonly model: Tree;
  readonly precision: string;
  readonly tokensPerSecond: number;
  readonly sequence: number;
  readonly batches: readonly number[];
  readonly bases: readonly string[];
}

const WORKLOADS: readonly Workload[] = [
  {
    node: 'dgx-h100',
    gpus: 8,
    model: 'llama-3-8b',
    precision: 'bf16',
    tokensPerSecond: 6e4,
    sequence: 8192,
    batches: [2 ** 20, 2 ** 21],
    bases: ['mfu', 'mfu', 'step_time', 'step_time', 'model'],
  },
  {
    node: { from: 'dgx-h100', gpus: 4 },
    gpus: 4,
    model: { from: 'llama-3-8b', tokens: '1 Ttoken' },
    precision: 'fp8',
    tokensPerSecond: 3e4,
    sequence: 8192,
    batches: [2 ** 20, 2 ** 21],
    bases: ['mfu', 'step_time', 'model'],
  },
  {
    node: 'gtx-580-desktop',
    gpus: 2,
    model: 'alexnet',
    precision: 'fp32',
    tokensPerSecond: 200,
    sequence: 1,
    batches: [128, 512],
    bases: ['mfu', 'step_time', 'model', 'model'],
  },
  {
    node: 'tpu-v3-host',
    gpus: 4,
    model: { parameters: '1 Gparam', active_parameters: '1 Gparam' },
    precision: 'bf16',
    tokensPerSecond: 2e4,
    sequence: 1024,
    batches: [2 ** 18],
    bases: ['step_time'],
  },
];

/** Tensor, pipeline and context ranks. */
const DEGREES = [
  [8, 1, 1],
  [4, 1, 1],
  [2, 2, 1],
  [1, 1, 2],
  [8, 2, 1],
  [1, 1, 1],
] as const;

const anyParallelism = group({
  virtual_stages: whole(1, 2),
  expert: fc.constantFrom(1, 1, 1, 2),
  micro_batch: whole(1, 2),
  sequence_parallel: fc.boolean(),
  zero: whole(0, 3),
  recompute: fc.constantFrom('none', 'selective', 'full'),
});

const anyTraining = fc
  .record({
    workload: fc.constantFrom(...WORKLOADS),
    nodes: fc.oneof(fc.constantFrom(1, 2, 4, 8, 16), whole(1, 16)),
    degrees: whole(0, 5),
    others: anyParallelism,
    stack: fc.constantFrom('auto', 'nemo', undefined),
    phases: fc.array(
      fc.record({
        days: spread(0.05, 4),
        batch: whole(0, 1),
        basis: whole(0, 4),
        speed: spread(0.3, 1.5),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  })
  .map(({ workload, nodes, degrees, others, stack, phases }) => {
    const { model, precision, sequence, batches, bases, tokensPerSecond } = workload;
    const dividing = DEGREES.filter(([tensor, pipeline, context]) => {
      return (workload.gpus * nodes) % (tensor * pipeline * context) === 0;
    });
    const [tensor, pipeline, context] = dividing[degrees % dividing.length]!;
    const parallelism = { tensor, pipeline, context, ...others };
    const perSecond = tokensPerSecond * nodes;
    let tokens = 0;
    const written = phases.map(({ days, batch, basis, speed }) => {
      const batchTokens = batches[batch % batches.length]!;
      const trained = Math.round(days * DAY * perSecond);
      tokens += trained;
      const pace = {
        mfu: { mfu: Number((0.4 * speed).toFixed(3)) },
        step_time: { step_time: `${batchTokens / (perSecond * speed)} s` },
        model: {},
      }[bases[basis % bases.length] as 'mfu' | 'step_time' | 'model'];
      return {
        tokens: `${trained} token`,
        sequence_length: `${sequence} token`,
        global_batch: `${batchTokens} token`,
        ...(sequence === 1 ? {} : { parallelism }),
        ...pace,
      };
    });
    const named = stack === undefined ? {} : { stack };
    return { node: workload.node, nodes, tokens, workload: { model, precision, ...named, phases: written } };
  });

function anyScenarioOf(careful: boolean): fc.Arbitrary<DrawnScenario> {
  return fc
    .record({ training: anyTraining, spares: fc.option(anySpares, { nil: undefined }), tiers: anyTierNames })
    .chain(({ training, spares, tiers }) => {
      const counts = Object.values(spares ?? {}).reduce<number>((sum, count) => sum + Number(count), 0);
      const totalNodes = training.nodes + counts;
      const around = {
        careful,
        totalNodes,
        tiers: tiers.length === 0 ? ['checkpoint'] : tiers,
        tokens: training.tokens,
      };
      return fc
        .record({
          struck: anyFailures(around),
          checkpoint: anyCheckpoint(careful, tiers),
          cluster: group({
            topology: anyTopology,
            network: anyNetwork,
            slowest_speed: spread(0.5, 1),
            lemons: anyLemons,
            elastic: anyElastic,
          }),
          rest: group(
            {
              title: fc.constant('Any'),
              notes: fc.oneof(fc.constant('one'), fc.constant(['one', 'two'])),
              sources: fc.constant(['none']),
              recovery: anyRecovery,
              diagnosis: anyDiagnosis,
              repair: anyRepair,
              policies: anyPolicies,
              maintenance: anyMaintenance,
              power: anyPower,
              heat: anyHeat,
              study: anyStudy,
              start: anyStart,
              embodied: anyEmbodied,
            },
            { site: anySite, cost: anyCost(careful), limits: anyLimits },
          ),
        })
        .map(({ struck, checkpoint, cluster, rest }) => {
          const standby = spares === undefined ? {} : { spares };
          const tree = {
            name: 'any',
            cluster: { node: training.node, nodes: training.nodes, ...standby, ...cluster },
            workload: training.workload,
            failures: struck.failures,
            checkpoint,
            ...rest,
          };
          return { tree: careful ? agreeing(tree, training.nodes) : tree, log: struck.log };
        });
    });
}

/** Without what cannot stand together. */
function agreeing(tree: TreeObject, nodes: number): TreeObject {
  const { policies, repair, cluster, cost, failures, heat } = tree as Readonly<
    Record<string, TreeObject | undefined>
  >;
  const { rented } = cost as Readonly<Record<string, TreeObject | undefined>>;
  const hands = repair !== undefined && repair['automatic'] === undefined;
  return {
    ...tree,
    cluster: nodes < 4 ? without(cluster!, 'elastic') : cluster!,
    ...(policies !== undefined && (repair === undefined || hands)
      ? { policies: without(policies, 'escalation') }
      : {}),
    ...(repair !== undefined && cluster!['lemons'] === undefined
      ? { repair: without(repair, 'unfixed') }
      : {}),
    ...(heat === undefined ? {} : { heat: agreeingHeat(heat, cluster!['node'], tree['site']!) }),
    // A replayed log holds no preemptions.
    ...(rented !== undefined && failures!['trace'] !== undefined
      ? { cost: { rented: without(rented, 'spot') } }
      : {}),
  };
}

/** Mostly scenarios that hold together; some that do not. */
export const anyScenario: fc.Arbitrary<DrawnScenario> = fc.oneof(
  { arbitrary: anyScenarioOf(true), weight: 9 },
  { arbitrary: anyScenarioOf(false), weight: 1 },
);
